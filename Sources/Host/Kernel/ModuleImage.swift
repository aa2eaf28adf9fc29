// SPDX-License-Identifier: Apache-2.0
import ELF
import Support

/// The module's file, which the kernel gets as it is.
enum ModuleImage {
    /// The last bytes of a signed module (MODULE_SIG_STRING,
    /// include/linux/module_signature.h).
    private static let signatureMark = Array("~Module signature appended~\n".utf8)

    /// Whether a signature stands behind the module. By whom it is, and whether it is
    /// right, the kernel decides.
    static func isSigned(_ bytes: [UInt8]) -> Bool {
        bytes.suffix(signatureMark.count).elementsEqual(signatureMark)
    }

    /// What the kernel will call the module: `name=` in its .modinfo, a row of
    /// NUL-terminated `key=value` (include/linux/moduleparam.h). nil without one.
    ///
    /// - Throws: `ELFError` for a file that is no ELF64 image.
    static func moduleName(_ bytes: [UInt8], name: String = "module") throws(ELFError) -> String? {
        let image = try ELFImage(bytes: bytes, name: name)
        guard let section = image.section(named: ".modinfo") else { return nil }
        let key = Array("name=".utf8)
        return try image.contents(of: section).split(separator: 0)
            .first { $0.starts(with: key) }
            .map { String(decoding: $0.dropFirst(key.count), as: UTF8.self) }
    }
}
