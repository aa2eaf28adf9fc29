// SPDX-License-Identifier: Apache-2.0
import Contract

/// The generated sources: C for the tables, headers for schedule.S and gate-stubs.S.
extension RuntimeTables {
    private var base: String { RuntimeContract.current.baseSymbol }

    /// Definitions of what recipes/runtime/variant.h declares as generated.
    package var cSource: String {
        """
        // SPDX-License-Identifier: GPL-2.0-only
        /* Generated for \(name) \(version) and the vmlinux with build id \(buildID). */
        #include "variant.h"
        #include <linux/kernel.h>
        #include <linux/jump_label.h>
        #include <linux/sched.h>

        extern const char \(base)[];
        #define AT(offset) ((void *)(\(base) + (offset)))

        const char variant_name[] = "\(name)";
        const char variant_version[] = "\(version)";
        const char variant_build_id[] = "\(buildID)";
        const u8 variant_build_id_bytes[] = { \(bytes(buildID.bytes)) };
        const void * const variant_build_id_place = \(at(buildIDAddress));
        /* All addresses are counted from it once the module is linked. */
        const void * const variant_anchor = \(RuntimeContract.anchor);

        \(moduleSymbols)

        \(array(of: "site", sites.enumerated().map { index, site in
            "\"\(site.symbol)\", \(at(site.address)), target_\(index), "
                + "{ \(bytes(site.expected)) }, { \(bytes(site.mask)) }"
        }))

        \(array(of: "range", ranges.map { range in
            "(unsigned long)\(at(range.start)), (unsigned long)\(at(range.end)), "
                + "\"\(range.symbol)\""
        }))

        \(array(of: "table", classTables.enumerated().map { index, table in
            "\"\(table.symbol)\", \(at(table.address)), shadow_\(index), \(table.size)"
        }))

        \(features == nil ? "" : Self.featureDeclarations)\(value("features variant_stock_features", stockFeatures))

        \(value("features variant_own_features", ownFeatures))

        \(hookCalls)

        """
    }

    /// Where schedule.S finds vmlinux's `__schedule()`.
    package var scheduleHeader: String {
        """
        /* SPDX-License-Identifier: GPL-2.0-only */
        /* Generated: vmlinux's __schedule() of build id \(buildID). */
        #define SCHEDULE_FRAME_SIZE \(schedulePoints.frameSize)
        #define vmlinux_schedule_switch \(base) + \(offset(schedulePoints.contextSwitch))
        #define vmlinux_schedule_exit \(base) + \(offset(schedulePoints.exit))

        """
    }

    /// A line for each redirected system call, by its place in `sites`: those whose
    /// only argument is a `const struct pt_regs *` (arch/x86/include/asm/syscall_wrapper.h,
    /// checked on 6.1), at a site where nothing but that argument is live.
    package var gateHeader: String {
        let gates = sites.enumerated().filter { Self.isSystemCall($1.symbol) }.map { index, site in
            "GATE(\(index), \(site.symbol), \(offset(site.address)))\n"
        }
        return "/* SPDX-License-Identifier: GPL-2.0-only */\n/* Generated. */\n" + gates.joined()
    }

    private static func isSystemCall(_ symbol: String) -> Bool {
        symbol.prefixMatch(of: /__(x64|ia32)_(compat_)?sys_/) != nil
    }

    // MARK: Parts

    /// Symbols with dots in them need assembler names.
    private var moduleSymbols: String {
        func declare(_ list: [String], as name: String) -> [String] {
            list.enumerated().map {
                "extern const char \(name)_\($0)[] __asm__(\"\($1)\");"
            }
        }
        return lines(
            declare(sites.map(\.target), as: "target")
                + declare(classTables.map(\.shadow), as: "shadow"))
    }

    private static let featureDeclarations = """
        extern const char * const VARIANT_OWN(sched_feat_names)[];
        extern struct static_key VARIANT_OWN(sched_feat_keys)[];
        extern unsigned int VARIANT_OWN(sysctl_sched_features);

        """

    private var stockFeatures: [(String, String)] {
        guard let features else { return [] }
        return [
            ("count", "\(features.stockCount)"), ("names", at(features.names)),
            ("keys", at(features.keys)), ("bits", at(features.bits)),
        ]
    }

    private var ownFeatures: [(String, String)] {
        guard let features else { return [] }
        return [
            ("count", "\(features.ownCount)"), ("names", "VARIANT_OWN(sched_feat_names)"),
            ("keys", "VARIANT_OWN(sched_feat_keys)"),
            ("bits", "&VARIANT_OWN(sysctl_sched_features)"),
        ]
    }

    /// Calls and no pointers: an indirect branch would need a landing pad.
    private var hookCalls: String {
        let hooks = RuntimeContract.current.hooks
        guard hasHooks else {
            return """
                int variant_load_hook(void) { return 0; }
                void variant_unload_hook(void) { }
                """
        }
        return """
            extern int VARIANT_OWN(\(hooks.load))(void);
            extern void VARIANT_OWN(\(hooks.unload))(void);
            int variant_load_hook(void) { return VARIANT_OWN(\(hooks.load))(); }
            void variant_unload_hook(void) { VARIANT_OWN(\(hooks.unload))(); }
            """
    }

    // MARK: C

    /// An array of `struct variant_NAME` with its count.
    private func array(of name: String, _ elements: [String]) -> String {
        """
        const struct variant_\(name) variant_\(name)s[] = {
        \(lines(elements.map { "\t{ \($0) }," }))
        };
        const unsigned int variant_\(name)_count = ARRAY_SIZE(variant_\(name)s);
        """
    }

    /// A `struct variant_…`; all zero without members.
    private func value(_ declaration: String, _ members: [(name: String, value: String)]) -> String
    {
        let fields = members.map { "\t.\($0.name) = \($0.value),\n" }.joined()
        return "const struct variant_\(declaration)"
            + (members.isEmpty ? ";" : " = {\n\(fields)};")
    }

    private func at(_ address: UInt64) -> String { "AT(\(offset(address)))" }

    private func offset(_ address: UInt64) -> String {
        "0x" + String(address - textBase, radix: 16)
    }

    private func bytes(_ list: [UInt8]) -> String {
        list.map { "0x" + String($0, radix: 16) }.joined(separator: ", ")
    }

    private func lines(_ list: [String]) -> String { list.joined(separator: "\n") }
}
