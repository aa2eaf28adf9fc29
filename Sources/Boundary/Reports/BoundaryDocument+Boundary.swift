// SPDX-License-Identifier: Apache-2.0
import Kernel

// From the values of the analysis to what stands in the document.

extension BoundaryDocument {
    /// Copies what the JSON has, with reasons made into sentences.
    package init(_ boundary: Boundary) {
        self.init(
            kernel: boundary.kernel, files: boundary.files,
            functions: boundary.functions.map(Function.init), redirects: boundary.redirects,
            kept: boundary.kept, variables: boundary.variables.map(Variable.init),
            schedulePoints: boundary.schedulePoints,
            structs: boundary.structs?.map(Struct.init), listed: boundary.listed.map(Listed.init))
    }
}

extension BoundaryDocument.Function {
    init(_ function: Boundary.Function) {
        self.init(
            name: function.name, symbol: function.symbol, file: function.file,
            line: function.line, unit: function.unit, class: function.class,
            evidence: function.evidence, address: function.address, size: function.size,
            sympos: function.sympos, siteOffset: function.siteOffset)
    }
}

extension BoundaryDocument.Variable {
    init(_ variable: Boundary.Variable) {
        self.init(
            name: variable.name, symbol: variable.symbol, file: variable.file,
            line: variable.line, unit: variable.unit, ownership: variable.ownership,
            class: variable.class, reason: variable.reason?.rawValue, address: variable.address,
            size: variable.size, section: variable.section, isPerCPU: variable.isPerCPU,
            outsideUsers: variable.outsideUsers.map { user in
                .init(
                    how: user.kind.rawValue, source: user.source, file: user.file,
                    places: user.places, isAtBoot: user.isAtBoot)
            }, unsafe: variable.unsafe)
    }
}

extension BoundaryDocument.Struct {
    init(_ item: StructUse) {
        self.init(
            name: item.name, file: item.file, line: item.line, size: item.size,
            kernelWide: item.isKernelWide ? StructUse.kernelWide : nil,
            members: item.members.map(BoundaryDocument.Member.init),
            holes: item.holes.map { .init(offset: $0.offset, size: $0.size) },
            wholeUses: item.wholeUses.map(BoundaryDocument.Use.init))
    }
}

extension BoundaryDocument.Member {
    init(_ member: StructUse.Member) {
        self.init(
            name: member.name, type: member.type, offset: member.offset, size: member.size,
            isBitField: member.isBitField, scope: member.scope,
            uses: member.uses.map(BoundaryDocument.Use.init), insideUses: member.insideUses,
            isAddressTaken: member.isAddressTaken)
    }
}

extension BoundaryDocument.Use {
    init(_ use: StructUse.Use) {
        self.init(
            function: use.function, file: use.file, line: use.line, access: use.access,
            reason: use.reason.sentence, isBoot: use.isBoot)
    }
}

extension BoundaryDocument.Listed {
    init(_ listed: ListedBoundary) {
        self.init(
            source: listed.source,
            items: listed.items.map { item in
                .init(
                    key: item.key, name: item.name, line: item.line,
                    outcome: item.finding.outcome, finding: item.finding.sentence)
            }, unlisted: listed.unlisted)
    }
}
