// SPDX-License-Identifier: Apache-2.0
@testable import Boundary
@testable import Kernel
@testable import Manifest
@testable import Packaging
@testable import Support

/// The oracle's references held against the boundary document.
struct OracleComparison {
    /// Why a reference needs no redirect although its target is of a boundary
    /// file. There is no other reason.
    enum Reason: String, CaseIterable {
        case insideCall = "a call between functions that are replaced together"
        case bootCode = "a call at boot, over before a variant is loaded"
        case ownSchedule = "a part of __schedule in whose stead the module's own runs"
        case classTable = "a pointer in a class table, whose contents are exchanged"
        case codeTable = "an entry of a table about the code, which is not called through"
    }

    private(set) var agreed: [Boundary.FunctionClass: Int] = [:]
    private(set) var explained: [Reason: Int] = [:]
    /// References without redirect or reason; redirects that nothing needs.
    private(set) var unexplained: [String] = []
    private(set) var needless: [String] = []

    private let boundary: Boundary
    private let byEntry: [UInt64: Boundary.Function]
    private let bySymbol: [String: Boundary.Function]
    private let ordered: [Boundary.Function]

    init(_ boundary: Boundary, _ oracle: BoundaryOracle) {
        self.boundary = boundary
        let coded = boundary.functions.filter { $0.symbol != nil }
        byEntry = Dictionary(coded.map { ($0.address, $0) }, uniquingKeysWith: { a, _ in a })
        bySymbol = Dictionary(coded.map { ($0.symbol!, $0) }, uniquingKeysWith: { a, _ in a })
        ordered = coded.sorted { $0.address < $1.address }
        var needed = oracle.exported
        for reference in oracle.references {
            guard let target = byEntry[reference.target] else { continue }
            if let reason = reason(reference) {
                explained[reason, default: 0] += 1
                continue
            }
            needed.insert(reference.target)
            if target.class.isRedirected || [.kept, .contextSwitch].contains(target.class) {
                agreed[target.class, default: 0] += 1
            } else {
                unexplained.append(
                    "\(target.symbol!) (\(target.class.rawValue)): \(reference.kind) in"
                        + " \(reference.source) at \(String(reference.site, radix: 16)),"
                        + " \(reference.section)")
            }
        }
        for function in coded where function.siteOffset != nil && !needed.contains(function.address)
        {
            needless.append("\(function.symbol!): \(function.evidence.joined(separator: "; "))")
        }
    }

    /// Functions of boundary files whose references are looked for. Those that
    /// run at boot only are no part of the boundary, nor are those that macros
    /// make in headers (no line: tracepoints' functions).
    static func targets(_ boundary: Boundary) -> [UInt64] {
        let files = Set(boundary.files)
        return boundary.functions
            .filter { $0.symbol != nil && files.contains($0.file) }
            .filter { $0.class != .`init` && $0.line > 0 }
            .map(\.address)
    }

    private func reason(_ reference: BoundaryOracle.Reference) -> Reason? {
        if reference.kind == .pointer {
            if reference.source.hasSuffix("_sched_class") { return .classTable }
            return Self.codeTables.contains(reference.section) ? .codeTable : nil
        }
        let source = function(reference)
        if source?.name == "__schedule" {
            let points = boundary.schedulePoints
            let stays = points.contextSwitch..<points.exit
            return stays.contains(reference.site) ? nil : .ownSchedule
        }
        guard reference.kind == .call else { return nil }
        if reference.section.hasPrefix(".init") || reference.section.hasPrefix(".exit") {
            return .bootCode
        }
        guard let source else { return nil }
        return source.class.isReplaced
            ? .insideCall : nil
    }

    /// Tables of pointers that say something about functions: where the tracer
    /// may patch, what may not be probed, which symbols system calls have.
    private static let codeTables: Set<String> = [
        "mcount_loc", "kprobe_blacklist", "syscalls_metadata", "error_injection_whitelist",
    ]

    /// The boundary's function around a reference; a `.cold` part is its parent's.
    private func function(_ reference: BoundaryOracle.Reference) -> Boundary.Function? {
        var (low, high) = (0, ordered.count)
        while low < high {
            let middle = (low + high) / 2
            if ordered[middle].address <= reference.site { low = middle + 1 } else { high = middle }
        }
        if low > 0, reference.site < ordered[low - 1].address + ordered[low - 1].size {
            return ordered[low - 1]
        }
        guard let cold = reference.source.firstRange(of: ".cold") else { return nil }
        return bySymbol[String(reference.source[..<cold.lowerBound])]
    }
}
