// SPDX-License-Identifier: Apache-2.0
internal import CClang
internal import SchedModel

/// Reads one unit: the wanted structs, and every function with a body behind
/// the first of them.
///
/// What stands before it cannot know a member, which spares most of a unit's
/// headers. So does a prelude: functions of its headers were read with it.
struct UnitReader {
    private var table: StructTable
    private let prelude: Prelude?
    private var places = Places()
    private var functions: [SourceFacts.Function] = []
    private var numbers: [Declaration: Int] = [:]
    private var references: [Set<Declaration>] = []

    static func read(
        _ unit: SourceFactsRequest.Unit, structFiles: [String], prelude: Prelude? = nil
    ) throws(ReadingError) -> SourceFacts {
        let flags = unit.flags + (prelude.map { ["-include-pch", $0.file] } ?? [])
        let parsed = try ParsedUnit(unit.path, flags: flags)
        var reader = UnitReader(StructTable(files: structFiles), prelude)
        for cursor in children(parsed.root) { reader.visit(cursor) }
        return reader.facts
    }

    /// The facts of the headers of a prelude, which is written to `file`.
    ///
    /// - Returns: nil when clang cannot write it.
    static func make(
        prelude source: String, flags: [String], at file: String, structFiles: [String]
    ) throws(ReadingError) -> (prelude: Prelude, facts: SourceFacts)? {
        let parsed = try ParsedUnit(source, flags: flags, isPrelude: true)
        guard parsed.save(file) else { return nil }
        var reader = UnitReader(StructTable(files: structFiles), nil)
        var headers: Set<String> = []
        for cursor in children(parsed.root) {
            reader.visit(cursor)
            headers.insert(reader.places.place(cursor).file)
        }
        return (Prelude(file: file, headers: headers), reader.facts)
    }

    private init(_ table: StructTable, _ prelude: Prelude?) {
        self.table = table
        self.prelude = prelude
    }

    private mutating func visit(_ cursor: CXCursor) {
        switch clang_getCursorKind(cursor) {
        case CXCursor_StructDecl, CXCursor_UnionDecl: table.note(cursor, &places)
        case CXCursor_FunctionDecl:
            guard !table.isEmpty, clang_isCursorDefinition(cursor) != 0 else { return }
            let isKnown = prelude?.headers.contains(places.place(cursor).file) == true
            add(cursor, isVariable: false) { body in
                if isKnown { return }
                for child in children(cursor)
                where clang_getCursorKind(child) == CXCursor_CompoundStmt {
                    body.read(child, .read)
                }
            }
        case CXCursor_VarDecl:
            let value = clang_Cursor_getVarDeclInitializer(cursor)
            guard !table.isEmpty, clang_Cursor_isNull(value) == 0,
                prelude?.headers.contains(places.place(cursor).file) != true
            else { return }
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
