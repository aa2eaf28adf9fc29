// SPDX-License-Identifier: Apache-2.0
// What the page knows: functions, rooms (files), doors (redirected functions)
// and the callers that stand outside.
const data = JSON.parse(document.getElementById("data").textContent);
const word = i => (i === undefined || i < 0 ? null : data.strings[i]);
const classes = {
  "interface": "called from outside, so its entry is redirected",
  "callback": "its address is stored, so its entry is redirected",
  "sidecar": "outside, replaced on the manifest's demand",
  "context-switch": "replaced through a thunk; its frame and what follows the register switch stay vmlinux's",
  "insider": "reached only through the boundary",
  "kept": "its file is inside, but it stays vmlinux's; edits are refused",
  "init": "runs at boot only; the module does without it",
  "optimised-away": "inlined or dropped: vmlinux has no function of it",
  "outsider": "outside the boundary; stays vmlinux's",
};
const order = Object.keys(classes);
const kinds = {
  "call": "calls", "address-in-code": "takes its address", "pointer-in-data": "stores its address",
  "export": "exported to modules", "syscall": "system call",
};
const headers = "headers";
const inside = new Set(data.files);

function unfoldUses(flat) {
  const uses = [];
  for (let i = 0; i < flat.length; i += 5) uses.push({
    kind: word(flat[i]), source: word(flat[i + 1]), file: word(flat[i + 2]),
    isInside: flat[i + 3] === 1, places: flat[i + 4] });
  return uses;
}
const functions = data.functions.map((f, id) => {
  const uses = unfoldUses(f.uses);
  return { id, name: word(f.name), symbol: word(f.symbol), file: word(f.file), line: f.line,
    class: word(f.class), evidence: f.evidence.map(word), size: f.size, site: f.site || null,
    uses, outside: uses.filter(u => !u.isInside), inlined: f.inlined.map(word) };
});
const variables = data.variables.map(v => ({ name: word(v.name), symbol: word(v.symbol),
  file: word(v.file), line: v.line, ownership: word(v.ownership), reason: word(v.reason),
  size: v.size, section: word(v.section), isPerCPU: v.isPerCPU, users: v.users.map(word) }));
const changes = data.changes || null, thunkSite = data.thunkSite;
const structs = data.structs, listed = data.listed || null;
const countOf = name => functions.reduce((n, f) => n + (f.class === name), 0);

const owned = variables.filter(v => v.reason === "manifest").length;
const boundaryFigures = [[data.files.length, "files inside"], [functions.filter(f => f.site).length, "redirected"], [countOf("insider"), "insiders"],
  [countOf("kept"), "kept"], [countOf("sidecar"), "sidecars"], [owned, "own variables"]].filter(([n]) => n);

// By ELF symbol first, then by source name; those with code win.
const byName = new Map();
for (const f of functions) if (f.symbol) byName.set(f.symbol, f);
for (const f of functions) if (f.symbol && !byName.has(f.name)) byName.set(f.name, f);
for (const f of functions) if (!byName.has(f.name)) byName.set(f.name, f);

function roomName(f) {
  if (f.class === "sidecar" || (inside.has(f.file) && f.class !== "outsider")) return f.file;
  return f.file.endsWith(".h") && (f.class === "insider" || f.class === "optimised-away") ? headers : null;
}
const rooms = new Map();
for (const name of data.files) rooms.set(name, { name, functions: [], doors: [], annex: false });
for (const f of functions) {
  const name = roomName(f);
  if (!name) continue;
  if (!rooms.has(name)) rooms.set(name, { name, functions: [], doors: [], annex: !inside.has(name) && name !== headers });
  f.room = rooms.get(name);
  f.room.functions.push(f);
  if (f.site) f.room.doors.push(f);
}
const doors = functions.filter(f => f.site && f.room);

// Who stands at a door: other parts of the kernel for an interface; what holds
// the pointer for a callback, even when the boundary's own code put it there.
function standing(f) { return f.class === "callback" ? f.uses.filter(u => u.kind !== "call") : f.outside; }
function callerOf(use) {
  if (use.kind === "syscall") return "system calls";
  if (use.kind === "export") return "modules (exports)";
  if (use.kind === "pointer-in-data") {
    if (use.file && use.file.startsWith("kernel/sched/")) return "tables of " + base(use.file);
    return use.file ? directory(use.file) : use.source === "cpuhp_hp_states" ? "CPU hotplug states" : "other tables";
  }
  if (!use.file) return "elsewhere";
  if (inside.has(use.file)) return (use.isInside ? "set up in " : "kept code of ") + base(use.file);
  return use.file.startsWith("kernel/sched/") ? "kernel/sched, outside" : directory(use.file);
}
function directory(path) {
  const parts = path.split("/");
  parts.pop();
  return parts.slice(0, 2).join("/") || "kernel";
}
function base(path) { return path.slice(path.lastIndexOf("/") + 1); }
