// Beside a note (data-note says what the button is called): puts the marks of a passage about somebody else
// around what is selected.

function addButton(area) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-quiet button-small note-mark";
  button.textContent = `[[ ]] ${area.dataset.note}`;
  button.addEventListener("click", () => {
    const { selectionStart: start, selectionEnd: end, value } = area;
    area.setRangeText(`[[${value.slice(start, end)}]]`, start, end, "end");
    // Nothing selected: one types on between the marks.
    if (start === end) area.setSelectionRange(start + 2, start + 2);
    area.focus();
    area.dispatchEvent(new Event("input", { bubbles: true }));
  });
  area.after(button);
  area.removeAttribute("data-note");
}

function addButtons() {
  document.querySelectorAll("textarea[data-note]").forEach(addButton);
}

addButtons();
document.addEventListener("htmx:afterSettle", addButtons);
