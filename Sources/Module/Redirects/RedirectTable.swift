// SPDX-License-Identifier: Apache-2.0
import Boundary
import Contract
import ELF
import Kernel
import Manifest
import Support

/// The places of vmlinux that a variant overwrites, with what stands there.
struct RedirectTable {
    let list: [Redirect]
    private let boundary: Boundary
    private let facts: KernelFacts
    private let extracted: ExtractedObject

    init(boundary: Boundary, facts: KernelFacts, extracted: ExtractedObject) throws {
        self.boundary = boundary
        self.facts = facts
        self.extracted = extracted
        var functions: [String: Boundary.Function] = [:]
        for function in boundary.functions {
            if let symbol = function.symbol, extracted.targets[symbol] != nil {
                functions[symbol] = function
            }
        }
        let traced = Dictionary(
            facts.functions.filter { $0.address != 0 }.map { ($0.address, $0) },
            uniquingKeysWith: { first, _ in first })
        list = try extracted.redirects.map { symbol in
            guard let function = functions[symbol] else {
                throw SystemError.other("`\(symbol)` is to be redirected, but is not in vmlinux")
            }
            let entry = traced[function.address]
            let computed =
                (entry?.hasEndbr == true ? 4 : 0) + (entry?.hasFtraceSite == true ? 5 : 0)
            return Redirect(
                symbol: symbol, sympos: function.sympos, address: function.address,
                siteOffset: function.siteOffset ?? computed)
        }
    }

    func tables(
        name: VariantName, version: String, classTables: [String], ownsFeatures: Bool,
        sites reader: SiteReader
    ) throws -> RuntimeTables {
        let points = boundary.schedulePoints
        let addresses = list.map { $0.address + UInt64($0.siteOffset) } + [points.entry]
        let found = try reader.sites(addresses, length: 5)
        let names = list.map(\.symbol) + [BoundaryAnalyser.contextSwitcher]
        let targets =
            list.compactMap { extracted.targets[$0.symbol] }
            + [RuntimeContract.current.scheduleThunk]
        let sites = found.indices.map {
            RuntimeTables.Site(
                symbol: names[$0], address: addresses[$0], target: targets[$0],
                expected: found[$0].bytes, mask: found[$0].mask)
        }
        var tables = RuntimeTables(
            name: name, version: version, buildID: facts.buildID,
            buildIDAddress: try reader.buildIDAddress(),
            textBase: facts.textBase, sites: sites, ranges: ranges(coldParts: reader.coldParts()),
            classTables: try classTables.map(classTable),
            features: ownsFeatures ? try features() : nil, schedulePoints: points)
        tables.hasHooks = extracted.hooks.count == RuntimeContract.current.hooks.all.count
        return tables
    }

    /// Code of boundary functions in vmlinux, cold parts included; not of those
    /// that are kept, in which tasks may sleep.
    func ranges(
        coldParts: [(parent: String, address: UInt64, size: UInt64)]
    ) -> [RuntimeTables.Range] {
        var ranges: [RuntimeTables.Range] = []
        for function in boundary.functions
        where function.class.isReplacedAsWhole && function.address != 0 {
            let symbol = function.symbol ?? function.name
            ranges.append(
                .init(
                    symbol: symbol, start: function.address, end: function.address + function.size))
        }
        let names = Set(ranges.map(\.symbol))
        for cold in coldParts where names.contains(cold.parent) {
            ranges.append(
                .init(symbol: cold.parent, start: cold.address, end: cold.address + cold.size))
        }
        var last: UInt64 = 0
        return ranges.sorted { $0.start < $1.start }.filter { range in
            // Aliases share their code.
            defer { last = max(last, range.end) }
            return range.start >= last
        }
    }

    func classTable(_ symbol: String) throws -> RuntimeTables.ClassTable {
        guard let table = facts.globals[symbol],
            let size = extracted.classTables[symbol]
        else { throw SystemError.other("the class table `\(symbol)` is not in vmlinux") }
        guard Int(table.size) == size || table.size == 0 else {
            throw SystemError.other(
                "`\(symbol)` has \(size) bytes in the variant and \(table.size) in vmlinux: struct sched_class has changed"
            )
        }
        return .init(
            symbol: symbol, address: table.address, size: size,
            shadow: ExtractedObject.prefix + symbol)
    }

    private func variable(_ symbol: String) throws -> Boundary.Variable {
        guard let found = boundary.variables.first(where: { $0.symbol == symbol }) else {
            throw SystemError.other("vmlinux has no variable `\(symbol)`")
        }
        return found
    }

    /// One pointer for each name (include/linux: `const char *`).
    private func features() throws -> RuntimeTables.Features {
        let names = try variable("sched_feat_names")
        let own = extracted.object.symbols.first {
            $0.name == ExtractedObject.prefix + "sched_feat_names"
        }
        return .init(
            names: names.address, keys: try variable("sched_feat_keys").address,
            bits: try variable("sysctl_sched_features").address,
            stockCount: Int(names.size) / 8, ownCount: Int(own?.size ?? 0) / 8)
    }
}
