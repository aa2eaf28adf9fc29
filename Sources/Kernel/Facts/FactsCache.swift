// SPDX-License-Identifier: Apache-2.0
//
// A facts file: the magic, which ends in the schema's number; u32 number of
// strings, each as u32 size and its bytes; then release, build id, text base,
// functions, variables, references, globals, patch sites and uses of variables,
// fields in the order of the code below. Numbers are little-endian, a string is
// a u32 index. It is a cache: another version of sched makes it anew.
import Manifest
import Support
import SystemPackage

/// Keeps a kernel's facts in a file.
package enum FactsCache {
    private static let magic: [UInt8] =
        Array("schedfct".utf8) + [UInt8(KernelFacts.currentSchema), 5, 0, 0]

    /// Replaces the file in one rename.
    package static func store(_ facts: KernelFacts, to path: FilePath) throws {
        try Files.replace(path, with: encode(facts))
    }

    /// - Throws: `FactsError.unusableCache` when the file is of another version
    ///   or damaged, `SystemError` when it cannot be opened.
    package static func load(_ path: FilePath) throws -> KernelFacts {
        try MappedFile(path).withUnsafeBytes { try decode($0) }
    }

    static func encode(_ facts: KernelFacts) -> [UInt8] {
        var encoder = FactsEncoder()
        encoder.put(facts.release.rawValue)
        encoder.put(facts.buildID.hex)
        encoder.put(facts.textBase)
        encoder.put(facts.functions) { $0.put($1) }
        encoder.put(facts.variables) { $0.put($1) }
        encoder.put(facts.references) { $0.put($1) }
        encoder.put(facts.globals.sorted { $0.key < $1.key }) { encoder, entry in
            encoder.put(entry.key)
            encoder.put(entry.value)
        }
        encoder.put(facts.patchSites) { encoder, site in
            encoder.put(site.address)
            encoder.put(UInt8(site.kind == .jumpLabel ? 0 : 1))
        }
        encoder.put(facts.variableUses) { $0.put($1) }
        return encoder.finished(magic: magic)
    }

    static func decode(_ bytes: UnsafeRawBufferPointer) throws(FactsError) -> KernelFacts {
        var decoder = try FactsDecoder(bytes, magic: magic)
        var facts = KernelFacts(
            release: KernelRelease(try decoder.text()), buildID: BuildID(hex: try decoder.text()),
            textBase: try decoder.u64(),
            functions: try decoder.array { (from) throws(FactsError) in try from.function() },
            variables: try decoder.array { (from) throws(FactsError) in try from.variable() },
            references: try decoder.array { (from) throws(FactsError) in try from.reference() },
            globals: [:])
        let globals = try decoder.array { (from) throws(FactsError) in
            (try from.text(), try from.symbol())
        }
        facts.globals = Dictionary(globals, uniquingKeysWith: { first, _ in first })
        facts.patchSites = try decoder.array { (from) throws(FactsError) in
            let address = try from.u64()
            return .init(kind: try from.u8() == 0 ? .jumpLabel : .staticCall, address: address)
        }
        facts.variableUses = try decoder.array { (from) throws(FactsError) in
            try from.variableUse()
        }
        try decoder.finish()
        return facts
    }
}
