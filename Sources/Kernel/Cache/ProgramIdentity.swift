// SPDX-License-Identifier: Apache-2.0
import ELF
import RPM
import Support
import SystemPackage

/// What tells two builds of a program apart, whatever their files' times.
package enum ProgramIdentity {
    /// The GNU build id, which the linker makes of the content; of a file without
    /// one its SHA-256.
    ///
    /// - Throws: `SystemError`.
    package static func of(_ file: FilePath) throws -> String {
        try ELFNotes.buildID(ofProgram: MappedFile(file)) ?? SHA256.hex(of: file)
    }
}
