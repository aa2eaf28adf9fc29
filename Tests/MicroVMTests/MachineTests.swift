// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Testing
@testable import MicroVM
@testable import Support

/// The machine against an emulator that is a shell script: everything but the
/// guest itself is real.
@Suite struct MachineTests {
    @Test func `the command line, word by word`() {
        let configuration = MachineConfiguration(
            kernelImage: "/boot/vmlinuz", release: KernelRelease("6.1.0"), initramfs: "/tmp/i",
            cpus: 4, memoryMiB: 2048, append: ["nohz_full=1"])
        #expect(
            configuration.command(portsIn: "/tmp/a,b").description
                == """
                qemu-system-x86_64 -accel tcg,thread=multi -machine pc -cpu max,-la57 -smp 4 \
                -m 2048 -nodefaults -no-user-config -display none -no-reboot \
                -kernel /boot/vmlinuz -initrd /tmp/i -append 'console=ttyS0,115200 \
                ignore_loglevel printk.time=1 panic=-1 tsc=reliable cryptomgr.notests nohz_full=1' \
                -chardev file,id=console,path=/tmp/a,,b/console \
                -chardev file,id=output,path=/tmp/a,,b/output \
                -chardev file,id=errors,path=/tmp/a,,b/errors \
                -chardev file,id=control,path=/tmp/a,,b/control \
                -serial chardev:console -chardev null,id=unused \
                -device pci-serial-4x,chardev1=output,chardev2=errors,chardev3=control,\
                chardev4=unused
                """)
    }

    @Test func `nodes share CPUs and memory`() {
        var configuration = MachineConfiguration(
            kernelImage: "/boot/vmlinuz", release: KernelRelease("6.1.0"), initramfs: "/tmp/i",
            cpus: 4, memoryMiB: 2048)
        configuration.nodes = 2
        let expected = """
            -smp 4,sockets=2 -m 2048 \
            -object memory-backend-ram,id=node0,size=1024M \
            -numa node,nodeid=0,memdev=node0,cpus=0-1 \
            -object memory-backend-ram,id=node1,size=1024M \
            -numa node,nodeid=1,memdev=node1,cpus=2-3 -nodefaults
            """
        #expect(configuration.command(portsIn: "/tmp/a").description.contains(expected))
    }

    @Test func `Secure Boot has a firmware whose variables only the firmware writes`() {
        var configuration = MachineConfiguration(
            kernelImage: "/boot/vmlinuz", release: KernelRelease("6.1.0"), initramfs: "/tmp/i")
        configuration.secureBoot = SecureBoot(code: "/ovmf/code.fd", variables: "/tmp/a,b.fd")
        let command = configuration.command(portsIn: "/tmp/a").description
        #expect(command.contains("-machine q35,smm=on"))
        #expect(command.contains("-global driver=cfi.pflash01,property=secure,value=on"))
        #expect(command.contains("unit=0,format=raw,readonly=on,file=/ovmf/code.fd"))
        #expect(command.contains("unit=1,format=raw,file=/tmp/a,,b.fd"))
        #expect(command.hasSuffix(",chardev4=unused,prog_if=0"))
    }

    @Test func `refuses small memory`() async throws {
        await #expect(throws: MachineError.memoryTooSmall(memoryMiB: 100, neededMiB: 195)) {
            try await Self.run("exit 0", memoryMiB: 100)
        }
        #expect(MachineConfiguration.memoryNeeded(initramfsBytes: (100 << 20) + 1) == 495)
    }

    @Test func `a finished guest's output and status are read, and told while it runs`()
        async throws
    {
        let report = try await Self.run(
            "echo ready 1.5 >control; echo hello >output; echo 'exit 3 2' >control.x; "
                + "cat control.x >>control")
        #expect(report.end == .poweredOff)
        #expect(report.exitStatus == 3)
        #expect(report.text == "hello\n")
        #expect(report.secondsToUserSpace != nil)
        #expect(!report.isSuccess)
    }

    @Test func `a report on the console fails a run that ended with 0`() async throws {
        let report = try await Self.run(
            "echo '[    1.000000] WARNING: CPU: 0 PID: 1 at kernel/x.c:1' >console; "
                + "echo 'exit 0 2' >control")
        #expect(report.exitStatus == 0)
        #expect(!report.isSuccess)
        #expect(report.explanation?.contains("WARNING: CPU: 0 PID: 1 at kernel/x.c:1") == true)
    }

    @Test func `the emulator's own fault is called so, and what ends it`() async throws {
        let report = try await Self.run(
            "echo '[    1.000000] int3: 0000 [#1]' >console; "
                + "echo '[    1.000000] Code: 24 18 0f <1f> 44 00' >>console; "
                + "echo 'exit 0 2' >control")
        #expect(!report.isSuccess)
        #expect(report.explanation?.contains("this is a fault of the emulator") == true)
        #expect(report.explanation?.contains("hint: use QEMU 8.1 or newer") == true)
    }

    @Test func `a guest that dies without a word is a failure with its last lines`() async throws {
        let report = try await Self.run("echo ready 1 >control; echo last words >console")
        #expect(report.end == .died)
        #expect(report.exitStatus == nil)
        #expect(report.explanation?.contains("last words") == true)
    }

    @Test func `a guest that goes on for ever is killed with all its children`() async throws {
        let report = try await Self.run(
            "echo ready 1 >control; echo work >>control; sleep 1000 & echo $! >output; wait",
            timeoutSeconds: 1)
        #expect(report.end == .timedOut(seconds: 1))
        #expect(report.explanation?.hasPrefix("the guest was stopped after 1 s, in the") == true)
        let child = report.text.split(separator: "\n").first.map(String.init) ?? "0"
        #expect(child != "0")
        // Killed at once, but reaped by somebody else.
        let process = FilePath("/proc").appending(child)
        for _ in 0..<100 where Files.exists(process) {
            try await Task.sleep(for: .milliseconds(50))
        }
        #expect(!Files.exists(process))
    }

    @Test func `a guest that cannot power off is stopped`() async throws {
        let report = try await Self.run("echo 'exit 0 1' >control; sleep 1000", graceSeconds: 1)
        #expect(report.end == .hungAtPowerOff)
        #expect(!report.isSuccess)
    }

    @Test func `silence after a fatal report ends the wait; silence alone does not`() async throws {
        let oops = "echo '[    1.000000] general protection fault: 0000 [#1]' >console; "
        let report = try await Self.run(oops + "sleep 1000", graceSeconds: 1)
        #expect(report.end == .stuck)
        let patient = try await Self.run("sleep 1000", timeoutSeconds: 3, graceSeconds: 1)
        #expect(patient.end == .timedOut(seconds: 3))
    }

    @Test func `cancelling ends the guest at once`() async throws {
        let run = Task { try await Self.run("sleep 1000") }
        try await Task.sleep(for: .milliseconds(300))
        let start = ContinuousClock.now
        run.cancel()
        await #expect(throws: CancellationError.self) { try await run.value }
        #expect(ContinuousClock.now - start < .seconds(10))
    }

    @Test func `emulator fails`() async throws {
        let expected = MachineError.emulatorFailed(status: "exit status 1", log: "no such cpu\n")
        await #expect(throws: expected) {
            try await Self.run("echo no such cpu >&2; exit 1")
        }
    }

    @Test func `emulator missing`() async throws {
        let expected = MachineError.programMissing("no-such-qemu", package: "qemu-system-x86")
        await #expect(throws: expected) { try await Self.run("", emulator: "no-such-qemu") }
    }

    /// Runs a script, in the ports' directory, as the emulator.
    @discardableResult
    static func run(
        _ script: String, memoryMiB: Int = 512, timeoutSeconds: Int = 120, graceSeconds: Int = 20,
        emulator: String? = nil
    ) async throws -> GuestReport {
        let directory = try Files.makeTemporaryDirectory("sched-machine")
        defer { try? Files.remove(directory) }
        let program = directory.appending("emulator")
        try Files.write(
            "#!/bin/sh\ncd \(directory)\n\(script)\n".utf8, to: program, permissions: 0o755)
        try Files.write([0], to: directory.appending("initramfs"))
        return try await Machine.run(
            MachineConfiguration(
                kernelImage: "/none", release: KernelRelease("6.1.0"),
                initramfs: directory.appending("initramfs"), memoryMiB: memoryMiB,
                timeoutSeconds: timeoutSeconds, graceSeconds: graceSeconds,
                emulator: emulator ?? program.string),
            portsIn: directory)
    }
}
