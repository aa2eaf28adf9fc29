// SPDX-License-Identifier: Apache-2.0

/// Why source could not be read.
package enum ReadingError: Error, Equatable, CustomStringConvertible {
    /// libclang gave no translation unit at all; its own number (CXErrorCode).
    case noUnit(String, code: UInt32)
    /// What clang says of the unit, as `file:line:column: error: …`, all of it.
    case unparsed(String, messages: [String])
    /// The request was made for another version of this program.
    case schema(Int)

    /// The first is the cause of many others.
    private static let shown = 10

    package var description: String {
        switch self {
        case .noUnit(let path, let code):
            "clang cannot read \(path) (error \(code)); is the file there?"
        case .unparsed(let path, let messages):
            "clang cannot parse \(path):\n"
                + messages.prefix(Self.shown).map { "  " + $0 }.joined(separator: "\n")
                + (messages.count > Self.shown
                    ? "\n  and \(messages.count - Self.shown) more" : "")
        case .schema(let number):
            "the request has schema \(number), not \(SourceReader.schema)"
        }
    }
}
