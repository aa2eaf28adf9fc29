# SPDX-License-Identifier: Apache-2.0
"""Makes random series of patches and holds sched's verdicts against an oracle's.

    python3 tools/random-patches --program .build/product/release/sched --seed 1 --count 20

Ends with status 1 when a verdict is wrong; the series are then in the directory that it names.
What sched refuses for a rule that the oracle does not know, such as a message printed under a
run queue's lock, is counted apart and left there, too: to be looked at.
"""

import argparse
import collections
import concurrent.futures
import json
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time

from edits import series
from kernel import Kernel
from oracle import Oracle, Verdict

MANIFEST = """name: random
version: 1.0.0
summary: random edits
license: GPL-2.0-only
base:
  kernel: "6.1.0-*-cloud-amd64"
  from: debian
boundary: linux-6.1
"""
# What sched says for the reasons that the oracle knows.
CODES = {
    "apply": {"patch-does-not-apply"},
    "compile": {"compile-error"},
    "text": {"edit-kept-function", "edit-boot-function", "edit-outside-boundary"},
    "code": {"edit-inlined-function", "edit-inline-outside"},
    "data": {"shared-data-changed", "shared-table-changed", "features-not-private"},
}


class Product:
    """The program whose verdicts are judged."""

    def __init__(self, program):
        self.program = program

    def boundary(self, directory):
        return json.loads(self._run("boundary", directory, []).stdout)

    def judge(self, directory, patches):
        run = self._run("lint", directory, patches, "--compile")
        document = json.loads(run.stdout)
        if run.returncode == 0:
            return "accepted", set(), document
        found = document["error"].get("diagnostics", [])
        codes = {d["code"] for d in found if d["severity"] == "error"}
        if codes == {"edit-without-effect"}:
            return "without effect", codes, document
        return "refused", codes, document

    def _run(self, command, directory, patches, *extra):
        directory.mkdir(parents=True, exist_ok=True)
        manifest = directory / "manifest.yaml"
        listed = "".join(f"  - {patch.name}\n" for patch in patches)
        manifest.write_text(MANIFEST + ("patches:\n" + listed if patches else ""))
        return subprocess.run(
            [self.program, command, manifest, "--json", "--quiet", *extra],
            capture_output=True, text=True, check=False)


def agrees(expected, kind, codes):
    """Whether sched's verdict is the oracle's, for its reason."""
    if kind != expected.kind:
        return False
    return kind != "refused" or bool(codes & CODES[expected.reason])


def is_other_rule(kind, codes):
    """Whether it is refused for what the oracle does not look at."""
    return kind == "refused" and codes and not codes & set().union(*CODES.values()) \
        and "edit-without-effect" not in codes


def judge(arguments, product, oracle, number, kernel, boundary):
    seed = f"{arguments.seed}-{number}"
    theme, texts = series(random.Random(seed), boundary, kernel.stock)
    directory = arguments.work / "series" / seed
    directory.mkdir(parents=True, exist_ok=True)
    patches = []
    for index, text in enumerate(texts):
        patches.append(directory / f"{index + 1:04}.patch")
        patches[-1].write_text(text)
    began = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor() as pool:
        told = pool.submit(product.judge, directory, patches)
        expected = oracle.judge(patches) if patches else Verdict("without effect", "code")
        kind, codes, document = told.result()
    right = agrees(expected, kind, codes)
    other = not right and expected.kind != "refused" and is_other_rule(kind, codes)
    record = {"seed": seed, "theme": theme, "expected": vars(expected), "kind": kind,
              "codes": sorted(codes), "patches": len(texts), "seconds": time.monotonic() - began,
              "result": "right" if right else "other rule" if other else "wrong"}
    (directory / "verdict.json").write_text(json.dumps(record | {"sched": document}, indent=1))
    if right and not arguments.keep:
        shutil.rmtree(directory)
    print(f"{seed:10} {theme:18} {len(texts)} {expected.kind}: {expected.reason:8}"
          f" sched: {kind} {' '.join(sorted(codes))}  {record['seconds']:.1f} s"
          f"{'' if right else '  ' + record['result'].upper()}", flush=True)
    return record


def table(records):
    def count(wanted):
        return sum(1 for r in records if wanted(r))

    kinds = collections.Counter((r["kind"], r["expected"]["reason"]) for r in records)
    yield "series", len(records)
    yield "patches", sum(r["patches"] for r in records)
    for kind in ("accepted", "refused", "without effect"):
        yield kind, sum(n for (k, _), n in kinds.items() if k == kind)
        for reason in sorted({r for k, r in kinds if k == kind == "refused"}):
            yield f"  {reason}", kinds[kind, reason]
    yield "refused for another rule", count(lambda r: r["result"] == "other rule")
    yield "wrong", count(lambda r: r["result"] == "wrong")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", required=True, type=pathlib.Path, help="sched")
    parser.add_argument("--seed", default=str(random.randrange(10**6)))
    parser.add_argument("--count", type=int, default=20, help="series")
    parser.add_argument("--first", type=int, default=0, help="number of the first series")
    parser.add_argument("--work", type=pathlib.Path, help="directory, kept")
    parser.add_argument("--keep", action="store_true", help="keeps the series that are right")
    arguments = parser.parse_args()
    arguments.work = arguments.work or pathlib.Path(tempfile.mkdtemp(prefix="random-patches-"))
    arguments.work.mkdir(parents=True, exist_ok=True)
    product = Product(arguments.program.resolve())
    boundary = product.boundary(arguments.work / "stock")
    kernel = Kernel(boundary["kernel"]["buildID"], arguments.work)
    oracle = Oracle(kernel, boundary, arguments.work)
    print(f"seed {arguments.seed}, kernel {boundary['kernel']['release']}", flush=True)
    records = [judge(arguments, product, oracle, n, kernel, boundary)
               for n in range(arguments.first, arguments.first + arguments.count)]
    for name, number in table(records):
        print(f"{name:26} {number:5}")
    wrong = [r["seed"] for r in records if r["result"] == "wrong"]
    if wrong:
        print(f"wrong: {' '.join(wrong)} in {arguments.work}/series")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
