// SPDX-License-Identifier: Apache-2.0
import Foundation
import SystemPackage
import Testing
@testable import Commands
@testable import Contract
@testable import MicroVM
@testable import Module
@testable import Packaging
@testable import Support

extension IntegrationTests {
    /// Kernels that take signed modules only.
    @Suite(.serialized) struct Signing {
        /// A key and its certificate, made for the run.
        struct Key {
            var key: FilePath
            var certificate: FilePath

            init(_ name: String, in directory: FilePath) async throws {
                key = directory.appending("\(name).key")
                certificate = directory.appending("\(name).pem")
                try await Command(
                    "openssl",
                    [
                        "req", "-new", "-x509", "-newkey", "rsa:2048", "-nodes", "-sha256",
                        "-days", "3650", "-subj", "/CN=\(name)", "-addext",
                        "basicConstraints=critical,CA:FALSE", "-addext",
                        "extendedKeyUsage=codeSigning", "-keyout", key.string, "-out",
                        certificate.string,
                    ]
                ).runChecked(timeout: 60)
            }

            func signing() throws -> ModuleSigning {
                try ModuleSigning(key: key.string, certificate: certificate, hash: "sha256")
            }
        }

        /// A repository of latency-tuned alone, and where its module is unpacked.
        private func repository(
            _ name: String, _ signing: ModuleSigning?, in directory: FilePath
        ) async throws -> (path: FilePath, module: FilePath) {
            let path = directory.appending("repo-\(name)")
            var add = AddVariant(context: Lab.context(repository: path), mode: .update)
            add.signing = signing
            let package = try #require(
                try await add.run(Lab.manifest("latency-tuned")).packages.first)
            let unpacked = directory.appending("files-\(name)")
            try Files.createDirectory(unpacked)
            try await Command(
                "sh", ["-c", "rpm2cpio \"$0\" | cpio -idm --quiet", package.file], in: unpacked
            ).runChecked(timeout: 60)
            let variant = try #require(VariantName("latency-tuned"))
            let place = InstalledLayout.directory(package.kernel, variant)
                .appending(InstalledLayout.moduleFile(variant))
            return (path, unpacked.appending(place.components))
        }

