# SPDX-License-Identifier: Apache-2.0
"""Random edits of kernel/sched, written as a series of patches."""

import difflib
import re

HEAD = re.compile(r"^[A-Za-z_][^;={}#]*\(")
# What patches of the generator add; each has an effect that gcc cannot remove.
STATEMENTS = [
    "\tREAD_ONCE(jiffies);",
    "\tif (READ_ONCE(jiffies) & 1)\n\t\tbarrier();",
    "\t{\n\t\tstatic unsigned long edits;\n\n\t\tWRITE_ONCE(edits, READ_ONCE(edits) + 1);\n\t}",
]
OPERATORS = {" < ": " <= ", " <= ": " < ", " > ": " >= ", " >= ": " > ", " == ": " != ",
             " != ": " == ", " && ": " || ", " || ": " && ", " + ": " - ", " - ": " + "}
HEADERS = ["sched.h", "pelt.h", "stats.h", "cpupri.h", "cpudeadline.h"]


def functions(lines):
    """Name, first and last line of each function, from 0; a brace stands in the first column."""
    found, head = [], None
    for number, line in enumerate(lines):
        if HEAD.match(line):
            head = number
        elif line and line[0] not in "\t {)":
            head = None
        if line == "{" and head is not None:
            end = next((i for i in range(number, len(lines)) if lines[i].startswith("}")), None)
            name = re.search(r"(\w+)\(", lines[head])
            if end and name:
                found.append((name[1], number, end))
            head = None
    return found


def is_code(line):
    """Whether a line of a body is a whole line of code."""
    return line.startswith("\t") and not re.match(r"\s*(#|\*|/\*|//|\w+:)", line) \
        and "*/" not in line and not line.endswith("\\")


def is_statement(lines, number):
    """Whether a statement of the outermost block ends here and none begins before it."""
    line, before = lines[number], lines[number - 1]
    return re.match(r"\t[a-z_]\w*(\(|->| [-+|&]?= |\+\+|\[)", line) and line.endswith(";") \
        and not line.startswith(("\treturn", "\tgoto", "\tbreak")) \
        and before.endswith((";", "{", "}", "")) and before != "{" \
        and not re.match(r"\t(if|else|for|while|do|list_for|for_each)\b.*[^;{]$", before)


