// SPDX-License-Identifier: Apache-2.0
// Titles, tabs, keys, and the place that the address names.
document.title = data.variant + " " + data.version + " · boundary of " + data.kernel.release;
byId("variant").textContent = data.variant + " " + data.version;
byId("release").textContent = "Linux " + data.kernel.release;
byId("summary").textContent = data.summary + " · vmlinux " + data.kernel.buildID.slice(0, 12);
byId("figures").append(...changeTiles());
byId("legend").append(...order.filter(countOf).map(name => el("button", { "data-class": name, title: classes[name],
  onclick: () => select(selection && selection.class === name ? null : { class: name }, true) }, mark(name), textures[name] || name === "insider" ? swatch(name) : null, name, el("i", {}, String(countOf(name))))));
const views = [["changes", "Changes", changes ? changes.functions.length : 0], ["plan", "Plan"], ["functions", "Functions", functions.length], ["variables", "Variables", variables.length], ["structs", "Structs", structs.length],
  ["listed", "Listed", listed ? listed.items.length : 0]]
  .filter(([id, , n]) => n !== 0 || id === "changes");
byId("tabs").append(...views.map(([id, title, n]) => el("button", { role: "tab", "data-view": id, onclick: () => { show(id); } }, title, n ? el("i", {}, String(n)) : null)));

function setTheme(dark) { document.documentElement.classList.toggle("dark", dark); }
const scheme = matchMedia("(prefers-color-scheme: dark)");
setTheme(scheme.matches);
scheme.addEventListener("change", event => setTheme(event.matches));
byId("theme").onclick = () => setTheme(!document.documentElement.classList.contains("dark"));

function neighbour(step) {
  const f = selection && selection.function;
  if (!f) return;
  const list = functions.filter(x => x.file === f.file).sort((a, b) => a.line - b.line);
  const next = list[list.indexOf(f) + step];
  if (next) select({ function: next });
}
const keys = { "/": () => search.focus(), Escape: () => select(null), t: () => byId("theme").click(), "+": () => byId("zoomIn").click(),
  "=": () => byId("zoomIn").click(), "-": () => byId("zoomOut").click(), 0: () => byId("zoomAll").click(), "[": () => neighbour(-1), "]": () => neighbour(1) };
views.forEach(([id], i) => { keys[i + 1] = () => show(id); });
document.addEventListener("keydown", event => {
  if (/input/i.test(event.target.tagName) || event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
  event.preventDefault();
  keys[event.key]();
});

// #function, #file, #struct name, #change=function, #view=variables, #search=text
function goTo(place) {
  const [key, value] = place.split("=");
  if (key === "view" && views.some(([id]) => id === value)) { show(value); return select(null, true); }
  if (place === "") { show("changes"); return select(null, true); }
  const change = key === "change" && changes && changes.functions.find(f => f.name === value);
  if (change) return showChange(change);
  show("plan");
  if (key === "search") { select(null, true); search.value = value; return showHits(); }
  if (byName.has(place)) return select({ function: byName.get(place) }, true);
  if (rooms.has(place)) return select({ room: rooms.get(place) }, true);
  const struct = structs.find(s => s.name === place || s.name === "struct " + place);
  if (struct) { show("structs"); return select({ struct }, true); }
  select(null, true);
}
addEventListener("hashchange", () => goTo(decodeURIComponent(location.hash.slice(1))));
new ResizeObserver(() => { if (canvas.clientWidth && (canvas.clientWidth !== box.w || canvas.clientHeight !== box.h)) { drawNames.ready = false; draw(); } }).observe(canvas);
draw();
goTo(decodeURIComponent(location.hash.slice(1)));
