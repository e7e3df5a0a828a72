// A row of buttons the bot offers; a tick that only changed stays in place, and so keeps the focus.

import { element, icon } from "./elements.js";

export class Buttons {
  #row;
  #press;
  #hasIcons;
  #offered = [];

  constructor(row, press, { hasIcons = false } = {}) {
    this.#row = row;
    this.#press = press;
    this.#hasIcons = hasIcons;
  }

  get first() {
    return this.#row.firstElementChild;
  }

  offer(buttons) {
    if (!this.#looksLike(buttons)) this.#row.replaceChildren(...buttons.map((button, at) => this.#node(button, at)));
    this.#offered = buttons;
    buttons.forEach((button, at) => {
      if (button.role === "tick") this.#row.children[at].ariaPressed = String(button.on);
    });
  }

  // A disabled button would lose the focus; one that is only said to be disabled keeps it.
  hold(held) {
    for (const button of this.#row.children) button.ariaDisabled = held ? "true" : null;
  }

  #looksLike(buttons) {
    const look = ({ role, label }) => `${role} ${label}`;
    return buttons.map(look).join("\n") === this.#offered.map(look).join("\n");
  }

  #node(button, at) {
    const marks = this.#hasIcons ? [icon(button.role)] : [];
    const label = element("span", { dir: "auto" }, button.label);
    const press = () => this.#press(this.#offered[at]);
    return element("button", { type: "button", class: button.role, click: press }, ...marks, label);
  }
}
