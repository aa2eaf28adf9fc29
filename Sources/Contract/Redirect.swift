// SPDX-License-Identifier: Apache-2.0

/// The redirect list a package carries and a host checks before it loads:
/// one entry for each function whose entry is overwritten.
package struct Redirect: Sendable, Codable, Hashable {
    /// ELF symbol in vmlinux.
    package var symbol: String
    /// As livepatch counts: 0 for a global symbol, else 1-based.
    package var sympos: Int
    /// Link-time address of the function's entry.
    package var address: UInt64
    /// Offset of the overwritten bytes from the entry.
    package var siteOffset: Int

    package init(symbol: String, sympos: Int, address: UInt64, siteOffset: Int) {
        self.symbol = symbol
        self.sympos = sympos
        self.address = address
        self.siteOffset = siteOffset
    }
}
