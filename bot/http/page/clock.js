// The clock of the conversation: shows its time and turns it.

import { byId } from "./elements.js";

const REDRAW_MS = 5000;
const MINUTES = { week: 10080, day: 1440, hour: 60, minute: 1 };
const FORMAT = new Intl.DateTimeFormat("en-GB", {
  weekday: "short",
  day: "numeric",
  month: "long",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
});

const shownTime = byId("clock-time");
const shownShift = byId("clock-shift");

export class Clock {
  #aheadMs = 0;

  constructor(connection) {
    for (const button of document.querySelectorAll("[data-minutes]")) {
      button.addEventListener("click", () => connection.send("clock", { minutes: Number(button.dataset.minutes) }));
    }
    byId("clock-reset").addEventListener("click", () => connection.send("clock", { reset: true }));
    this.#draw();
    setInterval(() => this.#draw(), REDRAW_MS);
  }

  show({ clock, shifted_minutes: shifted }) {
    this.#aheadMs = Date.parse(clock) - Date.now();
    const way = shifted > 0 ? "forward" : "back";
    shownShift.textContent = shifted === 0 ? "" : `Turned ${way} ${spelled(Math.abs(shifted))}`;
    this.#draw();
  }

  #draw() {
    const time = new Date(Date.now() + this.#aheadMs);
    shownTime.dateTime = time.toISOString();
    shownTime.textContent = FORMAT.format(time);
  }
}

function spelled(minutes) {
  const parts = [];
  for (const [unit, size] of Object.entries(MINUTES)) {
    const count = Math.floor(minutes / size);
    minutes -= count * size;
    if (count > 0) parts.push(`${count} ${unit}${count > 1 ? "s" : ""}`);
  }
  return parts.join(", ");
}
