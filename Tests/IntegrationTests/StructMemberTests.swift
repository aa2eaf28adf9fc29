// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Testing
@testable import Boundary
@testable import Commands
@testable import Kernel
@testable import Manifest
@testable import Packaging
@testable import Support

/// What is known of struct members, for real kernels, against a search by words
/// that knows neither types nor macros.
@Suite(.serialized) struct StructMemberTests {
    @Test(
        .enabled(if: MustFail.isWanted), .timeLimit(.minutes(10)),
        arguments: ["manifests/latency-tuned.yaml", "Tests/Fixtures/kernels/stock-6.12.yaml"])
    func `a word search finds no use that was missed`(_ manifest: String) async throws {
        let report = BoundaryReport(
            context: Lab.context(), mode: .update, readsMembers: true)
        let path = MustFail.checkout.appending(FilePath(manifest).components)
        for document in try await report.run(path) {
            let structs = try #require(document.boundary.structs)
            try checkKnown(structs)
            let (hits, missed) = try search(structs, document.boundary)
            // One that finds next to nothing would agree with everything.
            #expect(hits >= 12)
            #expect(missed == [])
        }
    }

    private func checkKnown(_ structs: [StructUse]) throws {
        func member(_ structure: String, _ name: String) throws -> StructUse.Member {
            let found = structs.first { $0.name == structure }?.members.first { $0.name == name }
            return try #require(found, "\(structure) \(name)")
        }
        let runtime = try member("struct sched_entity", "sum_exec_runtime")
        #expect(runtime.scope == .outside)
        #expect(runtime.uses.contains { $0.function == "__exit_signal" })
        #expect(try member("struct sched_entity", "vruntime").scope == .internal)
        let list = try member("struct rq", "cfs_tasks")
        #expect(list.uses.contains { $0.file == "runtime/tasks.c" })
        let task = structs.first { $0.name == "struct task_struct" }
        #expect(task?.isKernelWide == true)
        #expect(task?.members.allSatisfy { $0.scope == .outside } == true)
    }

    /// Files outside the boundary that are known to touch tasks' entities, besides
    /// those of kernel/sched.
    static let others = [
        "kernel/exit.c", "kernel/delayacct.c", "fs/proc/base.c", "kernel/cgroup/cpuset.c",
        "kernel/time/posix-cpu-timers.c", "kernel/locking/rtmutex.c",
    ]

    /// Members of other structs that have a scheduler member's name.
    static let namesakes: Set<String> = [
        // struct task_cputime
        "sum_exec_runtime kernel/sched/cpuacct.c"
    ]

    /// Of members whose name has several words and is in one struct only.
    private func search(
        _ structs: [StructUse], _ boundary: Boundary
    ) throws -> (hits: Int, missed: [String]) {
        let inside = Set(boundary.files)
        let compiled = Set(boundary.functions.map(\.file)).filter {
            $0.hasSuffix(".c") && $0.hasPrefix("kernel/sched/") && !inside.contains($0)
        }
        let source = try source(of: boundary.kernel)
        let texts = try (compiled.sorted() + Self.others).map { file in
            (file, try Files.readText(source.appending(FilePath(file).components)))
        }
        func last(_ name: String) -> String { String(name.split(separator: ".").last ?? "") }
        let counts = Dictionary(
            structs.flatMap(\.members).map { (last($0.name), 1) }, uniquingKeysWith: +)
        var hits = 0
        var missed: [String] = []
        for item in structs where !item.isKernelWide && item.file.hasSuffix(".h") {
            for member in item.members where counts[last(member.name)] == 1 {
                let name = last(member.name)
                guard name.contains("_") else { continue }
                let pattern = try Regex("(->|\\.)\(name)\\b").wordBoundaryKind(.simple)
                // The others cannot see the scheduler's own structs.
                let visible = texts.filter {
                    $0.0.hasPrefix("kernel/sched/") || item.file.hasPrefix("include/")
                }
                for (file, text) in visible where text.firstMatch(of: pattern) != nil {
                    hits += 1
                    let isKnown =
                        member.scope == .outside && member.uses.contains { $0.file == file }
                    if !isKnown, !Self.namesakes.contains("\(name) \(file)") {
                        missed.append("\(item.name) \(member.name) in \(file)")
                    }
                }
            }
        }
        return (hits, missed)
    }

    private func source(of kernel: Boundary.Kernel) throws -> FilePath {
        let kernels = KernelCache(Surroundings.cache).kernels
        let directory = try Files.list(kernels).first {
            $0.hasPrefix("\(kernel.release)-")
                && Files.exists(kernels.appending($0).appending("tree.json"))
        }
        return kernels.appending(try #require(directory)).appending("source")
    }
}
