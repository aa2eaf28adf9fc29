# SPDX-License-Identifier: Apache-2.0
"""The prepared kernel: its source, and gcc run as its makefiles run it."""

import json
import os
import pathlib
import shutil
import subprocess

CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "sched"
SCHED = "kernel/sched"
UNITS = [f"{SCHED}/{name}.c" for name in ("build_policy", "build_utility", "core", "fair")]


class Kernel:
    """A kernel of the cache, with a writable copy of kernel/sched in `work`."""

    def __init__(self, build_id, work):
        self.source, tree = self._find(build_id)
        self.compiler = tree["compiler"]
        self.flags = {unit: tree["commands"][unit]["flags"] for unit in UNITS}
        self.names = sorted(
            f"{SCHED}/{path.name}" for path in (self.source / SCHED).iterdir()
            if path.suffix in (".c", ".h"))
        self.stock = {name: (self.source / name).read_text() for name in self.names}
        self.root = work / "tree"
        self._copy()

    @staticmethod
    def _find(build_id):
        for path in sorted((CACHE / "kernels").glob("*/tree.json")):
            tree = json.loads(path.read_text())
            if tree["buildID"] == build_id and all(u in tree["commands"] for u in UNITS):
                return path.parent / "source", tree
        raise SystemExit(f"no prepared kernel with build ID {build_id}")

    def _copy(self):
        """Links for all but kernel/sched, so that relative includes find their files."""
        shutil.rmtree(self.root, ignore_errors=True)
        (self.root / SCHED).mkdir(parents=True)
        for directory, left in (("", "kernel"), ("kernel", "sched")):
            for path in (self.source / directory).iterdir():
                if path.name != left:
                    (self.root / directory / path.name).symlink_to(path)
        self.restore()

    def restore(self):
        """Puts the kernel's own files back."""
        shutil.rmtree(self.root / SCHED)
        shutil.copytree(self.source / SCHED, self.root / SCHED)

    def gcc(self, unit, *extra):
        """Runs gcc in the copy; __LINE__ is the same everywhere, so that an edit does not
        change the functions below it."""
        flags = [flag for flag in self.flags[unit] if not flag.startswith("-g")]
        # The macro is defined anew, which is what is wanted here.
        lines = ["-D__LINE__=1", "-Wno-builtin-macro-redefined"]
        return subprocess.run(
            [self.compiler, *flags, *lines, *extra, unit],
            cwd=self.root, capture_output=True, text=True, check=False)
