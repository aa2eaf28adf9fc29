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
const mark = name => el("span", { class: name === "optimised-away" ? "dot ring" : "dot", style: colour(name) });
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
