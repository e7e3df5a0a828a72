// Turns the parts of a screen (texts, media, rows to copy) into nodes.

import { element, icon } from "./elements.js";

const LINK = /https:\/\/[^\s<>"“”«»]+/g;
const CLOSING_MARKS = /[.,;:!?)\]}'’…،؛؟]+$/;
const NEW_TAB = { rel: "noreferrer noopener", target: "_blank" };
const COPIED_MS = 2000;

const KINDS = { text, notice, question, to_copy: toCopy, photo, audio, video, file, entry };

// `tell` speaks a brief word to a screen reader.
export function partNode(part, tell) {
  return KINDS[part.kind](part, tell);
}

export function ownWords(said) {
  return element("p", { class: "bubble own", dir: "auto" }, said);
}

function text(part) {
  return element("p", { class: "bubble", dir: "auto" }, ...withLinks(part.text));
}

function notice(part) {
  return element("p", { class: "notice", dir: "auto" }, ...withLinks(part.text));
}

function question(part) {
  return element("p", { class: "bubble question", dir: "auto" }, ...withLinks(part.text));
}

// A text that is copied whole: nothing in it becomes a link.
function toCopy(part, tell) {
  const copy = copyButton({ label: "Copy this text", text: part.text }, tell);
  return element(
    "div",
    { class: "bubble to-copy" },
    element("p", { dir: "auto" }, part.text),
    element("div", { class: "copies" }, copy),
  );
}

function photo(part) {
  return element("figure", { class: "bubble media" }, element("img", { src: part.src, alt: part.alt }));
}

function audio(part) {
  return played("audio", part);
}

function video(part) {
  return played("video", part);
}

function played(tag, part) {
  const controls = { controls: "", preload: "metadata", playsinline: "" };
  const player = element(tag, { src: part.src, "aria-label": part.alt, ...controls });
  return element("figure", { class: "bubble media" }, player, element("figcaption", { dir: "auto" }, part.alt));
}

function file(part) {
  const name = element("span", { dir: "auto" }, part.alt);
  const link = element("a", { class: "file", href: part.src, ...NEW_TAB }, icon("file"), name);
  return element("p", { class: "bubble" }, link);
}

function entry(part, tell) {
  const lines = part.lines.map((line) => element("p", { dir: "auto" }, ...withLinks(line)));
  const copies = part.copies.map((copy) => copyButton(copy, tell));
  return element(
    "div",
    { class: "bubble entry" },
    element("div", { class: "lines" }, ...lines),
    element("div", { class: "copies" }, ...copies),
  );
}

// Only plain https addresses become links; everything between them stays text.
function withLinks(words) {
  const nodes = [];
  let end = 0;
  for (const match of words.matchAll(LINK)) {
    const address = match[0].replace(CLOSING_MARKS, "");
    nodes.push(words.slice(end, match.index), element("a", { href: address, dir: "ltr", ...NEW_TAB }, address));
    end = match.index + address.length;
  }
  return [...nodes, words.slice(end)];
}

function copyButton(copy, tell) {
  const label = element("span", { dir: "auto" }, copy.label);
  const show = (words) => {
    label.textContent = words;
    tell(words);
    setTimeout(() => (label.textContent = copy.label), COPIED_MS);
  };
  const press = async () => show((await copied(copy.text)) ? "Copied" : "Could not copy");
  return element("button", { class: "copy", type: "button", click: press }, icon("copy"), label);
}

async function copied(words) {
  try {
    await navigator.clipboard.writeText(words);
    return true;
  } catch {
    return copiedByHand(words);
  }
}

// Browsers that deny the clipboard still copy what is marked on the page.
function copiedByHand(words) {
  const before = document.activeElement;
  const marked = element("textarea", { class: "unseen", readonly: "" });
  marked.value = words;
  document.body.append(marked);
  marked.select();
  const done = document.execCommand("copy");
  marked.remove();
  before?.focus({ preventScroll: true });
  return done;
}
