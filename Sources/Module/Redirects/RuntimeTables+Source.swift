// SPDX-License-Identifier: Apache-2.0

/// The generated sources: C for the tables, a header for schedule.S.
extension RuntimeTables {
    package var cSource: String {
        """
        // SPDX-License-Identifier: GPL-2.0-only
        /* Generated for \(name) \(version) and the vmlinux with build id \(buildID). */
        #include <linux/kernel.h>
        #include <linux/jump_label.h>
        #include <linux/sched.h>
        #include "variant.h"

        extern const char \(Self.baseSymbol)[];
        #define AT(offset) ((void *)(\(Self.baseSymbol) + (offset)))

        const char variant_name[] = "\(name)";
        const char variant_version[] = "\(version)";
        const char variant_build_id[] = "\(buildID)";
        const void * const variant_anchor_loader = schedule;
        const void * const variant_anchor_host = AT(\(offset(anchor)));

        \(targetDeclarations)

        const struct variant_site variant_sites[] = {
        \(lines(sites.enumerated().map(siteInitialiser)))
        };
        const unsigned int variant_site_count = ARRAY_SIZE(variant_sites);

        const struct variant_range variant_ranges[] = {
        \(lines(ranges.map(rangeInitialiser)))
        };
        const unsigned int variant_range_count = ARRAY_SIZE(variant_ranges);

        const struct variant_table variant_tables[] = {
        \(lines(classTables.enumerated().map(tableInitialiser)))
        };
        const unsigned int variant_table_count = ARRAY_SIZE(variant_tables);

        const struct variant_engine variant_stock_engine = {
        	.update_rq_clock = AT(\(offset(stockEngine.updateRQClock))),
        	.set_rq_online = AT(\(offset(stockEngine.setRQOnline))),
        	.set_rq_offline = AT(\(offset(stockEngine.setRQOffline))),
        \(stockServer)};
        extern void sv_update_rq_clock(struct rq *rq);
        extern void sv_set_rq_online(struct rq *rq);
        extern void sv_set_rq_offline(struct rq *rq);
        \(serverDeclaration)const struct variant_engine variant_own_engine = {
        	.update_rq_clock = sv_update_rq_clock,
        	.set_rq_online = sv_set_rq_online,
        	.set_rq_offline = sv_set_rq_offline,
        \(ownServer)};

        \(featureTables)

        \(hookCalls)

        """
    }

    private var stockServer: String {
        stockEngine.stopServer.map { "\t.dl_server_stop = AT(\(offset($0))),\n" } ?? ""
    }

    private var serverDeclaration: String {
        stockEngine.stopServer == nil
            ? "" : "extern void sv_dl_server_stop(struct sched_dl_entity *server);\n"
    }

    private var ownServer: String {
        stockEngine.stopServer == nil ? "" : "\t.dl_server_stop = sv_dl_server_stop,\n"
    }

    /// Calls and no pointers: an indirect branch would need a landing pad.
    private var hookCalls: String {
        guard hasHooks else {
            return """
                int variant_load_hook(void) { return 0; }
                void variant_unload_hook(void) { }
                """
        }
        return """
            extern int sv_sched_variant_load(void);
            extern void sv_sched_variant_unload(void);
            int variant_load_hook(void) { return sv_sched_variant_load(); }
            void variant_unload_hook(void) { sv_sched_variant_unload(); }
            """
    }

    package var scheduleHeader: String {
        """
        /* SPDX-License-Identifier: GPL-2.0-only */
        /* Generated: vmlinux's __schedule() of build id \(buildID). */
        #define SCHEDULE_FRAME_SIZE \(schedulePoints.frameSize)
        #define vmlinux_schedule_switch \(Self.baseSymbol) + \(offset(schedulePoints.contextSwitch))
        #define vmlinux_schedule_exit \(Self.baseSymbol) + \(offset(schedulePoints.exit))

        """
    }

    /// A line for each redirected system call, by its place in `sites`: those whose
    /// only argument is a `const struct pt_regs *` (arch/x86/include/asm/syscall_wrapper.h,
    /// checked on 6.1), at a site where nothing but that argument is live.
    package var gateHeader: String {
        let gates = sites.enumerated().filter { Self.isSystemCall($1.symbol) }.map { index, site in
            "GATE(\(index), \(site.symbol), \(offset(site.address)))"
        }
        return "/* SPDX-License-Identifier: GPL-2.0-only */\n/* Generated. */\n" + lines(gates)
            + "\n"
    }

    private static func isSystemCall(_ symbol: String) -> Bool {
        ["__x64_", "__ia32_"].contains { prefix in
            ["sys_", "compat_sys_"].contains { symbol.hasPrefix(prefix + $0) }
        }
    }

    private func offset(_ address: UInt64) -> String {
        "0x" + String(address - textBase, radix: 16)
    }

    private func lines(_ list: [String]) -> String { list.joined(separator: "\n") }

    /// Symbols with dots in them need assembler names.
    private var targetDeclarations: String {
        let targets = sites.enumerated().map { index, site in
            "extern const char target_\(index)[] __asm__(\"\(site.target)\");"
        }
        let shadows = classTables.enumerated().map { index, table in
            "extern const char shadow_\(index)[] __asm__(\"\(table.shadow)\");"
        }
        return lines(targets + shadows)
    }

    private func siteInitialiser(_ index: Int, _ site: Site) -> String {
        "\t{ \"\(site.symbol)\", AT(\(offset(site.address))), target_\(index), "
            + "{ \(bytes(site.expected)) }, { \(bytes(site.mask)) } },"
    }

    private func bytes(_ list: [UInt8]) -> String {
        list.map { "0x" + String($0, radix: 16) }.joined(separator: ", ")
    }

    private func rangeInitialiser(_ range: Range) -> String {
        "\t{ (unsigned long)AT(\(offset(range.start))), (unsigned long)AT(\(offset(range.end))), "
            + "\"\(range.symbol)\" },"
    }

    private func tableInitialiser(_ index: Int, _ table: ClassTable) -> String {
        "\t{ \"\(table.symbol)\", AT(\(offset(table.address))), shadow_\(index), \(table.size) },"
    }

    private var featureTables: String {
        guard let features else {
            return """
                const struct variant_features variant_stock_features;
                const struct variant_features variant_own_features;
                """
        }
        return """
            const struct variant_features variant_stock_features = {
            	.count = \(features.stockCount),
            	.names = AT(\(offset(features.names))),
            	.keys = AT(\(offset(features.keys))),
            	.bits = AT(\(offset(features.bits))),
            };
            extern const char * const sv_sched_feat_names[];
            extern struct static_key sv_sched_feat_keys[];
            extern unsigned int sv_sysctl_sched_features;
            const struct variant_features variant_own_features = {
            	.count = \(features.ownCount),
            	.names = sv_sched_feat_names,
            	.keys = sv_sched_feat_keys,
            	.bits = &sv_sysctl_sched_features,
            };
            """
    }
}
