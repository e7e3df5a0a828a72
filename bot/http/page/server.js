// Talks to the page's server: begins a conversation, hears its stream, sends what was said or pressed.

const EVENTS = ["screen", "clear", "panel", "checks"];
const HEADERS = { "Content-Type": "application/json", "X-Sidelight": "try" };
const BYTES = "application/octet-stream";
const RETRY_MS = 500;
const STOPPED_RETRY_MS = 2000;

class Refused extends Error {}

// Emits: began, screen, clear, panel, checks, refused (a plain sentence), stopped.
export class Connection extends EventTarget {
  #chat = null;
  #stream = null;
  #queue = Promise.resolve();
  #sitting = 0;
  #left = false;

  async begin() {
    try {
      const { chat } = await post("/api/chats", "{}");
      this.#chat = chat;
    } catch {
      this.#stop();
      return;
    }
    this.#left = false;
    this.#tell("began");
    this.#listen();
  }

  // Sends one act after another, in the order they happened; tells whether it arrived.
  send(act, body = {}) {
    return this.#inTurn(act, JSON.stringify(body));
  }

  // A file goes as it is, and what is known of it beside it.
  offer(file, album) {
    const told = new URLSearchParams({ name: file.name, media: file.type, album });
    return this.#inTurn(`offered?${told}`, file, { headers: { ...HEADERS, "Content-Type": BYTES } });
  }

  #inTurn(act, body, options) {
    const sitting = this.#sitting;
    this.#queue = this.#queue.then(() => sitting === this.#sitting && this.#deliver(act, body, options));
    return this.#queue;
  }

  // Leaving waits for nothing: what was not yet sent is dropped, and a screen already on its way is not shown.
  leave() {
    this.#sitting += 1;
    this.#left = true;
    this.#queue = this.#attempt("left", "{}", { keepalive: true });
  }

  // Leaving the page itself, so that the server forgets too.
  end() {
    this.leave();
    this.#stream?.close();
  }

  async #deliver(act, body, options) {
    this.#left = false;
    return this.#attempt(act, body, options);
  }

  async #attempt(act, body, options) {
    if (this.#chat === null) return false;
    try {
      await post(`/api/chats/${this.#chat}/${act}`, body, options);
      return true;
    } catch (error) {
      this.#tell("refused", error instanceof Refused ? error.message : "That could not be sent.");
      return false;
    }
  }

  #listen() {
    const stream = new EventSource(`/api/chats/${this.#chat}/stream`);
    let opened = false;
    this.#stream = stream;
    stream.addEventListener("open", () => (opened = true));
    stream.addEventListener("error", () => {
      stream.close();
      if (opened) setTimeout(() => this.#listen(), RETRY_MS);
      else this.#stop();
    });
    for (const name of EVENTS) {
      stream.addEventListener(name, (event) => this.#hear(name, JSON.parse(event.data)));
    }
  }

  #hear(name, detail) {
    const isLeaving = this.#left && name !== "checks";
    if (name === "clear") this.#left = false;
    if (!isLeaving) this.#tell(name, detail);
  }

  // The server keeps conversations in memory only, so one that has gone is begun anew.
  #stop() {
    this.#chat = null;
    this.#tell("stopped");
    setTimeout(() => this.begin(), STOPPED_RETRY_MS);
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

export async function get(path) {
  const answer = await fetch(path);
  if (!answer.ok) throw new Refused("The server could not answer that.");
  return answer.json();
}

async function post(path, body, options = {}) {
  const answer = await fetch(path, { method: "POST", headers: HEADERS, body, ...options });
  if (answer.status === 204) return null;
  const told = await answer.json();
  if (!answer.ok) throw new Refused(told.error);
  return told;
}
