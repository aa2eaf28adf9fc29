// SPDX-License-Identifier: Apache-2.0
// Where everything stands, in pixels: a house of two wings. Each room lies at the
// outer wall of its wing, in which its doors are; callers stand before that wall.
// Inside a room every function is a tile as large as its code.
const gapRooms = 5, titleHeight = 19, doorDepth = 15, tickPitch = 6.5;
const codeOf = room => room.functions.filter(f => f.class !== "optimised-away" && f.size > 0);
const ticksOf = room => room.functions.filter(f => f.class === "optimised-away" || f.size === 0);
const bytesOf = room => codeOf(room).reduce((sum, f) => sum + f.size, 0);

// The wing with fewer doors takes the next room; rooms without doors go where
// there is less code.
function shareOut(list) {
  const wings = [[], []], load = [0, 0];
  const weight = room => room.doors.length * 900 + bytesOf(room) + 700;
  for (const room of [...list].sort((a, b) => weight(b) - weight(a))) {
    const side = load[0] <= load[1] ? 0 : 1;
    wings[side].push(room);
    load[side] += weight(room);
  }
  const place = new Map(list.map((room, i) => [room, i]));
  for (const wing of wings) wing.sort((a, b) => b.doors.length - a.doors.length || place.get(a) - place.get(b));
  return wings;
}
function tickRows(room, width) {
  return Math.ceil(ticksOf(room).length / Math.max(1, Math.floor((width - 16) / tickPitch)));
}
function leastHeight(room, width) {
  return Math.max(titleHeight + (bytesOf(room) ? 16 : 2) + tickRows(room, width) * tickPitch + 5, room.doors.length * 3 + 8);
}
function layWing(list, x, width, y, height, side) {
  const least = list.map(room => leastHeight(room, width));
  const free = height - least.reduce((a, b) => a + b, 0) - gapRooms * (list.length - 1);
  const bytes = list.reduce((sum, room) => sum + bytesOf(room), 0) || 1;
  list.forEach((room, i) => {
    const h = least[i] + Math.max(0, free) * bytesOf(room) / bytes;
    Object.assign(room, { x, y, w: width, h, side });
    y += h + gapRooms;
    layDoors(room);
    layTiles(room);
  });
  return y - gapRooms;
}
function layDoors(room) {
  const list = [...room.doors].sort((a, b) => order.indexOf(a.class) - order.indexOf(b.class)
    || a.mainCaller.localeCompare(b.mainCaller) || a.line - b.line);
  const pitch = Math.min(11, (room.h - 6) / Math.max(1, list.length));
  const top = room.y + (room.h - pitch * list.length) / 2;
  list.forEach((f, i) => Object.assign(f, {
    doorX: room.side ? room.x + room.w - 3 : room.x - doorDepth + 3,
    doorY: top + pitch * i + pitch * .12, doorH: pitch * .76, doorPitch: pitch, side: room.side }));
}
function layTiles(room) {
  const ticks = ticksOf(room), rows = tickRows(room, room.w);
  const inner = { x: room.x + 7, y: room.y + titleHeight, w: room.w - 14,
    h: room.h - titleHeight - 5 - rows * tickPitch };
  const perRow = Math.max(1, Math.floor((room.w - 16) / tickPitch));
  ticks.forEach((f, i) => {
    f.tickX = room.x + 10.5 + (i % perRow) * tickPitch;
    f.tickY = room.y + room.h - 6 - (rows - 1 - Math.floor(i / perRow)) * tickPitch;
  });
  const code = codeOf(room);
  if (!code.length || inner.h < 4) return;
  // Bands by class, the doors' own code at the outer wall.
  const bands = order.map(name => code.filter(f => f.class === name)).filter(b => b.length);
  const sum = list => list.reduce((n, f) => n + f.size, 0), total = sum(code);
  const widths = bands.map(b => Math.max(15, inner.w * sum(b) / total));
  const scale = inner.w / widths.reduce((a, b) => a + b, 0);
  let x = inner.x;
  (room.side ? bands.map((b, i) => [b, widths[i]]).reverse() : bands.map((b, i) => [b, widths[i]])).forEach(([band, w]) => {
    squarify([...band].sort((a, b) => b.size - a.size), { x, y: inner.y, w: w * scale, h: inner.h });
    x += w * scale;
  });
}
// A treemap whose tiles are wide rather than square, so that names fit.
const stretch = 3.4;
function squarify(list, box) {
  let rest = list.map(f => ({ f, size: Math.max(f.size, 24) }));
  let { x, y, w, h } = { x: box.x / stretch, y: box.y, w: box.w / stretch, h: box.h };
  let total = rest.reduce((n, t) => n + t.size, 0);
  while (rest.length) {
    const scale = w * h / total, side = Math.min(w, h);
    let n = 1, best = Infinity, sum = 0;
    for (let k = 1; k <= rest.length; k++) {
      sum += rest[k - 1].size * scale;
      const deep = sum / side, worst = Math.max(
        ...[rest[0], rest[k - 1]].map(t => { const len = t.size * scale / deep; return Math.max(len / deep, deep / len); }));
      if (worst > best) break;
      best = worst; n = k;
    }
    const row = rest.slice(0, n), area = row.reduce((s, t) => s + t.size, 0), deep = area * scale / side;
    let along = w < h ? x : y;
    for (const t of row) {
      const len = side * t.size / area;
      Object.assign(t.f, w < h ? { tileX: along * stretch, tileY: y, tileW: len * stretch, tileH: deep }
        : { tileX: x * stretch, tileY: along, tileW: deep * stretch, tileH: len });
      along += len;
    }
    if (w < h) { y += deep; h -= deep; } else { x += deep; w -= deep; }
    total -= area;
    rest = rest.slice(n);
  }
}
// Callers of one side, at the height of their doors, pushed apart so that no two
// labels meet.
function layCallers(list, top, bottom, x) {
  const pitch = Math.min(21, (bottom - top) / Math.max(1, list.length));
  for (const c of list) {
    let sum = 0, weight = 0;
    for (const [f, n] of c.doors) { const w = Math.sqrt(n); sum += (f.doorY + f.doorH / 2) * w; weight += w; }
    c.want = sum / weight;
  }
  list.sort((a, b) => a.want - b.want);
  list.forEach(c => { c.y = c.want; });
  for (let pass = 0; pass < 400; pass++) {
    for (let i = 1; i < list.length; i++) {
      const short = pitch - (list[i].y - list[i - 1].y);
      if (short > 0) { list[i].y += short / 2; list[i - 1].y -= short / 2; }
    }
    if (list.length) {
      list[0].y = Math.max(list[0].y, top + pitch / 2);
      list[list.length - 1].y = Math.min(list[list.length - 1].y, bottom - pitch / 2);
    }
  }
  let y = top + pitch / 2;
  for (const c of list) { c.y = Math.max(c.y, y); y = c.y + pitch; }
  y = bottom - pitch / 2;
  for (const c of [...list].reverse()) { c.y = Math.min(c.y, y); y = c.y - pitch; }
  list.forEach(c => { c.x = x; c.pitch = pitch; });
}
