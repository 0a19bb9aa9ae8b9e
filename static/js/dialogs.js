// Windows and menus: a page shown in a window, menus that close by themselves, focus that goes where one looks.

import { notice } from "./page.js";

const dialog = document.getElementById("dialog");
const body = document.getElementById("dialog-body");

document.addEventListener("click", (event) => {
  const opener = event.target.closest?.("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens)?.showModal();
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (opener || !menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  const menu = document.querySelector("details.menu[open]");
  if (event.key !== "Escape" || !menu) return;
  const inside = menu.contains(document.activeElement);
  menu.open = false;
  if (inside) menu.querySelector("summary").focus();
});

// A link with hx-target="#dialog-body" shows its page here; what the page marks with data-dialog is taken.
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target !== body || !dialog) return;
  if (!body.childElementCount) {
    // The page has no such part (a fault, a sign-in): go to it instead of showing nothing.
    location.assign(event.detail.pathInfo.responsePath ?? event.detail.pathInfo.requestPath);
    return;
  }
  const heading = body.querySelector("h1, h2");
  if (heading) dialog.setAttribute("aria-label", heading.textContent.trim());
  if (!dialog.open) dialog.showModal();
  const first = body.querySelector("[autofocus]") ?? body.querySelector(".error-summary, input:not([type=hidden]), select, textarea");
  first?.focus();
  body.dispatchEvent(new CustomEvent("homestart:shown", { bubbles: true }));
});

// In a window, leaving a form is closing the window.
dialog?.addEventListener("click", (event) => {
  if (!event.target.closest("[data-cancel]")) return;
  event.preventDefault();
  dialog.close();
});

dialog?.addEventListener("close", () => {
  body.dispatchEvent(new CustomEvent("homestart:leave", { bubbles: true }));
  body.replaceChildren();
});

// What was pressed may be gone after a swap: then the part that took its place gets the focus. A part that
// renews itself while somebody is busy elsewhere takes nothing.
let isFocusInside = false;

document.addEventListener("htmx:beforeSwap", (event) => {
  const focused = document.activeElement;
  isFocusInside = focused !== document.body && event.detail.target?.contains(focused) === true;
});

document.addEventListener("htmx:afterSettle", (event) => {
  const target = event.detail.elt;
  if (!isFocusInside || document.activeElement !== document.body || !target?.isConnected || target === body) return;
  isFocusInside = false;
  const wanted = target.querySelector("[autofocus]") ?? target;
  if (wanted === target && !target.hasAttribute("tabindex")) target.setAttribute("tabindex", "-1");
  wanted.focus({ preventScroll: wanted === target });
});

for (const failure of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.addEventListener(failure, (event) => {
    if (event.detail.xhr?.status === 401) return; // session.js
    notice(document.getElementById("notices")?.dataset.failed ?? "");
  });
}
