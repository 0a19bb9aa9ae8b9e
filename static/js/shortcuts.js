// One key to search, to note a contact, to see the keys. Never while somebody types or a window is open.

import { isTyping } from "./page.js";

function isVisible(element) {
  return element.checkVisibility?.() ?? element.offsetParent !== null;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || event.repeat) return;
  if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
  if (event.key === "?") {
    const help = document.getElementById("keyboard-help");
    if (!help) return;
    event.preventDefault();
    help.showModal();
    return;
  }
  const targets = document.querySelectorAll(`[data-shortcut="${CSS.escape(event.key)}"]`);
  const target = Array.from(targets).find(isVisible);
  if (!target) return;
  event.preventDefault();
  if (target.matches("input")) {
    target.focus();
    return;
  }
  if (target.getAttribute("hx-target") === "#dialog-body") ahead = "";
  target.click();
});

// The window that a key asks for comes from the server: what is typed meanwhile is kept and put in its first field.
let ahead = null;

document.addEventListener("keydown", (event) => {
  if (ahead === null || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") ahead = null;
  else if (event.key === "Backspace") ahead = ahead.slice(0, -1);
  else if (event.key.length === 1) ahead += event.key;
  else return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);

document.addEventListener("homestart:shown", () => {
  const field = document.activeElement;
  const typed = ahead;
  ahead = null;
  if (!typed || !field?.matches("input, textarea")) return;
  // Before the window has settled the field does not listen, and takes what stands in it for nothing new.
  document.addEventListener("htmx:afterSettle", () => {
    field.value = typed + field.value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }, { once: true });
});
for (const failure of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.addEventListener(failure, () => {
    ahead = null;
  });
}

// Ctrl+Enter saves from within a field, also a long one.
document.addEventListener("keydown", (event) => {
  const form = event.target.form;
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || form?.dataset.draft === undefined) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector(".save-bar button"));
});
