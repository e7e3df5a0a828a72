// Takes files where the bot waits for some: by a button, or dropped on the chat. Elsewhere there is no way to send any.

import { byId, element, icon } from "./elements.js";

const MOST_MB = 20;
const MOST_BYTES = MOST_MB * 1024 * 1024;
const TOO_BIG = `A file larger than ${MOST_MB} MB can't be taken: send a smaller one.`;
const TITLE = `Sends files of up to ${MOST_MB} MB each. You can also drop them here.`;

const talk = byId("talk");
const composer = byId("composer");

export class Files {
  #send;
  #refuse;
  #field = element("input", { id: "files", type: "file", multiple: "", hidden: "", change: () => this.#chosen() });
  #button = element(
    "button",
    { id: "attach", class: "plain", type: "button", "aria-label": "Choose files", title: TITLE, click: () => this.#field.click() },
    icon("file"),
  );

  // `send` takes one file and the mark of its album; `refuse` says a sentence.
  constructor(send, refuse) {
    this.#send = send;
    this.#refuse = refuse;
    for (const name of ["dragenter", "dragover"]) talk.addEventListener(name, () => this.#mark(this.#isWanted));
    for (const name of ["dragleave", "drop"]) talk.addEventListener(name, () => this.#mark(false));
    talk.addEventListener("drop", (event) => this.#take([...(event.dataTransfer?.files ?? [])]));
    // A file that the page does not take would take the place of the page.
    for (const name of ["dragover", "drop"]) addEventListener(name, (event) => event.preventDefault());
  }

  expect(wanted) {
    if (wanted === this.#isWanted) return;
    if (wanted) composer.prepend(this.#button, this.#field);
    else this.#withdraw();
  }

  get #isWanted() {
    return this.#button.isConnected;
  }

  // What was chosen must not stay in the page, and the focus must not be lost with the button.
  #withdraw() {
    const hadFocus = document.activeElement === this.#button;
    this.#field.value = "";
    this.#mark(false);
    this.#button.remove();
    this.#field.remove();
    if (hadFocus) byId("conversation").focus({ preventScroll: true });
  }

  #mark(dropping) {
    talk.classList.toggle("dropping", dropping);
  }

  #chosen() {
    this.#take([...this.#field.files]);
    this.#field.value = "";
  }

  #take(files) {
    if (!this.#isWanted) return;
    const small = files.filter((file) => file.size <= MOST_BYTES);
    const album = small.length > 1 ? crypto.randomUUID() : "";
    for (const file of small) this.#send(file, album);
    if (small.length < files.length) this.#refuse(TOO_BIG);
  }
}
