// What the desk adds to forms that work without it. No markup is made from strings, and nothing is kept.
const make = (name, attributes = {}, ...children) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
};

// A reference is chosen by typing, after the ARIA pattern of a combobox with a listbox. The texts are in the page.
function picker(input) {
  const box = input.closest(".pick"), chosen = box.querySelector(".chosen"), status = box.querySelector("[role=status]");
  const field = input.name, isSingle = box.dataset.single === "true";
  const text = (template, value) => template.replace("{0}", value);
  input.removeAttribute("name"); // without this script what is typed is sent as an id
  const list = make("ul", { role: "listbox", id: `${input.id}-list`, "aria-label": input.labels[0].textContent.trim() });
  let options = [], at = -1, asked = 0, timer = 0;
  const combobox = { role: "combobox", autocomplete: "off", "aria-expanded": "false", "aria-autocomplete": "list" };
  for (const [key, value] of Object.entries(combobox)) input.setAttribute(key, value);
  input.setAttribute("aria-controls", list.id);
  list.hidden = true;
  box.append(list);

  // An answer that comes later is not shown.
  const close = () => {
    clearTimeout(timer);
    asked++;
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = (index) => {
    at = (index + options.length) % options.length;
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
    input.setAttribute("aria-activedescendant", list.children[at].id);
  };
  const choose = (option) => {
    if (isSingle) chosen.replaceChildren();
    const known = [...chosen.querySelectorAll("input")].some((other) => other.value === option.id);
    if (!known) {
      const remove = make("button", { type: "button", "aria-label": text(input.dataset.remove, option.name) }, "×");
      chosen.append(make("li", {}, option.name, make("input", { type: "hidden", name: field, value: option.id }), remove));
    }
    input.value = "";
    close();
    status.textContent = option.name;
    input.form.dispatchEvent(new Event("input"));
  };
  const show = (found) => {
    options = found;
    list.replaceChildren(...found.map((option, i) => {
      const item = make("li", { role: "option", id: `${list.id}-${i}`, "aria-selected": "false" }, option.name, " ", make("small", {}, option.note));
      item.addEventListener("mousedown", (event) => { event.preventDefault(); choose(option); });
      return item;
    }));
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    status.textContent = found.length ? text(input.dataset.found, found.length) : input.dataset.none;
  };
  const ask = async () => {
    const mine = ++asked, typed = input.value.trim();
    if (!typed) return close();
    try {
      const answer = await fetch(`${input.dataset.pick}?${new URLSearchParams({ q: typed })}`, { redirect: "error" });
      const { data } = await answer.json();
      if (mine === asked) show(data);
    } catch {
      // Without a connection or a session what is typed is sent as it is.
    }
  };
  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 120); });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    // Enter asks at once, and sends no form with half a name.
    if (event.key === "Enter" && list.hidden && input.value.trim()) { event.preventDefault(); clearTimeout(timer); ask(); }
    if (list.hidden) return;
    if (event.key === "ArrowDown") { event.preventDefault(); mark(at + 1); }
    else if (event.key === "ArrowUp") { event.preventDefault(); mark(at - 1); }
    else if (event.key === "Enter") { event.preventDefault(); choose(options[Math.max(at, 0)]); }
  });
  input.addEventListener("blur", close);
  // What was typed and not chosen is sent as it is, so that a fault can say what it may mean.
  input.form.addEventListener("submit", () => { input.name = input.value.trim() ? field : ""; });
  chosen.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    event.preventDefault();
    button.parentElement.remove();
    input.form.dispatchEvent(new Event("input"));
    input.focus();
  });
}
document.querySelectorAll("[data-pick]").forEach(picker);

// Faults are read first.
document.querySelector(".faults")?.focus();

// Nobody loses what they have typed.
const form = document.querySelector("form[data-keep]");
let changed = form?.hasAttribute("data-unsaved") ?? false;
form?.addEventListener("input", () => { changed = true; });
form?.addEventListener("submit", ({ submitter }) => { changed &&= submitter?.formTarget === "_blank"; });
addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
