// The panel's place for the flow's map; nothing of the map is loaded before someone opens it.

import { byId, element } from "./elements.js";
import { get } from "./server.js";

const section = byId("map");
const body = byId("map-body");

export class MapSection {
  #place = { flow: null };
  #drawn = null;
  #flowDrawn = null;

  constructor() {
    section.addEventListener("toggle", () => this.#draw());
  }

  show(place) {
    this.#place = place;
    this.#draw();
  }

  // The files changed, so a map drawn before may be wrong.
  forget() {
    this.#flowDrawn = null;
    this.#draw();
  }

  async #draw() {
    const { flow, step } = this.#place;
    if (!section.open) return;
    if (flow === null) this.#empty();
    else if (flow !== this.#flowDrawn) await this.#load(flow);
    else this.#drawn?.mark(step);
  }

  #empty() {
    this.#flowDrawn = null;
    this.#drawn = null;
    body.replaceChildren(element("p", { class: "muted" }, "No flow is open."));
  }

  async #load(flow) {
    this.#flowDrawn = flow;
    this.#drawn = null;
    try {
      const address = `/api/flows/${encodeURIComponent(flow)}/map`;
      const [{ FlowMap }, map] = await Promise.all([import("./map.js"), get(address)]);
      if (this.#flowDrawn === flow) this.#put(new FlowMap(map));
    } catch {
      body.replaceChildren(element("p", { class: "muted" }, "The map could not be drawn."));
    }
  }

  #put(drawn) {
    this.#drawn = drawn;
    body.replaceChildren(...drawn.nodes);
    drawn.mark(this.#place.step);
  }
}
