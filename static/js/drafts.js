// What somebody types in a form with data-draft (an address) is brought there: five seconds after the typing
// began, and when the page or the window with the form is left. Nothing is kept in the browser.

import { notice, token } from "./page.js";
import { sessionEnded } from "./session.js";

const DELAY = 5_000;
const LONGEST_DELAY = 60_000;
const KEEPALIVE_LIMIT = 60_000; // characters; browsers send at most 64 KiB of a page that is gone
const states = new WeakMap();

function stateOf(form) {
  if (!states.has(form)) states.set(form, { isDirty: false, timer: 0, delay: DELAY, last: "" });
  return states.get(form);
}

function bodyOf(form) {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value);
  return body;
}

function say(form, isSaved) {
  const line = form.querySelector("[data-draft-state]");
  if (!line) return;
  const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  line.textContent = isSaved ? `${line.dataset.saved} ${time}` : line.dataset.failed;
  // Who hears the page is told of trouble once, and not of every draft.
  if (!isSaved && line.dataset.failing === undefined) notice(line.dataset.failed);
  line.toggleAttribute("data-failing", !isSaved);
}

function later(form) {
  const state = stateOf(form);
  if (!state.timer) state.timer = setTimeout(() => save(form), state.delay);
}

async function save(form, { isLeaving = false } = {}) {
  const state = stateOf(form);
  clearTimeout(state.timer);
  state.timer = 0;
  if (!state.isDirty || form.dataset.sending !== undefined) return;
  const body = bodyOf(form);
  const text = body.toString();
  state.isDirty = false;
  if (text === state.last) return;
  let isSaved = false;
  try {
    const response = await fetch(form.dataset.draft, {
      method: "POST",
      body,
      headers: { "X-CSRFToken": token(), "HX-Request": "true" },
      redirect: "manual",
      keepalive: isLeaving && text.length < KEEPALIVE_LIMIT,
    });
    isSaved = response.ok;
    if (response.status === 401 || response.type === "opaqueredirect") sessionEnded();
  } catch {
    // No connection: tried again below.
  }
  if (isSaved) {
    state.last = text;
    state.delay = DELAY;
    say(form, true);
  } else {
    state.isDirty = true;
    state.delay = Math.min(2 * state.delay, LONGEST_DELAY);
    say(form, false);
    if (form.isConnected) later(form);
  }
}

function forms() {
  return document.querySelectorAll("form[data-draft]");
}

function noteChange(event) {
  const form = event.target.form;
  if (form?.dataset.draft === undefined) return;
  stateOf(form).isDirty = true;
  later(form);
}

document.addEventListener("input", noteChange);
document.addEventListener("change", noteChange);
addEventListener("pagehide", () => forms().forEach((form) => save(form, { isLeaving: true })));
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") forms().forEach((form) => save(form, { isLeaving: true }));
});
document.addEventListener("homestart:leave", (event) => {
  event.target.querySelectorAll("form[data-draft]").forEach((form) => save(form, { isLeaving: true }));
});
document.addEventListener("homestart:session", () => forms().forEach((form) => save(form)));
