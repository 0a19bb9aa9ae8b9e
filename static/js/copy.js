// A button with data-copy copies the text of the field with that id, and says so.

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copy]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    // Without HTTPS the browser offers no other way; what is selected can be copied by hand at the least.
    if (!document.execCommand("copy")) return;
  }
  button.querySelector("span").textContent = button.dataset.done;
});
