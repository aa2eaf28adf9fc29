// SPDX-License-Identifier: Apache-2.0
internal import CClang
import SourceFacts
import Support

/// Reads one function's body, or one variable's initialiser, from the outside in:
/// each expression is told how its value is used.
///
/// The kernel's own ways to say read and write are seen through:
/// `*(const volatile T *)&x` (READ_ONCE) reads x, the same on the left of an
/// assignment (WRITE_ONCE) writes it. container_of and offsetof count as taking
/// the member's address.
struct BodyReader {
    var table: StructTable
    var places = Places()
    /// Of the function that is being read.
    var recorder = UseRecorder()

    init(_ table: StructTable) { self.table = table }

    mutating func read(_ cursor: CXCursor, _ usage: Usage) {
        switch clang_getCursorKind(cursor) {
        case CXCursor_MemberRefExpr: member(cursor, usage)
        case CXCursor_MemberRef: reference(cursor, usage)
        case CXCursor_DeclRefExpr: call(cursor)
        case CXCursor_UnaryOperator: unary(cursor, usage)
        case CXCursor_BinaryOperator: binary(cursor, usage)
        case CXCursor_CompoundAssignOperator: sides(cursor, .readWrite)
        case CXCursor_ArraySubscriptExpr: subscripted(cursor, usage)
        case CXCursor_ParenExpr: all(cursor, usage)
        // Implicit casts, designated initialisers and offsetof have no kinds.
        case CXCursor_UnexposedExpr: unexposed(cursor, usage)
        case CXCursor_CStyleCastExpr: last(cursor, usage)
        case CXCursor_ConditionalOperator: conditional(cursor, usage)
        case CXCursor_UnaryExpr: measured(cursor)
        case CXCursor_InitListExpr: list(cursor)
        case CXCursor_VarDecl: variable(cursor)
        // Declarations inside a function, and what only the compiler evaluates.
        case CXCursor_StructDecl, CXCursor_UnionDecl, CXCursor_EnumDecl, CXCursor_TypedefDecl,
            CXCursor_TypeRef, CXCursor_FunctionDecl, CXCursor_StaticAssert:
            break
        default: all(cursor, .read)
        }
    }

    mutating func all(_ cursor: CXCursor, _ usage: Usage) {
        for child in children(cursor) { read(child, usage) }
    }

    /// The operand of a cast; what comes before it is the type, perhaps a typeof.
    private mutating func last(_ cursor: CXCursor, _ usage: Usage) {
        let parts = children(cursor)
        for part in parts.dropLast() { read(part, .unevaluated) }
        if let operand = parts.last { read(operand, usage) }
    }

    // MARK: Members

    private mutating func member(_ cursor: CXCursor, _ usage: Usage) {
        record(cursor, usage)
        guard let base = children(cursor).first else { return }
        read(base, baseUsage(base, usage))
    }

    private func baseUsage(_ base: CXCursor, _ usage: Usage) -> Usage {
        if case .unevaluated = usage { return usage }
        let part: Usage
        switch usage {
        // What is done to an element is done to a part of the whole.
        case .element(let inner), .pointee(let inner): part = inner
        default: part = usage
        }
        let type = clang_getCanonicalType(clang_getCursorType(base))
        return type.kind == CXType_Record ? part : .pointee(part)
    }

    private mutating func record(_ cursor: CXCursor, _ usage: Usage) {
        guard let entry = table.member(clang_getCursorReferenced(cursor), &places) else {
            return
        }
        recorder.record(
            structure: entry.structure, member: entry.member, usage.access(of: entry),
            line: places.place(cursor).line)
    }

    /// A designator, or a member that offsetof names.
    private mutating func reference(_ cursor: CXCursor, _ usage: Usage) {
        record(cursor, usage)
    }

    // MARK: Operators

    private mutating func unary(_ cursor: CXCursor, _ usage: Usage) {
        let inner: Usage
        switch clang_getCursorUnaryOperatorKind(cursor) {
        case CXUnaryOperator_AddrOf:
            switch usage {
            case .pointee(let usage): inner = usage
            case .unevaluated: inner = usage
            default: inner = .address
            }
        case CXUnaryOperator_Deref: inner = .pointee(usage)
        case CXUnaryOperator_PostInc, CXUnaryOperator_PostDec, CXUnaryOperator_PreInc,
            CXUnaryOperator_PreDec:
            inner = .readWrite
        case CXUnaryOperator_Extension: inner = usage
        default: inner = .read
        }
        all(cursor, inner)
    }

    private mutating func binary(_ cursor: CXCursor, _ usage: Usage) {
        switch clang_getCursorBinaryOperatorKind(cursor) {
        case CXBinaryOperator_Assign:
            copied(cursor, [.write])
            sides(cursor, .write)
        case CXBinaryOperator_Comma:
            let parts = children(cursor)
            for part in parts.dropLast() { read(part, .read) }
            if let result = parts.last { read(result, usage) }
        default: all(cursor, .read)
        }
    }

    private mutating func sides(_ cursor: CXCursor, _ left: Usage) {
        for (number, part) in children(cursor).enumerated() {
            read(part, number == 0 ? left : .read)
        }
    }

    private mutating func subscripted(_ cursor: CXCursor, _ usage: Usage) {
        for (number, part) in children(cursor).enumerated() {
            read(part, number == 0 ? .element(usage) : .read)
        }
    }

    private mutating func conditional(_ cursor: CXCursor, _ usage: Usage) {
        for (number, part) in children(cursor).enumerated() {
            read(part, number == 0 ? .read : usage)
        }
    }

    private mutating func unexposed(_ cursor: CXCursor, _ usage: Usage) {
        let parts = children(cursor)
        let isDesignated: Bool
        if case .initialiser = usage { isDesignated = true } else { isDesignated = false }
        for part in parts {
            if clang_getCursorKind(part) == CXCursor_MemberRef {
                read(part, isDesignated ? .write : .address)
            } else {
                read(part, usage)
            }
        }
    }
}
