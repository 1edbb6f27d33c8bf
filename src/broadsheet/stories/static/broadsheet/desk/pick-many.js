/* Turns <select multiple data-pick-many> into a search box with chips. The select stays the truth:
   it keeps its name and its options, so forms, autosave and previews work as before. */

const SHOWN = 12;

function fold(text) {
  return text
    .normalize("NFD")
    .replace(/[\u0300-\u036f\u064b-\u065f\u0670\u0640]/g, "")
    .replace(/[أإآ]/g, "ا")
    .toLowerCase();
}

function matches(options, words) {
  const found = [];
  for (const option of options) {
    const name = fold(option.text);
    if (!option.selected && words.every((word) => name.includes(word))) {
      found.push(option);
      if (found.length === SHOWN) break;
    }
  }
  return found;
}

function chip(option, label, remove) {
  const item = document.createElement("li");
  const name = document.createElement("bdi");
  const button = document.createElement("button");
  name.textContent = option.text;
  button.type = "button";
  button.textContent = "×";
  button.setAttribute("aria-label", `${label}: ${option.text}`);
  button.addEventListener("click", () => remove(option));
  item.append(name, button);
  return item;
}

function dress(select) {
  if (select.dataset.pickManyReady) return;
  select.dataset.pickManyReady = "true";
  const words = select.dataset;
  const box = document.createElement("div");
  const chips = document.createElement("ul");
  const input = document.createElement("input");
  const list = document.createElement("ul");
  const listId = `${select.id}-list`;
  let active = -1;

  box.className = "pick-many";
  chips.className = "pick-many__chips";
  list.className = "pick-many__list";
  list.id = listId;
  list.setAttribute("role", "listbox");
  list.hidden = true;
  Object.assign(input, { type: "text", autocomplete: "off", placeholder: words.pickManySearch });
  input.id = `${select.id}-search`;
  for (const [name, value] of [
    ["role", "combobox"],
    ["aria-autocomplete", "list"],
    ["aria-expanded", "false"],
    ["aria-controls", listId],
  ]) {
    input.setAttribute(name, value);
  }
  for (const label of document.querySelectorAll(`label[for="${CSS.escape(select.id)}"]`)) {
    label.htmlFor = input.id;
  }
  if (select.getAttribute("aria-describedby")) {
    input.setAttribute("aria-describedby", select.getAttribute("aria-describedby"));
  }

  function changed() {
    showChips();
    select.dispatchEvent(new Event("input", { bubbles: true }));
    select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function showChips() {
    chips.replaceChildren(
      ...[...select.selectedOptions].map((option) =>
        chip(option, words.pickManyRemove, (gone) => {
          gone.selected = false;
          changed();
          input.focus();
        }),
      ),
    );
    chips.hidden = !select.selectedOptions.length;
  }

  function close() {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function pick(option) {
    option.selected = true;
    input.value = "";
    close();
    changed();
  }

  function mark(next) {
    const items = [...list.querySelectorAll("[role=option]")];
    if (!items.length) return;
    active = (next + items.length) % items.length;
    items.forEach((item, index) => item.setAttribute("aria-selected", String(index === active)));
    items[active].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", items[active].id);
  }

  function search() {
    const found = matches(select.options, fold(input.value).split(/\s+/).filter(Boolean));
    list.replaceChildren(
      ...found.map((option, index) => {
        const item = document.createElement("li");
        item.id = `${listId}-${index}`;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", "false");
        item.textContent = option.text;
        item.addEventListener("mousedown", (event) => {
          event.preventDefault();
          pick(option);
        });
        item.pickManyOption = option;
        return item;
      }),
    );
    if (!found.length) {
      const none = document.createElement("li");
      none.className = "pick-many__none";
      none.textContent = words.pickManyNone;
      list.append(none);
    }
    active = -1;
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    if (input.value && found.length) mark(0);
  }

  input.addEventListener("input", (event) => {
    event.stopPropagation();
    search();
  });
  input.addEventListener("change", (event) => event.stopPropagation());
  input.addEventListener("focus", search);
  input.addEventListener("blur", () => {
    close();
    input.value = "";
  });
  input.addEventListener("keydown", (event) => {
    const items = list.querySelectorAll("[role=option]");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) search();
      else mark(active + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter") {
      // Enter must never send the story's form.
      event.preventDefault();
      if (!list.hidden && active >= 0) pick(items[active].pickManyOption);
    } else if (event.key === "Escape" && !list.hidden) {
      event.stopPropagation();
      close();
    } else if (event.key === "Backspace" && !input.value && select.selectedOptions.length) {
      const chosen = select.selectedOptions;
      chosen[chosen.length - 1].selected = false;
      changed();
    }
  });

  select.hidden = true;
  box.append(chips, input, list);
  select.after(box);
  showChips();
}

function dressAll(root) {
  for (const select of root.querySelectorAll("select[data-pick-many]")) dress(select);
}

if (document.readyState === "loading") {
  document.addEventListener("DOMContentLoaded", () => dressAll(document));
} else {
  dressAll(document);
}
