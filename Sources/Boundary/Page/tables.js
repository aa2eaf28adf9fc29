// SPDX-License-Identifier: Apache-2.0
// The tables behind the other tabs; each is made when it is opened first.
function table(id, columns, chips, list, makeRow, words) {
  const view = byId("view-" + id);
  let chip = null, text = "";
  const input = el("input", { type: "search", placeholder: words, "aria-label": words, oninput: () => { text = input.value.trim().toLowerCase(); refresh(); } });
  const bar = el("div", { class: "chips" }), body = el("tbody"), more = el("div", { style: "padding: 6px 12px" });
  const head = el("tr", {}, columns.map(c => el("th", { class: c.num ? "num" : null }, c.title)));
  function refresh(limit = 400) {
    bar.replaceChildren(...[[null, "all", list.length], ...chips.map(c => [c, c.title, list.filter(c.match).length])]
      .filter(([c, , n]) => !c || n).map(([c, title, n]) => el("button", { "aria-pressed": String(chip === c), onclick: () => { chip = c; refresh(); } },
        c && c.mark ? mark(c.mark) : null, title, el("i", {}, String(n)))));
    const shown = list.filter(x => (!chip || chip.match(x)) && (!text || columns.some(c => c.text && c.text(x).toLowerCase().includes(text))));
    body.replaceChildren(...shown.slice(0, limit).map(makeRow));
    // A narrow page shows each row as a card, with the columns' titles in it.
    for (const row of body.rows) [...row.cells].forEach((cell, i) => cell.setAttribute("data-label", columns[i].title));
    more.replaceChildren(...(shown.length > limit ? [el("button", { class: "more", onclick: () => refresh(shown.length) }, "show " + (shown.length - limit) + " more")] : []));
  }
  view.replaceChildren(el("div", { class: "filter" }, input, bar), el("div", { class: "scroll" }, el("table", {}, el("thead", {}, head), body), more));
  refresh();
  return { set(value) { chip = null; input.value = value; text = value.toLowerCase(); refresh(); } };
}
let shown = "plan";
const made = {};
const outcomes = ["taken", "same", "otherwise", "absent"];
const place = x => (x.file ? x.file + (x.line ? ":" + x.line : "") : "made by the compiler");
const makers = {
  changes: makeChanges,
  functions: () => table("functions",
    [{ title: "function", text: f => f.name + " " + (f.symbol || "") }, { title: "class", text: f => f.class },
      { title: "defined at", text: place }, { title: "why", text: f => f.evidence.join(" ") }, { title: "bytes", num: true }],
    order.map(name => ({ title: name, mark: name, match: f => f.class === name })),
    functions.slice().sort((a, b) => order.indexOf(a.class) - order.indexOf(b.class) || a.file.localeCompare(b.file) || a.line - b.line),
    f => el("tr", {}, el("td", { class: "tight" }, functionLink(f)), el("td", { class: "tight" }, classed(f.class)), el("td", { class: "mono tight" }, place(f)),
      el("td", {}, f.evidence[0] + (f.evidence.length > 1 ? " (+" + (f.evidence.length - 1) + ")" : "")), el("td", { class: "num" }, f.size ? String(f.size) : "·")),
    "name, file or reason"),
  variables: () => table("variables",
    [{ title: "variable", text: v => v.name + " " + v.symbol }, { title: "whose" }, { title: "defined at", text: place },
      { title: "why", text: v => v.reason || "" }, { title: "used outside", text: v => v.users.join(" ") }, { title: "section", text: v => v.section }, { title: "bytes", num: true }],
    [{ title: "shared", match: v => v.ownership === "shared" }, { title: "private", match: v => v.ownership === "private" },
      { title: "private by the manifest", match: v => v.reason === "manifest" }, { title: "per CPU", match: v => v.isPerCPU },
      { title: "used outside", match: v => v.users.length > 0 },
      { title: "function-level", match: v => (v.reason || "").includes("function-level") }],
    variables.slice().sort((a, b) => (b.reason === "manifest") - (a.reason === "manifest") || (a.file || "~").localeCompare(b.file || "~") || a.line - b.line),
    v => el("tr", {}, el("td", { class: "mono" }, v.symbol), el("td", { class: v.ownership === "private" ? "private tight" : "tight" }, v.ownership),
      el("td", { class: "mono tight" }, place(v)), el("td", {}, v.reason || "the module uses vmlinux's"),
      el("td", { title: v.users.join("\n") }, v.users.length ? v.users[0] + (v.users.length > 1 ? " (+" + (v.users.length - 1) + ")" : "") : "·"), el("td", { class: "mono" }, v.section), el("td", { class: "num" }, String(v.size))),
    "name, file or section"),
  listed: () => table("listed",
    [{ title: "key", text: i => i.key }, { title: "name", text: i => i.name }, { title: "line", num: true }, { title: "outcome" }, { title: "finding", text: i => i.finding }],
    outcomes.map(name => ({ title: name, match: i => i.outcome === name })), listed.items,
    i => el("tr", {}, el("td", { class: "mono tight" }, i.key), el("td", { class: "tight" }, nameLink(i.name)), el("td", { class: "num" }, String(i.line)),
      el("td", { class: "tight outcome " + i.outcome }, i.outcome), el("td", {}, i.finding)),
    "key, name or finding"),
  structs: () => table("structs",
    [{ title: "struct", text: s => s.name + " " + s.members.map(m => m.name).join(" ") }, { title: "defined at", text: place },
      { title: "internal", num: true }, { title: "boot", num: true }, { title: "outside", num: true }, { title: "members" }, { title: "holes", num: true }, { title: "bytes", num: true }],
    [{ title: "with internal members", match: s => s.members.some(m => m.scope === "internal") }, { title: "whole kernel", match: s => Boolean(s.kernelWide) }],
    structs.slice().sort((a, b) => Boolean(a.kernelWide) - Boolean(b.kernelWide) || b.members.length - a.members.length), structRow, "struct or member"),
};
function structKey() {
  byId("view-structs").querySelector(".filter").append(el("div", { class: "key" }, [["internal", "only replaced functions touch it"], ["boot", "and functions that ran at boot"],
    ["outside", "code that stays vmlinux's touches it"]].map(([scope, what]) => el("span", { title: what }, mark(scopes[scope]), scope))));
}
function show(id) {
  for (const tab of byId("tabs").children) tab.setAttribute("aria-selected", String(tab.dataset.view === id));
  for (const name of ["changes", "plan", "functions", "variables", "structs", "listed"]) byId("view-" + name).hidden = name !== id;
  shown = id;
  if (selection === null) select(null, true);
  if (makers[id] && !made[id]) {
    made[id] = makers[id]();
    if (id === "structs") structKey();
  }
  if (id === "plan" && box.w !== canvas.clientWidth) draw();
}
function showVariable(v) { show("variables"); made.variables.set(v.symbol); }

