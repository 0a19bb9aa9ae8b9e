// Fields that grow with what is typed, where the browser does not do that by itself (field-sizing).

function grow(area) {
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + 2}px`;
}

if (!CSS.supports("field-sizing", "content")) {
  document.addEventListener("input", (event) => event.target.matches?.("textarea") && grow(event.target));
}
