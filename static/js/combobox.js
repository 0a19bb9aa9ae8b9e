// Choose by typing (components/combobox.html): arrows walk, Enter chooses, Escape closes. The choice itself is
// the radio button that also serves without JavaScript.

let number = 0;

function parts(box) {
  return { input: box.querySelector("[data-typed]"), found: box.querySelector(".combobox-found") };
}

function options(box) {
  return Array.from(box.querySelectorAll("[role=option]"));
}

function prepare(box) {
  const { input, found } = parts(box);
  if (box.dataset.ready === undefined) {
    box.dataset.ready = "";
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", found.id);
    input.setAttribute("aria-expanded", "false");
  }
  const list = found.querySelector(".choices");
  if (!list || list.getAttribute("role")) return;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels[0]?.textContent.trim() ?? "");
  for (const item of list.children) {
    item.setAttribute("role", "option");
    item.id = `option-${++number}`;
    item.setAttribute("aria-selected", String(item.querySelector("input").checked));
  }
}

function open(box, isOpen) {
  const { input } = parts(box);
  if (isOpen && options(box).length) box.dataset.open = "";
  else delete box.dataset.open;
  input.setAttribute("aria-expanded", String(box.dataset.open !== undefined));
  if (box.dataset.open === undefined) input.removeAttribute("aria-activedescendant");
}

function mark(box, option) {
  for (const other of options(box)) other.setAttribute("aria-selected", String(other === option));
  parts(box).input.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

function choose(box, option) {
  const { input } = parts(box);
  const radio = option.querySelector("input");
  mark(box, option);
  radio.checked = true;
  input.value = option.querySelector(".choice-label").textContent.trim();
  input.setCustomValidity("");
  open(box, false);
  radio.dispatchEvent(new Event("change", { bubbles: true }));
  input.focus();
}

document.addEventListener("input", (event) => {
  const box = event.target.closest?.("[data-combobox]");
  if (!box || event.target.dataset.typed === undefined) return;
  // Other letters are another person: the earlier choice no longer counts.
  for (const radio of box.querySelectorAll("input[type=radio]")) radio.checked = false;
  if (options(box).length) open(box, true);
});

document.addEventListener("keydown", (event) => {
  const box = event.target.closest?.("[data-combobox]");
  if (!box || event.target.dataset.typed === undefined) return;
  const isOpen = box.dataset.open !== undefined;
  const all = options(box);
  const active = document.getElementById(event.target.getAttribute("aria-activedescendant"));
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    if (!all.length) return;
    event.preventDefault();
    open(box, true);
    const step = event.key === "ArrowDown" ? 1 : -1;
    const start = active ? all.indexOf(active) : step === 1 ? -1 : 0;
    mark(box, all[(start + step + all.length) % all.length]);
  } else if (event.key === "Enter" && isOpen && active) {
    event.preventDefault();
    choose(box, active);
  } else if (event.key === "Escape" && isOpen) {
    event.preventDefault();
    event.stopPropagation();
    open(box, false);
  } else if (event.key === "Tab" && isOpen) {
    if (active) choose(box, active);
    else open(box, false);
  }
}, true);

document.addEventListener("click", (event) => {
  for (const box of document.querySelectorAll("[data-combobox]")) {
    const option = box.contains(event.target) ? event.target.closest("[role=option]") : null;
    if (option) {
      event.preventDefault();
      choose(box, option);
    } else if (event.target === parts(box).input) open(box, true);
    else open(box, false);
  }
});

document.addEventListener("htmx:afterSwap", (event) => {
  const box = event.target.closest?.("[data-combobox]");
  if (box) {
    prepare(box);
    open(box, true);
  } else event.target.querySelectorAll?.("[data-combobox]").forEach(prepare);
});
document.querySelectorAll("[data-combobox]").forEach(prepare);
