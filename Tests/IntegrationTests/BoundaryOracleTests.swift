// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Testing
@testable import Boundary
@testable import Commands
@testable import Kernel
@testable import Manifest
@testable import Packaging
@testable import Support

extension IntegrationTests {
    /// The boundary of real kernels against an independent oracle. Needs apt's lists
    /// and the kernels' packages; a first run unpacks them (a minute each), and
    /// objdump takes another for each kernel, once.
    @Suite struct BoundaryOracleTests {
        @Test(arguments: ["manifests/latency-tuned.yaml", "Tests/Fixtures/kernels/stock-6.12.yaml"])
        func `every reference from outside`(manifest: String) async throws {
            let report = BoundaryReport(context: Lab.context(), mode: .update)
            for document in try await report.run(Lab.root.appending(FilePath(manifest).components))
            {
                try await compare(document.boundary)
            }
        }

        private func compare(_ boundary: Boundary) async throws {
            let vmlinux = try vmlinux(of: boundary.kernel)
            let oracle = try await BoundaryOracle(
                vmlinux: vmlinux, targets: OracleComparison.targets(boundary))
            let comparison = OracleComparison(boundary, oracle)
            print(figures(boundary, oracle, comparison))
            // One that finds next to nothing would agree with everything.
            #expect(oracle.references.count > 2000 && oracle.exported.count > 30)
            #expect(comparison.unexplained == [])
            #expect(comparison.needless == [])
            #expect(boundary.functions.filter { $0.reasons.isEmpty }.map(\.name) == [])
            #expect(try await unlisted(boundary, oracle, vmlinux) == [])
        }

        /// Functions that binutils says are of a boundary file and that the boundary
        /// does not know.
        private func unlisted(
            _ boundary: Boundary, _ oracle: BoundaryOracle, _ vmlinux: FilePath
        ) async throws -> [String] {
            let known = Set(
                boundary.functions.filter { $0.symbol != nil && $0.line > 0 }.map(\.address))
            let others = oracle.others.filter { !known.contains($0.address) }
            let files = try await BoundaryOracle.files(of: others.map(\.address), in: vmlinux)
            return zip(others, files).filter { _, file in
                boundary.files.contains { file.contains("/\($0):") || file.hasPrefix("\($0):") }
            }.map { "\($0.name): \($1)" }
        }

        private func vmlinux(of kernel: Boundary.Kernel) throws -> FilePath {
            let kernels = KernelCache(Surroundings.cache).kernels
            let directory = try Files.list(kernels).first {
                $0.hasPrefix("\(kernel.release)-")
                    && Files.exists(kernels.appending($0).appending("vmlinux"))
            }
            return kernels.appending(try #require(directory)).appending("vmlinux")
        }

        private func figures(
            _ boundary: Boundary, _ oracle: BoundaryOracle, _ comparison: OracleComparison
        ) -> String {
            let agreed = comparison.agreed.map { "  \($1) \($0.rawValue)" }.sorted()
            let explained = comparison.explained.map { "  \($1) \($0.rawValue)" }.sorted()
            return """
                \(boundary.kernel.release): \(oracle.references.count) references to \
                \(OracleComparison.targets(boundary).count) functions, \(oracle.exported.count) exports
                agreed:
                \(agreed.joined(separator: "\n"))
                explained:
                \(explained.joined(separator: "\n"))
                """
        }
    }
}