        private func guest(
            _ repository: FilePath, script: String, include: [FilePath],
            secureBoot: FilePath? = nil, append: [String] = []
        ) async throws -> Lab.Session {
            var operation = TryVariant(
                context: Lab.context(repository: repository),
                variant: try #require(VariantName("latency-tuned")))
            operation.program = try Lab.program()
            operation.work = .command(script)
            operation.installs = false
            operation.include = include
            operation.append = append
            operation.secureBoot = secureBoot
            operation.timeoutSeconds = 600
            return Lab.Session(
                outcome: try await operation.run(output: { _ in }, errors: { _ in }))
        }

        private static let refusals = """
            before=$(sched verify)
            try() { status=0; "$@" 2>&1 || status=$?; echo "status $status"; }
            try sched install latency-tuned --repo $UNSIGNED
            try insmod $UNSIGNED_MODULE
            try sched install latency-tuned --repo $STRANGE
            try insmod $STRANGE_MODULE
            [ ! -e /sys/kernel/sched_variant ]
            [ ! -e /usr/lib/sched ]
            [ -z "$(rpm -qa)" ]
            [ "$(sched verify)" = "$before" ]
            """

        private func expectRefusals(_ text: String, _ policy: String) {
            #expect(text.contains("(\(policy)) [host-modules-must-be-signed]"))
            #expect(text.contains("Loading of module with unavailable key is rejected"))
            #expect(text.contains("the kernel does not trust the signature"))
            let statuses = text.split(separator: "\n").filter { $0.hasPrefix("status ") }
            let refused = "status \(Support.ExitStatus.refused.rawValue)"
            #expect(statuses == [refused[...], "status 1", refused[...], "status 1"])
        }

        @Test(.timeLimit(.minutes(15)))
        func `sig_enforce refuses what is unsigned, and what a stranger signed`() async throws {
            let directory = try Files.makeTemporaryDirectory("signing")
            defer { try? Files.remove(directory) }
            let unsigned = try await repository("unsigned", nil, in: directory)
            let strange = try await repository(
                "strange", Key("stranger", in: directory).signing(), in: directory)
            let script =
                "set -e\nUNSIGNED=\(unsigned.path) UNSIGNED_MODULE=\(unsigned.module)"
                + " STRANGE=\(strange.path) STRANGE_MODULE=\(strange.module)\n" + Self.refusals
            let session = try await guest(
                unsigned.path, script: script, include: [directory],
                append: ["module.sig_enforce=1"])
            try session.requireSuccess()
            expectRefusals(session.text, "module.sig_enforce")
        }

        private static var hasFirmware: Bool {
            let directories = (Surroundings.variable("PATH") ?? "").split(separator: ":")
            return Files.exists("/usr/share/OVMF/OVMF_CODE_4M.secboot.fd")
                && directories.contains {
                    Files.exists(FilePath(String($0)).appending("virt-fw-vars"))
                }
        }

        /// The firmware's certificate is in the platform keyring, which Debian's kernels
        /// take for modules.
        @Test(.timeLimit(.minutes(20)), .enabled(if: hasFirmware, "ovmf and virt-firmware"))
        func `under Secure Boot and lockdown the signed module loads, and no other`() async throws {
            let directory = try Files.makeTemporaryDirectory("signing")
            defer { try? Files.remove(directory) }
            let trusted = try await Key("trusted", in: directory)
            let unsigned = try await repository("unsigned", nil, in: directory)
            let strange = try await repository(
                "strange", Key("stranger", in: directory).signing(), in: directory)
            let signed = try await repository("signed", trusted.signing(), in: directory)
            let script =
                "set -e\nUNSIGNED=\(unsigned.path) UNSIGNED_MODULE=\(unsigned.module)"
                + " STRANGE=\(strange.path) STRANGE_MODULE=\(strange.module)\n" + Self.refusals
                    + """

                    cat /sys/kernel/security/lockdown
                    cat /sys/module/module/parameters/sig_enforce
                    sched install latency-tuned --repo \(signed.path)
                    sched status
                    module=$(rpm -ql scheduler-latency-tuned | grep '\\.ko$')
                    sha256sum \(signed.module) $module /run/sched/loaded/*/*.ko
                    for i in 1 2 3 4 5 6 7 8 9 10 11; do
                        echo 0 > /sys/kernel/sched_variant/enabled
                        echo 1 > /sys/kernel/sched_variant/enabled
                    done
                    sched switch stock
                    insmod $module
                    cat /sys/kernel/sched_variant/state
                    sched remove latency-tuned
                    [ "$(sched verify)" = "$before" ]
                    """
            let session = try await guest(
                signed.path, script: script, include: [directory],
                secureBoot: trusted.certificate)
            try session.requireSuccess()
            expectRefusals(session.text, "lockdown=integrity")
            #expect(session.text.contains("none [integrity] confidentiality\nY\n"))
            #expect(session.text.contains("scheduler:  latency-tuned"))
            let digests = session.text.matches(of: /(?m)^([0-9a-f]{64})  .*\.ko$/).map(\.1)
            #expect(digests.count == 3 && Set(digests).count == 1)
        }

        /// A module for another build of the release: the addresses of vmlinux are the
        /// same here, and the build id is not.
        @Test(.timeLimit(.minutes(15)))
        func `another build of the release is refused before a key is touched`() async throws {
            let directory = try Files.makeTemporaryDirectory("signing")
            defer { try? Files.remove(directory) }
            let variant = try await repository("unsigned", nil, in: directory)
            let kernel = try await Lab.bootable()
            var bytes = try Files.read(variant.module)
            let place = try #require(bytes.firstRange(of: kernel.buildID.bytes))
            bytes[place.lowerBound] ^= 1
            let other = directory.appending("other.ko")
            try Files.write(bytes, to: other)
            let session = try await guest(
                variant.path,
                script: """
                    status=0; insmod \(other) 2>&1 || status=$?
                    echo "status $status"
                    dmesg | grep sched_variant
                    [ ! -e /sys/kernel/sched_variant ] && ! grep scheduler_ /proc/modules
                    """, include: [directory])
            try session.requireSuccess()
            #expect(session.text.contains("Invalid module format\nstatus 1"))
            #expect(session.text.contains("built for the vmlinux with build id"))
        }
    }
}
