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
  if (target.matches("input")) target.focus();
  else target.click();
});

// Ctrl+Enter saves from within a field, also a long one.
document.addEventListener("keydown", (event) => {
  const form = event.target.form;
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || form?.dataset.draft === undefined) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector(".save-bar button"));
});
