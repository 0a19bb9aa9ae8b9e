// What the other scripts share: the token, the messages at the bottom, and whether somebody is typing.

export function token() {
  return document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
}

export function renewToken(value) {
  for (const input of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) input.value = value;
}

export function isTyping(element) {
  return element.closest?.("input, textarea, select, [contenteditable]") !== null;
}

/** Says `text` at the bottom of the page for some seconds, also to who hears the page. */
export function notice(text) {
  const place = document.getElementById("notices");
  if (!place) return;
  const box = document.createElement("p");
  box.className = "alert alert-caution";
  box.textContent = text;
  place.replaceChildren(box);
  setTimeout(() => box.remove(), 10_000);
}
