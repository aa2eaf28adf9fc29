// SPDX-License-Identifier: Apache-2.0
// The search field: functions, files, variables and structs by a part of the name.
const hits = byId("hits"), search = byId("search");
let current = 0, found = [];
function rank(name, needle) {
  const i = name.toLowerCase().indexOf(needle);
  return i < 0 ? -1 : i > 0 ? 2 : name.length === needle.length ? 0 : 1;
}
function find(text) {
  const needle = text.trim().toLowerCase();
  if (!needle) return [];
  const list = [];
  for (const f of functions) {
    const best = [f.name, f.symbol || ""].map(n => rank(n, needle)).filter(r => r >= 0).sort()[0];
    if (best !== undefined) list.push({ rank: best + (f.symbol ? 0 : .5), name: f.symbol || f.name,
      note: f.class + " · " + base(f.file), mark: f.class, go: () => { select({ function: f }); } });
  }
  for (const room of rooms.values()) if (rank(room.name, needle) >= 0)
    list.push({ rank: .2, name: room.name, note: "file", go: () => { show("plan"); select({ room }); } });
  for (const v of variables) if (rank(v.name, needle) >= 0) list.push({ rank: rank(v.name, needle) + .6, name: v.symbol,
    note: v.ownership + " variable · " + base(v.file), go: () => showVariable(v) });
  for (const s of structs) if (rank(s.name, needle) >= 0) list.push({ rank: rank(s.name, needle) + .1, name: s.name,
    note: plural(s.members.length, "member"), go: () => { show("structs"); select({ struct: s }); } });
  return list.sort((a, b) => a.rank - b.rank || a.name.length - b.name.length).slice(0, 40);
}
function showHits() {
  found = find(search.value);
  current = 0;
  hits.classList.toggle("open", search.value.trim() !== "");
  hits.replaceChildren(...found.map((hit, i) => el("button", { class: "hit" + (i ? "" : " on"), role: "option", "data-name": hit.name,
    onmousedown: event => { event.preventDefault(); choose(i); } },
    hit.mark ? mark(hit.mark) : el("span", { class: "dot plain" }), el("span", { class: "mono" }, hit.name), el("small", {}, hit.note))));
  if (!found.length && search.value.trim()) hits.append(el("div", { class: "hit" }, "nothing of that name"));
}
function choose(i) {
  if (!found[i]) return;
  hits.classList.remove("open");
  search.blur();
  found[i].go();
}
search.addEventListener("input", showHits);
search.addEventListener("focus", showHits);
search.addEventListener("blur", () => hits.classList.remove("open"));
search.addEventListener("keydown", event => {
  if (event.key === "Enter") choose(current);
  if (event.key === "Escape") { search.value = ""; hits.classList.remove("open"); search.blur(); }
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (!step || !found.length) return;
  event.preventDefault();
  hits.children[current].classList.remove("on");
  current = (current + step + found.length) % found.length;
  hits.children[current].classList.add("on");
  hits.children[current].scrollIntoView({ block: "nearest" });
});
