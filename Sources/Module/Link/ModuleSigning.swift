// SPDX-License-Identifier: Apache-2.0
import RPM
import Support
import SystemPackage

/// How modules are signed: by the kernel's own scripts/sign-file, which appends a
/// detached PKCS#7 signature, a `struct module_signature` and a line of text
/// (include/linux/module_signature.h).
package struct ModuleSigning: Sendable, Equatable {
    /// A PEM file, or a PKCS#11 URI. A passphrase is taken from KBUILD_SIGN_PIN.
    package let key: String
    /// X.509, PEM or DER: its issuer and serial number name the key to the kernel.
    package let certificate: FilePath
    /// Such as `sha256`, as the kernel's crypto knows it.
    package let hash: String
    /// Of the certificate's bytes and the hash: with another one the module has other bytes.
    package let digest: Digest

    /// Reads the certificate and sees that there is a key, so that a mistake shows before
    /// anything is built.
    ///
    /// - Throws: `SystemError` when a file cannot be read.
    package init(key: String, certificate: FilePath, hash: String) throws {
        let bytes = try Files.read(certificate)
        if !key.hasPrefix("pkcs11:") { _ = try MappedFile(FilePath(key)) }
        self.key = key
        self.certificate = certificate
        self.hash = hash
        digest = Digest(hex: SHA256.hex(of: bytes + Array(hash.utf8)))
    }

    /// Signs the file where it stands.
    func command(_ module: FilePath, source: FilePath) -> Command {
        Command(
            source.appending("scripts").appending("sign-file").string,
            [hash, key, certificate.string, module.string])
    }
}