class Edits:
    """One random edit at a time, of texts by file name."""

    def __init__(self, random, boundary, texts):
        self.random = random
        self.texts = {name: text.split("\n") for name, text in texts.items()}
        self.inside = boundary["files"]
        self.outside = [n for n in texts if n.endswith(".c") and n not in self.inside
                        and "build_" not in n and "core_sched" not in n]
        known = {}
        for function in boundary["functions"]:
            known.setdefault(function["class"], set()).add(function["name"])
        self.kept = known["kept"]
        self.boot = known["init"]
        self.replaced = set().union(
            *(known.get(c, set()) for c in ("interface", "callback", "insider", "optimised-away")))

    # What is edited

    def replaced_function(self):
        return self._function(self.inside, self.replaced)

    def kept_function(self):
        return self._function(self.inside, self.kept)

    def boot_function(self):
        return self._function(self.inside, self.boot)

    def outside_function(self):
        return self._function(self.outside, None)

    def header_function(self):
        return self._function([f"kernel/sched/{name}" for name in HEADERS], None)

    def _function(self, files, names):
        places = [(f, p) for f in files for p in functions(self.texts[f])
                  if names is None or p[0] in names]
        file, (_, first, last) = self.random.choice(places)
        edit = self.random.choice([
            self._constant, self._operator, self._operator, self._condition, self._statement,
            self._statement, self._statement, self._removal, self._local, self._read_once])
        return file if edit(self.texts[file], first, last) else None

    def after_switch(self):
        """Where a task comes back from the switch of registers, or close before."""
        file = "kernel/sched/core.c"
        lines = self.texts[file]
        last = {name: end for name, _, end in functions(lines)}["__schedule"]
        number = self.random.choice([
            lines.index("\tswitch_to(prev, next, prev);") + self.random.choice([0, 1, 2]), last])
        lines.insert(number, "\tREAD_ONCE(jiffies);")
        return file

    def macro(self):
        return self._line(r"^(#\s*define\s+\w+\s+\(?)(\d+)\b", self._other_number)

    def enumerator(self):
        return self._line(r"^(\t[a-zA-Z]\w+),?()$", lambda m: f"{m[1]} = 7,", inside="enum")

    def variable(self):
        return self._line(
            r"^((?:static |const |unsigned |__read_mostly |int |long |u64 )[^(]*= )(\d+)",
            self._other_number)

    def feature(self):
        file = "kernel/sched/features.h"
        lines = self.texts[file]
        number = self.random.choice([i for i, l in enumerate(lines) if l.startswith("SCHED_FEAT(")])
        if self.random.random() < 0.5:
            lines[number] = lines[number].replace("true", "TRUE").replace("false", "true") \
                .replace("TRUE", "false")
        else:
            lines.insert(number, f"SCHED_FEAT(RANDOM_{number}, true)")
        return file

    def comment(self):
        """Comments and white space, which make no difference anywhere inside."""
        file = self.random.choice([*self.inside, *(f"kernel/sched/{n}" for n in HEADERS)])
        lines = self.texts[file]
        places = [p for p in functions(lines) if p[2] - p[1] > 1]
        if not places:
            return None
        _, first, last = self.random.choice(places)
        number = self.random.randrange(first + 1, last)
        if not is_code(lines[number]) or lines[number - 1].endswith("\\"):
            return None
        change = self.random.choice(["", "\t/* looked at again */", "\t// so it is", None])
        if change is None:
            self._respace(lines, number)
        else:
            lines.insert(number, change)
        return file

    @staticmethod
    def _respace(lines, number):
        if '"' not in lines[number]:
            lines[number] = re.sub(r" ([-+*/=<>!|&]=?|&&|\|\||<<|>>) (?=\w)", r"\1", lines[number])
        lines[number] += " "

    def nonsense(self):
        """Does not compile."""
        file = self.random.choice(self.inside)
        lines = self.texts[file]
        places = [p for p in functions(lines) if p[0] in self.replaced]
        if not places:
            return None
        _, first, _ = self.random.choice(places)
        lines.insert(first + 1, "\tthere_is_no_such_variable++;")
        return file

    def _line(self, pattern, change, inside=None):
        places = []
        for file in [*self.inside, "kernel/sched/sched.h"]:
            lines = self.texts[file]
            within = False
            for number, line in enumerate(lines):
                if inside and re.match(rf"(\w+ )*{inside}\b.*{{$", line):
                    within = True
                elif line.startswith("}"):
                    within = False
                if (within or not inside) and re.match(pattern, line):
                    places.append((file, number))
        file, number = self.random.choice(places)
        lines = self.texts[file]
        lines[number] = re.sub(pattern, change, lines[number], count=1)
        return file

    def _other_number(self, match):
        return match[1] + str(int(match[2]) + self.random.choice([1, 2, 8]))

    # How a function is edited; false when there is nothing of the kind in it

    def _pick(self, lines, first, last, wanted):
        found = [i for i in range(first + 1, last) if is_code(lines[i]) and wanted(i)]
        return self.random.choice(found) if found else None

    def _constant(self, lines, first, last):
        pattern = r"(?<![\w.\"%<])(\d+)(?![\w.\"%])"
        number = self._pick(lines, first, last, lambda i: re.search(pattern, lines[i])
                            and '"' not in lines[i])
        if number is None:
            return False
        lines[number] = re.sub(pattern, lambda m: str(int(m[1]) + 1), lines[number], count=1)
        return True

    def _operator(self, lines, first, last):
        number = self._pick(lines, first, last, lambda i: any(o in lines[i] for o in OPERATORS)
                            and '"' not in lines[i])
        if number is None:
            return False
        old = self.random.choice([o for o in OPERATORS if o in lines[number]])
        lines[number] = lines[number].replace(old, OPERATORS[old], 1)
        return True

    def _condition(self, lines, first, last):
        pattern = r"^(\t+(?:else )?if \()(.*)(\)( \{)?)$"
        number = self._pick(lines, first, last, lambda i: re.match(pattern, lines[i])
                            and lines[i].count("(") == lines[i].count(")"))
        if number is None:
            return False
        lines[number] = re.sub(pattern, r"\1!(\2)\3", lines[number])
        return True

    def _statement(self, lines, first, last):
        number = self._pick(lines, first, last, lambda i: is_statement(lines, i))
        if number is None:
            return False
        lines[number + 1:number + 1] = self.random.choice(STATEMENTS).split("\n")
        return True

    def _removal(self, lines, first, last):
        number = self._pick(lines, first, last, lambda i: is_statement(lines, i))
        if number is None:
            return False
        del lines[number]
        return True

    def _local(self, lines, first, last):
        use = "\t(void)extra;" if self.random.random() < 0.5 else "\tWRITE_ONCE(extra, 1);"
        number = self._pick(lines, first, last, lambda i: is_statement(lines, i))
        if number is None:
            return False
        lines[number + 1:number + 1] = ["\t{", "\t\tint extra = 0;", "", "\t" + use, "\t}"]
        return True

    def _read_once(self, lines, first, last):
        pattern = r"( = )(\w+->[\w.>-]+);$"
        number = self._pick(lines, first, last, lambda i: re.search(pattern, lines[i]))
        if number is None:
            return False
        lines[number] = re.sub(pattern, r"\1READ_ONCE(\2);", lines[number])
        return True


