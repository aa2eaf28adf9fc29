// SPDX-License-Identifier: Apache-2.0
// Small tools for making elements.
const byId = id => document.getElementById(id);
const plural = (n, one, many) => n + " " + (n === 1 ? one : many || one + "s");
const hex = text => "0x" + text;
function fill(node, props, children) {
  for (const [key, value] of Object.entries(props || {})) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value);
  }
  for (const child of children.flat(3)) if (child !== null && child !== undefined && child !== false) node.append(child);
  return node;
}
const el = (tag, props, ...children) => fill(document.createElement(tag), props, children);
const svg = (tag, props, ...children) =>
  fill(document.createElementNS("http:" + "//www.w3.org/2000/svg", tag), props, children);
const colour = name => "--c: var(--" + name + ")";
// A shape for each class, filled or drawn with a line: what tells classes apart without colour.
const shapes = {
  "interface": "M2 1L13 7 2 13z", "callback": "M7 .5L13.5 7 7 13.5 .5 7z", "sidecar": "M5 1h4v4h4v4H9v4H5V9H1V5h4z",
  "context-switch": "M1 1h12L8.5 7 13 13H1l4.5-6z", "insider": "M7 1a6 6 0 1 0 .01 0z",
};
const outlines = {
  "kept": "M1.5 1.5h11v11h-11zM1.5 12.5l11-11", "init": "M1.5 2.5h11L7 12.5z", "optimised-away": "M7 1.5a5.5 5.5 0 1 0 .01 0z",
  "outsider": "M2 2l10 10M12 2L2 12", "new": "M7 1v12M1.8 4l10.4 6M12.2 4L1.8 10",
};
const mark = name => svg("svg", { class: shapes[name] ? "mark" : "mark line", viewBox: "0 0 14 14", style: colour(name), "aria-hidden": "true" },
  svg("path", { d: shapes[name] || outlines[name] }));
const classed = name => el("span", { class: "classed" }, mark(name), " " + name);
// The texture of a class, for areas.
const swatch = name => el("span", { class: "swatch tx-" + name, style: colour(name), "aria-hidden": "true" });
function tip(node, lines) {
  node.addEventListener("mousemove", event => {
    const box = byId("tip"), [head, ...rest] = lines();
    box.replaceChildren(el("b", {}, head), ...rest.map(line => el("div", {}, line)));
    box.style.display = "block";
    box.style.left = Math.max(4, Math.min(event.clientX + 14, innerWidth - box.offsetWidth - 8)) + "px";
    box.style.top = Math.min(event.clientY + 16, innerHeight - box.offsetHeight - 8) + "px";
    event.stopPropagation();
  });
  node.addEventListener("mouseleave", () => { byId("tip").style.display = "none"; });
}
// The panel stands below the view rather than beside it.
const isNarrow = () => getComputedStyle(document.body).display === "block";
