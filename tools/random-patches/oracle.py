# SPDX-License-Identifier: Apache-2.0
"""What a series of patches does to the functions that stay vmlinux's.

It shares nothing with the program that it judges: patch(1) applies, and gcc's assembly
text is compared, in which calls, labels, jump-table and bug-table entries stand by name
beside the code that they belong to.

A function that stays is changed when its assembly differs and the reason stands in its
own preprocessed text, in that of a function which gcc inlined in it when it compiled the
kernel's own source, or in an enumerator or constant that one of them names. Otherwise
gcc has only compiled it otherwise, since it knows more or less of what it calls.
"""

import collections
import dataclasses
import pickle
import re
import subprocess

from kernel import SCHED, UNITS

# Of it, what comes before the register switch runs in the module.
CONTEXT_SWITCHER = "__schedule"
TOKEN = re.compile(
    r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|\w+'
    r'|<<=|>>=|\.\.\.|\+\+|--|&&|\|\||==|<<|>>|##|[-+*/%&|^=!<>]=|->|[^\s\w]')
COMMENT = re.compile(r'/\*.*?\*/|//[^\n]*|("(?:\\.|[^"\\])*")', re.DOTALL)
# Names that the kernel's macros number through a whole unit.
COUNTED = re.compile(r"\b(__compiletime_assert_|__UNIQUE_ID_\w*?)\d+\b")
WORD = re.compile(r"[A-Za-z_]\w*")


def tokens(text):
    """Tokens of C without comments."""
    return TOKEN.findall(COMMENT.sub(lambda m: m.group(1) or " ", text))


# Assembly


@dataclasses.dataclass
class Assembly:
    """Functions and variables of a unit, by names without gcc's suffixes."""

    functions: dict
    variables: dict


DATA = re.compile(r"\.(byte|value|long|quad|zero|string|ascii|base64|set|skip)\b")
LABEL = re.compile(r"^([\w.$]+):")
LOCAL = re.compile(r"\.L[A-Za-z_]*\d+")
NUMBERED = re.compile(r"\b([A-Za-z_]\w*(?:\.[a-z]\w*)*)\.\d+\b")


def assembly(text):
    """Reads gcc's assembly: label, what follows it, and what the label is."""
    kinds = dict(re.findall(r"^\s*\.type\s+([\w.$]+), @(\w+)", text, re.MULTILINE))
    blocks = collections.defaultdict(list)
    current = None
    for line in text.splitlines():
        label = LABEL.match(line)
        line = line.strip()
        if label and (label[1] in kinds or label[1].startswith(".LC")):
            current = label[1]
        elif not line or line.startswith("#") or current is None:
            continue
        elif kinds.get(current) == "function":
            if line.startswith(".size") and line.split()[1].rstrip(",").startswith(current):
                current = None
            elif not line.startswith(".p2align"):
                blocks[current].append(line)
        elif DATA.match(line):
            blocks[current].append(line)
        else:
            current = None
    return _named(blocks, kinds)


def _named(blocks, kinds):
    def content(name):
        return "{" + ";".join(blocks.get(name, [])) + "}"

    def normal(lines):
        labels = {}

        def local(match):
            name = match[0]
            return content(name) if name.startswith(".LC") \
                else labels.setdefault(name, f".L{len(labels)}")

        text = LOCAL.sub(local, "\n".join(lines))
        text = re.sub(r"\b(?:CSWTCH|__func__|__PRETTY_FUNCTION__)\.\d+\b",
                      lambda m: content(m[0]), text)
        return NUMBERED.sub(r"\1", text)

    functions = collections.defaultdict(list)
    variables = collections.defaultdict(list)
    for name, lines in blocks.items():
        kind = kinds.get(name)
        if kind == "function":
            functions[name.split(".")[0]].append((NUMBERED.sub(r"\1", name), normal(lines)))
        elif kind == "object" and not name.startswith("CSWTCH"):
            variables[name.split(".")[0]].append(normal(lines))
    return Assembly({k: sorted(v) for k, v in functions.items()},
                    {k: sorted(v) for k, v in variables.items()})


# Preprocessed text


@dataclasses.dataclass
class Text:
    """What a unit has of kernel/sched after the preprocessor."""

    files: set
    functions: dict
    # Enumerators and variables, each with the text that defines it.
    constants: dict


def preprocessed(text):
    """Reads gcc -E, only what comes from files below kernel/sched."""
    files, kept, mine = set(), [], False
    for line in text.splitlines():
        marker = re.match(r'# \d+ "([^"]*)"', line)
        if marker:
            name = marker[1].removeprefix("./")
            mine = name.startswith(SCHED)
            if mine:
                files.add(name)
        elif mine and not line.startswith("#"):
            kept.append(line)
    functions, constants = {}, {}
    for item in _items(TOKEN.findall(COUNTED.sub(r"\1", "\n".join(kept)))):
        name = _function(item)
        if name:
            functions[name] = " ".join(item)
        else:
            for word in _constants(item):
                constants[word] = " ".join(item)
    return Text(files, functions, constants)


