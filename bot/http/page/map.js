// Draws a flow's map with its current step marked, lets it be sized and moved, and says the same in a list.

import { drawing, element } from "./elements.js";
import { LINE, PADDING, placed } from "./maplayout.js";

const READABLE = 0.72;
const LARGEST = 1.6;
const ZOOM = 1.25;
const FIRST_LINE = PADDING + 11;
const SCROLLED_BY_KEYS = { tabindex: "0", role: "region", "aria-label": "Picture of the map" };
const LEGEND = "Filled steps wait for an answer. Broken lines are skips, dotted lines are taken when nothing is found.";

export class FlowMap {
  #plan;
  #picture;
  #view;
  #steps = new Map();
  #items = new Map();
  #size = null;
  #current = null;

  constructor(map) {
    this.#plan = placed(map);
    this.#picture = this.#draw(map);
    this.#view = element("div", { class: "map-view", ...SCROLLED_BY_KEYS }, this.#picture);
    this.#view.addEventListener("fullscreenchange", () => this.#fitReadably());
    letDrag(this.#view);
    this.nodes = [this.#tools(), this.#view, element("p", { class: "muted" }, LEGEND), this.#list(map)];
  }

  // Sizes the map too when first called: only on the page is the width of its frame known.
  mark(step) {
    if (this.#size === null) this.#fitReadably();
    for (const [id, node] of this.#steps) node.classList.toggle("current", id === step);
    for (const [id, item] of this.#items) item.ariaCurrent = id === step ? "step" : null;
    if (step !== this.#current) this.#reveal(step);
    this.#current = step;
  }

  #draw({ title }) {
    const { width, height, boxes, arrows } = this.#plan;
    return drawing(
      "svg",
      {
        class: "map-picture",
        viewBox: `0 0 ${width} ${height}`,
        role: "img",
        "aria-label": `Map of ${title}. The list below says the same.`,
      },
      arrowHead(),
      ...arrows.map(arrowLine),
      ...boxes.map((box) => this.#box(box)),
      ...arrows.filter(({ label }) => label).map(arrowLabel),
    );
  }

  #box(box) {
    if (box.terminal) return terminalNode(box);
    const node = stepNode(box);
    this.#steps.set(box.step.id, node);
    return node;
  }

  #tools() {
    return element(
      "div",
      { class: "row" },
      tool("Smaller", () => this.#resize(this.#size / ZOOM)),
      tool("Larger", () => this.#resize(this.#size * ZOOM)),
      tool("Fit width", () => this.#resize(this.#fitting())),
      tool("Full screen", () => this.#view.requestFullscreen()),
    );
  }

  #fitReadably() {
    this.#resize(Math.max(READABLE, this.#fitting()));
  }

  #fitting() {
    return Math.min(1, (this.#view.clientWidth - 2) / this.#plan.width);
  }

  #resize(size) {
    this.#size = Math.min(LARGEST, Math.max(Math.min(READABLE / ZOOM, this.#fitting()), size));
    this.#picture.setAttribute("width", this.#plan.width * this.#size);
    this.#picture.setAttribute("height", this.#plan.height * this.#size);
  }

  #reveal(step) {
    const box = this.#plan.boxes.find((one) => one.step?.id === step);
    if (!box) return;
    this.#view.scrollLeft = box.x * this.#size - this.#view.clientWidth / 2;
    this.#view.scrollTop = box.y * this.#size - this.#view.clientHeight / 2;
  }

  #list(map) {
    const items = map.nodes.map((step) => this.#item(step, map.edges));
    const name = element("summary", {}, "The map as a list");
    return element("details", { class: "map-list" }, name, element("ol", {}, ...items));
  }

  #item(step, edges) {
    const ways = edges.filter(({ from }) => from === step.id).map(wayItem);
    const name = element("p", {}, element("strong", {}, step.id), ` (${step.kind}, line ${step.line}) ${step.title}`);
    const item = element("li", {}, name, element("ul", {}, ...ways));
    this.#items.set(step.id, item);
    return item;
  }
}

function tool(label, click) {
  return element("button", { type: "button", click }, label);
}

function wayItem({ to, label, kind }) {
  return element("li", {}, label ? `${label}: ` : `${kind}: `, element("b", {}, to));
}

function stepNode({ step, name, lines, hasNotes, x, y, width, height }) {
  const texts = lines.map((line, at) => {
    const isNotes = hasNotes && at === lines.length - 1;
    return drawing("text", { class: isNotes ? "notes" : "title", x: PADDING, y: FIRST_LINE + LINE * (at + 1) }, line);
  });
  return drawing(
    "g",
    { class: `map-step ${step.waits ? "waits" : ""}`, transform: `translate(${x - width / 2} ${y - height / 2})` },
    drawing("title", {}, `${step.id}, line ${step.line}: ${step.title}`),
    drawing("rect", { width, height, rx: 9 }),
    drawing("text", { class: "name", x: PADDING, y: FIRST_LINE }, name),
    drawing("text", { class: "kind", x: width - PADDING, y: FIRST_LINE }, step.kind),
    ...texts,
  );
}

function terminalNode({ terminal, text, x, y, width, height }) {
  return drawing(
    "g",
    { class: "map-terminal", transform: `translate(${x - width / 2} ${y - height / 2})` },
    drawing("title", {}, terminal),
    drawing("rect", { width, height, rx: height / 2 }),
    drawing("text", { x: width / 2, y: height / 2 + 4 }, text),
  );
}

function arrowHead() {
  const size = { viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 8, markerHeight: 8 };
  const head = drawing("path", { class: "map-arrow", d: "M0 .8 7.5 4 0 7.2z" });
  return drawing("defs", {}, drawing("marker", { id: "map-arrow", orient: "auto", ...size }, head));
}

function arrowLine({ kind, points }) {
  return drawing("path", { class: `map-line ${kind}`, d: curve(points), "marker-end": "url(#map-arrow)" });
}

function arrowLabel({ label, full, x, y, width, height }) {
  return drawing(
    "g",
    { class: "map-label" },
    drawing("title", {}, full),
    drawing("rect", { x: x - width / 2, y: y - height / 2, width, height, rx: 4 }),
    drawing("text", { x, y: y + 4 }, label),
  );
}

// Bends are rounded between the middles of a line's pieces.
function curve([first, ...rest]) {
  const last = rest.pop();
  const bends = rest.map((bend, at) => {
    const next = rest[at + 1] ?? last;
    return `Q${bend.x} ${bend.y} ${(bend.x + next.x) / 2} ${(bend.y + next.y) / 2}`;
  });
  return [`M${first.x} ${first.y}`, ...bends, `L${last.x} ${last.y}`].join(" ");
}

function letDrag(view) {
  view.addEventListener("pointermove", (event) => {
    if (event.buttons !== 1 || event.pointerType !== "mouse") return;
    view.scrollLeft -= event.movementX;
    view.scrollTop -= event.movementY;
  });
}
