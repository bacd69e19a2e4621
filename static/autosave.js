// Keeps the server's draft near what is typed. Every page works without this file, by «ذخیره موقت».
"use strict";

const WAIT_MS = 2500;
const GIVE_UP_MS = 20000;
// A browser sends no more than this behind a page that is being left.
const KEEPALIVE_MOST = 60000;
const RETRY_MS = [2000, 4000, 8000, 15000, 30000];
const SAYS = {
  typing: "نوشتهٔ جدید هنوز ذخیره نشده است.",
  saving: "در حال ذخیره…",
  offline: "آفلاین؛ نوشته‌ها در همین صفحه مانده و با بازگشت اینترنت ذخیره می‌شود.",
  trouble: "ذخیره نشد؛ نوشته‌ها در همین صفحه مانده و دوباره ذخیره می‌شود.",
  broken: "ذخیره نشد و دوباره تلاش نمی‌شود؛ «ذخیره موقت» را بزنید تا علت را ببینید.",
};

class Draft {
  constructor(form, state) {
    this.form = form;
    this.state = state;
    // A page that shows a refused or kept form shows what is not stored.
    this.kept = "unsaved" in form.dataset ? null : this.typed();
    this.fails = 0;
    form.addEventListener("input", () => this.touched());
    form.addEventListener("change", () => this.touched());
    form.addEventListener("submit", (event) => this.submitted(event));
    window.addEventListener("online", () => this.save());
    window.addEventListener("offline", () => { if (this.unsaved) this.say("offline"); });
    document.addEventListener("click", (event) => this.followed(event));
    window.addEventListener("pagehide", () => this.left());
    window.addEventListener("pageshow", () => { this.leaving = false; });
    window.addEventListener("beforeunload", (event) => {
      if (this.unsaved && !this.leaving) event.preventDefault();
    });
  }

  /** What a save would send, without what is not typed. */
  typed() {
    const data = new URLSearchParams(new FormData(this.form));
    for (const name of ["csrfmiddlewaretoken", "typed_by", "version", "opened", "was"]) data.delete(name);
    return data.toString();
  }

  get unsaved() {
    return this.typed() !== this.kept;
  }

  say(what, text) {
    this.state.dataset.autosaveState = what;
    const words = text || SAYS[what];
    if (this.state.textContent !== words) this.state.textContent = words;
  }

  touched() {
    this.dirty = true;
    if (this.stopped || !this.unsaved) return;
    if (navigator.onLine) this.say("typing"); else this.say("offline");
    this.later(WAIT_MS);
  }

