// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Testing
@testable import Kernel
@testable import Manifest
@testable import Support

private let sample = Lock(
    variant: VariantName("sample")!, version: "1.0", kernels: [sampleKernel("6.1.0-56-amd64")],
    patches: ["b.patch": recipeDigest, "a.patch": runtimeDigest], recipe: recipeDigest,
    runtime: runtimeDigest, manifest: recipeDigest)

@Suite struct LockFileTests {
    @Test func `what is stored is loaded`() async throws {
        try await withDirectory { directory in
            let path = directory.appending("sample.lock")
            #expect(try LockFile.load(path) == nil)
            #expect(try LockFile.store(sample, at: path))
            #expect(try LockFile.load(path) == sample)
            let text = try Files.readText(path)
            #expect(text.hasPrefix("{\n") && text.hasSuffix("}\n"))
            let keys = ["\"kernels\"", "\"manifest\"", "\"patches\"", "\"a.patch\"", "\"b.patch\""]
            let places = keys.map { text.firstRange(of: $0)?.lowerBound }
            #expect(!places.contains(nil))
            #expect(places.compactMap(\.self) == places.compactMap(\.self).sorted())
        }
    }

    @Test func `an unchanged lock is not written`() async throws {
        try await withDirectory { directory in
            let path = directory.appending("sample.lock")
            try LockFile.store(sample, at: path)
            #expect(try !LockFile.store(sample, at: path))
            var other = sample
            other.kernels[0].sourceVersion = "6.1.193-1"
            #expect(try LockFile.store(other, at: path))
            #expect(try LockFile.load(path) == other)
            #expect(try Files.list(directory) == ["sample.lock"])
        }
    }

    /// Locks of earlier versions hold what builds found out.
    @Test func `keys that builds once added are passed over`() async throws {
        try await withDirectory { directory in
            let path = directory.appending("sample.lock")
            try LockFile.store(sample, at: path)
            let text = try Files.readText(path).replacing(
                "\"release\"",
                with: "\"compiler\" : \"gcc\", \"vmlinuxBuildID\" : \"ab\", \"release\"")
            try Files.replace(path, with: Array(text.utf8))
            #expect(text.contains("vmlinuxBuildID"))
            #expect(try LockFile.load(path) == sample)
        }
    }

    @Test(arguments: [
        ("{\"schema\": 2}", DiagnosticCode.lockSchemaUnknown), ("", .lockInvalid),
        ("[]", .lockInvalid), ("{\"schema\": 1}", .lockInvalid),
        ("{\"schema\": 1, \"variant\": \"Not A Name\"}", .lockInvalid),
    ])
    func `a file that is no lock is refused`(_ text: String, _ code: DiagnosticCode) async throws {
        try await withDirectory { directory in
            let path = directory.appending("sample.lock")
            try Files.write(Array(text.utf8), to: path)
            let error = #expect(throws: DiagnosticsError.self) { try LockFile.load(path) }
            #expect(error?.diagnostics.map(\.code) == [code])
            #expect(error?.diagnostics.first?.location?.file == path.string)
        }
    }
}