# Each series has edits of replaced functions and comments, most have nothing else.
THEMES = {
    "replaced_function": 32, "comment": 6, "kept_function": 6, "boot_function": 4,
    "outside_function": 4, "header_function": 22, "macro": 12, "enumerator": 5, "variable": 5,
    "feature": 3, "nonsense": 3, "after_switch": 3,
}


def series(random, boundary, texts):
    """Up to five patches, each to be applied after those before it, as texts."""
    edits = Edits(random, boundary, texts)
    theme = random.choices(list(THEMES), THEMES.values())[0]
    count = random.choices([1, 2, 3, 4, 5], [5, 3, 2, 1, 1])[0]
    special = random.randrange(count)
    patches = []
    for index in range(count):
        before = {name: list(lines) for name, lines in edits.texts.items()}
        for _ in range(random.choice([1, 1, 2, 3])):
            main = theme if index == special else \
                random.choice(["replaced_function", "replaced_function", "comment"])
            if theme == "comment":
                main = "comment"
            while getattr(edits, main)() is None:
                pass
        text = "".join(_diff(random, name, before[name], lines)
                       for name, lines in edits.texts.items() if lines != before[name])
        if text:
            patches.append(f"From: somebody\nSubject: {main} {index + 1}\n\n{text}")
    return theme, patches


HUNK = re.compile(r"^@@ -(\d+)(,\d+)? \+(\d+)(,\d+)? @@")


def _diff(random, name, before, after):
    """A unified diff of one file; at times its lines are not those that it states."""
    lines = list(difflib.unified_diff(
        before, after, f"a/{name}", f"b/{name}", lineterm="", n=random.choice([3, 3, 3, 2, 1])))
    shift = random.choice([0, 0, random.randrange(-60, 60)])
    if shift and all(_is_unique(old, before) for old in _hunks(lines)):
        lines = [HUNK.sub(lambda m: _moved(m, shift), line) for line in lines]
    if random.random() < 0.01:
        # A line that the kernel does not have, as in a patch for another release.
        places = [i for i, line in enumerate(lines) if line.startswith(" \t")]
        if places:
            lines[random.choice(places)] += " /* of another release */"
    return "\n".join(lines) + "\n"


def _moved(match, shift):
    old, new = (max(1, int(match[i]) + shift) for i in (1, 3))
    return f"@@ -{old}{match[2] or ''} +{new}{match[4] or ''} @@"


def _hunks(lines):
    """The lines that each hunk expects."""
    found = []
    for line in lines[2:]:
        if line.startswith("@@"):
            found.append([])
        elif line[:1] in " -":
            found[-1].append(line[1:])
    return found


def _is_unique(wanted, lines):
    return sum(lines[i:i + len(wanted)] == wanted for i in range(len(lines))) == 1
