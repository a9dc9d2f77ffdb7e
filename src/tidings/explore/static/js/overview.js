// The timeline: cooperation above the axis, conflict below it; a bar leads to its events.
"use strict";

window.tidingsCharts = window.tidingsCharts || {};

const QUADS = ["", "verbal cooperation", "material cooperation", "verbal conflict", "material conflict"];

/** Bars of one period stand on one another: verbal next to the axis, material outside. */
const stacked = (values) => {
  const at = new Map();
  return values.rows.map(([period, until, quad, events]) => {
    const side = quad <= 2 ? 1 : -1;
    const key = `${period}${side}`;
    const y1 = at.get(key) || 0;
    const y2 = y1 + side * events;
    at.set(key, y2);
    const link = new URL(values.link, location.href);
    link.searchParams.set("since", period);
    link.searchParams.set("until", until);
    link.searchParams.set("quad", quad);
    const x1 = new Date(`${period}T00:00Z`);
    const x2 = d3.utcDay.offset(new Date(`${until}T00:00Z`), 1);
    return { x1, x2, y1, y2, quad, events, period, until, href: link.pathname + link.search };
  });
};

window.tidingsCharts.timeline = (values, width) => {
  const bars = stacked(values);
  const colour = [0, 1, 2, 3, 4].map((quad) => window.tidingsColour(`quad-${quad}`));
  const day = d3.utcFormat("%-d %b %Y");
  const first = d3.min(bars, (bar) => bar.x1);
  const last = d3.max(bars, (bar) => bar.x2);
  const periods = { day: d3.utcDay, week: d3.utcMonday, month: d3.utcMonth }[values.by].count(first, last) || 1;
  const wide = (width - 50) / periods;
  const name = (bar) => values.by === "day" ? day(bar.x1) : `${day(bar.x1)} – ${day(d3.utcDay.offset(bar.x2, -1))}`;
  const ink = window.tidingsColour("ink");
  const soft = window.tidingsColour("soft");
  const chart = Plot.plot({
    className: "plot", width, height: 270, marginLeft: 38, marginRight: 8, marginTop: 22, marginBottom: 26,
    x: { type: "utc", domain: [first, last], label: null },
    y: { label: null, grid: true, nice: true, ticks: 6, insetBottom: 16, tickFormat: (n) => Number.isInteger(n) ? d3.format(",")(Math.abs(n)) : "" },
    marks: [
      Plot.rect(bars, {
        x1: "x1", x2: "x2", y1: "y1", y2: "y2", fill: (bar) => colour[bar.quad],
        insetLeft: wide > 5 ? 0.5 : 0, insetRight: wide > 5 ? 0.5 : wide < 2 ? wide - 2 : 0,
        href: "href",
        title: (bar) => `${name(bar)}\n${bar.events} ${QUADS[bar.quad]}`,
      }),
      Plot.ruleY([0], { stroke: ink }),
      Plot.text(["cooperation ↑"], { frameAnchor: "top-left", dx: 2, dy: -16, fill: soft }),
      Plot.text(["conflict ↓"], { frameAnchor: "bottom-left", dx: 2, dy: -4, fill: soft }),
    ],
  });
  // The table below leads to the same lists; hundreds of stops would only be in the way of the keyboard.
  for (const link of chart.querySelectorAll("a")) link.setAttribute("tabindex", "-1");
  chart.setAttribute("aria-hidden", "true");
  return chart;
};
