// One quantity over time: a mark for each source's value, or boxes by period where there are too many.
"use strict";

window.tidingsCharts = window.tidingsCharts || {};

(() => {
  const day = (text) => new Date(`${text}T00:00:00Z`);
  const colour = (name) => window.tidingsColour(name);
  const short = d3.format("~s");
  const number = (value) => (Math.abs(value) < 10000 ? d3.format(",~r")(value) : short(value).replace("G", " bn").replace("M", " m").replace("k", " k"));
  /** A logarithmic scale has no place for what is not above zero. */
  const axis = (values, log) => {
    const able = log && values.every((value) => value > 0);
    const [least, most] = d3.extent(values);
    const room = (most - least) * 0.08 || Math.abs(most) * 0.2 || 1;
    const domain = able ? [least / 1.5, most * 1.5] : [Math.min(0, least - (least < 0 ? room : 0)), most + room];
    return { type: able ? "log" : "linear", domain, label: null, grid: true, ticks: able ? 5 : 6, tickFormat: able ? (v) => (/^1e|^1$|^[125]0*$/.test(String(v)) ? number(v) : "") : number };
  };
  const times = (first, last, width) => {
    const spread = (last - first) / 864e5;
    const room = Math.max(1, spread * 0.03);
    return {
      type: "utc", label: null, domain: [d3.utcHour.offset(first, -24 * room), d3.utcHour.offset(last, 24 * room)],
      ticks: Math.max(2, Math.min(8, Math.floor((width - 74) / 100))), tickFormat: spread < 150 ? d3.utcFormat("%-d %b %Y") : d3.utcFormat("%b %Y"),
    };
  };
  /** The list below the chart has all of it, so that keys and screen readers needn't go from mark to mark. */
  const quiet = (chart) => {
    for (const link of chart.querySelectorAll("a")) link.setAttribute("tabindex", "-1");
    chart.setAttribute("aria-hidden", "true");
    return chart;
  };

  window.tidingsCharts.figureMarks = (values, width) => {
    const points = values.points.map((p) => ({ ...p, x: day(p.day), y: p.low === null ? p.high : p.high === null ? p.low : (p.low + p.high) / 2, shade: colour(`hue-line-${p.hue}`) }));
    const bounds = points.flatMap((p) => [p.low, p.high]).filter((v) => v !== null);
    const scale = axis(bounds, values.log);
    const title = (p) => `${p.source}, ${p.day}: ${p.value} (“${p.words}”), ${p.certainty}`;
    const ranged = points.filter((p) => p.low !== null && p.high !== null && p.low !== p.high);
    const sure = (p) => p.status === "actual";
    const shape = { x: "x", y: "y", r: points.length > 300 ? 3 : 5, title, href: "href", stroke: "shade", strokeWidth: 1.8 };
    const kinds = [
      [points.filter((p) => p.own && sure(p)), { symbol: "circle", fill: "shade" }],
      [points.filter((p) => !p.own && sure(p)), { symbol: "square", fill: colour("panel") }],
      [points.filter((p) => p.own && !sure(p) && p.status !== "negated"), { symbol: "circle", fill: colour("panel"), strokeDasharray: "3 2" }],
      [points.filter((p) => !p.own && !sure(p) && p.status !== "negated"), { symbol: "square", fill: colour("panel"), strokeDasharray: "3 2" }],
      [points.filter((p) => p.status === "negated"), { symbol: "times" }],
    ];
    const halo = { stroke: colour("panel"), strokeWidth: 3, paintOrder: "stroke" };
    const label = (p) => (p.source.length > 26 ? `${p.source.slice(0, 25)}…` : p.source);
    const [from, to] = d3.extent(points, (p) => p.x);
    const middle = new Date((from.getTime() + to.getTime()) / 2);
    // Names are written while there is room: one that would cover another is left to its mark.
    const place = (value) => (scale.type === "log" ? Math.log(value) : value);
    const [bottom, top] = scale.domain.map(place);
    const boxes = [];
    const free = (points.length <= 24 && width > 520 ? points : []).filter((p) => {
      const x = ((p.x - from) / (to - from || 1)) * (width - 100), y = ((place(p.y) - bottom) / (top - bottom)) * 290;
      const wide = label(p).length * 6.4 + 12;
      const box = p.x > middle ? [x - wide, x + 6, y] : [x - 6, x + wide, y];
      if (boxes.some(([left, right, level]) => Math.abs(level - y) < 15 && left < box[1] && box[0] < right)) return false;
      return boxes.push(box);
    });
    return quiet(Plot.plot({
      className: "plot", width, height: width < 500 ? 300 : 360, marginLeft: 58, marginRight: 16, marginTop: 14, marginBottom: 30,
      x: times(d3.min(points, (p) => p.x), d3.max(points, (p) => p.x), width), y: { ...scale, insetBottom: 18, insetTop: 14 },
      marks: [
        Plot.ruleX(ranged, { x: "x", y1: "low", y2: "high", stroke: "shade", strokeWidth: 3, strokeOpacity: 0.6 }),
        Plot.text(points.filter((p) => p.high === null), { x: "x", y: "y", text: () => "↑", dy: -13, fill: "shade", fontSize: 15 }),
        Plot.text(points.filter((p) => p.low === null), { x: "x", y: "y", text: () => "↓", dy: 13, fill: "shade", fontSize: 15 }),
        ...kinds.filter(([some]) => some.length).map(([some, look]) => Plot.dot(some, { ...shape, ...look })),
        Plot.text(free.filter((p) => p.x <= middle), { x: "x", y: "y", text: label, dx: 10, textAnchor: "start", fill: colour("ink"), fontSize: 11.5, ...halo }),
        Plot.text(free.filter((p) => p.x > middle), { x: "x", y: "y", text: label, dx: -10, textAnchor: "end", fill: colour("ink"), fontSize: 11.5, ...halo }),
      ],
    }));
  };

  window.tidingsCharts.figureBoxes = (values, width) => {
    const step = { week: 7, month: 30, year: 365 }[values.by];
    const rows = values.boxes.map(([text, own, figures, low, first, middle, third, high]) => {
      const from = d3.utcHour.offset(day(text), 24 * step * (own ? 0.08 : 0.52));
      return { from, to: d3.utcHour.offset(from, 24 * step * 0.4), at: d3.utcHour.offset(from, 24 * step * 0.2), own, figures, low, first, middle, third, high, text };
    });
    const scale = axis(rows.flatMap((r) => [r.low, r.high]), values.log);
    const fill = (r) => (r.own ? colour("ink") : colour("line-strong"));
    const title = (r) => `${values.by} from ${r.text}, ${r.own ? "the outlets themselves" : "those quoted"}: ${r.figures} figures, ${number(r.low)} to ${number(r.high)}, median ${number(r.middle)}`;
    return quiet(Plot.plot({
      className: "plot", width, height: width < 500 ? 300 : 360, marginLeft: 58, marginRight: 16, marginTop: 14, marginBottom: 30,
      x: times(d3.min(rows, (r) => r.from), d3.max(rows, (r) => r.to), width), y: scale,
      marks: [
        Plot.ruleX(rows, { x: "at", y1: "low", y2: "high", stroke: fill, strokeWidth: 1, title }),
        Plot.rect(rows, { x1: "from", x2: "to", y1: "first", y2: "third", fill, title }),
        Plot.link(rows, { x1: "from", x2: "to", y1: "middle", y2: "middle", stroke: colour("focus"), strokeWidth: 2 }),
      ],
    }));
  };
})();
