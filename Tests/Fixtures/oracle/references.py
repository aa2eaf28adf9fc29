#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every reference to given functions of a vmlinux, found without sched's readers.

    references.py VMLINUX CACHE < targets

Standard input has one hexadecimal address of a function's entry on each line.
Code is disassembled by objdump; data sections are searched for aligned 8-byte
values; symbols and sections are as readelf prints them. Output, tab-separated:

    call     site  section  source  target   a branch to the entry
    operand  site  section  source  target   the entry is an operand
    pointer  site  section  source  target   the entry stands in data
    export   -     -        name    target   there is a __ksymtab_ of that name
    symbol   size  section  name    target   a function symbol between the targets
                                             that is none of them

A run takes about a minute for a kernel, nearly all of it objdump's: the result is
kept in the folder CACHE under the digest of what it was made from.
"""
import array
import bisect
import hashlib
import os
import re
import subprocess
import sys


def lines(*command):
    """The lines that a command prints."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        yield from process.stdout
    if process.returncode:
        sys.exit(f"{command[0]} ended with {process.returncode}")


def sections(vmlinux):
    """(number, name, address, offset, size, flags) of each allocated section."""
    row = re.compile(
        r"\s*\[\s*(\d+)\] (\S+)\s+(\S+)\s+([0-9a-f]{16}) ([0-9a-f]+) ([0-9a-f]+)"
        r" [0-9a-f]+\s+([A-Zxl]*) ")
    for line in lines("readelf", "-SW", vmlinux):
        match = row.match(line)
        if match and "A" in match[7]:
            yield (int(match[1]), match[2], match[3], int(match[4], 16), int(match[5], 16),
                   int(match[6], 16), match[7])


class Symbols:
    """Function and object symbols, to name what lies at an address."""

    def __init__(self, vmlinux):
        self.functions, self.objects, self.exported = [], [], set()
        self.bounds = {}
        for line in lines("readelf", "-sW", vmlinux):
            word = line.split()
            if len(word) != 8 or not word[0][:-1].isdigit() or word[6] in ("UND", "ABS"):
                continue
            value, size = int(word[1], 16), int(word[2], 0)
            name, section = word[7], int(word[6])
            if name.startswith(("__start_", "__stop_")):
                edge, table = name[2:].split("_", 1)
                self.bounds.setdefault(table, {})[edge] = value
            if name.startswith("__ksymtab_"):
                self.exported.add(name[len("__ksymtab_"):])
            if word[3] == "FUNC" and not name.startswith("__pfx_"):
                self.functions.append((value, size, section, name))
            elif word[3] == "OBJECT":
                self.objects.append((value, size, section, name))
        self.functions.sort()
        self.objects.sort()

    def table(self, address):
        """The linker's table (vmlinux.lds.h) at an address: these have no
        sections of their own in a linked kernel."""
        for name, edges in self.bounds.items():
            if edges.get("start", address + 1) <= address < edges.get("stop", 0):
                return name
        return None

    def object(self, address, section):
        """The object at an address of a section; per-cpu sections begin at 0."""
        place = bisect.bisect_right(self.objects, (address, 1 << 63, 0, ""))
        for value, size, where, name in reversed(self.objects[max(0, place - 8):place]):
            if where == section and value <= address < value + size:
                return name
        return None


def code(vmlinux, targets):
    """References in code. A branch's operand is the bare address; any other has
    it as `$0x…` or behind the `#` of a %rip-relative operand."""
    header = re.compile(r"^[0-9a-f]{16} <(.*)>:$")
    address = re.compile(r"\bffffffff[0-9a-f]{8}\b|\$0x(ffffffff[0-9a-f]{8})\b")
    wanted = {f"{target:x}" for target in targets}
    section, source = "", ""
    for line in lines("objdump", "-d", "-w", "--no-show-raw-insn", vmlinux):
        if line[0] == "D":
            section = line.split()[-1].rstrip(":")
        elif line[0] == "f" and (match := header.match(line)):
            source = match[1]
        elif "\t" in line and "ffffffff" in line[17:]:
            site, instruction = line.split("\t", 1)
            for match in address.finditer(instruction):
                target = match[1] or match[0]
                if target in wanted:
                    branch = match[1] is None and "#" not in instruction
                    yield ("call" if branch else "operand", site.strip().rstrip(":"), section,
                           source, target)


def data(vmlinux, symbols, targets):
    """References in data."""
    with open(vmlinux, "rb") as file:
        for number, name, kind, address, offset, size, flags in sections(vmlinux):
            if kind == "NOBITS" or "X" in flags:
                continue
            file.seek(offset)
            words = array.array("Q", file.read(size // 8 * 8))
            for index, word in enumerate(words):
                if word in targets:
                    site = address + 8 * index
                    source = symbols.object(site, number) or name
                    yield ("pointer", f"{site:x}", symbols.table(site) or name, source,
                           f"{word:x}")


def rest(symbols, targets, names):
    """Exports, and functions among the targets that are none of them."""
    for value, size, section, name in symbols.functions:
        if value in targets and name in symbols.exported:
            yield ("export", "-", "-", name, f"{value:x}")
    lowest = {}
    for value, size, section, name in symbols.functions:
        if value in targets:
            low, high = lowest.get(section, (value, value))
            lowest[section] = (min(low, value), max(high, value))
    for value, size, section, name in symbols.functions:
        low, high = lowest.get(section, (1, 0))
        if low <= value <= high and value not in targets and size and ".cold" not in name:
            yield ("symbol", str(size), names[section], name, f"{value:x}")


def main():
    vmlinux, cache = sys.argv[1:]
    text = sys.stdin.read()
    targets = {int(line, 16) for line in text.split()}
    status = os.stat(vmlinux)
    key = hashlib.sha256()
    with open(__file__, "rb") as script:
        key.update(script.read())
    key.update(f"{status.st_size} {status.st_mtime_ns} {text}".encode())
    kept = os.path.join(cache, f"oracle-{key.hexdigest()[:16]}.tsv")
    if not os.path.exists(kept):
        symbols = Symbols(vmlinux)
        names = {row[0]: row[1] for row in sections(vmlinux)}
        with open(kept + ".new", "w", encoding="utf-8") as out:
            for found in (code(vmlinux, targets), data(vmlinux, symbols, targets),
                          rest(symbols, targets, names)):
                for row in found:
                    out.write("\t".join(row) + "\n")
        os.rename(kept + ".new", kept)
    with open(kept, encoding="utf-8") as file:
        sys.stdout.write(file.read())


main()
