// SPDX-License-Identifier: Apache-2.0
internal import CClang
import SourceFacts
import Support

/// The wanted structs of one unit, by what clang's cursors refer to. Those that a
/// prelude declares are found when something refers to them.
struct StructTable {
    struct Entry {
        var structure: Int
        var member: Int
        /// Decays to a pointer where its value is used.
        var isArray: Bool
        var isPointer: Bool
    }

    private(set) var structs: [SourceFacts.Struct] = []
    private var members: [Declaration: Entry] = [:]
    /// Nil for those that are not wanted.
    private var numbers: [Declaration: Int?] = [:]
    private let files: [String]

    init(files: [String]) { self.files = files }

    /// Without a prelude, functions before the first wanted struct cannot touch one.
    var isEmpty: Bool { structs.isEmpty }

    /// The struct that the type is, without qualifiers and typedefs.
    mutating func structure(_ type: CXType, _ places: inout Places) -> Int? {
        let canonical = clang_getCanonicalType(type)
        guard canonical.kind == CXType_Record else { return nil }
        let record = clang_getTypeDeclaration(canonical)
        guard let identity = Declaration(record) else { return nil }
        if numbers[identity] == nil { note(Self.outermost(record), &places) }
        return numbers[identity] ?? nil
    }

    /// What a member's declaration is; nil when its struct is not wanted.
    mutating func member(_ field: CXCursor, _ places: inout Places) -> Entry? {
        guard let identity = Declaration(field) else { return nil }
        if let entry = members[identity] { return entry }
        note(Self.outermost(clang_getCursorLexicalParent(field)), &places)
        return members[identity]
    }

    private static func isRecord(_ cursor: CXCursor) -> Bool {
        [CXCursor_StructDecl, CXCursor_UnionDecl].contains(clang_getCursorKind(cursor))
    }

    /// The struct that is no part of another one's declaration.
    private static func outermost(_ record: CXCursor) -> CXCursor {
        var record = record
        while true {
            let parent = clang_getCursorLexicalParent(record)
            guard isRecord(parent) else { return record }
            record = parent
        }
    }

    /// Notes the definition of a struct or union, if its file is wanted, and those
    /// inside it that have names.
    mutating func note(_ cursor: CXCursor, _ places: inout Places) {
        guard clang_isCursorDefinition(cursor) != 0, clang_Cursor_isAnonymous(cursor) == 0,
            let identity = Declaration(cursor), numbers[identity] == nil
        else { return }
        numbers[identity] = .some(nil)
        let place = places.place(cursor)
        guard isWanted(place.file) else { return }
        let type = clang_getCursorType(cursor)
        let size = clang_Type_getSizeOf(type)
        guard size >= 0 else { return }
        let number = structs.count
        numbers[identity] = number
        structs.append(
            SourceFacts.Struct(
                name: Self.title(cursor), file: place.file, line: place.line, size: Int(size),
                members: []))
        add(cursor, of: type, to: number, prefix: "", start: 0, &places)
    }

    private func isWanted(_ file: String) -> Bool {
        files.contains { $0.hasSuffix("/") ? file.hasPrefix($0) : file == $0 }
    }

    private static func title(_ cursor: CXCursor) -> String {
        let kind = clang_getCursorKind(cursor) == CXCursor_UnionDecl ? "union" : "struct"
        return "\(kind) \(text(clang_getCursorSpelling(cursor)))"
    }

    /// Members of the record `cursor`, which is `type` or an anonymous part of it.
    /// `start` is where `type` begins in the struct, in bits.
    private mutating func add(
        _ cursor: CXCursor, of type: CXType, to number: Int, prefix: String, start: Int,
        _ places: inout Places
    ) {
        for child in children(cursor) {
            switch clang_getCursorKind(child) {
            case CXCursor_FieldDecl:
                add(field: child, of: type, to: number, prefix, start, &places)
            // A struct declared among the members: part of this one when it has
            // neither a name nor a member of its type.
            case CXCursor_StructDecl, CXCursor_UnionDecl:
                if clang_Cursor_isAnonymousRecordDecl(child) != 0 {
                    add(child, of: type, to: number, prefix: prefix, start: start, &places)
                } else {
                    note(child, &places)
                }
            default: break
            }
        }
    }

    private mutating func add(
        field: CXCursor, of record: CXType, to number: Int, _ prefix: String, _ start: Int,
        _ places: inout Places
    ) {
        let name = text(clang_getCursorSpelling(field))
        // `unsigned : 3`
        guard !name.isEmpty else { return }
        let type = clang_getCanonicalType(clang_getCursorType(field))
        let offset = start + Int(max(0, clang_Type_getOffsetOf(record, name)))
        let inner = clang_getTypeDeclaration(type)
        entries(field, number, structs[number].members.count, type)
        if type.kind == CXType_Record, clang_Cursor_isAnonymous(inner) != 0 {
            return add(
                inner, of: type, to: number, prefix: "\(prefix)\(name).", start: offset, &places)
        }
        let isBitField = clang_Cursor_isBitField(field) != 0
        let bytes = max(0, Int(clang_Type_getSizeOf(type)))
        structs[number].members.append(
            SourceFacts.Member(
                name: prefix + name, type: text(clang_getTypeSpelling(clang_getCursorType(field))),
                aggregate: Self.aggregate(type), offset: offset,
                size: isBitField ? Int(clang_getFieldDeclBitWidth(field)) : bytes * 8,
                isBitField: isBitField))
    }

    private mutating func entries(
        _ field: CXCursor, _ number: Int, _ member: Int, _ type: CXType
    ) {
        guard let identity = Declaration(field) else { return }
        members[identity] = Entry(
            structure: number, member: member, isArray: Self.isArray(type),
            isPointer: type.kind == CXType_Pointer)
    }

    static func isArray(_ type: CXType) -> Bool {
        [CXType_ConstantArray, CXType_IncompleteArray, CXType_VariableArray].contains(type.kind)
    }

    private static func aggregate(_ type: CXType) -> String? {
        var type = clang_getCanonicalType(type)
        while isArray(type) { type = clang_getCanonicalType(clang_getArrayElementType(type)) }
        guard type.kind == CXType_Record else { return nil }
        return title(clang_getTypeDeclaration(type))
    }
}
