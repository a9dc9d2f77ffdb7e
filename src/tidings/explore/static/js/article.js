// The page of an article: rows light their words and words their rows; layers, speakers and keys.
"use strict";

(() => {
  const text = document.getElementById("text");
  const record = document.getElementById("record");
  const layers = document.getElementById("layers");
  if (!text || !record || !layers) return;

  const LAYER = {
    said: "statements", source: "statements", cue: "statements", trigger: "actions", setting: "actions",
    party: "parties", figure: "figures", counted: "figures",
  };
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const narrow = matchMedia("(max-width: 62rem)");
  const fold = record.querySelector(".fold");
  const rows = new Map([...record.querySelectorAll(".row")].map((row) => [row.dataset.row, row]));
  const words = new Map();
  for (const mark of text.querySelectorAll(".m[data-of]")) {
    for (const id of owners(mark)) {
      if (words.has(id)) words.get(id).push(mark);
      else words.set(id, [mark]);
    }
  }
  const mains = [...text.querySelectorAll(".m[tabindex]")];
  if (mains.length) mains[0].tabIndex = 0;

  function owners(mark) { return mark.dataset.of.split(" ").filter(Boolean); }
  function off(layer) { return text.classList.contains(`no-${layer}`); }

  /** The innermost mark around a node that stands for a row and is shown. */
  function markAt(node) {
    for (let mark = node.closest(".m"); mark && text.contains(mark); mark = mark.parentElement.closest(".m")) {
      const kind = Object.keys(LAYER).find((name) => mark.classList.contains(name));
      if (kind && !off(LAYER[kind]) && owners(mark).length) return mark;
    }
    return null;
  }

  const worn = { lit: [], chosen: [], voiced: [] };
  /** Give a class to the words and rows of some records, and take it from all others. */
  function wear(name, ids) {
    for (const node of worn[name]) node.classList.remove(name);
    worn[name] = ids.flatMap((id) => [...(words.get(id) || []), ...(rows.has(id) ? [rows.get(id)] : [])]);
    for (const node of worn[name]) node.classList.add(name);
  }

  /** Scroll the list, and only the list, until a row is seen. */
  function reveal(row) {
    const frame = record.getBoundingClientRect();
    const place = row.getBoundingClientRect();
    const head = record.querySelector("h2").offsetHeight;
    if (place.top < frame.top + head) record.scrollTop += place.top - frame.top - head;
    else if (place.bottom > frame.bottom) {
      record.scrollTop += Math.min(place.bottom - frame.bottom, place.top - frame.top - head);
    }
  }

  function mainMark(id) {
    const marks = words.get(id) || [];
    return marks.find((mark) => mark.tabIndex >= -1 && mark.hasAttribute("tabindex")) || marks[0];
  }

  function seek(id) {
    const mark = mainMark(id) || document.getElementById(place(id));
    if (!mark) return;
    const box = mark.getBoundingClientRect();
    const low = narrow.matches ? innerHeight * 0.55 : innerHeight - 40;
    if (box.top < 80 || box.bottom > low) {
      mark.scrollIntoView({ block: narrow.matches ? "start" : "center", behavior: calm.matches ? "auto" : "smooth" });
    }
  }

  function place(id) {
    const letter = { statements: "s", actions: "m", figures: "f" }[rows.get(id).dataset.layer];
    return `${letter}-${id}`;
  }

  let chosen = null;
  let opened = null;
  /** Choose a record: its words and row stay lit, and the address leads to it. */
  function choose(id, { open = false, find = true } = {}) {
    const row = rows.get(id);
    if (!row) return;
    if (off(row.dataset.layer)) {
      layers.querySelector(`input[value="${row.dataset.layer}"]`).checked = true;
      showLayers();
    }
    if (chosen && rows.get(chosen)) rows.get(chosen).removeAttribute("aria-current");
    chosen = id;
    row.setAttribute("aria-current", "true");
    wear("chosen", [id]);
    history.replaceState(history.state, "", `#${encodeURIComponent(place(id))}`);
    if (open) {
      if (opened && opened !== row) opened.open = false;
      row.open = true;
      opened = row;
    }
    if (narrow.matches) setFolded(false);
    reveal(row);
    if (find) seek(id);
  }

  function clear() {
    if (chosen && rows.get(chosen)) rows.get(chosen).removeAttribute("aria-current");
    chosen = null;
    wear("chosen", []);
    wear("lit", []);
    history.replaceState(history.state, "", location.pathname + location.search);
  }

  text.addEventListener("mouseover", (event) => {
    const mark = markAt(event.target);
    wear("lit", mark ? owners(mark) : []);
    if (mark && rows.has(owners(mark)[0])) reveal(rows.get(owners(mark)[0]));
  });
  text.addEventListener("mouseleave", () => wear("lit", []));
  text.addEventListener("click", (event) => {
    const mark = markAt(event.target);
    if (!mark || !getSelection().isCollapsed) return;
    const ids = owners(mark);
    choose(ids[(ids.indexOf(chosen) + 1) % ids.length], { open: true, find: narrow.matches });
  });
  record.addEventListener("mouseover", (event) => {
    const row = event.target.closest(".row");
    wear("lit", row ? [row.dataset.row] : []);
  });
  record.addEventListener("mouseleave", () => wear("lit", []));
  record.addEventListener("click", (event) => {
    const summary = event.target.closest("summary");
    if (summary) choose(summary.parentElement.dataset.row);
  });
  for (const side of [text, record]) {
    side.addEventListener("focusin", (event) => {
      const row = event.target.closest(".row");
      const mark = row ? null : markAt(event.target);
      wear("lit", row ? [row.dataset.row] : mark ? owners(mark) : []);
      if (row) seek(row.dataset.row);
      if (mark) {
        for (const other of mains) other.tabIndex = other === event.target ? 0 : -1;
        if (rows.has(owners(mark)[0])) reveal(rows.get(owners(mark)[0]));
      }
    });
    side.addEventListener("focusout", () => wear("lit", []));
  }
  record.addEventListener("toggle", (event) => {
    const row = event.target;
    if (row.open && row.dataset.row === chosen) reveal(row);
    if (!row.open || !row.dataset.why || !window.htmx) return;
    const address = row.dataset.why;
    delete row.dataset.why;
    htmx.ajax("GET", address, { target: row.querySelector(".why"), swap: "innerHTML" });
  }, true);

  function walk(list, from, step) {
    const at = list.indexOf(from);
    return list[at < 0 ? (step > 0 ? 0 : list.length - 1) : Math.min(list.length - 1, Math.max(0, at + step))];
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
    const inText = text.contains(event.target) && event.target !== text;
    const inRows = Boolean(event.target.closest(".row > summary"));
    const step = { j: 1, k: -1 }[event.key]
      || (inText && { ArrowRight: 1, ArrowLeft: -1 }[event.key])
      || (inRows && { ArrowDown: 1, ArrowUp: -1 }[event.key]);
    if (step && inText) {
      const next = walk(mains.filter((mark) => markAt(mark) === mark), event.target, step);
      if (next) { event.preventDefault(); next.focus(); choose(owners(next)[0]); }
    } else if (step) {
      const next = walk([...rows.values()].filter((row) => !off(row.dataset.layer)), rows.get(chosen), step);
      if (next) { event.preventDefault(); next.querySelector("summary").focus(); choose(next.dataset.row); }
    } else if (event.key === "Enter" && inText) {
      const mark = markAt(event.target);
      if (mark) {
        event.preventDefault();
        choose(owners(mark)[0], { open: true, find: false });
        rows.get(owners(mark)[0]).querySelector("summary").focus();
      }
    } else if (event.key === "Escape") clear();
  });

  function showLayers(said) {
    const boxes = [...layers.querySelectorAll("input[type=checkbox]")];
    for (const box of boxes) {
      for (const side of [text, record]) side.classList.toggle(`no-${box.value}`, !box.checked);
    }
    const address = new URL(location.href);
    address.searchParams.delete("show");
    if (boxes.some((box) => !box.checked)) {
      for (const value of ["none", ...boxes.filter((box) => box.checked).map((box) => box.value)]) {
        address.searchParams.append("show", value);
      }
    }
    history.replaceState(history.state, "", address);
    const none = [...rows.values()].every((row) => off(row.dataset.layer));
    const empty = record.querySelector(".nothing-shown");
    if (empty) empty.hidden = !none;
    if (said) window.tidingsSay(said);
  }
  layers.addEventListener("change", (event) => {
    const name = event.target.parentElement.textContent.trim();
    showLayers(`${name} ${event.target.checked ? "shown" : "hidden"}`);
  });
  showLayers();

  for (const voice of document.querySelectorAll(".voice")) {
    voice.addEventListener("click", () => {
      const on = voice.getAttribute("aria-pressed") !== "true";
      for (const other of document.querySelectorAll(".voice")) other.setAttribute("aria-pressed", "false");
      voice.setAttribute("aria-pressed", String(on));
      text.classList.toggle("voicing", on);
      const ids = on ? voice.dataset.statements.split(" ") : [];
      wear("voiced", ids);
      if (ids.length) seek(ids[0]);
    });
  }

  function setFolded(folded) {
    record.classList.toggle("folded", folded);
    fold.setAttribute("aria-expanded", String(!folded));
    fold.textContent = folded ? "Unfold" : "Fold";
  }
  fold.addEventListener("click", () => setFolded(!record.classList.contains("folded")));
  if (narrow.matches) setFolded(true);

  function fromAddress() {
    const wanted = decodeURIComponent(location.hash.slice(1));
    const id = wanted.slice(2);
    if (rows.has(id) && wanted === place(id)) choose(id, { open: true });
  }
  addEventListener("hashchange", fromAddress);
  fromAddress();
})();
