// SPDX-License-Identifier: Apache-2.0
import Support
import SystemPackage

/// Runs guests.
package enum Machine {
    /// What is told while a guest runs.
    package typealias Listener = @Sendable (GuestPort, [UInt8]) -> Void

    /// Boots the guest, waits for its end and reads what it said.
    ///
    /// 1. Refuse a memory too small to unpack the initramfs in.
    /// 2. Start the emulator in a process group of its own.
    /// 3. While it runs, hand on what the guest writes, and watch for its end.
    /// 4. Kill the group if the time is over, or nothing more can come.
    ///
    /// - Parameter directory: receives one file for each port (`console`, `output`,
    ///   `errors`, `control`); they stay there.
    /// - Throws: `MachineError` when there was no guest at all, `CancellationError`
    ///   when the task was cancelled (the guest is gone then), `SystemError`.
    package static func run(
        _ configuration: MachineConfiguration, portsIn directory: FilePath,
        listener: @escaping Listener = { _, _ in }
    ) async throws -> GuestReport {
        try refuseSmallMemory(configuration)
        for port in GuestPort.allCases { try Files.write([], to: port.file(in: directory)) }
        let command = configuration.command(portsIn: directory)
        let watch = GuestWatch(configuration, directory: directory, listener: listener)
        let stopped = try await withThrowingTaskGroup(of: GuestReport.End?.self) { group in
            group.addTask {
                try await runEmulator(command)
                return nil
            }
            group.addTask { try await watch.untilHopeless() }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
        return try await watch.report(stopped: stopped)
    }

    private static func runEmulator(_ command: Command) async throws {
        let result: CommandResult
        do { result = try await command.run() } catch SystemError.commandMissing(let name, _) {
            throw MachineError.programMissing(name, package: "qemu-system-x86")
        }
        try Task.checkCancellation()
        guard result.isSuccess else {
            throw MachineError.emulatorFailed(
                status: "\(result.termination)", log: result.errorText)
        }
    }

    private static func refuseSmallMemory(_ configuration: MachineConfiguration) throws {
        let size = try MappedFile(configuration.initramfs).count
        let needed = MachineConfiguration.memoryNeeded(initramfsBytes: size)
        if configuration.memoryMiB < needed {
            throw MachineError.memoryTooSmall(memoryMiB: configuration.memoryMiB, neededMiB: needed)
        }
    }
}
