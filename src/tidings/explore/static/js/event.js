// Charts of one event: its reports by day and certainty, and what each source counts.
"use strict";

(() => {
  const day = (text) => new Date(`${text}T00:00:00Z`);
  const ink = () => window.tidingsColour("ink");
  const soft = () => window.tidingsColour("soft");
  const line = () => window.tidingsColour("line-strong");

  /** A chart without Plot's names of its marks: the figure around it has a name, and a table beside it. */
  const quiet = (chart) => {
    for (const part of chart.querySelectorAll("[aria-label]")) part.removeAttribute("aria-label");
    return chart;
  };

  /** Dashes of a certainty, as its mark has them: full, dashed for what is asked for, dotted for what may be. */
  const dashes = { proposed: "4 2", hypothetical: "1 3" };

  window.tidingsCharts.eventStatus = (data, width) => {
    const points = data.points.map((p) => ({ ...p, day: day(p.day) }));
    const rows = data.order.map(([, words]) => words);
    const [first, last] = d3.extent(points, (p) => p.day);
    const about = [data.since, data.until].map((d) => d && day(d));
    // The days that the event is dated to are shown where they lie near the reports.
    const near = (d) => d && d >= d3.utcDay.offset(first, -60) && d <= d3.utcDay.offset(last, 60);
    const within = about.filter(near);
    const from = d3.min([first, ...within]), to = d3.max([last, ...within]);
    // Where days lie close together the dots shrink, and the numbers beside them go.
    const step = (width - 142) / (d3.utcDay.count(from, to) + 1.5);
    const radius = (p) => Math.max(2.5, Math.min(4 + 2 * Math.sqrt(p.outlets), step * 0.7));
    const title = (p) => `${p.day.toISOString().slice(0, 10)}, ${p.words}: ${p.who}`;
    const marks = [
      Plot.ruleY(rows, { stroke: line(), strokeWidth: 0.5 }),
      within.length ? Plot.rect([0], {
        x1: d3.utcHour.offset(d3.min(within), -10), x2: d3.utcHour.offset(d3.max(within), 10), fill: window.tidingsColour("highlight"), fillOpacity: 0.8,
      }) : null,
      within.length ? Plot.text([0], {
        x: d3.min(within), text: () => "the day it is dated to", frameAnchor: "top", dy: -14, fill: soft(),
        textAnchor: d3.min(within) - from > (to - from) / 2 ? "end" : "start",
      }) : null,
      ...data.order.map(([status]) => Plot.dot(points.filter((p) => p.status === status), {
        x: "day", y: "words", r: radius, title, symbol: status === "negated" ? "times" : "circle",
        fill: status === "actual" ? ink() : status === "negated" ? "none" : window.tidingsColour("panel"),
        stroke: ink(), strokeWidth: 1.6, strokeDasharray: dashes[status],
      })),
      Plot.text(points.filter((p) => p.outlets > 1 && step > 24), {
        x: "day", y: "words", text: (p) => `${p.outlets}`, dx: 13, dy: -9, fill: soft(), fontSize: 11,
      }),
    ];
    return quiet(Plot.plot({
      className: "plot", width, height: 52 + 34 * rows.length, marginLeft: 118, marginRight: 24, marginTop: 24, marginBottom: 28,
      x: { type: "utc", label: null, domain: [d3.utcHour.offset(from, -18), d3.utcHour.offset(to, 18)], ticks: Math.max(2, Math.min(6, Math.round((width - 142) / 75), d3.utcDay.count(from, to) + 1)), tickFormat: to - from < 200 * 864e5 ? d3.utcFormat("%-d %b") : d3.utcFormat("%b %Y") },
      y: { type: "band", domain: rows, label: null, tickSize: 0 },
      r: { type: "identity" },
      marks: marks.filter(Boolean),
    }));
  };

  window.tidingsCharts.eventFigure = (data, width) => {
    const rows = data.rows.map((row, index) => ({ ...row, index }));
    const values = rows.flatMap((r) => [r.low, r.high]).filter((v) => v !== null);
    const [least, most] = [Math.min(...values, data.low), Math.max(...values, data.high)];
    const log = least > 0 && most / least > 40;
    const room = (most - least) * 0.12 || Math.abs(most) * 0.1 || 1;
    const domain = log ? [least / 1.6, most * 1.6] : [Math.max(least - room, least >= 0 ? 0 : -Infinity), most + room];
    const low = (r) => (r.low === null ? domain[0] : r.low), high = (r) => (r.high === null ? domain[1] : r.high);
    const spot = (r) => (r.low === null ? r.high : r.low);
    const title = (r) => `${r.label}: ${r.words}${r.denied ? " (denied)" : ""}`;
    const wide = width > 560, left = wide ? Math.min(300, width * 0.4) : 8;
    const letters = Math.floor((wide ? left - 16 : width - 24) / 6.4);
    const short = (text) => (text.length > letters ? `${text.slice(0, letters - 1)}…` : text);
    const panel = window.tidingsColour("panel");
    const halo = { stroke: panel, strokeWidth: 3, paintOrder: "stroke" };
    const whole = rows.every((r) => [r.low, r.high].every((v) => v === null || Number.isInteger(v)));
    const ticks = Math.min(6, Math.round((width - left) / 90), whole && !log ? Math.ceil(domain[1] - domain[0]) : 6);
    const dot = { y: "index", r: 4.5, stroke: ink(), strokeWidth: 1.6, title, fill: (r) => (r.own ? ink() : panel) };
    return quiet(Plot.plot({
      className: "plot", width, height: 46 + (wide ? 26 : 34) * rows.length, marginLeft: left, marginRight: 24, marginTop: 20, marginBottom: 26,
      x: { type: log ? "log" : "linear", domain, label: log ? "scale by powers of ten" : null, labelAnchor: "left", ticks, tickFormat: log ? "~s" : "," },
      y: { type: "point", domain: rows.map((r) => r.index), axis: null, padding: 0.6 },
      marks: [
        Plot.rect([0], { x1: data.low, x2: data.high, fill: window.tidingsColour("line"), fillOpacity: 0.4 }),
        Plot.ruleX([data.best], { stroke: window.tidingsColour("focus"), strokeWidth: 1.5, strokeDasharray: "3 3" }),
        Plot.text([data.best], { x: (d) => d, text: () => "middle", frameAnchor: "top", dy: -12, fill: soft(), fontSize: 11 }),
        wide
          ? Plot.text(rows, { y: "index", text: (r) => short(r.label), frameAnchor: "left", dx: -10, textAnchor: "end", fill: ink(), title })
          : Plot.text(rows, { y: "index", text: (r) => short(r.label), frameAnchor: "left", dy: -13, textAnchor: "start", fill: soft(), fontSize: 11.5, ...halo }),
        Plot.ruleY(rows, { y: "index", x1: low, x2: high, stroke: ink(), strokeWidth: (r) => (r.low === r.high ? 0 : 2) }),
        Plot.text(rows.filter((r) => r.high === null), { y: "index", x: () => domain[1], text: () => "▸", fill: ink(), fontSize: 14 }),
        Plot.text(rows.filter((r) => r.low === null), { y: "index", x: () => domain[0], text: () => "◂", fill: ink(), fontSize: 14 }),
        Plot.dot(rows, { ...dot, x: spot, symbol: (r) => (r.denied ? "times" : "circle") }),
        Plot.dot(rows.filter((r) => r.low !== null && r.high !== null && r.low !== r.high), { ...dot, x: "high" }),
        Plot.text(rows.filter((r) => r.high !== null), { y: "index", x: high, text: "words", dx: 9, textAnchor: "start", fill: ink(), fontSize: 11.5, ...halo }),
        Plot.text(rows.filter((r) => r.high === null), { y: "index", x: spot, text: "words", dx: -9, textAnchor: "end", fill: ink(), fontSize: 11.5, ...halo }),
      ],
    }));
  };
})();
