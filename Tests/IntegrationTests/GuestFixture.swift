// SPDX-License-Identifier: Apache-2.0
import SystemPackage
@testable import Kernel
@testable import MicroVM
@testable import Support

/// A guest with the kernel of the ready variants, for tests that boot one.
enum GuestFixture {
    struct Setup {
        var task: GuestTask
        var include: [FilePath] = []
        var append: [String] = []
        var timeoutSeconds = 150
        var memoryMiB = 512
    }

    static func run(_ setup: Setup) async throws -> GuestReport {
        let directory = try Files.makeTemporaryDirectory("sched-guest")
        defer { try? Files.remove(directory) }
        let tree = try await Lab.bootable()
        let contents = GuestContents(
            release: tree.release, programs: try await .find(), modules: tree.modules,
            include: setup.include, task: setup.task)
        let initramfs = directory.appending("initramfs")
        _ = try contents.plan().write(to: initramfs)
        return try await Machine.run(
            MachineConfiguration(
                kernelImage: tree.vmlinuz, release: tree.release, initramfs: initramfs,
                memoryMiB: setup.memoryMiB, append: setup.append,
                timeoutSeconds: setup.timeoutSeconds),
            portsIn: directory)
    }
}
