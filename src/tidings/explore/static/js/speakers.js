// What one speaker says and does by month: three rows of bars over one axis of time.
"use strict";

window.tidingsCharts = window.tidingsCharts || {};

window.tidingsCharts.speakerTimeline = (rows, width) => {
  const names = ["says", "acts", "is acted on"];
  const month = d3.utcFormat("%B %Y");
  const bars = rows.flatMap(([text, ...counts]) => counts.map((count, row) => ({
    x1: new Date(`${text}T00:00Z`), x2: d3.utcMonth.offset(new Date(`${text}T00:00Z`), 1), row: names[row], count,
  }))).filter((bar) => bar.count);
  const first = d3.min(bars, (bar) => bar.x1), last = d3.max(bars, (bar) => bar.x2);
  const few = d3.utcMonth.count(first, last) < 12;
  const domain = few ? [d3.utcMonth.offset(first, -5), d3.utcMonth.offset(last, 5)] : [first, last];
  const ink = window.tidingsColour("accent"), line = window.tidingsColour("line-strong");
  const chart = Plot.plot({
    className: "plot", width, height: 214, marginLeft: 40, marginRight: 84, marginTop: 8, marginBottom: 26,
    x: { type: "utc", domain, label: null, ticks: Math.max(1, Math.min(8, Math.floor((width - 124) / 100))), tickFormat: d3.utcFormat("%b %Y") },
    y: { label: null, ticks: 2, tickFormat: "~s", grid: false, nice: true },
    fy: { domain: names, label: null, padding: 0.34 },
    marks: [
      Plot.ruleY([0], { stroke: line }),
      Plot.rectY(bars, { x1: "x1", x2: "x2", y: "count", fy: "row", fill: ink, insetLeft: 0.5, insetRight: 0.5, title: (bar) => `${month(bar.x1)}: ${bar.row} ${d3.format(",")(bar.count)}×` }),
    ],
  });
  for (const part of chart.querySelectorAll("[aria-label]")) part.removeAttribute("aria-label");
  return chart;
};
