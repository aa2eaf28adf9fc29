// SPDX-License-Identifier: Apache-2.0
// The picture: drawing, pan and zoom, what lights up.
const canvas = byId("canvas");
let root, stage, threads = [], callers = [], corridor = 0, view = { k: 1, x: 0, y: 0 }, box = { w: 0, h: 0 };

function callersOf(side, limit) {
  const found = new Map();
  const add = (name, f, n) => {
    if (!found.has(name)) found.set(name, { name, side, doors: new Map(), count: 0, parts: new Set() });
    const c = found.get(name);
    c.doors.set(f, (c.doors.get(f) || 0) + n);
    c.count += n;
  };
  const parts = new Map();
  for (const f of doors) if (f.side === side) for (const use of standing(f)) add(callerOf(use), f, use.places);
  // Small directories join others of the same top one until the labels fit.
  const mergeable = [...found.values()].filter(c => /^[a-z]+\//.test(c.name) && !c.name.includes(",")).sort((a, b) => a.count - b.count);
  for (const c of mergeable) {
    if (found.size <= limit) break;
    const name = c.name.split("/")[0] + "/…";
    found.delete(c.name);
    for (const [f, n] of c.doors) add(name, f, n);
    found.get(name).parts.add(c.name);
  }
  return [...found.values()];
}
const belongs = (c, use) => callerOf(use) === c.name || c.parts.has(callerOf(use));

function arrange(width, height) {
  const label = Math.max(128, Math.min(176, width * .155));
  corridor = Math.max(58, Math.min(150, width * .115));
  // A phone has room for the house alone: one wing, its doors on the left; who uses a door is told in the panel.
  const alone = width < 640;
  if (alone) corridor = 0;
  const left = alone ? 22 : label + corridor, house = alone ? width - left - 8 : Math.max(300, width - 2 * left), top = 24;
  const main = [...rooms.values()].filter(r => !r.annex), annexes = [...rooms.values()].filter(r => r.annex);
  const annexHeight = annexes.length ? 96 : 0, bottom = height - 12 - annexHeight;
  for (const f of doors) {
    const n = new Map();
    for (const use of standing(f)) n.set(callerOf(use), (n.get(callerOf(use)) || 0) + use.places);
    f.mainCaller = [...n].sort((a, b) => b[1] - a[1]).map(x => x[0])[0] || "";
  }
  const wings = alone ? [shareOut(main).flat(), []] : shareOut(main), wing = alone ? house : (house - gapRooms) / 2;
  const ends = wings.map((list, side) => layWing(list, left + side * (wing + gapRooms), wing, top, bottom - top, side));
  const end = Math.max(...ends);
  annexes.forEach((room, i) => {
    const w = (house - 8 * (annexes.length - 1)) / annexes.length, side = !alone && i * 2 >= annexes.length && annexes.length > 1 ? 1 : 0;
    Object.assign(room, { x: left + i * (w + 8), y: end + 26, w, h: 64, side });
    layDoors(room); layTiles(room);
  });
  const limit = Math.floor((height - 40) / 18.5);
  callers = alone ? [] : [0, 1].flatMap(side => {
    const list = callersOf(side, limit);
    layCallers(list, 22, Math.max(end, annexes.length ? end + 90 : 0), side ? width - label : label);
    return list;
  });
  return { left, house, top, end, width, height, label, alone };
}
function threadPath(f, c) {
  const x0 = f.side ? f.doorX + doorDepth : f.doorX, y0 = f.doorY + f.doorH / 2;
  const x1 = f.side ? c.x - 8 : c.x + 8, mid = (x0 + x1) / 2;
  return `M${x0.toFixed(1)} ${y0.toFixed(1)}C${mid.toFixed(1)} ${y0.toFixed(1)} ${mid.toFixed(1)} ${c.y.toFixed(1)} ${x1.toFixed(1)} ${c.y.toFixed(1)}`;
}
function draw() {
  box = { w: canvas.clientWidth, h: canvas.clientHeight };
  if (box.w < 10) return;
  const at = arrange(box.w, Math.max(box.h, 600));
  for (const f of functions) f.tile = f.door = undefined;
  root = svg("svg", { role: "img", "aria-label": "Rooms are files, doors are redirected functions, callers stand outside" },
    svg("defs", {}, Object.keys(textures).map(texture)));
  stage = svg("g");
  root.append(stage);
  const layer = () => stage.appendChild(svg("g"));
  const threadLayer = layer(), roomLayer = layer(), doorLayer = layer(), callerLayer = layer();
  for (const room of rooms.values()) roomLayer.append(drawRoom(room));
  stage.insertBefore(svg("rect", { class: "wall", x: at.left - 3, y: at.top - 3, width: at.house + 6, height: at.end - at.top + 6, rx: 3 }), doorLayer);
  for (const room of rooms.values()) if (room.annex)
    stage.insertBefore(svg("rect", { class: "wall annex", x: room.x - 2, y: room.y - 2, width: room.w + 4, height: room.h + 4, rx: 3 }), doorLayer);
  for (const f of doors) doorLayer.append(drawDoor(f));
  threads = [];
  for (const c of callers) {
    for (const f of c.doors.keys()) {
      const path = svg("path", { class: "thread", d: threadPath(f, c), "data-class": f.class, style: colour(f.class) });
      threads.push({ f, c, path });
      threadLayer.append(path);
    }
    callerLayer.append(drawCaller(c));
  }
  const caption = (x, anchor, text) => callerLayer.append(fill(svg("text", { class: "caption", x, y: 13, "text-anchor": anchor }), {}, [text]));
  if (!at.alone) caption(at.label + 8, "end", "CALLERS OUTSIDE");
  if (!at.alone) caption(at.width - at.label - 8, "start", "CALLERS OUTSIDE");
  caption(at.left, "start", "THE VARIANT'S ROOMS: ONE PER FILE");
  canvas.replaceChildren(root);
  applyView();
  lightUp(selection);
}
// What lies on a class's tiles, in a square of five: bars of so many degrees, or dots. Insiders,
// which are most, have none.
const textures = { interface: [90], callback: [0], sidecar: [0, 90], "context-switch": "dots", kept: [45], init: [-45] };
function texture(name) {
  const paint = share => "fill: color-mix(in srgb, var(--" + name + ") " + share + ", var(--card))", how = textures[name];
  return svg("pattern", { id: "tx-" + name, width: 5, height: 5, patternUnits: "userSpaceOnUse" },
    svg("rect", { width: 5, height: 5, style: paint("var(--fill)") }),
    how === "dots" ? svg("circle", { cx: 2.5, cy: 2.5, r: 1.3, style: paint("75%") })
      : how.map(turn => (Math.abs(turn) === 45
        ? svg("path", { d: turn > 0 ? "M-1 6L6 -1M-1 1L1 -1M4 6L6 4" : "M-1 -1L6 6M-1 4L1 6M4 -1L6 1", style: "stroke-width: 1.1; stroke: color-mix(in srgb, var(--" + name + ") 60%, var(--card))" })
        : svg("rect", turn ? { width: 1, height: 5, style: paint("60%") } : { width: 5, height: 1, style: paint("60%") }))));
}
function drawRoom(room) {
  const g = svg("g", { class: "room", "data-file": room.name });
  g.append(svg("rect", { class: "floor", x: room.x, y: room.y, width: room.w, height: room.h, rx: 1.5 }));
  const about = room.annex ? "sidecar" : room.doors.length ? plural(room.doors.length, "door") : "no doors";
  const name = room.name === headers ? "headers" : base(room.name);
  g.append(svg("text", { class: "name", x: room.x + 9, y: room.y + 14 }, name, svg("tspan", { dx: 8 }, about)));
  for (const f of room.functions) g.append(f.tileX !== undefined ? drawTile(f) : drawTick(f));
  g.addEventListener("click", () => { if (!moved) select({ room }); });
  room.node = g;
  return g;
}
function watch(node, f) {
  node.addEventListener("click", event => { event.stopPropagation(); if (!moved) select({ function: f }); });
  node.addEventListener("mouseenter", () => lightUp({ function: f }));
  node.addEventListener("mouseleave", () => lightUp(selection));
  const where = f.line ? base(f.file) + ":" + f.line : f.file;
  const users = f.site ? ", " + plural(f.outside.length, "user") + " outside" : "";
  tip(node, () => [f.symbol || f.name, f.class + users, where + (f.size ? ", " + f.size + " bytes" : "")]);
  return node;
}
function drawTile(f) {
  const w = Math.max(.8, f.tileW - 1), h = Math.max(.8, f.tileH - 1);
  f.tile = watch(svg("g", { class: "tile " + f.class, style: colour(f.class) },
    svg("rect", { x: f.tileX.toFixed(1), y: f.tileY.toFixed(1), width: w.toFixed(1), height: h.toFixed(1), rx: 1 })), f);
  return f.tile;
}
function drawTick(f) {
  f.tile = watch(svg("circle", { class: "tick", cx: f.tickX.toFixed(1), cy: f.tickY.toFixed(1), r: 2 }), f);
  return f.tile;
}
function drawDoor(f) {
  f.door = watch(svg("rect", { class: "door", "data-symbol": f.symbol, x: f.doorX.toFixed(1), y: f.doorY.toFixed(2),
    "data-class": f.class, width: doorDepth, height: f.doorH.toFixed(2), rx: Math.min(1.5, f.doorH / 3), style: colour(f.class) }), f);
  return f.door;
}
function drawCaller(c) {
  const away = c.side ? 1 : -1, wide = 3 + Math.min(9, Math.sqrt(c.count) * .8);
  const g = svg("g", { class: "caller", "data-caller": c.name });
  const fits = Math.floor(((c.side ? box.w - c.x : c.x) - 14 - 7 * String(c.count).length) / 6.9);
  const name = c.name.length > fits ? c.name.slice(0, fits - 1) + "…" : c.name;
  g.append(svg("rect", { class: "hitbox", x: c.side ? c.x - 8 : 0, y: c.y - c.pitch / 2, width: 8 + (c.side ? box.w - c.x : c.x), height: c.pitch }),
    svg("rect", { class: "weight", x: c.side ? c.x - 8 : c.x + 8 - 4, y: c.y - wide / 2, width: 4, height: wide, rx: 1 }),
    svg("text", { x: c.x + away * 2, y: c.y + 4, "text-anchor": c.side ? "start" : "end" }, name,
      svg("tspan", { dx: 6 }, String(c.count))));
  g.addEventListener("click", () => { if (!moved) select({ caller: c }); });
  g.addEventListener("mouseenter", () => lightUp({ caller: c }));
  g.addEventListener("mouseleave", () => lightUp(selection));
  tip(g, () => [c.name, plural(c.count, "reference") + " to " + plural(c.doors.size, "door"), ...[...c.parts].slice(0, 8)]);
  c.node = g;
  return g;
}

// ---- names: as many as fit at this distance
function drawNames() {
  for (const node of stage.querySelectorAll(".tile > text, .doorname")) node.remove();
  stage.style.setProperty("--k", Math.min(view.k, 2.2));
  const k = view.k, font = 9.8 / Math.min(k, 2.2), char = font * .602;
  for (const room of rooms.values()) for (const f of room.functions) {
    if (f.tileX === undefined || Math.min(f.tileH, f.tileW) < font * 1.12) continue;
    const across = Math.floor((f.tileW - 4 / k) / char), down = Math.floor((f.tileH - 6 / k) / char), name = f.name;
    const upright = across < name.length && down > across && down >= Math.min(name.length, 10);
    const fits = upright ? down : across;
    if (fits < Math.min(name.length, 10)) continue;
    const shown = name.length <= fits ? name : name.slice(0, fits - 1) + "…";
    const x = upright ? f.tileX + f.tileW / 2 - font * .3 : f.tileX + 2.5 / k;
    const y = upright ? f.tileY + 3 / k : f.tileY + f.tileH / 2 + font * .33;
    f.tile.append(svg("text", { "font-size": font.toFixed(2), transform: `translate(${x.toFixed(2)} ${y.toFixed(2)})` + (upright ? " rotate(90)" : "") }, shown));
  }
  if (!doors.length || doors[0].doorPitch === undefined) return;
  for (const f of doors) {
    const size = Math.min(f.doorPitch * .92, 11 / k);
    if (size * k < 9.5 || corridor * k < 175) continue;
    f.door.parentNode.append(svg("text", { class: "doorname", "font-size": size.toFixed(2), "text-anchor": f.side ? "start" : "end",
      x: f.side ? f.doorX + doorDepth + 3 / k : f.doorX - 3 / k, y: f.doorY + f.doorH / 2 + size * .34,
      "stroke-width": (2 / k).toFixed(2) }, f.name));
  }
}

// ---- pan and zoom
function applyView() {
  stage.setAttribute("transform", `translate(${view.x.toFixed(2)} ${view.y.toFixed(2)}) scale(${view.k.toFixed(4)})`);
  clearTimeout(applyView.later);
  applyView.later = setTimeout(drawNames, drawNames.ready ? 60 : 0);
  if (!drawNames.ready) { drawNames(); drawNames.ready = true; }
}
function zoomAt(x, y, factor) {
  const k = Math.max(1, Math.min(14, view.k * factor)), real = k / view.k;
  view = { k, x: x - (x - view.x) * real, y: y - (y - view.y) * real };
  if (k === 1) view = { k: 1, x: 0, y: 0 };
  applyView();
}
let moved = false, drag = null;
canvas.addEventListener("wheel", event => {
  if (isNarrow() && !event.ctrlKey) return;
  event.preventDefault();
  const at = canvas.getBoundingClientRect();
  zoomAt(event.clientX - at.left, event.clientY - at.top, Math.exp(-event.deltaY * .0016));
}, { passive: false });
canvas.addEventListener("pointerdown", event => { drag = { x: event.clientX, y: event.clientY, from: { ...view } }; moved = false; });
addEventListener("pointermove", event => {
  if (!drag) return;
  const dx = event.clientX - drag.x, dy = event.clientY - drag.y;
  if (!moved && Math.hypot(dx, dy) < 4) return;
  moved = true;
  canvas.classList.add("drag");
  view.x = drag.from.x + dx; view.y = drag.from.y + dy;
  applyView();
});
addEventListener("pointerup", () => { drag = null; canvas.classList.remove("drag"); });
canvas.addEventListener("dblclick", event => {
  const at = canvas.getBoundingClientRect();
  zoomAt(event.clientX - at.left, event.clientY - at.top, 2.2);
});
canvas.addEventListener("click", event => { if (event.target === root && !moved) select(null); });
byId("zoomIn").onclick = () => zoomAt(box.w / 2, box.h / 2, 1.6);
byId("zoomOut").onclick = () => zoomAt(box.w / 2, box.h / 2, 1 / 1.6);
byId("zoomAll").onclick = () => zoomAt(0, 0, 0);

// ---- what lights up
function lightUp(what) {
  if (!root) return;
  const f = what && what.function, c = what && what.caller, room = what && what.room;
  const match = t => (f ? t.f === f : c ? t.c.name === c.name : room ? t.f.room === room : false);
  for (const node of root.querySelectorAll(".on")) node.classList.remove("on");
  let any = false;
  for (const t of threads) if (match(t)) {
    any = true;
    t.path.classList.add("on");
    t.c.node.classList.add("on");
    if (c) { t.f.door.classList.add("on"); if (t.f.tile) t.f.tile.classList.add("on"); }
  }
  if (f && f.tile) f.tile.classList.add("on");
  if (f && f.door) f.door.classList.add("on");
  if (room && room.node) room.node.classList.add("on");
  root.classList.toggle("quiet", any);
  const only = what && what.class;
  root.classList.toggle("dim", Boolean(only));
  if (only) for (const x of functions) for (const node of [x.tile, x.door]) if (node) node.classList.toggle("lit", x.class === only);
}
