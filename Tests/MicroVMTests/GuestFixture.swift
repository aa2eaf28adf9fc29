// SPDX-License-Identifier: Apache-2.0
import SystemPackage
@testable import MicroVM
@testable import Support

/// A real guest, for tests that boot one. They run when these are set:
/// SCHED_TEST_VMLINUZ, a kernel image, and optionally SCHED_TEST_MODULES, its
/// `lib/modules/<release>`.
enum GuestFixture {
    static let isEnabled = Surroundings.variable("SCHED_TEST_VMLINUZ") != nil

    struct Setup {
        var task: GuestTask
        var include: [FilePath] = []
        var append: [String] = []
        var timeoutSeconds = 150
        var memoryMiB = 512
    }

    static func run(_ setup: Setup) async throws -> GuestReport {
        let folder = try Files.makeTemporaryDirectory("sched-guest")
        defer { try? Files.remove(folder) }
        let image = FilePath(Surroundings.variable("SCHED_TEST_VMLINUZ") ?? "")
        let modules = Surroundings.variable("SCHED_TEST_MODULES").map { FilePath($0) }
        let release = KernelRelease(modules?.lastComponent?.string ?? "unknown")
        let contents = GuestContents(
            release: release, programs: try await .find(), modules: modules,
            include: setup.include, task: setup.task)
        let initramfs = folder.appending("initramfs")
        let start = ContinuousClock.now
        let size = try contents.plan().write(to: initramfs)
        print("initramfs: \(size >> 20) MiB in \(ContinuousClock.now - start)")
        let report = try await Machine.run(
            MachineConfiguration(
                kernelImage: image, release: release, initramfs: initramfs,
                memoryMiB: setup.memoryMiB, append: setup.append,
                timeoutSeconds: setup.timeoutSeconds),
            portsIn: folder)
        print(
            "guest: user space after \(report.secondsToUserSpace ?? -1) s,",
            "end after \(report.seconds) s: \(report.end)")
        return report
    }
}
