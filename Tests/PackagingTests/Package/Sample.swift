// SPDX-License-Identifier: Apache-2.0
import SystemPackage
@testable import Contract
@testable import Manifest
@testable import Module
@testable import Packaging
@testable import Support

/// A variant's files as the stages before packaging leave them.
struct Sample {
    static let kernel = KernelRelease("6.1.0-56-cloud-amd64")
    var name = VariantName("latency-tuned")!
    var version = "1.0.0"
    var kernel = Sample.kernel
    var description: String?
    var license = "GPL-2.0-only"
    var features = ["NO_WAKEUP_PREEMPTION"]

    var record: VariantRecord {
        VariantRecord(
            name: name, version: version, summary: "Wake-up latency before throughput",
            kernel: kernel, buildID: BuildID(hex: "0123456789abcdef0123456789abcdef01234567"),
            textBase: 0xffff_ffff_8100_0000, module: InstalledLayout.moduleFile(name),
            parameters: .init(schedFeatures: features))
    }

    var manifest: Manifest {
        let place = SourceLocation(file: "latency-tuned.yaml", line: 1, column: 1)
        return Manifest(
            path: "/manifests/latency-tuned.yaml",
            content: FileContent(Array("name: \(name)\n".utf8)), name: Located(name, at: place),
            version: Located(version, at: place), summary: record.summary,
            description: description, license: license,
            base: .init(
                kernels: [Located(kernel.rawValue, at: place)], from: Located(.debian, at: place)),
            boundary: .init(recipe: Located("linux-6.1", at: place)))
    }

    /// Writes the files; the module has `size` bytes that compress badly.
    func files(in directory: FilePath, size: Int = 1 << 16) throws -> Inputs {
        var state: UInt32 = 1
        let noise = (0..<size).map { _ -> UInt8 in
            state = state &* 1_664_525 &+ 1_013_904_223
            return UInt8(truncatingIfNeeded: state >> 24)
        }
        func write(_ name: String, _ bytes: some Sequence<UInt8>) throws -> FilePath {
            let path = directory.appending(name)
            try Files.write(bytes, to: path)
            return path
        }
        let module = BuiltModule(
            variant: name, version: version, kernel: kernel, buildID: record.buildID,
            module: try write("built.ko", noise),
            boundary: try write("b.json", "{}\n".utf8),
            redirects: try write("r.json", "[]\n".utf8), redirectList: [])
        return Inputs(
            module: module, lock: Array("{ }\n".utf8))
    }

    struct Inputs {
        var module: BuiltModule
        var lock: [UInt8]
    }
}