def _items(words):
    """Splits a unit into its top-level declarations."""
    item, depth = [], 0
    for index, word in enumerate(words):
        item.append(word)
        depth += (word in "({[") - (word in ")}]")
        following = words[index + 1] if index + 1 < len(words) else ""
        body = word == "}" and depth == 0 and _function(item)
        if depth == 0 and (word == ";" or body) and not (body and following == ";"):
            yield item
            item = []


# What stands before parentheses in a function's head and is not its name.
NO_FUNCTION = re.compile(r"__attribute|_*asm|_*typeof|_Static_assert$|aligned$|section$")


def _function(item):
    """The name of the function that an item defines."""
    if "{" not in item:
        return None
    head = item[:item.index("{")]
    if "=" in head or not head or head[-1] != ")":
        return None
    name, depth = None, 0
    for index, word in enumerate(head):
        if word == "(":
            before = head[index - 1] if index else ""
            if depth == 0 and WORD.fullmatch(before) and not NO_FUNCTION.match(before):
                name = before
            depth += 1
        elif word == ")":
            depth -= 1
    return name


def _constants(item):
    if "enum" in item and "{" in item:
        return [w for w in item[item.index("{"):] if WORD.fullmatch(w)]
    if "=" in item:
        return [w for w in item[:item.index("=")] if WORD.fullmatch(w)][-1:]
    return []


# What gcc inlined


DIE = re.compile(r"^ <(\w+)><(\w+)>: Abbrev Number: \d+ \((\w+)\)")
ATTRIBUTE = re.compile(
    r"^\s+<\w+>\s+DW_AT_(name|abstract_origin|specification)\s*:(.*)$")


def inlined(dump):
    """Of each function the functions that gcc inlined in it; reads objdump --dwarf=info."""
    names, origins, path, nested, parents = {}, {}, [], [], {}
    for line in dump.splitlines():
        die = DIE.match(line)
        if die:
            depth, offset, tag = int(die[1], 16), int(die[2], 16), die[3]
            path = path[:depth] + [(offset, tag)]
            if tag == "DW_TAG_inlined_subroutine":
                outer = next(o for o, t in path if t == "DW_TAG_subprogram")
                nested.append((outer, offset))
            continue
        attribute = ATTRIBUTE.match(line)
        if attribute and path:
            value = attribute[2].strip()
            if attribute[1] == "name":
                names[path[-1][0]] = value.rsplit("): ", 1)[-1].strip()
            else:
                origins[path[-1][0]] = int(value.strip("<>"), 16)

    def name(offset):
        while offset not in names and offset in origins:
            offset = origins[offset]
        return names.get(offset)

    found = collections.defaultdict(set)
    for outer, inner in nested:
        found[name(outer)].add(name(inner))
    return dict(found)


# The verdict


@dataclasses.dataclass
class Verdict:
    kind: str  # accepted, refused, without effect
    reason: str
    functions: list = dataclasses.field(default_factory=list)


