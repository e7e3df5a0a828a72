// The authors' panel: opens and closes, and moves the conversation about.

import { showChecks } from "./checks.js";
import { Clock } from "./clock.js";
import { byId, element } from "./elements.js";
import { MapSection } from "./mapsection.js";
import { showHeld, showPlace } from "./place.js";
import { get } from "./server.js";

const NOWHERE = { flow: null, stack: [], answers: [] };

const panel = byId("panel");
const toggle = byId("panel-toggle");
const shade = byId("shade");
const talk = byId("talk");
const flows = byId("flows");
const narrow = matchMedia("(max-width: 800px)");

function showPrinted(path) {
  const section = byId("printed");
  section.hidden = !path;
  if (path) section.querySelector("a").href = `/${path}`;
}

export class Panel {
  #connection;
  #chat;
  #clock;
  #map = new MapSection();
  #version = null;

  constructor(connection, chat) {
    this.#connection = connection;
    this.#chat = chat;
    this.#clock = new Clock(connection);
    this.#listenToMoves();
    listenToSettings(chat);
    listenToOpening();
    this.clear();
    setOpen(!narrow.matches);
  }

  show(place) {
    showPlace(place);
    showHeld(place);
    this.#clock.show(place);
    this.#map.show(place);
    showPrinted(place.printed);
    if (place.flow) flows.value = place.flow;
  }

  showChecks(checks) {
    showChecks(checks);
    if (checks.served_version === this.#version) return;
    this.#version = checks.served_version;
    this.#map.forget();
    listFlows();
  }

  clear() {
    showPlace(NOWHERE);
    showHeld(NOWHERE);
    this.#map.show(NOWHERE);
  }

  // A server begun anew may serve other files under the same version number.
  stopped() {
    this.clear();
    this.#version = null;
  }

  closeDrawer() {
    if (narrow.matches && !panel.hidden) setOpen(false);
  }

  #listenToMoves() {
    byId("restart").addEventListener("click", () => this.#beginAgain("restart"));
    byId("back").addEventListener("click", () => this.#connection.send("back"));
    byId("open-flow").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#beginAgain("open", { flow: flows.value });
    });
  }

  #beginAgain(act, body) {
    this.#chat.clear();
    this.#connection.send(act, body);
  }
}

async function listFlows() {
  const chosen = flows.value;
  const listed = await get("/api/flows");
  flows.replaceChildren(...listed.map(({ flow, title }) => element("option", { value: flow }, title)));
  if (listed.some(({ flow }) => flow === chosen)) flows.value = chosen;
}

function listenToSettings(chat) {
  const theme = byId("theme");
  const whole = byId("whole");
  theme.addEventListener("change", () => (document.documentElement.dataset.theme = theme.value));
  whole.addEventListener("change", () => chat.keepWhole(whole.checked));
}

function listenToOpening() {
  toggle.addEventListener("click", () => setOpen(panel.hidden));
  byId("panel-hide").addEventListener("click", () => setOpen(false));
  shade.addEventListener("click", () => setOpen(false));
  narrow.addEventListener("change", () => setOpen(!narrow.matches));
}

// As a drawer the panel covers the chat but never the bar with Close.
function setOpen(isOpen) {
  const isDrawer = isOpen && narrow.matches;
  const hadFocus = panel.contains(document.activeElement);
  panel.hidden = !isOpen;
  shade.hidden = !isDrawer;
  talk.inert = isDrawer;
  toggle.ariaExpanded = String(isOpen);
  if (hadFocus && !isOpen) toggle.focus();
}
