// Finding a person: arrows walk from the box to the people found, Enter in the box opens the first of them. While
// the people of fewer letters still stand there, Enter asks again: it never opens somebody else.

function found() {
  return Array.from(document.querySelectorAll("#hits [data-hit]"));
}

document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("[data-finds]");
  const hits = found();
  const here = hits.indexOf(document.activeElement);
  if ((!form && here < 0) || !hits.length) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const next = here + (event.key === "ArrowDown" ? 1 : -1);
    if (next >= 0) hits[Math.min(next, hits.length - 1)].focus();
    else document.querySelector("[data-finds] input[type=search]")?.focus();
  } else if (event.key === "Enter" && form && event.target.type === "search") {
    if (document.getElementById("hits").dataset.text !== event.target.value.trim()) return;
    event.preventDefault();
    hits[0].click();
  }
});
