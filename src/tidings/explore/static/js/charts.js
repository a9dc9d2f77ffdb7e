// Draws every figure with data-chart from its data-values; a kind is a function in tidingsCharts.
"use strict";

window.tidingsCharts = window.tidingsCharts || {};

/** The value of a colour of style.css. */
window.tidingsColour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

window.tidingsDraw = (root = document) => {
  for (const figure of root.querySelectorAll("figure[data-chart]")) {
    const draw = window.tidingsCharts[figure.dataset.chart];
    if (!draw) continue;
    const width = figure.clientWidth || 640;
    figure.replaceChildren(draw(JSON.parse(figure.dataset.values), width, figure));
  }
};

document.addEventListener("DOMContentLoaded", () => window.tidingsDraw());
document.addEventListener("tidings:theme", () => window.tidingsDraw());
document.addEventListener("htmx:afterSettle", (event) => window.tidingsDraw(event.target.parentNode || document));
let drawn = innerWidth;
addEventListener("resize", () => {
  if (Math.abs(innerWidth - drawn) > 40) { drawn = innerWidth; window.tidingsDraw(); }
});
