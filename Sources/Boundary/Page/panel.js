// SPDX-License-Identifier: Apache-2.0
// The panel on the right: the overview, or all about what is selected.
let selection = null;
function select(what, quietly) {
  selection = what;
  lightUp(what);
  for (const node of byId("legend").children) node.classList.toggle("on", Boolean(what && what.class && node.dataset.class === what.class));
  const panel = byId("panel");
  panel.removeAttribute("data-function");
  if (what && what.function) panel.setAttribute("data-function", what.function.symbol || what.function.name);
  panel.classList.toggle("idle", what === null);
  panel.replaceChildren(...[what === null ? overview() : what.function ? functionView(what.function)
    : what.room ? roomView(what.room) : what.caller ? callerView(what.caller) : what.class ? classView(what.class)
    : what.struct ? structView(what.struct) : overview()].flat(3).filter(Boolean));
  panel.scrollTop = 0;
  for (const row of document.querySelectorAll("tr.pick")) row.classList.remove("pick");
  if (what && !what.class && isNarrow()) panel.scrollIntoView({ block: "start" });
  if (quietly) return;
  const place = !what ? "" : what.function ? what.function.symbol || what.function.name : what.room ? what.room.name
    : what.struct ? what.struct.name : "";
  history.replaceState(null, "", place ? "#" + encodeURIComponent(place) : location.pathname + location.search);
}
const back = () => el("button", { class: "back", onclick: () => select(null) }, "← overview");
const functionLink = (f, text) => el("button", { class: "link mono", onclick: () => select({ function: f }),
  onmouseenter: () => lightUp({ function: f }), onmouseleave: () => lightUp(selection) }, text || f.symbol || f.name);
const nameLink = name => (byName.has(name) ? functionLink(byName.get(name), name) : el("span", { class: "mono" }, name));
const roomLink = (room, text) => el("button", { class: "link mono", onclick: () => select({ room }) }, text || room.name);
const heading = (text, count) => el("h3", {}, text, count === undefined ? null : el("i", {}, String(count)));

// A long list shows its beginning first.
function rows(list, make, limit = 60) {
  const ul = el("ul", { class: "rows" }, list.slice(0, limit).map(make));
  if (list.length <= limit) return ul;
  const more = el("button", { class: "more", onclick: () => { ul.append(...list.slice(limit).map(make)); more.remove(); } },
    "show " + (list.length - limit) + " more");
  return [ul, more];
}
const functionRow = (f, end) => el("li", {}, mark(f.class), functionLink(f), el("span", { class: "end" }, end));

