// The list of events: addresses without empty fields, facets folded on a phone, and a word on what was found.
"use strict";

(() => {
  const narrow = matchMedia("(max-width: 52rem)");
  let open = !narrow.matches;
  let total = null;

  const fold = () => {
    const facets = document.querySelector("details.facets");
    if (!facets) return;
    facets.open = !narrow.matches || open;
    facets.addEventListener("toggle", () => { open = facets.open; });
  };
  const count = () => document.getElementById("found-title")?.textContent ?? null;

  fold();
  total = count();
  narrow.addEventListener("change", () => { open = !narrow.matches; fold(); });

  document.body.addEventListener("htmx:configRequest", (event) => {
    if (!event.target.matches("form.filterbar")) return;
    const given = event.detail.parameters;
    for (const name of new Set(given.keys?.() ?? Object.keys(given))) {
      const values = [given[name]].flat().filter((value) => String(value).trim());
      delete given[name];
      if (values.length) given[name] = values;
    }
  });

  document.body.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.tagName === "DATALIST") return;
    fold();
    const words = document.getElementById("wrong")?.textContent ?? count();
    if (words !== null && words !== total) window.tidingsSay(words);
    total = words;
  });
})();
