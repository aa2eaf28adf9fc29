// SPDX-License-Identifier: Apache-2.0
import Support
import SystemPackage

/// One guest: a stock kernel, an initramfs and nothing else; no disk, no
/// network, no privilege.
package struct MachineConfiguration: Sendable, Equatable {
    /// The bootable image, `vmlinuz`.
    package var kernelImage: FilePath
    /// Of the kernel in `kernelImage`.
    package var release: KernelRelease
    /// The archive that the guest's root is unpacked from.
    package var initramfs: FilePath
    package var cpus: Int
    /// In MiB; `memoryNeeded` tells the least.
    package var memoryMiB: Int
    /// NUMA nodes, each a socket with as many CPUs and as much memory as the others; 1
    /// for a machine that knows nothing of nodes. `cpus` and `memoryMiB` are multiples.
    package var nodes = 1
    /// Nil: the emulator's own firmware, without UEFI.
    package var secureBoot: SecureBoot?
    /// Further kernel arguments; they come last, so they win.
    package var append: [String]
    /// For the whole run, boot included.
    package var timeoutSeconds: Int
    /// How long the guest may be silent after its task has ended, and after a
    /// report on the console that it cannot survive.
    package var graceSeconds: Int
    /// A path, or a name looked up in PATH.
    package var emulator: String

    /// - Parameters:
    ///   - memoryMiB: refused by `Machine.run` when the initramfs does not fit.
    ///   - emulator: a path, or a name looked up in PATH.
    package init(
        kernelImage: FilePath, release: KernelRelease, initramfs: FilePath, cpus: Int = 2,
        memoryMiB: Int = 1024, append: [String] = [], timeoutSeconds: Int = 300,
        graceSeconds: Int = 20, emulator: String = "qemu-system-x86_64"
    ) {
        self.kernelImage = kernelImage
        self.release = release
        self.initramfs = initramfs
        self.cpus = cpus
        self.memoryMiB = memoryMiB
        self.append = append
        self.timeoutSeconds = timeoutSeconds
        self.graceSeconds = graceSeconds
        self.emulator = emulator
    }

    /// - console: every message reaches the serial console, whatever the level
    ///   is set to later, each with its time.
    /// - `panic=-1`: a panic resets at once, which ends QEMU (`-no-reboot`).
    /// - `tsc=reliable`: the emulated CPUs read one clock, which the kernel
    ///   cannot know; without it every clock reading goes through the HPET.
    ///
    /// - `cryptomgr.notests`: the kernel's ciphers are not the guest's business (crypto/testmgr.c).
    ///
    /// KASLR stays on: a variant has to work with it.
    static let kernelArguments = [
        "console=ttyS0,115200", "ignore_loglevel", "printk.time=1", "panic=-1", "tsc=reliable",
        "cryptomgr.notests",
    ]

    /// The command line that runs the guest; its ports end in files of `directory`.
    package func command(portsIn directory: FilePath) -> Command {
        let machine = secureBoot == nil ? "pc" : SecureBoot.machine
        var words = ["-accel", "tcg,thread=multi", "-machine", machine, "-cpu", Self.cpuModel]
        words += ["-smp", nodes > 1 ? "\(cpus),sockets=\(nodes)" : "\(cpus)"]
        words += ["-m", "\(memoryMiB)"] + nodeArguments
        words += ["-nodefaults", "-no-user-config", "-display", "none", "-no-reboot"]
        words += secureBoot?.arguments ?? []
        words += ["-kernel", kernelImage.string, "-initrd", initramfs.string]
        words += ["-append", (Self.kernelArguments + append).joined(separator: " ")]
        for port in GuestPort.allCases {
            let path = port.file(in: directory).string.split(
                separator: ",", omittingEmptySubsequences: false)
            words += [
                "-chardev", "file,id=\(port.fileName),path=\(path.joined(separator: ",,"))",
            ]
        }
        words += ["-serial", "chardev:\(GuestPort.console.fileName)"]
        words += ["-chardev", "null,id=unused"]
        words += ["-device", Self.serialCard + (secureBoot == nil ? "" : SecureBoot.noConsole)]
        return Command(emulator, words)
    }

    private var nodeArguments: [String] {
        guard nodes > 1 else { return [] }
        let own = cpus / nodes
        return (0..<nodes).flatMap { node in
            [
                "-object", "memory-backend-ram,id=node\(node),size=\(memoryMiB / nodes)M",
                "-numa",
                "node,nodeid=\(node),memdev=node\(node),cpus=\(node * own)-\((node + 1) * own - 1)",
            ]
        }
    }

    /// Everything TCG can do, but page tables of four levels: the fifth only
    /// makes each page walk longer.
    private static let cpuModel = "max,-la57"

    private static let serialCard =
        "pci-serial-4x,chardev1=\(GuestPort.output.fileName),"
        + "chardev2=\(GuestPort.errors.fileName),chardev3=\(GuestPort.control.fileName),"
        + "chardev4=unused"

    /// The least memory in which an initramfs of that size can be unpacked: the
    /// archive lies in memory while its content goes to a tmpfs, which may fill
    /// half of what is left (shmem_default_max_blocks, mm/shmem.c, 6.1).
    package static func memoryNeeded(initramfsBytes: Int) -> Int {
        let size = (initramfsBytes + (1 << 20) - 1) >> 20
        return 3 * size + 192
    }
}
