// Finding a person: arrows walk from the box to the people found, Enter in the box opens the first of them. While
// the people of fewer letters still stand there, Enter asks again: it never opens somebody else. The form says by
// data-finds where its people stand.

const EVERY_BOX = "[data-finds] input[type=search]";

function hitsOf(input) {
  return document.getElementById(input.form.dataset.finds || "hits");
}

function links(box) {
  return Array.from(box?.querySelectorAll("[data-hit]") ?? []);
}

document.addEventListener("keydown", (event) => {
  const inputs = Array.from(document.querySelectorAll(EVERY_BOX));
  const input = inputs.find((one) => one === event.target || hitsOf(one)?.contains(event.target));
  if (!input) return;
  const box = hitsOf(input);
  const hits = links(box);
  if (event.key === "Escape" && box?.id !== "hits" && box?.childElementCount) {
    event.preventDefault();
    event.stopPropagation();
    input.focus();
    box.replaceChildren();
  } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && hits.length) {
    event.preventDefault();
    const next = hits.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
    if (next >= 0) hits[Math.min(next, hits.length - 1)].focus();
    else input.focus();
  } else if (event.key === "Enter" && event.target === input && hits.length) {
    if (box.dataset.text !== input.value.trim()) return;
    event.preventDefault();
    hits[0].click();
  }
});