  later(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), delay);
  }

  /** One save at a time: what is typed meanwhile follows as the next one. */
  async save() {
    clearTimeout(this.timer);
    if (this.flying || this.stopped || this.leaving || !this.unsaved) return;
    if (!navigator.onLine) return this.say("offline");
    this.flying = true;
    this.say("saving");
    const sent = this.typed();
    try {
      const answer = await this.send({ signal: AbortSignal.timeout(GIVE_UP_MS) });
      await this.answered(answer, sent);
    } catch {
      this.failed(navigator.onLine ? "trouble" : "offline");
    }
    this.flying = false;
    // Without a line, or a server, the page would be left for one that shows nothing typed.
    if (this.fails) this.pressed = null;
    if (this.pressed) return this.press();
    if (this.goal) {
      const goal = this.goal;
      this.goal = null;
      return window.location.assign(goal);
    }
    if (this.unsaved && !this.refused && !this.stopped && !this.fails) this.later(WAIT_MS);
  }

  send(options) {
    const body = new URLSearchParams(new FormData(this.form)).toString();
    return fetch(window.location.href, {
      method: "POST",
      body,
      headers: { "X-Autosave": "1", "Content-Type": "application/x-www-form-urlencoded" },
      redirect: "manual",
      keepalive: body.length < KEEPALIVE_MOST,
      ...options,
    });
  }

  /** Whether the page holds typed text that the server has not been asked to keep. */
  get waiting() {
    return this.dirty && this.unsaved && !this.stopped && !this.leaving && this.typed() !== this.heard;
  }

  /** A link out of the page waits for the save, so that the next page shows it. */
  followed(event) {
    const link = event.target.closest("a[href]");
    const aside = event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (!link || aside || event.defaultPrevented || link.target || link.origin !== location.origin) return;
    if (link.hash && link.pathname === location.pathname) return;
    if (!navigator.onLine || !(this.waiting || this.flying)) return;
    event.preventDefault();
    this.goal = link.href;
    this.save();
  }

  /** The page is gone in this moment: what was typed last is sent behind it. */
  left() {
    if (this.waiting && !this.flying && navigator.onLine) this.send({}).catch(() => {});
  }

  async answered(answer, sent) {
    if (answer.status >= 500 || answer.status === 429) return this.failed("trouble");
    // An answer that is not ours is one we cannot rely on: the next press shows the whole page.
    const ours = (answer.headers.get("Content-Type") || "").startsWith("application/json");
    this.heard = sent;
    if (!ours && answer.status < 400) return this.failed("trouble");
    if (!ours) {
      // Asked again it would be refused again.
      this.stopped = true;
      return this.say("stopped", SAYS.broken);
    }
    const said = await answer.json();
    this.fails = 0;
    const errors = said.errors || {};
    this.refused = !answer.ok || Object.keys(errors).length > 0;
    this.hint(errors);
    if (answer.ok) return this.saved(said, sent);
    // Overtaken in the same field, the page goes on: it saves what is typed next, and asks on leaving.
    this.stopped = answer.status !== 422 && answer.status !== 409;
    // What it was written for is gone: a button would lead to a page without the text.
    this.gone = answer.status === 404 ? said.text : "";
    return this.say(this.stopped ? "stopped" : "refused", said.text);
  }

  saved(said, sent) {
    this.form.elements.version.value = said.version;
    this.take(said.values || {}, sent);
    this.say(this.refused ? "refused" : "saved", said.text);
    const state = document.querySelector("[data-form-state]");
    if (state) {
      state.textContent = said.form_state;
      state.className = "";
    }
    // The one screen of a month stands for steps 2 to 4.
    const current = document.querySelector(".steps [aria-current]");
    for (const tab of current ? [current] : [...document.querySelectorAll(".steps a")].slice(1, 4)) {
      tab.closest("li").className = "";
      tab.querySelector("small").textContent = said.note;
      tab.querySelector("small").className = "i-pen";
    }
  }

  /** What another window saved meanwhile comes into the fields that nobody touched here. */
  take(values, sent) {
    const quiet = this.typed() === sent;
    for (const [name, text] of Object.entries(values)) {
      const fields = this.form.elements[name];
      if (fields) fields.value = text;
    }
    // A field that alone was not saved keeps the page unsaved.
    if (!this.refused) this.kept = quiet ? this.typed() : sent;
    else if (quiet) this.heard = this.typed();
  }

  failed(what) {
    this.say(what);
    this.later(RETRY_MS[Math.min(this.fails, RETRY_MS.length - 1)]);
    this.fails += 1;
  }

  /** Faults stand softly beside their fields; the focus stays where it is. */
  hint(errors) {
    for (const old of this.form.querySelectorAll(".autosave-hint")) old.remove();
    for (const [id, text] of Object.entries(errors)) {
      const field = document.getElementById(id);
      if (!field || !this.form.contains(field)) continue;
      const hint = document.createElement("span");
      hint.className = "autosave-hint";
      hint.textContent = text;
      field.closest(".field, td")?.append(hint);
    }
  }

  /** Nobody leaves a page before the server has heard what is typed: a line may fail between. */
  submitted(event) {
    if (event.defaultPrevented) return;
    if (this.leaving) return event.preventDefault();
    if (this.gone) {
      event.preventDefault();
      return this.say("stopped", this.gone);
    }
    if (!navigator.onLine) {
      event.preventDefault();
      return this.say("offline");
    }
    const discards = event.submitter?.value === "discard";
    const unheard = this.unsaved && !this.stopped && !discards && this.typed() !== this.heard;
    if (this.flying || unheard) {
      event.preventDefault();
      this.pressed ||= event.submitter || true;
      return this.save();
    }
    clearTimeout(this.timer);
    this.leaving = true;
  }

  press() {
    const button = this.pressed;
    this.pressed = null;
    this.form.requestSubmit(button === true ? null : button);
  }
}

const form = document.querySelector("form[data-autosave]");
const state = document.querySelector("[data-autosave-state]");
if (form && state) new Draft(form, state);
