// A double click sends a form once. The server guards as well; this spares the second wait.

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "dialog") return;
  if (form.dataset.sending !== undefined) {
    event.preventDefault();
    return;
  }
  form.dataset.sending = "";
  // The browser reads the pressed button before it sends: disable only afterwards.
  setTimeout(() => setButtons(form, true));
});

function setButtons(form, disabled) {
  for (const button of form.querySelectorAll("button[type=submit], button:not([type])")) button.disabled = disabled;
}

function release(form) {
  if (form?.dataset?.sending === undefined) return;
  delete form.dataset.sending;
  setButtons(form, false);
}

// Back from another page, the same page stands here again with its buttons as they were.
addEventListener("pageshow", () => document.querySelectorAll("form[data-sending]").forEach(release));
document.addEventListener("htmx:afterRequest", (event) => release(event.target.closest?.("form")));
// A file that is downloaded leaves the page where it is.
document.addEventListener("submit", (event) => {
  if (event.target.hasAttribute?.("data-download")) setTimeout(() => release(event.target), 3000);
});
