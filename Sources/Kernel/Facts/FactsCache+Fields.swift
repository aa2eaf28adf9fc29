// SPDX-License-Identifier: Apache-2.0
import Manifest
import Support

extension FactsEncoder {
    mutating func put(_ function: KernelFacts.Function) {
        put(function.name)
        put(function.symbol)
        put(function.file)
        put(function.line)
        put(function.unit)
        put(function.address)
        put(function.size)
        put(function.section)
        put(function.isExternal)
        put(function.isExported)
        put(function.sympos)
        put(function.inlinedInto)
        put(function.hasFtraceSite)
        put(function.hasColdPart)
        put(function.hasEndbr)
        put(function.inlinedBy) { $0.put($1) }
        put(function.aliases) { $0.put($1) }
        put(function.isWeak)
    }

    mutating func put(_ variable: KernelFacts.Variable) {
        put(variable.name)
        put(variable.symbol)
        put(variable.file)
        put(variable.line)
        put(variable.unit)
        put(variable.address)
        put(variable.size)
        put(variable.section)
        put(variable.isExternal)
        put(variable.function)
    }

    mutating func put(_ reference: KernelFacts.Reference) {
        put(UInt8(KernelFacts.Reference.Kind.allCases.firstIndex(of: reference.kind)!))
        put(reference.target)
        put(reference.targetAddress)
        put(reference.source)
        put(reference.sourceFile)
        put(reference.address)
        put(reference.section)
        put(reference.sourceAddress)
    }

    mutating func put(_ use: KernelFacts.VariableUse) {
        put(UInt8(KernelFacts.VariableUse.Kind.allCases.firstIndex(of: use.kind)!))
        put(use.variable)
        put(use.source)
        put(use.sourceAddress)
        put(use.sourceFile)
        put(use.address)
        put(use.section)
    }

    mutating func put(_ symbol: KernelFacts.Symbol) {
        put(symbol.address)
        put(symbol.size)
        let kinds: [KernelFacts.Symbol.Kind] = [.function, .object, .other]
        put(UInt8(kinds.firstIndex(of: symbol.kind)!))
        put(symbol.isWeak)
        put(symbol.section)
        put(symbol.isExported)
    }
}

extension FactsDecoder {
    mutating func function() throws(FactsError) -> KernelFacts.Function {
        KernelFacts.Function(
            name: try text(), symbol: try optionalText(), file: try text(), line: try int(),
            unit: try text(), address: try u64(), size: try u64(), section: try text(),
            isExternal: try bool(), isExported: try bool(), sympos: try int(),
            inlinedInto: try int(), hasFtraceSite: try bool(), hasColdPart: try bool(),
            hasEndbr: try bool(),
            inlinedBy: try array { (from) throws(FactsError) in try from.text() },
            aliases: try array { (from) throws(FactsError) in try from.text() },
            isWeak: try bool())
    }

    mutating func variable() throws(FactsError) -> KernelFacts.Variable {
        KernelFacts.Variable(
            name: try text(), symbol: try text(), file: try text(), line: try int(),
            unit: try text(), address: try u64(), size: try u64(), section: try text(),
            isExternal: try bool(), function: try optionalText())
    }

    mutating func reference() throws(FactsError) -> KernelFacts.Reference {
        let kind = Int(try u8())
        guard kind < KernelFacts.Reference.Kind.allCases.count else { throw Self.damaged }
        return KernelFacts.Reference(
            kind: KernelFacts.Reference.Kind.allCases[kind], target: try text(),
            targetAddress: try u64(), source: try text(), sourceFile: try optionalText(),
            address: try u64(), section: try text(), sourceAddress: try u64())
    }

    mutating func variableUse() throws(FactsError) -> KernelFacts.VariableUse {
        let kind = Int(try u8())
        guard kind < KernelFacts.VariableUse.Kind.allCases.count else { throw Self.damaged }
        return KernelFacts.VariableUse(
            kind: KernelFacts.VariableUse.Kind.allCases[kind], variable: try u64(),
            source: try text(), sourceAddress: try u64(), sourceFile: try optionalText(),
            address: try u64(), section: try text())
    }

    mutating func symbol() throws(FactsError) -> KernelFacts.Symbol {
        let (address, size) = (try u64(), try u64())
        let kinds: [KernelFacts.Symbol.Kind] = [.function, .object, .other]
        let kind = Int(try u8())
        guard kind < kinds.count else { throw Self.damaged }
        return KernelFacts.Symbol(
            address: address, size: size, kind: kinds[kind], isWeak: try bool(),
            section: try text(), isExported: try bool())
    }
}
