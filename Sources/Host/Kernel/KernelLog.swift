// SPDX-License-Identifier: Apache-2.0
import Contract
import Support

/// The runtime's lines in the kernel log since this value was made, and those about
/// modules whose signature was not taken.
struct KernelLog: ~Copyable {
    private let reader: RecordReader?

    /// A host whose /dev/kmsg may not be read has a log without lines.
    init(_ root: HostRoot) { reader = try? RecordReader(root.path("/dev/kmsg")) }

    static let prefix = RuntimeContract.current.logPrefix

    /// What they said since the last call, without its prefix.
    func reasons() -> [String] {
        guard let bytes = reader?.drain() else { return [] }
        return Self.parse(String(decoding: bytes, as: UTF8.self))
    }

    /// Records are `priority,sequence,microseconds,flags;text`, continuation
    /// lines begin with a space (Documentation/ABI/testing/dev-kmsg).
    static func parse(_ text: String) -> [String] {
        text.split(separator: "\n").compactMap { line in
            guard !line.hasPrefix(" "), let head = line.firstIndex(of: ";") else { return nil }
            let message = line[line.index(after: head)...]
            if message.hasPrefix(prefix) { return String(message.dropFirst(prefix.count)) }
            return isAboutSignature(message) ? String(message) : nil
        }
    }

    /// `Loading of unsigned module is rejected` (kernel/module/signing.c).
    private static func isAboutSignature(_ message: Substring) -> Bool {
        message.hasPrefix("Loading of ") && message.hasSuffix(" is rejected")
    }
}
