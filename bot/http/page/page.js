// Joins the server's stream, the chat and the authors' panel; owns leaving, which touches all three.

import { Chat } from "./chat.js";
import { byId } from "./elements.js";
import { Panel } from "./panel.js";
import { Connection } from "./server.js";

const TWICE_MS = 1000;

const connection = new Connection();
const chat = new Chat(connection);
const panel = new Panel(connection, chat);

let escapedAt = -Infinity;

function clearAll() {
  chat.clear();
  panel.clear();
}

// The page is emptied before the server is told: whoever is at the door comes first.
function leave() {
  clearAll();
  connection.leave();
}

function leaveOnSecondEscape(event) {
  if (event.key !== "Escape" || event.isComposing || event.repeat) return;
  panel.closeDrawer();
  if (event.timeStamp - escapedAt < TWICE_MS) leave();
  escapedAt = event.timeStamp;
}

function listen(listeners) {
  for (const [name, listener] of Object.entries(listeners)) {
    connection.addEventListener(name, ({ detail }) => listener(detail));
  }
}

listen({
  began: () => chat.began(),
  screen: (screen) => chat.show(screen),
  clear: clearAll,
  panel: (place) => panel.show(place),
  checks: (checks) => panel.showChecks(checks),
  refused: (sentence) => chat.refused(sentence),
  stopped: () => {
    panel.stopped();
    chat.stopped();
  },
});

byId("close").addEventListener("click", leave);
document.addEventListener("keydown", leaveOnSecondEscape);

// A page the browser keeps for its own Back button would bring the words back.
addEventListener("pagehide", () => {
  clearAll();
  connection.end();
});
addEventListener("pageshow", (event) => event.persisted && location.reload());

connection.begin();