class Oracle:
    """Judges series of patches for one kernel."""

    def __init__(self, kernel, boundary, cache):
        self.kernel = kernel
        self.inside = set(boundary["files"])
        self.functions = boundary["functions"]
        self.shared = {v["name"] for v in boundary["variables"] if v["ownership"] == "shared"}
        self.private = {v["name"] for v in boundary["variables"] if v["ownership"] == "private"}
        path = cache / f"stock-{boundary['kernel']['buildID']}.pickle"
        if not path.exists():
            path.write_bytes(pickle.dumps({unit: self._stock(unit) for unit in UNITS}))
        self.stock = pickle.loads(path.read_bytes())

    def _stock(self, unit):
        code, text = self._assembly(unit), self._text(unit)
        target = self.kernel.root / "debug.o"
        run = self.kernel.gcc(unit, "-gdwarf-4", "-c", "-o", str(target))
        assert run.returncode == 0, run.stderr
        dump = subprocess.run(["objdump", "--dwarf=info", target], capture_output=True,
                              text=True, check=True).stdout
        return code, text, inlined(dump)

    def _assembly(self, unit):
        run = self.kernel.gcc(unit, "-ffunction-sections", "-S", "-o", "-")
        return assembly(run.stdout) if run.returncode == 0 else None

    def _text(self, unit):
        run = self.kernel.gcc(unit, "-E", "-o", "-")
        assert run.returncode == 0, run.stderr
        return preprocessed(run.stdout)

    def judge(self, patches):
        self.kernel.restore()
        for patch in patches:
            run = subprocess.run(
                ["patch", "-p1", "-F0", "-s", "-f", "--no-backup-if-mismatch", "-r", "-",
                 "-i", patch],
                cwd=self.kernel.root, capture_output=True, text=True, check=False)
            if run.returncode != 0:
                return Verdict("refused", "apply", [run.stdout.strip()])
        changed = {name: text for name in self.kernel.names
                   if (text := (self.kernel.root / name).read_text()) != self.kernel.stock[name]}
        edited = self._edited(changed)
        if edited:
            return Verdict("refused", "text", edited)
        return self._compiled([u for u in UNITS if self.stock[u][1].files & changed.keys()])

    # In the text: no edit of a file outside the boundary, or of a function that stays.

    def _edited(self, changed):
        found = []
        for name, text in changed.items():
            if name.endswith(".h"):
                continue
            if name not in self.inside:
                found.append(name)
                continue
            before, after = self.kernel.stock[name].split("\n"), text.split("\n")
            for function in self.functions:
                if function["file"] == name and function["line"] > 0 \
                        and function["class"] in ("kept", "init") \
                        and function["name"] != CONTEXT_SWITCHER \
                        and _differs(function["line"] - 1, before, after):
                    found.append(function["name"])
        return found + self._after_switch(changed)

    def _after_switch(self, changed):
        """Functions that do something else when a task has come back from the switch of
        registers: vmlinux's do that, whatever the module has there."""
        name = f"{SCHED}/core.c"
        if name not in changed:
            return []
        calls = {"context_switch": "switch_to", CONTEXT_SWITCHER: "context_switch"}
        return [function for function, call in calls.items()
                if len({tuple(_rest(_definition(function, text), call))
                        for text in (self.kernel.stock[name], changed[name])}) > 1]

    # In the code.

    def _compiled(self, units):
        changes, data, staying = 0, [], []
        for unit in units:
            code, text, parts = self.stock[unit]
            now = self._assembly(unit)
            if now is None:
                return Verdict("refused", "compile", [unit])
            differing = {n for n in code.functions if code.functions[n] != now.functions.get(n)}
            values = [n for n in code.variables
                      if n in now.variables and code.variables[n] != now.variables[n]]
            changes += len(differing) + len(values) \
                + len(now.functions.keys() - code.functions.keys())
            data += [n for n in values if n in self.shared and n not in self.private]
            staying += self._changed(unit, differing, text, parts)
        if data:
            return Verdict("refused", "data", data)
        if any(kind != "init" for _, kind in staying):
            return Verdict("refused", "code", [n for n, kind in staying if kind != "init"])
        if changes == 0:
            return Verdict("without effect", "code")
        return Verdict("accepted", "boot" if staying else "code", [n for n, _ in staying])

    def _changed(self, unit, differing, text, parts):
        suspects = [f for f in self.functions
                    if f["unit"] == unit and f["class"] in ("kept", "init", "outsider")
                    and f.get("symbol", "").split(".")[0] in differing
                    and f["name"] != CONTEXT_SWITCHER]
        if not suspects:
            return []
        now = self._text(unit)
        names = {n for n in text.functions if text.functions[n] != now.functions.get(n)}
        names |= {n for n in text.constants if text.constants[n] != now.constants.get(n)}
        found = []
        for function in suspects:
            bodies = {function["name"]} | parts.get(function["name"], set())
            words = bodies.union(*(text.functions.get(b, "").split() for b in bodies
                                   if b in text.functions))
            constants = names & text.constants.keys() & words
            if names & bodies or constants:
                found.append((function["name"], function["class"]))
        return found


def _definition(name, text):
    """The tokens of a function of a source file."""
    lines = text.split("\n")
    head = re.compile(rf"^(?:\w.*\W)?{name}\([^;]*$")
    return _body(lines, next((i for i, line in enumerate(lines) if head.match(line)), len(lines)))


def _rest(words, call):
    """What follows a call, without the other branch of the condition that it stands under."""
    if call not in words:
        return []
    rest = words[words.index(call):]
    if "else" not in rest:
        return rest
    start = end = rest.index("else") + 1
    depth = 0
    while end < len(rest) and (depth or end == start):
        depth += (rest[end] == "{") - (rest[end] == "}")
        end += 1
    return rest[:start] + rest[end:]


def _differs(start, before, after):
    """Whether the function whose head is line `start` of a file has other code in `after`."""
    head = before[start]
    number = before[:start].count(head)
    heads = [i for i, line in enumerate(after) if line == head]
    if len(heads) <= number:
        return True
    return _body(before, start) != _body(after, heads[number])


def _body(lines, start):
    end = next((i for i in range(start, len(lines)) if lines[i].startswith("}")), len(lines))
    return tokens("\n".join(lines[start:end]))
