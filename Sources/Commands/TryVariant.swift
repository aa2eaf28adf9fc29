// SPDX-License-Identifier: Apache-2.0
import Boundary
import Contract
import Host
import Kernel
import Manifest
import MicroVM
import Packaging
import RPM
import Support
import SystemPackage

/// `sched try`: a variant in a guest that runs its own stock kernel.
///
///  1. Find the package; the lock inside it names the kernel's packages.
///  2. Have that kernel in the cache.
///  3. Assemble an initramfs: sched, its libraries, the repository, the tools.
///  4. Boot it, install the variant there, run the command, bring back what it
///     printed and how it ended. A kernel that complained is a failure.
package struct TryVariant: Sendable {
    /// Where the cache and the repository are.
    package var context: BuildContext
    /// Of its packages in the repository the last by kernel and version is taken.
    package var variant: VariantName
    /// What runs in the guest after the setup.
    package var work: Work = .none
    /// Files and directories of the host that the guest gets, at the same paths.
    package var include: [FilePath] = []
    /// `cpuacct` and the like: cgroup v1 controllers to mount.
    package var legacyControllers: [String] = []
    /// False: the package is at hand in the guest, but stock runs.
    package var installs = true
    package var cpus = 2
    /// NUMA nodes, each a socket with its share of the CPUs and the memory.
    package var nodes = 1
    /// In MiB; nil for as much as the initramfs needs, 1024 at least.
    package var memoryMiB: Int?
    /// Further arguments of the guest's kernel.
    package var append: [String] = []
    /// For the whole run of the guest, boot included.
    package var timeoutSeconds = 300
    /// Packages that are not in the cache are an error.
    package var offline = false
    /// Boot this image instead of the variant's own kernel.
    package var kernelImage: FilePath?
    /// Boot under UEFI Secure Boot, this certificate (PEM) being all that it trusts
    /// besides the kernel's own keys.
    package var secureBoot: FilePath?
    /// The program that becomes the guest's `sched`.
    package var program: FilePath

    /// What the user wants to run.
    package enum Work: Sendable {
        case none
        /// For the guest's shell.
        case command(String)
        /// A file to be run.
        case script(FilePath)
    }

    /// What `sched try --json` prints.
    package struct Outcome: Sendable, Codable {
        /// A new meaning of a key gets a new number (docs/exit-status.md).
        package var schema = 1
        package var variant: VariantName
        /// The release that the guest booted.
        package var kernel: KernelRelease
        /// Of the command; nil when the guest did not get to its end.
        package var exitStatus: Int32?
        /// The task ended with 0, the guest powered off, and its kernel had nothing to
        /// report.
        package var isSuccess: Bool
        /// Why it is no success; nil when it is one.
        package var explanation: String?
        /// The command's standard output.
        package var output: String
        /// Its standard error, and all that the setup printed.
        package var errorOutput: String
        /// From the emulator's start to the guest's first process; nil when it did not come
        /// so far.
        package var secondsToUserSpace: Double?
        /// From the emulator's start to its end.
        package var seconds: Double
    }

    package init(context: BuildContext, variant: VariantName) {
        self.context = context
        self.variant = variant
        program = Surroundings.executable
    }

    /// - Parameters:
    ///   - output: receives the command's standard output while it runs.
    ///   - errors: its standard error, and what the setup prints.
    package func run(
        output: @escaping @Sendable ([UInt8]) -> Void,
        errors: @escaping @Sendable ([UInt8]) -> Void
    ) async throws -> Outcome {
        let tree = try await kernelTree()
        let report = try await WorkDirectory.with("sched-try", in: KernelCache(context.cache).work)
        {
            try await boot(tree, in: $0, output: output, errors: errors)
        }
        return Outcome(
            variant: variant, kernel: tree.release, exitStatus: report.exitStatus,
            isSuccess: report.isSuccess, explanation: report.explanation, output: report.text,
            errorOutput: report.errorText, secondsToUserSpace: report.secondsToUserSpace,
            seconds: report.seconds)
    }

    private func boot(
        _ tree: KernelTree, in directory: FilePath,
        output: @escaping @Sendable ([UInt8]) -> Void,
        errors: @escaping @Sendable ([UInt8]) -> Void
    ) async throws -> GuestReport {
        let initramfs = directory.appending("initramfs")
        let size = try await context.progress.stage(
            "initramfs", detail: { (bytes: Int) in "\(bytes >> 20) MiB" }
        ) { try await contents(tree).plan().write(to: initramfs) }
        var machine = configuration(tree, initramfs: initramfs, size: size)
        if let secureBoot {
            machine.secureBoot = try await SecureBoot.trusting(secureBoot, in: directory)
        }
        return try await context.progress.stage(
            "guest", detail: { (report: GuestReport) in Self.describe(report) }
        ) {
            try await Machine.run(machine, portsIn: directory) { port, bytes in
                switch port {
                case .output: output(bytes)
                case .errors: errors(bytes)
                case .console, .control: break
                }
            }
        }
    }

    /// The emulator's command line, as `run` would use it; nothing is started.
    package func plan() async throws -> String {
        let tree = try await kernelTree()
        let machine = configuration(tree, initramfs: "initramfs", size: 0)
        return machine.command(portsIn: "ports").description
    }

    private func configuration(
        _ tree: KernelTree, initramfs: FilePath, size: Int
    ) -> MachineConfiguration {
        let needed = MachineConfiguration.memoryNeeded(initramfsBytes: size)
        var machine = MachineConfiguration(
            kernelImage: kernelImage ?? tree.vmlinuz, release: tree.release, initramfs: initramfs,
            cpus: cpus,
            memoryMiB: memoryMiB ?? max(1024, needed), append: append,
            timeoutSeconds: timeoutSeconds)
        machine.nodes = nodes
        return machine
    }

    private func contents(_ tree: KernelTree) async throws -> GuestContents {
        var setup: [String] = []
        if installs {
            setup.append("sched install \(variant)")
        }
        let work: GuestTask.Work
        switch self.work {
        case .none: work = .none
        case .command(let text): work = .command(text)
        case .script(let path): work = .script(try Files.readText(path))
        }
        return GuestContents(
            release: tree.release, programs: try await HostPrograms.find(), modules: tree.modules,
            sched: program, repository: context.repository, include: include,
            settings: [Host.repositoryList: "\(GuestContents.repositoryDirectory)\n"],
            task: GuestTask(setup: setup, work: work, legacyControllers: legacyControllers))
    }

    private func kernelTree() async throws -> KernelTree {
        let repository = Repository(context.repository)
        guard repository.exists else { throw OperationError.noRepository(context.repository) }
        let packages = try repository.packages()
        guard let package = packages.last(where: { $0.variant == variant }) else {
            let names = packages.map(\.variant.rawValue)
            throw OperationError.unknownVariant(
                variant, available: Set(names).sorted(), repositories: [context.repository])
        }
        let path = repository.file(package)
        let directory = InstalledLayout.directory(package.kernel, variant)
        let lockFile = directory.appending(InstalledLayout.lock).string
        let files = try await withRPM {
            try RPMPackageFile(path).contents { $0 == lockFile }
        }
        guard let bytes = files[lockFile],
            let lock = try? CanonicalJSON.decode(Lock.self, from: bytes),
            let kernel = lock.kernels.first(where: { $0.release == package.kernel })
        else { throw OperationError.incompletePackage(path, missing: "lock for \(package.kernel)") }
        return try await KernelTreeStore(cache: KernelCache(context.cache)).bootable(
            kernel, offline: offline, progress: context.progress)
    }

    private static func describe(_ report: GuestReport) -> String {
        let boot = report.secondsToUserSpace.map {
            "user space after \(ProcessSeconds.text($0)) s"
        }
        return boot ?? "never reached user space"
    }
}

/// Seconds with one decimal, without a formatter.
enum ProcessSeconds {
    static func text(_ seconds: Double) -> String {
        let tenths = Int((seconds * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}
