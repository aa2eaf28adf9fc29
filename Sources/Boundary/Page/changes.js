// SPDX-License-Identifier: Apache-2.0
// What the variant changes: the tiles at the top, and the tab with each function's lines.
const signed = n => (n > 0 ? "+" : n < 0 ? "−" : "±") + Math.abs(n).toLocaleString("en");
const number = n => n.toLocaleString("en");
const lineFigure = lines => "+" + lines.added + " −" + lines.removed + " lines";
const changeClass = f => f.class || "new";
const kindWords = { edited: "edited", added: "new", removed: "removed", recompiled: "other code, same lines" };

function instructionFigure(count) {
  if (!count) return null;
  if (!count.before && !count.after) return "no code of its own";
  return count.before === count.after ? plural(count.after, "instruction") + ", as before"
    : number(count.before) + " → " + number(count.after) + " instructions (" + signed(count.after - count.before) + ")";
}
const changeFigures = f => [f.kind === "recompiled" ? null : lineFigure(f.lines), instructionFigure(f.instructions)].filter(Boolean);
const changeOf = f => changes && changes.functions.find(c => c.name === f.name && c.file === f.file);

function changeTiles() {
  if (!changes) return [];
  const t = changes.totals, count = t.instructions, unknown = "not compiled";
  const tiles = [[number(t.functionsChanged), "functions changed"], [number(t.functionsAdded), "added"],
    t.functionsRemoved ? [number(t.functionsRemoved), "removed"] : null,
    ["+" + number(t.lines.added) + " −" + number(t.lines.removed), "lines changed"],
    [t.dataChanged === undefined ? "?" : number(t.dataChanged), t.dataChanged === undefined ? "data, " + unknown : "data changed"],
    count ? [number(count.before) + " → " + number(count.after), "instructions (" + signed(count.after - count.before) + ")"] : ["?", "instructions, " + unknown]];
  return tiles.filter(Boolean).map(([figure, what]) =>
    el("button", { class: "figure", onclick: () => { show("changes"); select(null); } }, el("b", {}, figure), el("span", {}, what)));
}

function diffView(lines) {
  const kind = line => (line.startsWith("@@") ? "at" : line[0] === "+" ? "plus" : line[0] === "-" ? "minus" : "same");
  return el("pre", { class: "diff", tabindex: "0", "aria-label": "Lines before and after" },
    el("code", {}, lines.map(line => el("span", { class: kind(line) }, line + "\n"))));
}
function changeCard(f) {
  const known = functions.find(x => x.name === f.name && x.file === f.file && x.line);
  return el("article", { class: "change", "data-change": f.name, id: "change-" + f.name },
    el("header", {}, mark(changeClass(f)), el("h3", { class: "name" }, known ? functionLink(known, f.name) : el("span", { class: "mono" }, f.name)),
      el("span", { class: "tag" }, f.class ? f.class : "new function"), f.kind === "added" ? null : el("span", { class: "tag plain" }, kindWords[f.kind]),
      el("span", { class: "counts" }, changeFigures(f).map(text => el("span", {}, text)))),
    el("div", { class: "where mono" }, f.file + ":" + f.line),
    f.diff.length ? diffView(f.diff) : null);
}
function editCard(edit) {
  return el("article", { class: "change" },
    el("header", {}, el("h3", { class: "name mono" }, edit.file), el("span", { class: "tag plain" }, "outside functions"), el("span", { class: "counts" }, el("span", {}, lineFigure(edit.lines)))),
    diffView(edit.diff));
}
function simpleTable(titles, list, cells) {
  return el("table", {}, el("thead", {}, el("tr", {}, titles.map(t => el("th", {}, t)))),
    el("tbody", {}, list.map(x => el("tr", {}, cells(x).map((cell, i) => el("td", { "data-label": titles[i] }, cell))))));
}
const part = (title, note, ...content) => el("section", { class: "part" }, el("h2", {}, title), note ? el("p", { class: "note" }, note) : null, content);

function makeChanges() {
  const view = byId("view-changes");
  if (!changes) { view.replaceChildren(el("p", { class: "empty" }, "The page does not know what the variant changes.")); return {}; }
  const edited = changes.functions.filter(f => f.kind !== "recompiled"), recompiled = changes.functions.filter(f => f.kind === "recompiled");
  const isEmpty = !changes.functions.length && !changes.otherEdits.length;
  view.replaceChildren(el("div", { class: "scroll changes" },
    data.refusal ? el("p", { class: "warning", role: "note" }, "Not compiled, so instructions and data are not known: " + data.refusal) : null,
    isEmpty ? el("p", { class: "empty" }, "The variant has no patch that changes code.") : null,
    edited.map(changeCard),
    changes.otherEdits.map(editCard),
    recompiled.length ? part("Other code, same lines", "The lines of these are the kernel's; what they inline, or a header, made other code of them.",
      simpleTable(["function", "class", "defined at", "instructions"], recompiled, f => [
        byName.has(f.name) ? functionLink(byName.get(f.name), f.name) : f.name, classed(changeClass(f)),
        el("span", { class: "mono" }, f.file + ":" + f.line), instructionFigure(f.instructions) || ""])) : null,
    (changes.data || []).length ? part("Data", "Variables whose first content or size differs, and new ones.",
      simpleTable(["variable", "unit", "what"], changes.data, v => [el("span", { class: "mono" }, v.name), el("span", { class: "mono" }, v.unit), v.isAdded ? "new" : v.detail])) : null));
  return {};
}
function showChange(f) {
  show("changes");
  select(null, true);
  const card = byId("change-" + f.name);
  if (card) card.scrollIntoView({ block: "start" });
}
function changesOverview() {
  if (!changes || !changes.functions.length) return [el("h2", {}, "What the variant changes"), el("p", { class: "note" }, "Nothing that is compiled.")];
  const used = order.concat("new").filter(name => changes.functions.some(f => changeClass(f) === name));
  return [
    el("h2", {}, "What the variant changes"),
    el("p", { class: "note" }, "Lines against the kernel's own source; instructions of both, compiled alike."),
    heading("Functions", changes.totals.instructions ? "instructions" : "lines"),
    rows(changes.functions, f => el("li", {}, mark(changeClass(f)), el("button", { class: "link mono", onclick: () => showChange(f) }, f.name),
      el("span", { class: "end" }, f.instructions ? (f.instructions.before || f.instructions.after ? signed(f.instructions.after - f.instructions.before) : "·") : lineFigure(f.lines))), 40),
    heading("Classes"),
    rows(used, name => el("li", {}, mark(name), el("span", {}, el("b", {}, name), " · " + (classes[name] || "the kernel has no such function")))),
  ];
}
