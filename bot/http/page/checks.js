// The checker's complaints, errors first, as the files were last saved.

import { byId, element } from "./elements.js";

const summary = byId("checks-summary");
const list = byId("complaints");
const toggleCount = byId("panel-toggle-count");

export function showChecks({ version, served_version: served, complaints }) {
  const errors = complaints.filter(({ severity }) => severity === "error").length;
  summary.textContent = [summed(errors, complaints.length - errors), lag(version, served)].join(" ").trim();
  summary.className = errors > 0 ? "error" : "";
  list.replaceChildren(...[...complaints].sort(bySeverityAndPlace).map(complaintNode));
  toggleCount.textContent = errors > 0 ? counted(errors, "error") : "";
}

function summed(errors, warnings) {
  if (errors + warnings === 0) return "All checks pass.";
  return `${[counted(errors, "error"), counted(warnings, "warning")].filter(Boolean).join(", ")}.`;
}

function counted(count, word) {
  return count > 0 ? `${count} ${word}${count > 1 ? "s" : ""}` : "";
}

function lag(version, served) {
  return version === served ? "" : "The chat goes on with the last good version.";
}

function bySeverityAndPlace(one, other) {
  const rank = ({ severity }) => (severity === "error" ? 0 : 1);
  return rank(one) - rank(other) || one.file.localeCompare(other.file) || one.line - other.line;
}

function complaintNode({ file, line, code, severity, message, source_line: source }) {
  return element(
    "li",
    { class: severity },
    element("p", {}, element("code", {}, `${file}:${line}`), " ", element("strong", {}, `${code} ${severity}`)),
    element("p", { dir: "auto" }, message),
    element("pre", {}, source),
  );
}
