// The conversation in the phone: takes turns with the bot, and empties itself at once on leaving.

import { byId } from "./elements.js";
import { Files } from "./files.js";
import { Screen } from "./screen.js";

// A second tap meant for the screen before must not answer the new one.
const SETTLE_MS = 250;
const NO_ANSWER_MS = 1500;
const STOPPED = "The server has stopped. Everything said is gone.";
const KEYPADS = { number: "numeric", phone: "tel", url: "url" };

const talk = byId("talk");
const conversation = byId("conversation");
const composer = byId("composer");
const box = byId("box");
const quiet = byId("quiet");
const touch = matchMedia("(pointer: coarse)");

export class Chat {
  #connection;
  #screen = new Screen((button) => this.#press(button));
  #files = new Files(
    (file, album) => this.#offer(file, album),
    (sentence) => this.refused(sentence),
  );
  #busy = false;
  #isHerTurn = false;
  #timer = 0;
  #typing = null;

  constructor(connection) {
    this.#connection = connection;
    composer.addEventListener("submit", (event) => this.#submit(event));
    box.addEventListener("keydown", sendOnEnter);
    talk.addEventListener("keydown", ignoreHeldKey);
  }

  show(screen) {
    const isSameVisit = this.#screen.isSameVisit(screen);
    this.#screen.show(screen);
    this.#expect(screen.typing);
    quiet.textContent = "";
    if (isSameVisit) this.#settle(isFocusLost);
    else this.#settleSoon();
  }

  // Nothing of the conversation may stay on the page, in the box, or waiting in a timer.
  clear() {
    this.#screen.clear();
    this.#expect(null);
    this.#hold(false);
    this.#isHerTurn = false;
    quiet.textContent = "";
    emptyBox();
  }

  began() {
    quiet.textContent = "";
  }

  stopped() {
    if (this.#hasStopped) return;
    this.clear();
    quiet.textContent = STOPPED;
  }

  refused(sentence) {
    quiet.textContent = sentence;
  }

  keepWhole(whole) {
    this.#screen.keepWhole(whole);
  }

  get #hasStopped() {
    return quiet.textContent === STOPPED;
  }

  #press(button) {
    if (this.#busy) return;
    if (!["tick", "digit"].includes(button.role)) this.#screen.remember(this.#screen.wordsFor(button));
    this.#turn(() => this.#connection.send("pressed", { token: button.token }));
  }

  #submit(event) {
    event.preventDefault();
    const said = box.value.trim();
    if (said === "" || this.#hasStopped) return;
    emptyBox();
    this.#say(said);
  }

  async #say(said) {
    // Words that did not arrive are hers to send again, unless she has left meanwhile.
    if (await this.#arrived(said, () => this.#connection.send("said", { text: said }))) return;
    box.value ||= said;
  }

  #offer(file, album) {
    return this.#arrived(file.name, () => this.#connection.offer(file, album));
  }

  // Shows what she gave until the bot has taken it; tells whether it has, or has nowhere to come back to.
  async #arrived(given, send) {
    const bubble = this.#screen.showOwn(given);
    this.#screen.remember(given);
    if ((await this.#turn(send)) || !bubble.isConnected) return true;
    bubble.remove();
    return false;
  }

  async #turn(send) {
    this.#hold(true);
    this.#isHerTurn = true;
    const arrived = await send();
    if (!arrived) this.#hold(false);
    else if (this.#busy && this.#timer === 0) this.#timer = setTimeout(() => this.#hold(false), NO_ANSWER_MS);
    return arrived;
  }

  #hold(held) {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#busy = held;
    this.#screen.hold(held);
  }

  #settleSoon() {
    this.#hold(true);
    this.#timer = setTimeout(() => this.#settle(isFocusFree), SETTLE_MS);
  }

  #settle(mayMoveFocus) {
    this.#hold(false);
    if (this.#isHerTurn && mayMoveFocus()) this.#focusNext();
    this.#isHerTurn = false;
  }

  // On a touch screen the box would raise the keyboard over the words she has yet to read.
  #focusNext() {
    const field = touch.matches ? conversation : box;
    const next = this.#typing ? field : (this.#screen.firstAnswer ?? field);
    next.focus({ preventScroll: true });
  }

  #expect(typing) {
    this.#typing = typing;
    box.inputMode = KEYPADS[typing?.kind] ?? "text";
    composer.classList.toggle("asked", typing !== null);
    this.#files.expect(typing?.kind === "file");
  }
}

function isFocusLost() {
  return document.activeElement === document.body;
}

// Focus follows the conversation only while it is in it, and never leaves words half typed.
function isFocusFree() {
  const active = document.activeElement;
  return isFocusLost() || (active === box ? box.value === "" : talk.contains(active));
}

// A new value, unlike deleted text, can't be brought back with Undo.
function emptyBox() {
  box.value = "";
}

function sendOnEnter(event) {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  if (!event.repeat) composer.requestSubmit();
}

// A key held down must not run through one screen after another.
function ignoreHeldKey(event) {
  if (event.repeat && event.target.closest("button")) event.preventDefault();
}
