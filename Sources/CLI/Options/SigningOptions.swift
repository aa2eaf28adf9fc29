// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Module

/// The key that modules are signed with.
struct SigningOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Sign the module with this key: a PEM file or a PKCS#11 URI.", valueName: "key"))
    var signKey: String?
    @Option(
        help: ArgumentHelp(
            "The key's X.509 certificate, PEM or DER.", valueName: "file"))
    var signCert: String?
    @Option(help: ArgumentHelp("Hash of the signature.", valueName: "name"))
    var signHash = "sha256"

    func validate() throws {
        if (signKey == nil) != (signCert == nil) {
            throw ValidationError("--sign-key and --sign-cert belong together")
        }
    }

    func signing() throws -> ModuleSigning? {
        guard let signKey, let signCert else { return nil }
        return try ModuleSigning(
            key: signKey.hasPrefix("pkcs11:") ? signKey : absolutePath(signKey).string,
            certificate: absolutePath(signCert), hash: signHash)
    }
}
