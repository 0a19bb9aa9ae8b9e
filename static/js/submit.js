// A form is sent once, and only while the session goes on: a double click makes nothing twice, and who was away
// too long signs in first instead of losing what stands in the form. The server guards the first as well.

import { sessionGoesOn } from "./session.js";

const checked = new WeakSet();

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "dialog") return;
  if (form.dataset.sending !== undefined) {
    event.preventDefault();
    return;
  }
  form.dataset.sending = "";
  // The browser reads the pressed button before it sends: disable only afterwards.
  setTimeout(() => setButtons(form, true));
  if (form.dataset.draft === undefined || checked.delete(form)) return;
  event.preventDefault();
  const submitter = event.submitter;
  const goesOn = await sessionGoesOn();
  release(form);
  if (!goesOn) return;
  checked.add(form);
  form.requestSubmit(submitter);
});

function setButtons(form, isDisabled) {
  if (isDisabled && form.dataset.sending === undefined) return;
  for (const button of form.querySelectorAll("button:not([type=button])")) button.disabled = isDisabled;
}

function release(form) {
  if (form?.dataset?.sending === undefined) return;
  delete form.dataset.sending;
  setButtons(form, false);
}

document.addEventListener("htmx:beforeRequest", (event) => {
  const form = event.target;
  if (event.detail.requestConfig.triggeringEvent?.type !== "submit") return;
  if (form.dataset.sending !== undefined) {
    event.preventDefault();
    return;
  }
  form.dataset.sending = "";
  setButtons(form, true);
});

// Back from another page, the same page stands here again with its buttons as they were. A form that was saved is
// asked for anew: the server takes what it has seen for a second click, and would not keep what is typed in it now.
addEventListener("pageshow", (event) => {
  if (event.persisted && document.querySelector("form[data-draft][data-sending]")) location.reload();
  else document.querySelectorAll("form[data-sending]").forEach(release);
});
document.addEventListener("htmx:afterRequest", (event) => release(event.target.closest?.("form")));
// A download leaves the page where it is.
document.addEventListener("submit", (event) => {
  if (event.target.hasAttribute?.("data-download")) setTimeout(() => release(event.target), 3000);
});
