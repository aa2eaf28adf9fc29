// SPDX-License-Identifier: Apache-2.0
internal import CClang
import Glibc

/// A parsed translation unit; everything that comes from it dies with it.
struct ParsedUnit: ~Copyable {
    private let index: CXIndex
    private let handle: CXTranslationUnit

    /// Parses the file with clang's arguments, as gcc would compile it. Relative
    /// paths start at the working directory. Declarations of a prelude are not among
    /// the root's children: clang loads those that are referred to.
    ///
    /// - Parameter isPrelude: the file is made of headers and is to be saved.
    /// - Throws: `ReadingError`, with all that clang reports as an error: a unit
    ///   that was understood in part would hide what it does.
    init(_ path: String, flags: [String], isPrelude: Bool = false) throws(ReadingError) {
        let withoutPrelude: Int32 = 1
        guard let index = clang_createIndex(withoutPrelude, 0) else {
            throw .noUnit(path, code: 1)
        }
        var handle: CXTranslationUnit?
        let language = isPrelude ? ["-x", "c-header"] : []
        let arguments = (["clang"] + language + flags).map { strdup($0) }
        let options =
            CXTranslationUnit_KeepGoing.rawValue
            | (isPrelude
                ? CXTranslationUnit_ForSerialization.rawValue
                    | CXTranslationUnit_Incomplete.rawValue
                : 0)
        defer { arguments.forEach { free($0) } }
        let code = arguments.map { UnsafePointer($0) }.withUnsafeBufferPointer {
            clang_parseTranslationUnit2FullArgv(
                index, path, $0.baseAddress, Int32($0.count), nil, 0, options,
                &handle)
        }
        guard code == CXError_Success, let handle else {
            clang_disposeIndex(index)
            throw .noUnit(path, code: code.rawValue)
        }
        let messages = Self.errors(handle)
        guard messages.isEmpty else {
            clang_disposeTranslationUnit(handle)
            clang_disposeIndex(index)
            throw .unparsed(path, messages: messages)
        }
        self.index = index
        self.handle = handle
    }

    deinit {
        clang_disposeTranslationUnit(handle)
        clang_disposeIndex(index)
    }

    /// Writes a prelude for `-include-pch`.
    ///
    /// - Returns: whether it could be written.
    func save(_ path: String) -> Bool {
        clang_saveTranslationUnit(handle, path, 0) == CXSaveError_None.rawValue
    }

    var root: CXCursor { clang_getTranslationUnitCursor(handle) }

    private static func errors(_ handle: CXTranslationUnit) -> [String] {
        var found: [String] = []
        for number in 0..<clang_getNumDiagnostics(handle) {
            guard let diagnostic = clang_getDiagnostic(handle, number) else { continue }
            defer { clang_disposeDiagnostic(diagnostic) }
            guard
                clang_getDiagnosticSeverity(diagnostic).rawValue
                    >= CXDiagnostic_Error.rawValue
            else { continue }
            let options = clang_defaultDiagnosticDisplayOptions()
            found.append(text(clang_formatDiagnostic(diagnostic, options)))
        }
        return found
    }
}

/// The string, which is disposed of.
func text(_ string: CXString) -> String {
    defer { clang_disposeString(string) }
    return clang_getCString(string).map { String(cString: $0) } ?? ""
}

/// The cursor's children, in the order of the source.
func children(_ cursor: CXCursor) -> [CXCursor] {
    var found: [CXCursor] = []
    withUnsafeMutablePointer(to: &found) { list in
        _ = clang_visitChildren(
            cursor,
            { child, _, list in
                list!.assumingMemoryBound(to: [CXCursor].self).pointee.append(child)
                return CXChildVisit_Continue
            }, list)
    }
    return found
}

/// What a cursor that declares something stands for; the same declaration has
/// the same identity throughout its unit.
struct Declaration: Hashable {
    private let address: UInt

    /// Nil for a null cursor.
    init?(_ cursor: CXCursor) {
        guard let pointer = cursor.data.0 else { return nil }
        address = UInt(bitPattern: pointer)
    }
}
