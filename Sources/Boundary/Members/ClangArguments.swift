// SPDX-License-Identifier: Apache-2.0

/// gcc's command line for a kernel unit, as far as it decides what the source
/// means; the rest is about the code gcc makes, which clang does not.
enum ClangArguments {
    private static let withValue: Set<String> = ["-I", "-include", "-isystem", "-D", "-U"]
    private static let prefixes = ["-I", "-isystem", "-D", "-U", "-std=", "-fmacro-prefix-map="]
    private static let alone: Set<String> = [
        "-nostdinc", "-m64", "-fshort-wchar", "-fms-extensions", "-funsigned-char",
    ]

    /// Macros that name the unit (scripts/Makefile.lib): no code depends on them,
    /// and without them units have the same flags.
    private static let unitNames = [
        "-DKBUILD_BASENAME", "-DKBUILD_MODNAME", "-DKBUILD_MODFILE", "-D__KBUILD_MODNAME",
    ]

    /// What nearly every unit that touches the scheduler's structs includes.
    static let prelude = [
        "linux/sched/signal.h", "linux/mm.h", "linux/cgroup.h", "linux/interrupt.h",
        "linux/syscalls.h", "linux/workqueue.h", "linux/cpuset.h", "linux/slab.h",
        "linux/seq_file.h", "linux/fs.h", "linux/ptrace.h", "linux/security.h",
        "linux/kthread.h", "linux/rcupdate.h", "linux/smp.h", "linux/cpu.h", "linux/module.h",
        "linux/uaccess.h",
    ]

    static func from(_ flags: [String]) -> [String] {
        var kept: [String] = []
        var rest = flags[...]
        while let flag = rest.popFirst() {
            if withValue.contains(flag) {
                kept.append(flag)
                rest.popFirst().map { kept.append($0) }
            } else if unitNames.contains(where: flag.hasPrefix) {
                continue
            } else if alone.contains(flag) || prefixes.contains(where: flag.hasPrefix) {
                kept.append(flag)
            }
        }
        return kept + unitNames.map { $0 + ($0.hasPrefix("-D__") ? "=unit" : "=\"unit\"") } + [
            "--target=x86_64-linux-gnu", "-Wno-everything", "-ferror-limit=0",
        ]
    }
}
