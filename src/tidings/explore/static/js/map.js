// The map: a circle a place, its line by how near the place is known, its colour by cooperation and conflict.
"use strict";

(() => {
  const stage = document.getElementById("map");
  if (!stage) return;
  const values = JSON.parse(stage.dataset.values);
  const tip = document.getElementById("map-tip");
  const say = (words) => { tip.textContent = words; tip.hidden = !words; };
  const asked = new URLSearchParams(location.search);
  const KNOWN = { exact: "exact spot", city: "city or town", region: "region" };
  const NEAREST = 60;
  const STEP = 1.6;
  let world = null;
  let move = () => {};

  const count = (n) => `${n.toLocaleString("en")} ${n === 1 ? "event" : "events"}`;
  /** The colour of a balance, in five steps from mostly cooperation to mostly conflict. */
  const colour = (together, all) => {
    const share = together / all;
    const quad = share >= 0.8 ? 2 : share >= 0.55 ? 1 : share > 0.45 ? 0 : share > 0.2 ? 3 : 4;
    return `var(--quad-${quad})`;
  };
  const link = (parts, cell) =>
    `${window.tidingsAddress(cell ? stage.dataset.cellLink : stage.dataset.link, parts)}#there`;

  const draw = () => {
    const width = Math.max(stage.clientWidth, 280);
    const height = Math.round(Math.min(Math.max(width * 0.52, 260), 620));
    const projection = d3.geoNaturalEarth1();
    const lands = topojson.feature(world, world.objects.countries).features
      .filter((land) => land.properties.name !== "Antarctica");
    projection.fitExtent([[6, 6], [width - 6, height - 6]], { type: "FeatureCollection", features: lands });
    const path = d3.geoPath(projection);
    const svg = d3.create("svg").attr("viewBox", `0 0 ${width} ${height}`).attr("aria-hidden", "true");
    const moved = svg.append("g");

    const told = new Map(values.countries.map((row) => [row[0], row]));
    const mostTold = d3.max(values.countries, (row) => row[2]) || 1;
    const row = (land) => told.get(values.shapes[land.properties.name]);
    const here = { name: asked.get("name"), country: asked.get("country"), south: asked.get("south"), west: asked.get("west") };
    const shade = moved.append("g").selectAll("path").data(lands).join("path")
      .attr("class", (land) => row(land) ? `land land-told${!here.name && !here.south && here.country === row(land)[0] ? " here" : ""}` : "land")
      .attr("d", path);
    shade.filter((land) => row(land))
      .style("fill", (land) => `color-mix(in srgb, ${colour(row(land)[3], row(land)[2])} ${Math.round(18 + 37 * Math.sqrt(row(land)[2] / mostTold))}%, var(--panel))`)
      .on("click", (event, land) => go(link({ name: "", country: row(land)[0] })))
      .on("pointerenter", (event, land) => say(`${row(land)[1]}, no nearer place told: ${count(row(land)[2])}`))
      .on("pointerleave", () => say(""));

    // Single events stay small where no place has many.
    const most = Math.max(d3.max(values.marks, (mark) => mark[3]) || 1, 25);
    const marks = values.marks.map(([lon, lat, precision, events, together, name, country, nation, places, south, west]) => {
      const [x, y] = projection([lon, lat]);
      const radius = (precision === "region" ? 5 : precision === "exact" ? 4 : 3.5) + (width < 500 ? 9 : 15) * Math.sqrt(events / most);
      const cell = values.grid > 0;
      const at = cell ? here.south === String(south) && here.west === String(west) : here.name === name && (here.country || null) === country;
      return { x, y, radius, precision, events, together, name, nation, places, at, href: link({ name, country, south, west }, cell) };
    }).sort((a, b) => b.radius - a.radius);
    const spots = svg.append("g").selectAll("a").data(marks).join("a")
      .attr("href", (mark) => mark.href).attr("tabindex", -1).attr("class", (mark) => mark.at ? "here" : null);
    spots.append("circle").attr("class", (mark) => `m m-${mark.precision}`).attr("r", (mark) => mark.radius)
      .style("fill", (mark) => colour(mark.together, mark.events)).style("stroke", (mark) => colour(mark.together, mark.events));
    spots.filter((mark) => mark.precision === "exact").append("circle").attr("class", "m-core").attr("r", 2.2);
    spots.on("pointerenter", (event, mark) => say(
      `${mark.name || "no name"}${mark.places > 1 ? ` and ${mark.places - 1} more` : ""}${mark.nation ? `, ${mark.nation}` : ""} (${KNOWN[mark.precision] || mark.precision}): `
      + `${count(mark.events)}, ${mark.together} cooperation, ${mark.events - mark.together} conflict`))
      .on("pointerleave", () => say(""))
      .on("click", (event, mark) => {
        if (event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        go(mark.href);
      });

    let now = d3.zoomIdentity;
    const place = (transform) => {
      now = transform;
      moved.attr("transform", transform);
      spots.attr("transform", (mark) => `translate(${transform.applyX(mark.x)},${transform.applyY(mark.y)})`);
    };
    /** What the map shows, as longitude, latitude and scale, kept in the address. */
    const view = () => {
      const [lon, lat] = projection.invert(now.invert([width / 2, height / 2])) || [0, 0];
      return [lon.toFixed(2), lat.toFixed(2), now.k.toFixed(2)].join(",");
    };
    const go = (href) => {
      const to = new URL(href, location.href);
      to.searchParams.set("view", view());
      location.assign(to);
    };
    const at = (lon, lat, k) => {
      const [x, y] = projection([lon, lat]);
      return d3.zoomIdentity.translate(width / 2 - k * x, height / 2 - k * y).scale(k);
    };
    /** All marks and shaded countries, with room around them. */
    const fitted = () => {
      const shaded = lands.filter(row).map((land) => path.bounds(land)).flat();
      const points = [...marks.map((mark) => [mark.x, mark.y]), ...shaded];
      if (!points.length) return d3.zoomIdentity;
      const [x0, x1] = d3.extent(points, (point) => point[0]);
      const [y0, y1] = d3.extent(points, (point) => point[1]);
      const k = Math.min(8, Math.max(1, 0.84 / Math.max((x1 - x0) / width, (y1 - y0) / height, 0.01)));
      return d3.zoomIdentity.translate(width / 2 - k * (x0 + x1) / 2, height / 2 - k * (y0 + y1) / 2).scale(k);
    };
    const zoom = d3.zoom().scaleExtent([1, NEAREST]).translateExtent([[-width * 0.2, -height * 0.2], [width * 1.2, height * 1.2]])
      // One finger and the bare wheel belong to the page.
      .filter((event) => event.type === "wheel" ? event.ctrlKey || event.metaKey
        : event.type.startsWith("touch") ? event.touches.length > 1 : !event.button)
      .on("zoom", ({ transform }) => place(transform))
      .on("end", ({ sourceEvent }) => {
        if (!sourceEvent && !move.byHand) return;
        const to = new URL(location.href);
        to.searchParams.set("view", view());
        history.replaceState(history.state, "", to);
      });
    svg.call(zoom).on("dblclick.zoom", null);
    stage.replaceChildren(svg.node());

    const kept = (asked.get("view") || "").split(",").map(Number);
    const start = kept.length === 3 && kept.every(Number.isFinite) && kept[2] >= 1 && Math.abs(kept[0]) <= 180 && Math.abs(kept[1]) <= 90
      ? at(kept[0], kept[1], Math.min(kept[2], NEAREST)) : fitted();
    move = (what) => {
      move.byHand = true;
      const pan = 80;
      if (what === "in") svg.call(zoom.scaleBy, STEP);
      if (what === "out") svg.call(zoom.scaleBy, 1 / STEP);
      if (what === "fit") svg.call(zoom.transform, fitted());
      if (what === "world") svg.call(zoom.transform, d3.zoomIdentity);
      if (what === "left") svg.call(zoom.translateBy, pan / now.k, 0);
      if (what === "right") svg.call(zoom.translateBy, -pan / now.k, 0);
      if (what === "up") svg.call(zoom.translateBy, 0, pan / now.k);
      if (what === "down") svg.call(zoom.translateBy, 0, -pan / now.k);
      move.byHand = false;
      stage.dataset.scale = now.k.toFixed(2);
    };
    svg.call(zoom.transform, start);
    stage.dataset.scale = now.k.toFixed(2);
    stage.dataset.drawn = "yes";
  };

  const KEYS = { "+": "in", "=": "in", "-": "out", 0: "fit", ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down" };
  stage.addEventListener("keydown", (event) => {
    const what = KEYS[event.key];
    if (!what || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    move(what);
  });
  document.querySelector(".map-buttons").addEventListener("click", (event) => {
    if (event.target.dataset.do) move(event.target.dataset.do);
  });

  fetch("/static/vendor/countries-110m.json").then((answer) => answer.json()).then((found) => {
    world = found;
    draw();
    document.querySelector(".map-buttons").hidden = false;
    let drawn = stage.clientWidth;
    new ResizeObserver(() => {
      if (Math.abs(stage.clientWidth - drawn) > 20) { drawn = stage.clientWidth; draw(); }
    }).observe(stage);
  }).catch(() => say("The map could not be drawn. The tables below have all of it."));
})();
