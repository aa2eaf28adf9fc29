// SPDX-License-Identifier: Apache-2.0
import Support
import SystemPackage

/// A UEFI firmware with Secure Boot on, which knows one certificate and no other.
///
/// The kernel takes the firmware's `db` into its platform keyring and goes into lockdown
/// (integrity), so that it loads modules signed by its maker's key or by that
/// certificate's. It is started by `-kernel`, which the firmware does not check.
package struct SecureBoot: Sendable, Equatable {
    /// OVMF, built with Secure Boot and SMM.
    package var code: FilePath
    /// A file of its own for each guest, which writes to it.
    package var variables: FilePath

    private static let directory: FilePath = "/usr/share/OVMF"
    private static let code = directory.appending("OVMF_CODE_4M.secboot.fd")
    private static let emptyVariables = directory.appending("OVMF_VARS_4M.fd")
    /// Names the owner of the keys in the variables; any value does.
    private static let owner = "8f3c1d5e-6d0b-4b7e-9a41-2f7c0c5d9e10"

    /// Makes the variables: the certificate as platform key, key exchange key and `db`.
    ///
    /// - Parameters:
    ///   - certificate: X.509 in PEM.
    ///   - directory: gets the file of variables.
    /// - Throws: `MachineError.programMissing`, `SystemError`.
    package static func trusting(
        _ certificate: FilePath, in directory: FilePath
    ) async throws -> SecureBoot {
        guard Files.exists(code), Files.exists(emptyVariables) else {
            throw MachineError.programMissing(code.string, package: "ovmf")
        }
        let firmware = SecureBoot(code: code, variables: directory.appending("variables.fd"))
        do {
            try await enrolment(of: certificate, to: firmware.variables).runChecked(timeout: 60)
        } catch SystemError.commandMissing(let name, _) {
            throw MachineError.programMissing(name, package: "python3-virt-firmware")
        }
        return firmware
    }

    private static func enrolment(of certificate: FilePath, to output: FilePath) -> Command {
        let keys = ["--set-pk", "--add-kek", "--add-db"].flatMap {
            [$0, owner, certificate.string]
        }
        return Command(
            "virt-fw-vars",
            ["--input", emptyVariables.string, "--output", output.string] + keys + ["--sb"])
    }

    /// The variables may be written in system management mode alone.
    static let machine = "q35,smm=on"

    /// Of the card of serial ports: OVMF prints to every port whose programming interface
    /// is that of a 16550 (PreparePciSerialDevicePath()), and these are not for it.
    static let noConsole = ",prog_if=0"

    var arguments: [String] {
        [
            "-global", "driver=cfi.pflash01,property=secure,value=on",
            "-drive", "if=pflash,unit=0,format=raw,readonly=on,file=\(Self.escaped(code))",
            "-drive", "if=pflash,unit=1,format=raw,file=\(Self.escaped(variables))",
        ]
    }

    /// QEMU splits at commas.
    private static func escaped(_ path: FilePath) -> String {
        path.string.split(separator: ",", omittingEmptySubsequences: false).joined(separator: ",,")
    }
}
