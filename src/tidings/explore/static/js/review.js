// The review: decisions by button or single key, and the next record at once.
"use strict";

(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const form = () => $("#review-form");
  const who = () => (form() || $("#tellings") || $("#decided") || { dataset: {} }).dataset.who || $("#reviewer")?.value || "";
  let busy = false;

  const parties = (field) => {
    const rows = $$(".party-row", field);
    const changed = rows.some((row) =>
      row.classList.contains("gone") || $(".party-code", row).value.trim() !== $(".party-code", row).dataset.was ||
      ($(".party-new-words", row)?.value.trim() ?? "") !== "");
    if (!changed) return null;
    return rows.filter((row) => !row.classList.contains("gone")).map((row) => ({
      start: row.dataset.start ? Number(row.dataset.start) : null,
      end: row.dataset.end ? Number(row.dataset.end) : null,
      code: $(".party-code", row).value.trim(),
      words: $(".party-new-words", row)?.value.trim() ?? "",
    })).filter((p) => p.start !== null || p.code || p.words);
  };

  /** What differs from what the page was given, so that the rest is kept exactly as it is. */
  const changes = () => {
    const given = { fields: {}, parties: {} };
    for (const field of $$(".field", form())) {
      const name = field.dataset.field;
      let changed = false;
      if (name === "actors" || name === "recipients") {
        const found = parties(field);
        if (found) given.parties[name] = found;
        changed = Boolean(found);
      } else if (name === "factuality") {
        const chosen = $("input:checked", field);
        changed = Boolean(chosen) && !chosen.defaultChecked;
        if (changed) given.fields[name] = chosen.value;
      } else {
        const control = $(`[name="${name}"]`, field);
        changed = control.value !== control.dataset.was;
        if (changed) given.fields[name] = control.value;
      }
      field.classList.toggle("changed", changed);
    }
    return given;
  };

  const mark = () => {
    if (!form()) return;
    const given = changes();
    const changed = Object.keys(given.fields).length + Object.keys(given.parties).length > 0;
    $(".as-is", form()).hidden = changed;
    $(".changed-words", form()).hidden = !changed;
  };

  const problem = (words) => {
    const place = $(".review-problem");
    if (!place) return;
    place.textContent = words;
    place.hidden = !words;
  };

  const refresh = async (focus = "#item-title") => {
    await window.htmx.ajax("GET", location.pathname + location.search, { target: "#review", select: "#review", swap: "outerHTML" });
    ready();
    $(focus)?.focus();
  };

  const send = async (address, body, done) => {
    if (busy) return;
    if (!who()) { problem("Give your name first."); $("#reviewer")?.focus(); return; }
    busy = true;
    problem("");
    const late = setTimeout(() => window.tidingsSay("Still storing: the record is taking in articles."), 1500);
    try {
      const answer = await (await window.tidingsSend(address, "POST", { ...body, reviewer: who() })).json();
      await done(answer);
    } catch (error) {
      problem(error.message);
    } finally {
      clearTimeout(late);
      busy = false;
    }
  };

  const decide = (kept) => {
    const { kind, target, base } = form().dataset;
    const given = kept === "yes" ? changes() : { fields: {}, parties: {} };
    const body = { kind, target, base: kept === "yes" ? base : "", kept, ...given };
    return send("/review/decide", body, async (answer) => {
      await refresh();
      window.tidingsSay(`${answer.words}. ${$("#item-title")?.textContent ?? "Nothing is left."}`);
    });
  };

  const turn = (button) => send(`/review/${button.dataset.turn}`, { id: button.dataset.id }, async (answer) => {
    const undone = button.dataset.turn === "undo";
    await refresh();
    window.tidingsSay(`${answer.words}: ${undone ? "taken back" : "brought back"}.`);
  });

  const link = (button) => {
    const telling = button.closest(".telling");
    const { mention, other } = telling.dataset;
    const here = `.telling[data-mention="${CSS.escape(mention)}"]`;
    return send("/review/link", { mention, other, same: button.dataset.link === "true" }, async (answer) => {
      // The queue would go on to another event while this one is still being read.
      const event = $("#next-event");
      if (event && !new URLSearchParams(location.search).get("event")) {
        history.replaceState(null, "", `/review?event=${encodeURIComponent(answer.event ?? telling.dataset.event)}`);
      }
      await refresh(here);
      const next = $(here)?.nextElementSibling;
      if (next) next.focus();
      window.tidingsSay(answer.words);
    });
  };

  const join = (form) => send("/review/join", { event: form.elements.event.value, other: form.dataset.other }, async (answer) => {
    if (answer.event) history.replaceState(null, "", `/review?event=${encodeURIComponent(answer.event)}`);
    await refresh();
    window.tidingsSay(answer.words);
  });

  const last = (which) => {
    const button = $(`.past [data-turn="${which}"]`);
    if (!button) { window.tidingsSay(which === "undo" ? "Nothing to undo." : "Nothing to redo."); return; }
    turn(button);
  };

  const act = (button) => {
    switch (button.dataset.act) {
      case "undo-last": return last("undo");
      case "redo-last": return last("redo");
      case "help": return $("#review-help").showModal();
      case "wider": {
        const wide = button.getAttribute("aria-expanded") !== "true";
        button.setAttribute("aria-expanded", String(wide));
        for (const part of $$(".wider")) part.hidden = !wide;
        for (const part of $$(".narrower")) part.hidden = wide;
        return undefined;
      }
      default: return undefined;
    }
  };

  const fill = (select) => {
    const modes = JSON.parse(select.dataset.modes)[select.value] || [];
    const mode = $("#f-mode");
    const was = mode.value;
    mode.replaceChildren(new Option("none", ""), ...modes.map((name) => new Option(name.replaceAll("-", " "), name)));
    mode.value = modes.includes(was) ? was : "";
  };

  const walk = (step) => {
    const rows = $$(".telling[tabindex]");
    const at = rows.indexOf(document.activeElement.closest?.(".telling"));
    const next = rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + step, 0), rows.length - 1)];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  };

  const go = (key) => {
    const field = $$(".field").find((f) => $(".field-label kbd", f)?.textContent === key);
    const control = field && ($("input:checked", field) || $(".party-code", field) || $("input, select", field));
    control?.focus();
    if (control?.select && control.type !== "radio") control.select();
    return Boolean(control);
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button || button.disabled) return;
    if (button.dataset.decide && button.type !== "submit") decide(button.dataset.decide);
    else if (button.dataset.turn) turn(button);
    else if (button.dataset.link) link(button);
    else if (button.dataset.act) act(button);
    else if (button.classList.contains("party-gone")) {
      const gone = button.closest(".party-row").classList.toggle("gone");
      button.setAttribute("aria-pressed", String(gone));
      mark();
    }
  });
  document.addEventListener("submit", (event) => {
    if (event.target.id === "review-join") { event.preventDefault(); join(event.target); return; }
    if (event.target.id !== "review-form") return;
    event.preventDefault();
    if (!$("[data-decide=yes]", form()).disabled) decide("yes");
  });
  document.addEventListener("input", (event) => {
    if (event.target.id === "f-type") fill(event.target);
    if (event.target.closest("#review-form")) mark();
    if (event.target.id === "keys-on") localStorage.setItem("tidings-keys", event.target.checked ? "on" : "off");
  });

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]");
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.closest("#review-form")) {
      event.preventDefault();
      form().requestSubmit();
      return;
    }
    if (event.key === "Escape" && event.target.closest("#review-form")) { $("#item-title")?.focus(); return; }
    if (typing || event.ctrlKey || event.metaKey || event.altKey || event.repeat || $("dialog[open]")) return;
    if (localStorage.getItem("tidings-keys") === "off") return;
    const key = event.key;
    const pressed = () => event.preventDefault();
    if (key === "?" && $("#review-help")) { pressed(); $("#review-help").showModal(); return; }
    const button = $(`button[data-key="${CSS.escape(key)}"]`);
    if (button) { pressed(); if (!button.disabled) button.click(); return; }
    if (form()) {
      const segment = /^[1-5]$/.test(key) && $$("[name=factuality]", form())[Number(key) - 1];
      if (segment) {
        pressed();
        segment.checked = true;
        mark();
        window.tidingsSay(segment.parentElement.textContent.trim());
      } else if (key === "o") { pressed(); $("#in-article")?.click(); } else if (/^[a-z]$/.test(key) && go(key)) pressed();
    } else if ($("#tellings")) {
      const here = document.activeElement.closest?.(".telling");
      if (key === "j" || key === "k") { pressed(); walk(key === "j" ? 1 : -1); }
      else if (key === "g") { pressed(); $("#next-event")?.click(); }
      else if ((key === "b" || key === "n") && here) { pressed(); const b = $(`[data-link="${key === "b"}"]`, here); if (b && !b.disabled) b.click(); }
    }
  });

  const ready = () => {
    const keys = $("#keys-on");
    if (keys) keys.checked = localStorage.getItem("tidings-keys") !== "off";
    mark();
  };
  document.addEventListener("DOMContentLoaded", ready);
  ready();
})();
