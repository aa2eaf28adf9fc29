// SPDX-License-Identifier: Apache-2.0
import Boundary
import Contract
import Kernel
import Manifest
import Support

extension VariantChecks {
    /// Functions that vmlinux calls, with another signature than vmlinux knows.
    /// Asked of the compiler only where a patch touches the head of such a
    /// function, or a header.
    ///
    /// - Parameter changed: units whose text differs.
    func signatures(_ changed: [String]) async throws -> [Diagnostic] {
        let called = subject.boundary.functions.filter {
            $0.class.isRedirected
                || RuntimeContract.entries.contains($0.name)
        }
        let files = SignatureEdits(functions: called, tree: tree).files()
        let isHeaderEdited = files.contains { $0.hasSuffix(".h") }
        let suspects = called.filter { isHeaderEdited || files.contains($0.file) }
        let units = Set(suspects.map(\.unit)).intersection(changed).sorted()
        let probes = try await compilation.objects(units, .types, in: root, of: tree)
        return try probes.flatMap { probe in
            try compare(probe, suspects.filter { $0.unit == probe.unit })
        }
    }

    private func compare(
        _ probe: Compilation.Object, _ functions: [Boundary.Function]
    ) throws -> [Diagnostic] {
        let names = Set(functions.map(\.name))
        let stock = try subject.kernel.prototypes(unit: probe.unit, of: names)
        let now = try StructReader.prototypes(
            object: try Files.read(probe.path), named: probe.unit, of: names)
        return functions.compactMap { function in
            guard let before = stock[function.name], let after = now[function.name],
                before.identity != after.identity
            else { return nil }
            return report(function, before, after)
        }
    }

    private func report(
        _ function: Boundary.Function, _ stock: Prototype, _ variant: Prototype
    ) -> Diagnostic {
        let place = lines.origin(of: function.name, in: function.file)
        let users = function.evidence.prefix(3)
        return Diagnostic(
            .signatureChanged, at: place,
            "`\(function.name)` (\(function.file):\(function.line)) has another signature in the variant; vmlinux calls it by the old one",
            notes: ["vmlinux: \(stock.text)", "variant: \(variant.text)"] + users,
            hint:
                "keep the signature; give the variant a function of another name, and call that from this one"
        )
    }
}
