// SPDX-License-Identifier: Apache-2.0
internal import CClang
internal import SchedModel

/// Reads one unit: the wanted structs, and every function with a body behind
/// the first of them.
///
/// What stands before it cannot know a member, which spares most of a unit's
/// headers.
struct UnitReader {
    private var table: StructTable
    private var places = Places()
    private var functions: [SourceFacts.Function] = []
    private var numbers: [Declaration: Int] = [:]
    private var references: [Set<Declaration>] = []

    static func read(
        _ unit: SourceFactsRequest.Unit, structFiles: [String]
    ) throws(ReadingError) -> SourceFacts {
        let parsed = try ParsedUnit(unit.path, flags: unit.flags)
        var reader = UnitReader(table: StructTable(files: structFiles))
        for cursor in children(parsed.root) { reader.visit(cursor) }
        return reader.facts
    }

    private init(table: StructTable) { self.table = table }

    private mutating func visit(_ cursor: CXCursor) {
        switch clang_getCursorKind(cursor) {
        case CXCursor_StructDecl, CXCursor_UnionDecl: table.note(cursor, &places)
        case CXCursor_FunctionDecl:
            guard !table.isEmpty, clang_isCursorDefinition(cursor) != 0 else { return }
            add(cursor, isVariable: false) { body in
                for child in children(cursor)
                where clang_getCursorKind(child) == CXCursor_CompoundStmt {
                    body.read(child, .read)
                }
            }
        case CXCursor_VarDecl:
            let value = clang_Cursor_getVarDeclInitializer(cursor)
            guard !table.isEmpty, clang_Cursor_isNull(value) == 0 else { return }
            add(cursor, isVariable: true) { $0.variable(cursor) }
        default: break
        }
    }

    private mutating func add(
        _ cursor: CXCursor, isVariable: Bool, _ read: (inout BodyReader) -> Void
    ) {
        guard let identity = Declaration(cursor), numbers[identity] == nil else { return }
        var body = BodyReader(table, places)
        read(&body)
        places = body.places
        let place = places.place(cursor)
        numbers[identity] = functions.count
        references.append(body.recorder.references)
        functions.append(
            SourceFacts.Function(
                name: text(clang_getCursorSpelling(cursor)), file: place.file, line: place.line,
                isInline: clang_Cursor_isFunctionInlined(cursor) != 0, isVariable: isVariable,
                uses: body.recorder.uses, references: []))
    }

    private var facts: SourceFacts {
        var result = functions
        for (number, declarations) in references.enumerated() {
            result[number].references = declarations.compactMap { numbers[$0] }.sorted()
        }
        return SourceFacts(structs: table.structs, functions: result)
    }
}
