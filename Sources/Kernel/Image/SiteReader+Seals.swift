// SPDX-License-Identifier: Apache-2.0
import ELF

extension SiteReader {
    /// Entries of functions whose address vmlinux nowhere takes. A kernel with
    /// CONFIG_X86_KERNEL_IBT overwrites their endbr64 while it boots: an indirect call
    /// of one is a #CP exception on a CPU with IBT. Empty for other kernels.
    ///
    /// objtool lists them in `.ibt_endbr_seal`, s32 relative to itself
    /// (arch/x86/kernel/alternative.c, apply_ibt_endbr(); checked on 6.12).
    package func sealedEntries() throws -> Set<UInt64> {
        var found: Set<UInt64> = []
        try forEachEntry(of: ".ibt_endbr_seal", size: 4) { table, offset in
            found.insert(table.relative(at: offset))
        }
        return found
    }
}
