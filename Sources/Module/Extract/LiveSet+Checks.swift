// SPDX-License-Identifier: Apache-2.0

extension LiveSet {
    /// What a module may have of per-CPU data. The kernel reserves
    /// PERCPU_MODULE_RESERVE, 8 KiB, for all modules together
    /// (include/linux/percpu.h, mm/percpu.c; 6.1 and 6.12).
    static let perCPULimit = 7 << 10

    mutating func checkPerCPUData() {
        let data = members.map { graph.inputs[$0] }.filter(\.section.isPerCPU)
        let size = data.reduce(0) {
            ($0 + $1.alignment - 1) / $1.alignment * $1.alignment + $1.size
        }
        guard size > Self.perCPULimit, let largest = data.max(by: { $0.size < $1.size }) else {
            return
        }
        fail(
            .perCPUTooLarge, about: largest.name,
            "the variant has \(size) bytes of per-CPU data of its own; modules share 8192, and more than \(Self.perCPULimit) would leave no room for others: the largest is `\(largest.name)` (\(largest.unit)) with \(largest.size)",
            hint: "allocate it with alloc_percpu(), or keep a pointer per CPU")
    }

    /// A static key of vmlinux that is read-only once the kernel has booted
    /// cannot be used: the module loader links the module's entries into the key
    /// (kernel/jump_label.c, jump_label_add_module(), writes `key->next` of every
    /// key outside the module; 6.1) and faults. From 6.10 on such keys are sealed
    /// at boot and left alone, which `jump_label_init_ro` shows.
    mutating func checkStaticKeys() {
        let globals = request.facts.globals
        guard globals["jump_label_init_ro"] == nil,
            let start = globals["__start_ro_after_init"]?.address,
            let end = globals["__end_ro_after_init"]?.address
        else { return }
        for (table, entry) in entries
        where graph.tables[table].section.name == SectionRule.jumpTable {
            let references = graph.tables[table].entries[entry].references
            guard references.count == 3,
                case .vmlinux(let symbol) = resolution(of: references[2], from: nil),
                (start..<end).contains(symbol.address)
            else { continue }
            let key = symbol.sourceName
            var user = "the variant"
            if case .input(let input) = references[0].target {
                user = "`\(graph.inputs[input].parentName ?? graph.inputs[input].name)`"
            }
            fail(
                .roAfterInitKey, about: key,
                "\(user) uses the static key `\(key)`, which is read-only once the kernel has booted: loading the module would fault",
                hint: "read it with static_key_enabled(&\(key)), which needs no patching")
        }
    }
}
