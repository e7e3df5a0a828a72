// Says in the panel where the conversation stands and what answers it holds.

import { byId, element } from "./elements.js";

const OWNERS = ["this flow", "an earlier flow", "the person", "kept"];

const placeNode = byId("place");
const heldNode = byId("held");

export function showPlace(place) {
  const lines = place.flow === null ? [muted("No flow is open. Write in the chat to begin.")] : placeLines(place);
  placeNode.replaceChildren(...lines);
}

export function showHeld({ answers, draft }) {
  const sorted = [...answers].sort((one, other) => OWNERS.indexOf(one.whose) - OWNERS.indexOf(other.whose));
  const held = sorted.length > 0 ? element("table", {}, ...sorted.map(answerRow)) : muted("Nothing is held.");
  heldNode.replaceChildren(held, ...(draft ? [muted("Some typed words are not saved yet.")] : []));
}

function placeLines({ flow, title, step, file, line, stack, turns }) {
  const callers = stack.filter((frame) => frame.flow !== flow || frame.step !== step);
  const from = callers.map((frame) => `${frame.flow}/${frame.step}`).join(" › ");
  return [
    element("p", { class: "step" }, element("strong", {}, step), soft(` in ${title}`)),
    element("p", {}, element("code", {}, `${file}:${line}`), soft(` turn ${turns}`)),
    ...(from ? [muted(`Called from ${from}`)] : []),
  ];
}

function answerRow({ name, value, whose }) {
  return element(
    "tr",
    {},
    element("th", { scope: "row" }, name),
    element("td", {}, element("bdi", {}, spelled(value))),
    element("td", {}, whose),
  );
}

function spelled(value) {
  if (Array.isArray(value)) return value.length > 0 ? value.join(", ") : "none";
  return value === null || value === "" ? "not known" : String(value);
}

function soft(words) {
  return element("span", { class: "muted" }, words);
}

function muted(words) {
  return element("p", { class: "muted" }, words);
}
