// SPDX-License-Identifier: Apache-2.0

/// DW_TAG_* (DWARF 5, table 7.3).
enum DwarfTag {
    static let arrayType: UInt16 = 0x01
    static let enumerationType: UInt16 = 0x04
    static let formalParameter: UInt16 = 0x05
    static let member: UInt16 = 0x0d
    static let pointerType: UInt16 = 0x0f
    static let compileUnit: UInt16 = 0x11
    static let structureType: UInt16 = 0x13
    static let subroutineType: UInt16 = 0x15
    static let typedef: UInt16 = 0x16
    static let unionType: UInt16 = 0x17
    static let inlinedSubroutine: UInt16 = 0x1d
    static let subrangeType: UInt16 = 0x21
    static let baseType: UInt16 = 0x24
    static let constType: UInt16 = 0x26
    static let subprogram: UInt16 = 0x2e
    static let variable: UInt16 = 0x34
    static let volatileType: UInt16 = 0x35
    static let restrictType: UInt16 = 0x37
    static let atomicType: UInt16 = 0x47
    static let callSite: UInt16 = 0x48
    static let gnuCallSite: UInt16 = 0x4109
}

/// DW_AT_* (DWARF 5, table 7.5).
enum DwarfAttribute {
    static let sibling: UInt16 = 0x01
    static let location: UInt16 = 0x02
    static let name: UInt16 = 0x03
    static let byteSize: UInt16 = 0x0b
    static let bitOffset: UInt16 = 0x0c
    static let bitSize: UInt16 = 0x0d
    static let lineTable: UInt16 = 0x10
    static let lowPC: UInt16 = 0x11
    static let highPC: UInt16 = 0x12
    static let compilationDirectory: UInt16 = 0x1b
    static let inline: UInt16 = 0x20
    static let upperBound: UInt16 = 0x2f
    static let abstractOrigin: UInt16 = 0x31
    static let count: UInt16 = 0x37
    static let memberLocation: UInt16 = 0x38
    static let declarationFile: UInt16 = 0x3a
    static let declarationLine: UInt16 = 0x3b
    static let declaration: UInt16 = 0x3c
    static let external: UInt16 = 0x3f
    static let specification: UInt16 = 0x47
    static let type: UInt16 = 0x49
    static let ranges: UInt16 = 0x55
    static let dataBitOffset: UInt16 = 0x6b
    static let rangeListsBase: UInt16 = 0x74
    static let callReturnPC: UInt16 = 0x7d
    static let callTailCall: UInt16 = 0x82
    static let gnuTailCall: UInt16 = 0x2115
}

/// DW_FORM_* (DWARF 5, table 7.6).
enum DwarfForm {
    static let address: UInt16 = 0x01
    static let block2: UInt16 = 0x03
    static let block4: UInt16 = 0x04
    static let data2: UInt16 = 0x05
    static let data4: UInt16 = 0x06
    static let data8: UInt16 = 0x07
    static let string: UInt16 = 0x08
    static let block: UInt16 = 0x09
    static let block1: UInt16 = 0x0a
    static let data1: UInt16 = 0x0b
    static let flag: UInt16 = 0x0c
    static let sdata: UInt16 = 0x0d
    static let strp: UInt16 = 0x0e
    static let udata: UInt16 = 0x0f
    static let refAddr: UInt16 = 0x10
    static let ref1: UInt16 = 0x11
    static let ref2: UInt16 = 0x12
    static let ref4: UInt16 = 0x13
    static let ref8: UInt16 = 0x14
    static let refUdata: UInt16 = 0x15
    static let secOffset: UInt16 = 0x17
    static let exprloc: UInt16 = 0x18
    static let flagPresent: UInt16 = 0x19
    static let data16: UInt16 = 0x1e
    static let lineStrp: UInt16 = 0x1f
    static let refSig8: UInt16 = 0x20
    static let implicitConst: UInt16 = 0x21
}
