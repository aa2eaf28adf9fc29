// SPDX-License-Identifier: Apache-2.0
import Boundary
import Kernel
import Manifest
import Support

/// Makes one object of what a variant owns.
///
///  1. Take the compiled objects apart into input sections; bind them to each other.
///  2. From the roots (targets of redirects, class tables, what the runtime
///     calls) follow every reference. A reference to what stays vmlinux's
///     becomes a symbol of vmlinux, one to a string literal that vmlinux has
///     becomes vmlinux's; an address taken of a function becomes
///     vmlinux's function, whose entry is redirected; all else comes along.
///  3. Entries of code tables come along with their code, until nothing new does.
///  4. Lay the input sections out and name them.
enum Extractor {
    /// - Throws: `DiagnosticsError` for what the variant does wrongly,
    ///   `ExtractionError` for objects of an unknown form.
    static func extract(_ request: ExtractionRequest) throws -> ExtractedObject {
        let graph = try InputGraph(request.objects)
        let policy = OwnershipPolicy(
            boundary: request.boundary, facts: request.facts, tables: Set(request.classTables),
            entries: Set(request.runtimeEntries),
            statics: FunctionStatics(graph, request.boundary))
        var live = try LiveSet(graph: graph, policy: policy, request: request)
        live.addRoots()
        live.run()
        live.addHooks()
        live.run()
        live.checkStaticKeys()
        live.checkPerCPUData()
        live.checkStatics()
        guard live.diagnostics.isEmpty else {
            throw DiagnosticsError(
                Array(Set(live.diagnostics)).sorted { $0.message < $1.message })
        }
        var extracted = try OutputLayout(live).object()
        extracted.hooks = live.hooks
        return extracted
    }
}
