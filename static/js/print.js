// A button with data-print prints the page, as the browser's own menu does.

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-print]")) print();
});
