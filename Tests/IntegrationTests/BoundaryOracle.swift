// SPDX-License-Identifier: Apache-2.0
import SystemPackage
@testable import Boundary
@testable import Kernel
@testable import Manifest
@testable import Packaging
@testable import Support

/// What objdump, readelf and a search of the data sections say about a vmlinux:
/// a second opinion that shares no code with the readers it is held against
/// (Tests/Fixtures/oracle/references.py).
struct BoundaryOracle {
    struct Reference {
        enum Kind: String { case call, operand, pointer }
        var kind: Kind
        var site: UInt64
        var section: String
        var source: String
        var target: UInt64
    }

    private(set) var references: [Reference] = []
    private(set) var exported: Set<UInt64> = []
    /// Function symbols among the boundary's that are none of them.
    private(set) var others: [(name: String, address: UInt64)] = []

    init(vmlinux: FilePath, targets: some Sequence<UInt64>) async throws {
        let script = Lab.root.appending("Tests/Fixtures/oracle/references.py")
        let input = Set(targets).sorted().map { String($0, radix: 16) + "\n" }.joined()
        let cache = vmlinux.removingLastComponent()
        let result = try await Command("python3", [script.string, vmlinux.string, cache.string])
            .run(input: Array(input.utf8), timeout: 900)
        guard result.isSuccess else { throw SystemError.other(result.errorText) }
        for line in result.text.split(separator: "\n") { try add(line.split(separator: "\t")) }
    }

    private mutating func add(_ fields: [Substring]) throws {
        guard fields.count == 5, let target = UInt64(fields[4], radix: 16) else {
            throw SystemError.other("the oracle printed \(fields)")
        }
        switch fields[0] {
        case "export": exported.insert(target)
        case "symbol": others.append((String(fields[3]), target))
        case let kind:
            guard let kind = Reference.Kind(rawValue: String(kind)),
                let site = UInt64(fields[1], radix: 16)
            else { throw SystemError.other("the oracle printed \(fields)") }
            references.append(
                Reference(
                    kind: kind, site: site, section: String(fields[2]), source: String(fields[3]),
                    target: target))
        }
    }

    /// Source files of addresses, as binutils reads the line tables.
    static func files(of addresses: [UInt64], in vmlinux: FilePath) async throws -> [String] {
        let input = addresses.map { String($0, radix: 16) + "\n" }.joined()
        return try await Command("addr2line", ["-e", vmlinux.string])
            .run(input: Array(input.utf8), timeout: 300).text
            .split(separator: "\n").map(String.init)
    }
}