// ---- structs
const scopes = { internal: "insider", boot: "init", outside: "interface" };
const inScope = (s, scope) => s.members.filter(m => m.scope === scope).length;
function structRow(s) {
  return el("tr", { "data-struct": s.name }, el("td", { class: "tight" }, el("button", { class: "link mono", onclick: () => select({ struct: s }) }, s.name)), el("td", { class: "mono tight" }, place(s)),
    Object.keys(scopes).map(scope => el("td", { class: "num" }, s.kernelWide ? "·" : String(inScope(s, scope) || "·"))),
    el("td", {}, s.kernelWide ? s.kernelWide : el("div", { class: "share" }, s.members.map(m =>
      el("span", { class: "tx-" + scopes[m.scope], style: colour(scopes[m.scope]) + ";flex:" + Math.max(1, m.size), title: m.name + ": " + m.scope })))),
    el("td", { class: "num" }, String(s.holes.length || "·")), el("td", { class: "num" }, String(s.size)));
}
function useRow(use) {
  return el("li", { style: "display: block" }, el("div", { style: "display: flex; gap: 8px" }, nameLink(use.function), el("span", { class: "end" }, use.access.join(", "))),
    el("div", { class: "where" }, el("span", { class: "mono" }, use.file + ":" + use.line), " · " + use.reason));
}
const bits = n => (n % 8 ? n + " bits" : plural(n / 8, "byte"));
// The struct to scale: members by who touches them, holes hatched.
function byteMap(s) {
  const parts = [...s.members.map(m => ({ at: m.offset, size: m.size, name: m.name, scope: m.scope })), ...s.holes.map(h => ({ at: h.offset, size: h.size }))]
    .filter(p => p.size).sort((a, b) => a.at - b.at);
  return el("div", { class: "bytes" }, parts.map(p => el("span", { class: p.scope ? "tx-" + scopes[p.scope] : "hole", style: (p.scope ? colour(scopes[p.scope]) + ";" : "") + "flex:" + p.size,
    title: (p.name ? p.name + ", " + p.scope : "hole") + ", " + bits(p.size) + " at byte " + Math.floor(p.at / 8) })));
}
function structView(s) {
  return [back(), el("h2", { class: "mono" }, s.name), el("div", { class: "where mono" }, place(s)),
    el("p", { class: "note" }, plural(s.size, "byte") + ", " + plural(s.members.length, "member") + (s.kernelWide ? ". " + s.kernelWide : ", " + plural(inScope(s, "internal"), "internal one") + "; edits that keep the others in place may use these.")),
    byteMap(s),
    s.wholeUses.length ? [heading("Used as a whole", s.wholeUses.length), rows(s.wholeUses, useRow, 10)] : null,
    heading("Members", "byte"),
    s.members.map(m => el("details", { class: "group", open: m.scope === "outside" && m.uses.length ? "" : null }, el("summary", {}, mark(scopes[m.scope]), " ", el("span", { class: "mono" }, m.name),
      el("span", { class: "where" }, "  " + m.type + ", " + bits(m.size)), el("span", { class: "where", style: "float: right" }, String(Math.floor(m.offset / 8)))),
      el("p", { class: "note" }, m.scope + "; " + plural(m.insideUses, "replaced function") + " touch" + (m.insideUses === 1 ? "es" : "") + " it"), rows(m.uses, useRow, 20))),
    s.holes.length ? [heading("Holes", s.holes.length), rows(s.holes, h => el("li", {}, bits(h.size), el("span", { class: "end" }, "at byte " + Math.floor(h.offset / 8))))] : null];
}
