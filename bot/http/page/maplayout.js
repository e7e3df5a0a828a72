// Finds a place for each step and arrow of a flow's map, with dagre, in plain numbers.

import { Graph, layout } from "./vendor/dagre.esm.js";

export const LINE = 17;
export const PADDING = 10;
const STEP_WIDTH = 196;
const NAME_WIDTH = 115;
const TERMINAL_HEIGHT = 28;
const LABEL_WIDTH = 150;
const LABEL_HEIGHT = 18;
const SPACING = { rankdir: "TB", nodesep: 26, edgesep: 14, ranksep: 34, marginx: 12, marginy: 12 };

const pen = document.createElement("canvas").getContext("2d");
pen.font = "13px system-ui, sans-serif";

// Gives { width, height, boxes, arrows }; a target that is no step gets a small box of its own at each arrow.
export function placed(map) {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ ...SPACING });
  const steps = new Set(map.nodes.map((step) => step.id));
  for (const step of map.nodes) graph.setNode(step.id, stepBox(step));
  for (const edge of merged(map.edges)) addArrow(graph, edge, steps);
  layout(graph);
  const { width, height } = graph.graph();
  const boxes = graph.nodes().map((id) => graph.node(id));
  const arrows = graph.edges().map((edge) => arrow(graph, edge));
  return { width, height, boxes, arrows };
}

function shortened(words, width) {
  if (pen.measureText(words).width <= width) return words;
  let length = words.length;
  while (length > 1 && pen.measureText(`${words.slice(0, length)}…`).width > width) length -= 1;
  return `${words.slice(0, length).trimEnd()}…`;
}

function stepBox(step) {
  const notes = [...step.marks, ...(step.changes ? [`change: ${step.changes}`] : [])].join(", ");
  const lines = [step.title, notes].filter(Boolean).map((line) => shortened(line, STEP_WIDTH - 2 * PADDING));
  const height = 2 * PADDING + LINE * (lines.length + 1) - 3;
  return { step, name: shortened(step.id, NAME_WIDTH), lines, hasNotes: notes !== "", width: STEP_WIDTH, height };
}

function addArrow(graph, { from, to, kind, labels }, steps) {
  const isStep = steps.has(to);
  const target = isStep ? to : `${from} ${to}`;
  if (!isStep) graph.setNode(target, terminalBox(to));
  const full = labels.join(" / ");
  const label = shortened(full, LABEL_WIDTH);
  const size = label === "" ? {} : { width: pen.measureText(label).width + 8, height: LABEL_HEIGHT, labelpos: "c" };
  graph.setEdge(from, target, { kind, label, full, ...size }, kind);
}

// dagre keeps room for a step's arrow to itself, but draws it across the step.
function arrow(graph, edge) {
  const drawn = graph.edge(edge);
  return edge.v === edge.w ? { ...drawn, points: loop(graph.node(edge.v)) } : drawn;
}

function loop({ x, y, width }) {
  const side = x + width / 2;
  return [
    { x: side, y: y - 9 },
    { x: side + 20, y: y - 14 },
    { x: side + 20, y: y + 14 },
    { x: side, y: y + 9 },
  ];
}

function terminalBox(target) {
  const words = target.replace(/^\(end\)\s*/, "end: ");
  const text = shortened(words, STEP_WIDTH - 2 * PADDING);
  return { terminal: words, text, width: pen.measureText(text).width + 2 * PADDING, height: TERMINAL_HEIGHT };
}

// Choices that lead to the same place share one arrow.
function merged(edges) {
  const arrows = new Map();
  for (const { from, to, label, kind } of edges) {
    const key = JSON.stringify([from, to, kind]);
    if (!arrows.has(key)) arrows.set(key, { from, to, kind, labels: [] });
    if (label) arrows.get(key).labels.push(label);
  }
  return arrows.values();
}
