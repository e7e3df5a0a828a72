// Draws the one screen the bot keeps, what the person just said, and, if wished, the screens before.

import { Buttons } from "./buttons.js";
import { byId, element } from "./elements.js";
import { ownWords, partNode } from "./words.js";

const conversation = byId("conversation");
const earlier = byId("earlier");
const now = byId("screen");
const words = byId("words");
const own = byId("own");
const ways = byId("ways");
const closeLabel = byId("close-label");
const spoken = byId("spoken");

const GAP = 16;
const closeWord = closeLabel.textContent;
const speak = (word) => (spoken.textContent = word);

export class Screen {
  #answers;
  #ways;
  #shown = null;
  #given = [];
  #keepsWhole = false;

  constructor(press) {
    this.#answers = new Buttons(byId("answers"), press);
    this.#ways = new Buttons(ways, press, { hasIcons: true });
  }

  get firstAnswer() {
    return this.#answers.first;
  }

  isSameVisit(screen) {
    return this.#shown?.visit === screen.visit;
  }

  show(screen) {
    const hasSameWords = this.#hasSameWords(screen);
    if (!this.isSameVisit(screen)) this.#putAside();
    if (!hasSameWords) this.#showWords(screen.parts);
    this.#showButtons(screen);
    own.replaceChildren();
    this.#shown = screen;
    if (!hasSameWords) scrollToStart();
  }

  clear() {
    this.#shown = null;
    this.#given = [];
    this.#answers.offer([]);
    this.#ways.offer([]);
    for (const node of [earlier, words, own, spoken]) node.replaceChildren();
    closeLabel.textContent = closeWord;
  }

  // The person's own words, until the bot has taken them.
  showOwn(said) {
    const bubble = ownWords(said);
    own.append(bubble);
    conversation.scrollTop = conversation.scrollHeight;
    return bubble;
  }

  remember(given) {
    this.#given.push(given);
  }

  // What a press will look like among earlier screens.
  wordsFor(button) {
    const ticked = button.role === "done" ? this.#shown.buttons.filter((other) => other.on) : [];
    return [...ticked, button].map(({ label }) => label).join(", ");
  }

  hold(held) {
    this.#answers.hold(held);
    this.#ways.hold(held);
  }

  keepWhole(whole) {
    this.#keepsWhole = whole;
    if (!whole) earlier.replaceChildren();
  }

  #putAside() {
    if (this.#keepsWhole && this.#shown) {
      const given = this.#given.map((said) => ownWords(said));
      earlier.append(element("div", { class: "past", dir: now.dir }, ...words.children, ...given));
    }
    this.#given = [];
  }

  #hasSameWords(screen) {
    return this.isSameVisit(screen) && JSON.stringify(screen.parts) === JSON.stringify(this.#shown.parts);
  }

  #showWords(parts) {
    words.replaceChildren(...parts.map((part) => partNode(part, speak)));
    const direction = words.firstElementChild ? getComputedStyle(words.firstElementChild).direction : "";
    now.dir = direction;
    ways.dir = direction;
  }

  #showButtons(screen) {
    const close = screen.ways.find((way) => way.role === "close");
    closeLabel.textContent = close?.label ?? closeWord;
    this.#answers.offer(screen.buttons);
    this.#ways.offer(screen.ways.filter((way) => way !== close));
  }
}

// A long screen is read from its start; a short one stands at the bottom, near the thumb.
function scrollToStart() {
  conversation.scrollTop = now.offsetTop - GAP;
}
