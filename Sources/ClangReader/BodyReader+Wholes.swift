// SPDX-License-Identifier: Apache-2.0
internal import CClang
import SourceFacts
import Support

extension BodyReader {
    // MARK: Whole structs

    mutating func copied(_ cursor: CXCursor, _ access: [SourceFacts.Access]) {
        guard let structure = table.structure(clang_getCursorType(cursor), &places) else { return }
        recorder.record(
            structure: structure, member: nil, access, line: places.place(cursor).line)
    }

    /// sizeof and the like. What is measured is about to be copied or cleared.
    mutating func measured(_ cursor: CXCursor) {
        for part in children(cursor) {
            let isType = clang_getCursorKind(part) == CXCursor_TypeRef
            let type =
                isType
                ? clang_getCursorType(clang_getCursorReferenced(part)) : clang_getCursorType(part)
            if let structure = table.structure(type, &places) {
                recorder.record(
                    structure: structure, member: nil, [.address],
                    line: places.place(cursor).line)
            }
            read(part, .unevaluated)
        }
    }

    mutating func list(_ cursor: CXCursor) {
        copied(cursor, [.write])
        all(cursor, .initialiser)
    }

    // MARK: Declarations

    mutating func variable(_ cursor: CXCursor) {
        let value = clang_Cursor_getVarDeclInitializer(cursor)
        for part in children(cursor) {
            read(part, clang_equalCursors(part, value) != 0 ? .read : .unevaluated)
        }
    }

    mutating func call(_ cursor: CXCursor) {
        let referenced = clang_getCursorReferenced(cursor)
        guard clang_getCursorKind(referenced) == CXCursor_FunctionDecl else { return }
        let definition = clang_getCursorDefinition(referenced)
        guard clang_Cursor_isNull(definition) == 0, let identity = Declaration(definition) else {
            return
        }
        recorder.references[identity] = definition
    }
}
