// SPDX-License-Identifier: Apache-2.0

extension RuntimeContract {
    /// The contract as C and as assembly: recipes/runtime/contract.h.
    package var header: String {
        """
        /* SPDX-License-Identifier: GPL-2.0-only */
        /*
         * Generated from Sources/Contract/RuntimeContract.swift, which says what
         * each name is. Edit that file, then run
         * SCHED_UPDATE_GOLDEN=1 swift test --filter RuntimeContract
         */
        #ifndef VARIANT_CONTRACT_H
        #define VARIANT_CONTRACT_H

        /* The name in the module of what the variant's code calls `symbol`. */
        #define VARIANT_OWN(symbol) \(symbolPrefix)##symbol

        \(macros.map { "#define VARIANT_\($0) \(quoted($1))" }.joined(separator: "\n"))

        #ifndef __ASSEMBLY__
        #include <linux/types.h>

        struct task_struct;

        /* The variant's own code. */
        extern const char \(textStart)[], \(textEnd)[];
        /* Where vmlinux's __schedule() is led to. */
        extern const char \(scheduleThunk)[];

        /* Stands for switch_to() in the variant's code. */
        bool \(switchFunction)(struct task_struct *prev, struct task_struct *next);

        /*
         * A variant may define these. The first is called before the switch to the
         * variant and may refuse it, the second after the switch away from it, or
         * when the switch to it failed. Both may sleep.
         */
        int \(hooks.load)(void);
        void \(hooks.unload)(void);
        #endif

        #endif

        """
    }

    private var macros: [(name: String, value: String)] {
        [
            ("LOAD_HOOK", hooks.load), ("LOG_TAG", logTag), ("OFF_SWITCH", offSwitch),
            ("LASTING_PREFIX", lastingPrefix),
        ]
            + VariantState.allCases.map { ("STATE_\(macro("\($0)"))", $0.rawValue) }
            + TransitionDirection.allCases.map { ("TRANSITION_\(macro("\($0)"))", $0.rawValue) }
            + Mirror(reflecting: sysfs).children.map {
                ("SYSFS_\(macro($0.label ?? ""))", "\($0.value)")
            }
    }

    private func macro(_ name: String) -> String {
        name.replacing(/([a-z])([A-Z])/) { "\($0.1)_\($0.2)" }.uppercased()
    }

    private func quoted(_ text: String) -> String { "\"\(text)\"" }
}
