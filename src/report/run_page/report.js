"use strict";
// Sorts, filters, searches and pages the cards of this page. It makes nothing up: a card is the text that stands in the page.
(() => {
  const $ = (id) => document.getElementById(id);
  const list = $("cards");
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const cards = Array.from(list.children, (element, place) => {
    const of = (name) => element.getAttribute("data-" + name);
    const several = (name) => of(name).split(";").filter(Boolean);
    return { element, place, s: of("s"), p: of("p"), k: of("k"), d: of("d"), l: of("l"), t: several("t"), c: several("c"), text: null };
  });
  const STATES = ["new", "changed", "open", "cleared", "confirmed"];
  const KINDS = { identifier: "same number", exact: "same name", phonetic: "sounds alike", fuzzy: "spelled differently", partial: "parts missing on one side" };
  const by = new Intl.Collator(undefined, { numeric: true });
  const ORDERS = {
    high: (a, b) => b.p - a.p,
    low: (a, b) => a.p - b.p,
    name: (a, b) => by.compare(a.element.dataset.n, b.element.dataset.n),
    id: (a, b) => by.compare(a.element.dataset.i, b.element.dataset.i),
    list: (a, b) => by.compare(a.l, b.l),
    old: (a, b) => (a.d < b.d ? -1 : a.d > b.d ? 1 : 0),
  };
  const FIELDS = ["q", "l", "t", "c", "k", "from", "to", "sort", "size"];
  let found = cards;
  let shown = [];
  let page = 1;
  let pages = 1;

  // what a card may be searched by, worked out when somebody searches
  const textOf = (card) => (card.text ??= plain(["i", "n", "q", "a"].map((name) => card.element.getAttribute("data-" + name)).join(" ")));

  const fill = (id, counts, word) => {
    const names = [...counts.keys()].sort(by.compare);
    for (const name of names) $(id).append(new Option(`${word ? word(name) : name} (${counts.get(name).toLocaleString("en")})`, name));
    // a choice of one is none
    $(id).parentElement.hidden = names.length < 2;
  };
  const count = (values) => {
    const counts = new Map();
    for (const card of cards) for (const value of new Set(values(card))) counts.set(value, (counts.get(value) ?? 0) + 1);
    return counts;
  };
  fill("f-l", count((card) => [card.l]));
  fill("f-t", count((card) => card.t));
  fill("f-c", count((card) => card.c));
  fill("f-k", count((card) => [card.k]), (kind) => KINDS[kind] ?? kind);
  const states = count((card) => [card.s]);
  for (const state of STATES.filter((state) => states.has(state))) {
    const label = document.createElement("label");
    const box = Object.assign(document.createElement("input"), { type: "checkbox", value: state, defaultChecked: true });
    label.append(box, `${state} (${states.get(state).toLocaleString("en")})`);
    $("f-s").append(label);
  }
  const boxes = [...$("f-s").querySelectorAll("input")];
  $("f-s").hidden = boxes.length < 2;

  const take = () => {
    const value = (name) => $("f-" + name).value;
    const words = plain(value("q")).split(/\s+/).filter(Boolean);
    const wanted = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    const [from, to] = [value("from"), value("to")].map((text) => (text === "" ? null : Number(text)));
    const [l, t, c, k] = ["l", "t", "c", "k"].map(value);
    found = cards.filter((card) =>
      wanted.has(card.s) && (!l || card.l === l) && (!t || card.t.includes(t)) && (!c || card.c.includes(c)) && (!k || card.k === k) &&
      (from === null || card.p >= from) && (to === null || card.p <= to) && words.every((word) => textOf(card).includes(word)));
    const order = ORDERS[value("sort")];
    if (order) found.sort((a, b) => order(a, b) || a.place - b.place);
  };

  const open = (card) => {
    const closed = card.element.querySelector(":scope > noscript");
    if (!closed) return;
    // what the page has escaped stays escaped: this is how it would be read without scripts
    card.element.innerHTML = closed.textContent;
    card.element.tabIndex = -1;
    const title = card.element.querySelector("h3");
    title.id = card.element.id + "-name";
    card.element.setAttribute("aria-labelledby", title.id);
    const copy = Object.assign(document.createElement("button"), { type: "button", className: "copy", textContent: "Copy key" });
    card.element.querySelector(".key").after(copy);
  };

  const show = (at) => {
    const size = $("f-size").value === "all" ? Infinity : Number($("f-size").value || 50);
    pages = Math.max(1, Math.ceil(found.length / size));
    page = Math.min(Math.max(1, at), pages);
    const first = pages === 1 ? 0 : (page - 1) * size;
    const next = found.slice(first, first + size);
    for (const card of shown) card.element.classList.remove("shown");
    shown = next;
    for (const card of shown) {
      open(card);
      card.element.classList.add("shown");
    }
    // so many are only laid out where they are looked at
    list.classList.toggle("many", shown.length > 200);
    list.append(...shown.map((card) => card.element));
    const number = (n) => n.toLocaleString("en");
    const all = found.length === cards.length ? "" : ` that fit, of ${number(cards.length)} on this page`;
    $("status").textContent = found.length === 0 ? "" : `Alerts ${number(first + 1)} to ${number(first + shown.length)} of ${number(found.length)}${all}`;
    $("none").hidden = found.length > 0;
    for (const pager of document.querySelectorAll(".pager")) {
      pager.hidden = pages === 1;
      const [start, back, said, ahead, end] = pager.children;
      start.disabled = back.disabled = page === 1;
      end.disabled = ahead.disabled = page === pages;
      said.textContent = `page ${number(page)} of ${number(pages)}`;
    }
  };

  const save = () => {
    const kept = new URLSearchParams();
    for (const name of FIELDS) if ($("f-" + name).value) kept.set(name, $("f-" + name).value);
    const wanted = boxes.filter((box) => box.checked).map((box) => box.value);
    if (wanted.length < boxes.length) kept.set("s", wanted.join(","));
    if (page > 1) kept.set("page", page);
    const hash = kept.toString();
    // without anything chosen the address says nothing
    history.replaceState(null, "", hash ? "#" + hash : location.pathname + location.search);
  };

  const load = () => {
    const kept = new URLSearchParams(location.hash.slice(1));
    for (const name of FIELDS) {
      const field = $("f-" + name);
      field.value = kept.get(name) ?? "";
      if (field.selectedIndex === -1) field.selectedIndex = 0;
    }
    const wanted = kept.get("s")?.split(",");
    for (const box of boxes) box.checked = !wanted || wanted.includes(box.value);
    take();
    show(Number(kept.get("page")) || 1);
  };

  const anew = () => {
    take();
    show(1);
    save();
  };
  const turn = (to, end) => {
    show(to);
    save();
    const card = shown[end ? shown.length - 1 : 0];
    if (card) focus(card);
  };
  const focus = (card) => {
    card.element.focus({ preventScroll: true });
    card.element.scrollIntoView({ block: "start" });
  };
  const step = (by) => {
    const here = shown.findIndex((card) => card.element.contains(document.activeElement));
    const next = here === -1 ? (by > 0 ? 0 : -1) : here + by;
    if (shown[next]) focus(shown[next]);
    else if (by > 0 && page < pages && shown.length) turn(page + 1, false);
    else if (by < 0 && page > 1) turn(page - 1, true);
  };

  const copy = async (text, button) => {
    let done = true;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const field = Object.assign(document.createElement("textarea"), { value: text, className: "skip" });
      document.body.append(field);
      field.select();
      done = document.execCommand("copy");
      field.remove();
      button.focus();
    }
    const before = (button.dataset.label ??= button.textContent);
    button.textContent = done ? "Copied" : "Select it and copy";
    setTimeout(() => (button.textContent = before), 1500);
  };

  for (const pager of document.querySelectorAll(".pager")) {
    const said = document.createElement("span");
    const button = (text, to) => {
      const made = Object.assign(document.createElement("button"), { type: "button", textContent: text });
      made.addEventListener("click", () => turn(to(), false));
      return made;
    };
    pager.append(button("First", () => 1), button("Previous", () => page - 1), said, button("Next", () => page + 1), button("Last", () => pages));
  }
  let waiting;
  $("filters").addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(anew, 120);
  });
  $("filters").addEventListener("reset", () => setTimeout(anew));
  $("filters").addEventListener("submit", (event) => event.preventDefault());
  $("clear").addEventListener("click", () => {
    $("filters").reset();
    $("f-q").focus();
  });
  $("keys").addEventListener("click", (event) => {
    copy(found.map((card) => card.element.getAttribute("data-a")).join("\n"), event.currentTarget);
  });
  list.addEventListener("click", (event) => {
    if (event.target.matches(".copy")) copy(event.target.previousElementSibling.textContent, event.target);
  });
  addEventListener("hashchange", () => {
    // a link to a part of the page says nothing about the alerts
    if (location.hash === "" || location.hash.includes("=")) load();
    else save();
  });
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const at = event.target;
    if (at.matches("input:not([type=checkbox]), select, textarea")) {
      if (event.key === "Escape") at.blur();
      return;
    }
    const keys = {
      j: () => step(1),
      k: () => step(-1),
      n: () => page < pages && turn(page + 1, false),
      p: () => page > 1 && turn(page - 1, false),
      c: () => document.activeElement.closest?.(".card")?.querySelector(".copy").click(),
      "/": () => $("f-q").focus(),
    };
    if (!Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]();
  });

  for (const id of ["filters", "status", "keyboard"]) $(id).hidden = false;
  load();
})();
