// SPDX-License-Identifier: Apache-2.0
import Support
import SystemPackage

/// Follows a running guest's ports: hands on what arrives, keeps it for the
/// report, and notices when nothing good can come any more.
actor GuestWatch {
    static let interval = Duration.milliseconds(50)
    /// Bytes of each port that go into the report; the port's file has them all.
    static let keptBytes = 64 << 20

    private let start = ContinuousClock.now
    private let timeoutSeconds: Int
    private let graceSeconds: Int
    private let listener: Machine.Listener
    private var followed: [GuestPort: FollowedFile] = [:]
    private var received: [GuestPort: [UInt8]] = [:]
    private var progress = GuestProgress()
    private var secondsToUserSpace: Double?
    private var lastSign = ContinuousClock.now
    private var checkedConsoleBytes = 0
    private var sawFatalReport = false

    init(
        _ configuration: MachineConfiguration, directory: FilePath,
        listener: @escaping Machine.Listener
    ) {
        timeoutSeconds = configuration.timeoutSeconds
        graceSeconds = configuration.graceSeconds
        self.listener = listener
        for port in GuestPort.allCases {
            followed[port] = FollowedFile(port.file(in: directory))
            received[port] = []
        }
    }

    /// Returns why the guest should be stopped.
    func untilHopeless() async throws -> GuestReport.End {
        while true {
            try poll()
            if let verdict = verdict(at: .now) { return verdict }
            try await Task.sleep(for: Self.interval)
        }
    }

    private func verdict(at now: ContinuousClock.Instant) -> GuestReport.End? {
        if now - start > .seconds(timeoutSeconds) { return .timedOut(seconds: timeoutSeconds) }
        guard now - lastSign > .seconds(graceSeconds) else { return nil }
        if progress.exitStatus != nil { return .hungAtPowerOff }
        return sawFatalReport ? .stuck : nil
    }

    private func poll() throws {
        for port in GuestPort.allCases {
            let bytes = try followed[port]?.next() ?? []
            if bytes.isEmpty { continue }
            lastSign = .now
            let room = Self.keptBytes - (received[port]?.count ?? 0)
            received[port]?.append(contentsOf: bytes.prefix(max(0, room)))
            listener(port, bytes)
        }
        readProgress()
        lookForFatalReport()
    }

    private func readProgress() {
        progress = GuestProgress(control: received[.control] ?? [])
        if secondsToUserSpace == nil && progress.uptimeAtReady != nil {
            secondsToUserSpace = (ContinuousClock.now - start).inSeconds
        }
    }

    private func lookForFatalReport() {
        guard let console = received[.console], !sawFatalReport,
            let end = console[checkedConsoleBytes...].lastIndex(of: UInt8(ascii: "\n"))
        else { return }
        let lines = console[checkedConsoleBytes...end].split(separator: UInt8(ascii: "\n"))
        checkedConsoleBytes = end + 1
        sawFatalReport = lines.contains {
            KernelMessage(String(decoding: $0, as: UTF8.self))?.problem?.isFatal == true
        }
    }

    /// The report once the emulator is gone; `stopped` is why it was stopped,
    /// nil when it ended by itself.
    func report(stopped: GuestReport.End?) throws -> GuestReport {
        try poll()
        let console = String(decoding: received[.console] ?? [], as: UTF8.self)
        return GuestReport(
            end: stopped ?? (progress.exitStatus == nil ? .died : .poweredOff),
            progress: progress, output: received[.output] ?? [],
            errorOutput: received[.errors] ?? [], console: console,
            problems: KernelLog.problems(in: console), secondsToUserSpace: secondsToUserSpace,
            seconds: (ContinuousClock.now - start).inSeconds)
    }
}

extension Duration {
    var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}
