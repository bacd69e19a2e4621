// Small comforts. Every page works without this file; nothing here decides anything.
"use strict";

// The server's own rule (config/persian.py): one set of digits, «.» or «٫», thousands only in well-formed groups.
const NUMBERS = ["0-9", "۰-۹", "٠-٩"].map((d) => new RegExp(
  `^((?![0۰٠])[${d}]{1,3}(?:(?:٬[${d}]{3})+|(?:,[${d}]{3})+)|[${d}]+)(?:[.٫]([${d}]+))?$`,
));
const LONGEST = 30;

// What no screen shows, and full-width signs: dropped and made plain, as the server does for all that it reads.
const UNSEEN = /\p{Default_Ignorable_Code_Point}/gu;
const BLANKS_AROUND = /^[\s\x1c-\x1f\x85]+|[\s\x1c-\x1f\x85]+$/g;
const plainSigns = (text) => text
  .replace(UNSEEN, "")
  .replace(/[\uff01-\uff5e]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
  .replace(BLANKS_AROUND, "");

const asciiDigits = (text) => text.replace(/[۰-۹٠-٩]/g, (digit) => String(digit.charCodeAt(0) & 15));
const persianDigits = (text) => text.replace(/\d/g, (digit) => "۰۱۲۳۴۵۶۷۸۹"[digit]);

/**
 * The typed number as plain ASCII («۱۲٬۵۰۰٫۵» → "12500.5"), or null when it cannot be read.
 * A whole number takes no decimal mark, and an amount in cents no group of three behind it: «63.000» is read in two ways.
 */
function readNumber(text, whole = false, cents = false) {
  const typed = plainSigns(text);
  if (typed.length > LONGEST) return null;
  for (const pattern of NUMBERS) {
    const match = pattern.exec(typed);
    if (!match) continue;
    if ((whole && match[2]) || (cents && match[2]?.length === 3)) return null;
    const units = asciiDigits(match[1]).replace(/[٬,]/g, "").replace(/^0+(?=\d)/, "");
    const fraction = asciiDigits(match[2] || "").replace(/0+$/, "");
    return fraction ? `${units}.${fraction}` : units;
  }
  return null;
}

/** "12500.5" → «۱۲٬۵۰۰٫۵» */
function showNumber(plain) {
  const [whole, fraction] = plain.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, "٬");
  return persianDigits(fraction ? `${grouped}٫${fraction}` : grouped);
}

// The server offers whole numbers the keys of digits alone.
const readField = (input) => readNumber(input.value, input.inputMode === "numeric", "cents" in input.dataset);

const fieldsOf = (element, name) => element.dataset[name].split(" ").map((id) => document.getElementById(id));

function readBack(input) {
  for (const output of document.querySelectorAll(`output.readback[for="${CSS.escape(input.id)}"]`)) {
    const plain = readField(input);
    output.textContent = plain === null ? "" : `خوانده می‌شود: ${showNumber(plain)}`;
  }
}

// People are whole numbers; while one of them cannot be read there is no total to show.
function addUp(output) {
  const typed = fieldsOf(output, "sum").filter((field) => plainSigns(field.value));
  const counts = typed.map(readField);
  const known = counts.length > 0 && counts.every((count) => count !== null && /^\d{1,12}$/.test(count));
  output.textContent = known ? showNumber(String(counts.reduce((sum, count) => sum + Number(count), 0))) : "";
}

// Tonnes that the portal computed follow the quantity: emptied here, they are computed anew on saving.
function followTonnes(input) {
  if (!input.name.endsWith("-quantity")) return;
  const beside = (name) => input.form?.elements[input.name.replace(/quantity$/, name)];
  const [computed, tonnes] = [beside("computed"), beside("tonnes")];
  if (!computed || !tonnes || readNumber(tonnes.value) !== readNumber(computed.value)) return;
  tonnes.value = "";
  readBack(tonnes);
}

document.addEventListener("input", (event) => {
  const input = event.target;
  if (!(input instanceof HTMLInputElement) || !input.id) return;
  if (input.dataset.copyTo) {
    for (const copy of fieldsOf(input, "copyTo")) {
      copy.value = input.value;
      readBack(copy);
    }
  }
  followTonnes(input);
  readBack(input);
  for (const output of document.querySelectorAll("[data-sum]")) {
    if (output.dataset.sum.split(" ").includes(input.id)) addUp(output);
  }
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if ("print" in button.dataset) window.print();
  if (button.dataset.showPassword) {
    const [field] = fieldsOf(button, "showPassword");
    field.type = field.type === "password" ? "text" : "password";
    button.textContent = field.type === "password" ? "نمایش" : "پنهان";
  }
});

// A name or password that opens nothing was often typed with the keyboard on Persian: said while it is typed.
document.addEventListener("input", (event) => {
  const field = event.target.closest?.("[data-latin]");
  if (!field) return;
  const persian = /[\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff]/.test(field.value);
  let hint = field.closest(".field").querySelector(".keyboard-hint");
  if (!hint && persian) {
    hint = document.createElement("small");
    hint.className = "hint keyboard-hint";
    hint.setAttribute("role", "status");
    field.closest(".field").append(hint);
  }
  if (hint) hint.textContent = persian ? "صفحه‌کلید شما روی فارسی است." : "";
});

// Buttons that need this file are in the page hidden.
const reveal = () => {
  for (const button of document.querySelectorAll("[data-print], [data-show-password]")) button.hidden = false;
};
reveal();
document.addEventListener("htmx:load", reveal);

// On a phone the step tabs scroll sideways: begin at the current one.
document.querySelector(".steps [aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });

// Enter in a form that binds presses a first button that does nothing (components/enter_is_inert.html).
document.addEventListener("submit", (event) => {
  const inert = event.submitter;
  if (inert?.name !== "enter") return;
  event.preventDefault();
  const act = [...event.target.elements].find((each) => each.type === "submit" && each !== inert);
  let note = event.target.querySelector(".press-button");
  if (!note) {
    note = document.createElement("p");
    note.className = "press-button i-info";
    note.setAttribute("role", "status");
    (act.closest(".actions, .row-flow") || act).before(note);
  }
  note.textContent = inert.textContent;
});

// One click, one filing. After the event, so that the clicked button's own value is still sent.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  setTimeout(() => {
    if (event.defaultPrevented) return;
    for (const button of document.querySelectorAll('button[type="submit"], button:not([type])')) {
      if (button.form !== form || button.disabled) continue;
      button.disabled = true;
      button.dataset.sent = "";
    }
  });
});

function wake() {
  for (const button of document.querySelectorAll("button[data-sent]")) {
    button.disabled = false;
    delete button.dataset.sent;
  }
}
window.addEventListener("pageshow", wake);

// A decision opens the next case with its button in the same place: a second click must not decide unread figures.
for (const button of document.querySelectorAll("[data-settle]")) {
  button.disabled = true;
  setTimeout(() => { button.disabled = false; }, Number(button.dataset.settle));
}
