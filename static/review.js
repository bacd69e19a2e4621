// The inbox by keys, and ready sentences for a return. Every page works without this file.
"use strict";

const KEYS = "inbox-keys";
const keys = document.querySelector("[data-keys]");
const rows = [...document.querySelectorAll("[data-rows] > tbody > tr")];

const keysAreOn = () => localStorage.getItem(KEYS) !== "off";
const openRow = (row) => row?.querySelector("th a")?.focus();

// By the place of the key, so that a Persian layout has the same ones.
const ACTS = {
  KeyJ: (at) => openRow(rows[Math.min(at + 1, rows.length - 1)]),
  KeyK: (at) => openRow(rows[Math.max(at - 1, 0)]),
  KeyX: (at) => rows[at]?.querySelector("[type=checkbox]")?.click(),
};

function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const on = event.target;
  // A form is sent by its button alone: Enter on a box opens the case beside it.
  if (event.key === "Enter" && on.matches("[data-rows] [type=checkbox]")) {
    event.preventDefault();
    on.closest("tr").querySelector("th a").click();
    return;
  }
  const act = ACTS[event.code];
  if (!act || !keysAreOn() || on.matches("textarea, select, input:not([type=checkbox])")) return;
  event.preventDefault();
  act(rows.findIndex((row) => row.contains(document.activeElement)));
}

if (keys && rows.length) {
  const toggle = keys.querySelector("button");
  const tell = () => toggle.setAttribute("aria-pressed", String(keysAreOn()));
  toggle.addEventListener("click", () => {
    localStorage.setItem(KEYS, keysAreOn() ? "off" : "on");
    tell();
  });
  tell();
  keys.hidden = false;
  document.addEventListener("keydown", pressed);
}

// A chosen sentence stands before what is typed; another choice takes its place.
for (const list of document.querySelectorAll("[data-phrases]")) {
  const field = document.getElementById(list.dataset.phrases);
  let put = "";
  list.addEventListener("change", () => {
    const text = list.selectedOptions[0].dataset.text ?? "";
    const typed = put ? field.value.replace(put, "").trim() : field.value;
    field.value = text && !typed.includes(text) ? `${text} ${typed}`.trim() : typed;
    put = text;
  });
  // The field holds it now, as the person left it; without this file the server puts it there.
  list.form.addEventListener("submit", () => { list.value = ""; });
}
