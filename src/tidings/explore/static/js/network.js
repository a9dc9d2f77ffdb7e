// The network of pairs, laid out by forces that come to rest (the same each time) and drawn by sigma.
"use strict";

(() => {
  const stage = document.getElementById("graph");
  if (!stage) return;
  const values = JSON.parse(stage.dataset.values);
  const tip = document.getElementById("graph-tip");
  const say = (words) => { tip.textContent = words; tip.hidden = !words; };
  const focusLink = (focus) => window.tidingsAddress(stage.dataset.focusLink, { focus });
  const pairLink = (one, other) => window.tidingsAddress(stage.dataset.pairLink, { one, other });
  const count = (n) => `${n} ${n === 1 ? "event" : "events"}`;

  /** Colour of a line: a mean score within one point of nought is about even. */
  const sign = (score) => score === null || Math.abs(score) < 1 ? 0 : score > 0 ? 2 : 4;
  const most = Math.max(...values.edges.map((edge) => edge[2]), 1);
  const busiest = Math.max(...values.nodes.map((node) => node[2]), 1);
  const radius = (events) => 4 + 14 * Math.sqrt(events / busiest);

  /** Where the points stand: forces from the same beginning, run to rest, so that the picture never differs. */
  const layout = () => {
    const nodes = values.nodes.map(([id, , events]) => ({ id, r: radius(events) }));
    const links = values.edges.map(([source, target, events]) => ({ source, target, events }));
    const forces = d3.forceSimulation(nodes)
      .randomSource(d3.randomLcg(0.5))
      .force("link", d3.forceLink(links).id((node) => node.id)
        .distance(90).strength((link) => 0.1 + 0.5 * Math.sqrt(link.events / most)))
      .force("charge", d3.forceManyBody().strength(-420).distanceMax(700))
      .force("x", d3.forceX().strength(0.04)).force("y", d3.forceY().strength(0.1))
      .force("room", d3.forceCollide((node) => node.r + 14))
      .stop();
    forces.tick(300);
    return new Map(nodes.map((node) => [node.id, node]));
  };

  const drawable = () => {
    try {
      const canvas = document.createElement("canvas");
      return Boolean(window.WebGL2RenderingContext && canvas.getContext("webgl2"));
    } catch { return false; }
  };
  const missing = () => {
    stage.replaceChildren();
    stage.parentNode.hidden = true;
    document.getElementById("no-webgl").hidden = false;
  };
  if (!drawable()) { missing(); return; }

  const places = layout();
  const graph = new graphology.Graph({ type: "undirected" });
  for (const [id, label, events] of values.nodes) {
    const { x, y } = places.get(id);
    graph.addNode(id, { x, y: -y, label, size: radius(events), events });
  }
  for (const [one, other, events, score, together, against] of values.edges) {
    graph.addEdge(one, other, { events, score, together, against, size: 1 + 7 * Math.sqrt(events / most) });
  }

  let least = 0;
  const chosen = new Set(values.pair || [values.focus]);
  let near = null;
  let pointed = null;
  const shown = (edge) => graph.getEdgeAttribute(edge, "events") >= least;
  const settings = () => {
    const colour = [0, 1, 2, 3, 4].map((quad) => window.tidingsColour(`quad-${quad}`));
    const [ink, soft, line, paper] = ["ink", "soft", "line", "paper"].map(window.tidingsColour);
    return {
      labelSize: 13, labelDensity: 1.5,
      labelRenderedSizeThreshold: values.nodes.length > 60 ? 7 : 2, zIndex: true, enableEdgeEvents: true,
      minEdgeThickness: 1, stagePadding: 40, allowInvalidContainer: true,
      labelGridCellSize: 70,
      defaultDrawNodeLabel: (context, data) => {
        if (!data.label) return;
        context.font = "13px system-ui, sans-serif";
        context.lineJoin = "round";
        context.lineWidth = 4;
        context.strokeStyle = paper;
        context.fillStyle = ink;
        context.strokeText(data.label, data.x + data.size + 4, data.y + 4.5);
        context.fillText(data.label, data.x + data.size + 4, data.y + 4.5);
      },
      defaultDrawNodeHover: (context, data) => {
        context.font = "600 13px system-ui, sans-serif";
        const wide = context.measureText(data.label).width + 12;
        context.fillStyle = window.tidingsColour("panel");
        context.strokeStyle = soft;
        context.beginPath();
        context.roundRect(data.x + data.size + 2, data.y - 12, wide, 24, 5);
        context.fill();
        context.stroke();
        context.fillStyle = ink;
        context.fillText(data.label, data.x + data.size + 8, data.y + 4.5);
      },
      nodeReducer: (node, data) => {
        const dim = near && !near.has(node);
        const alone = !graph.someEdge(node, (edge) => shown(edge));
        return {
          ...data, hidden: alone, color: dim ? line : chosen.has(node) ? window.tidingsColour("focus") : soft,
          label: dim ? "" : data.label, zIndex: dim ? 0 : 1, forceLabel: chosen.has(node) || (near !== null && !dim),
        };
      },
      edgeReducer: (edge, data) => {
        const dim = near && !graph.extremities(edge).includes(pointed);
        return { ...data, hidden: !shown(edge), color: dim ? line : colour[sign(data.score)], zIndex: dim ? 0 : 1 };
      },
    };
  };

  let renderer;
  try {
    renderer = new Sigma(graph, stage, settings());
  } catch { missing(); return; }
  stage.dataset.drawn = "yes";
  document.querySelector(".stage-buttons").hidden = false;

  const name = (id) => graph.getNodeAttribute(id, "label");
  renderer.on("enterNode", ({ node }) => {
    pointed = node;
    near = new Set([node, ...graph.neighbors(node).filter((other) => shown(graph.edge(node, other)))]);
    say(`${name(node)}: ${count(graph.getNodeAttribute(node, "events"))} with ${near.size - 1} others`);
    stage.style.cursor = "pointer";
    renderer.refresh({ skipIndexation: true });
  });
  renderer.on("enterEdge", ({ edge }) => {
    const { events, score, together, against } = graph.getEdgeAttributes(edge);
    const [one, other] = graph.extremities(edge);
    const mean = score === null ? "" : `, mean score ${score > 0 ? "+" : score < 0 ? "−" : ""}${Math.abs(score).toFixed(1)}`;
    say(`${name(one)} – ${name(other)}: ${count(events)}, ${together} cooperation, ${against} conflict${mean}`);
    stage.style.cursor = "pointer";
  });
  const leave = () => {
    near = pointed = null;
    say("");
    stage.style.cursor = "";
    renderer.refresh({ skipIndexation: true });
  };
  renderer.on("leaveNode", leave);
  renderer.on("leaveEdge", leave);
  renderer.on("clickNode", ({ node }) => { location.assign(focusLink(node)); });
  renderer.on("clickEdge", ({ edge }) => { location.assign(pairLink(...graph.extremities(edge))); });

  const camera = renderer.getCamera();
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches ? { duration: 0 } : { duration: 200 };
  document.querySelector(".stage-buttons").addEventListener("click", (event) => {
    const what = event.target.dataset.do;
    if (what === "in") camera.animatedZoom(still);
    if (what === "out") camera.animatedUnzoom(still);
    if (what === "fit") camera.animatedReset(still);
  });
  // The wheel moves the page; with Ctrl it zooms, as in a map.
  renderer.getMouseCaptor().on("wheel", (event) => {
    const turned = event.original;
    if (!turned.ctrlKey && !turned.metaKey) {
      event.preventSigmaDefault();
      scrollBy(0, turned.deltaY);
    }
  });

  const slider = document.getElementById("least-shown");
  const steps = [...new Set(values.edges.map((edge) => edge[2]))].sort((a, b) => a - b);
  if (steps.length > 1) {
    slider.min = 0;
    slider.max = steps.length - 1;
    slider.value = 0;
    slider.closest(".slider").hidden = false;
    const move = () => {
      least = steps[Number(slider.value)];
      slider.setAttribute("aria-valuetext", count(least));
      document.getElementById("least-out").textContent = least;
      document.getElementById("least-word").textContent = least === 1 ? "event" : "events";
      renderer.refresh({ skipIndexation: true });
    };
    slider.addEventListener("input", move);
    slider.addEventListener("change", () => {
      const drawn = values.edges.filter((edge) => edge[2] >= least).length;
      window.tidingsSay(`${drawn} ${drawn === 1 ? "pair" : "pairs"} drawn`);
    });
    move();
  }
  document.addEventListener("tidings:theme", () => {
    for (const [key, value] of Object.entries(settings())) renderer.setSetting(key, value);
  });
})();