function overview() { return shown === "changes" ? changesOverview() : planOverview(); }
function planOverview() {
  const list = [...rooms.values()].sort((a, b) => b.functions.length - a.functions.length);
  const busy = doors.filter(f => f.outside.length).sort((a, b) => b.outside.length - a.outside.length).slice(0, 8);
  return [
    el("h2", {}, "How to read the plan"),
    el("p", { class: "note" }, "The house is what the variant replaces. Each room is a source file, each tile a function "
      + "as large as its code. A door in the outer wall is a redirected entry; the threads lead to whoever uses it. "
      + "Shapes and textures are those of the legend: hatched tiles stay the kernel's own. Circles at the foot of a room have no code left in vmlinux."),
    heading("Rooms", "functions, doors"),
    el("div", { class: "rooms" }, list.map(room => [
      roomLink(room, room.name === headers ? headers : base(room.name)),
      el("div", { class: "share" }, order.map(name => {
        const n = room.functions.filter(f => f.class === name).length;
        return n ? el("span", { class: "tx-" + name, style: colour(name) + ";flex:" + n, title: name + ": " + n }) : null;
      })),
      el("i", {}, String(room.functions.length)), el("i", {}, room.doors.length ? String(room.doors.length) : "·")])),
    listed ? [heading("Listed in " + listed.source, listed.items.length),
      el("p", { class: "note" }, ["taken", "same", "otherwise", "absent"].map(o => listed.items.filter(i => i.outcome === o).length + " " + o).join(", ")
        + "; " + plural(listed.unlisted.length, "interface") + " computed but not listed. ", el("button", { class: "link", onclick: () => show("listed") }, "Compare"))] : null,
    busy.length ? heading("Busiest doors", "users outside") : null,
    busy.length ? rows(busy, f => functionRow(f, String(f.outside.length))) : null,
    heading("Keys"),
    el("div", { class: "keys" }, [["/", "search"], ["1 2 3 …", "changes, plan, functions, …"], ["+ − 0", "zoom, or the wheel; drag to move"],
      ["[ ]", "the function before, or after, in its file"], ["Esc", "back to the overview"], ["t", "light or dark"]]
      .map(([key, what]) => [el("kbd", {}, key), el("span", {}, what)])),
    heading("Kernel"),
    el("dl", { class: "facts" }, el("dt", {}, "release"), el("dd", { class: "mono" }, data.kernel.release),
      el("dt", {}, "build id"), el("dd", { class: "mono" }, data.kernel.buildID),
      boundaryFigures.map(([n, what]) => [el("dt", {}, what), el("dd", {}, String(n))])),
  ];
}
function usesByFile(uses) {
  const files = new Map();
  for (const use of uses) {
    const name = use.file || (use.kind === "export" || use.kind === "syscall" ? "" : "file unknown");
    if (!files.has(name)) files.set(name, []);
    files.get(name).push(use);
  }
  return [...files].sort((a, b) => a[0].localeCompare(b[0])).map(([file, list]) => el("div", { class: "group" },
    file ? el("div", { class: "mono" }, file) : null,
    rows(list.sort((a, b) => a.source.localeCompare(b.source)), use => el("li", {},
      use.kind === "export" ? el("span", {}, "any module") : nameLink(use.source),
      el("span", { class: "end" }, kinds[use.kind] + (use.places > 1 ? " ×" + use.places : ""))))));
}
// Sentences that the list of users below repeats are cut short.
function shownEvidence(f) {
  if (f.evidence.length <= 4 || !f.outside.length) return f.evidence;
  const rest = Math.max(f.evidence.length, f.outside.length) - 3;
  return [...f.evidence.slice(0, 3), "and " + rest + " more, listed below"];
}
function functionView(f) {
  const within = f.uses.filter(u => u.isInside);
  const facts = [["symbol", f.symbol === f.name ? null : f.symbol], ["code", f.symbol ? f.size + " bytes" : "none of its own in vmlinux"],
    ["redirected", f.site ? "yes, at " + hex(f.site) : f.class === "context-switch" ? "through a thunk, at " + hex(thunkSite) : "no"]];
  return [
    back(),
    el("h2", { class: "mono" }, f.name),
    el("div", { class: "where" }, f.room ? roomLink(f.room, f.file + ":" + f.line) : el("span", { class: "mono" }, f.file + ":" + f.line)),
    el("div", { class: "badge" }, mark(f.class), el("span", {}, el("b", {}, f.class), " · " + classes[f.class])),
    changeOf(f) ? el("p", { class: "note" }, el("button", { class: "link", onclick: () => showChange(changeOf(f)) }, "The variant changes it"),
      " · " + changeFigures(changeOf(f)).join(" · ")) : null,
    el("dl", { class: "facts" }, facts.filter(x => x[1]).map(([k, v]) => [el("dt", {}, k), el("dd", { class: "mono" }, v)])),
    heading("Evidence"),
    el("ul", { class: "why", style: colour(f.class) }, shownEvidence(f).map(e => el("li", {}, e))),
    f.outside.length ? [heading("Used from outside", plural(f.outside.length, "user")), usesByFile(f.outside)] : null,
    within.length ? [heading("Used from inside", plural(within.length, "user")), usesByFile(within)] : null,
    f.inlined.length ? [heading("Inlined into", f.inlined.length), rows(f.inlined, n => el("li", {}, nameLink(n)), 30)] : null,
  ];
}
function roomView(room) {
  return [
    back(), el("h2", { class: "mono" }, room.name),
    el("div", { class: "where" }, plural(room.functions.length, "function") + ", " + plural(room.doors.length, "door") + ", "
      + bytesOf(room).toLocaleString("en") + " bytes of code" + (room.annex ? "; a sidecar, outside the boundary" : "")),
    order.map(name => {
      const list = room.functions.filter(f => f.class === name).sort((a, b) => a.line - b.line);
      return list.length ? [heading(name, list.length),
        rows(list, f => functionRow(f, room.name === headers ? base(f.file) + ":" + f.line : f.line || ""), 150)] : null;
    }),
  ];
}
function callerView(c) {
  const list = [...c.doors].sort((a, b) => b[1] - a[1]);
  return [
    back(), el("h2", {}, c.name),
    el("div", { class: "where" }, plural(c.count, "reference") + " to " + plural(c.doors.size, "door")),
    c.parts.size ? el("p", { class: "note" }, [...c.parts].sort().join(", ")) : null,
    heading("Doors", "references"),
    rows(list, ([f, n]) => el("li", {}, mark(f.class), el("span", {}, functionLink(f), el("div", { class: "where" },
      [...new Set(standing(f).filter(u => belongs(c, u)).map(u => u.source))].slice(0, 6).join(", "))),
      el("span", { class: "end" }, String(n))), 120),
  ];
}
function classView(name) {
  const list = functions.filter(f => f.class === name).sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line);
  return [back(), el("h2", {}, name), el("div", { class: "badge" }, mark(name), classes[name]),
    heading("Functions", list.length), rows(list, f => functionRow(f, base(f.file) + (f.line ? ":" + f.line : "")), 150)];
}
