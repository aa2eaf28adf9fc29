// SPDX-License-Identifier: Apache-2.0
internal import CElf

/// An `Elf *` that writes, with the memory that it refers to until it ends.
struct ElfHandle: ~Copyable {
    private let elf: OpaquePointer
    private var buffers: [UnsafeMutableRawBufferPointer] = []

    /// The descriptor stays the caller's and must outlive the handle.
    init(descriptor: CInt) throws(ELFWriterError) {
        guard elf_version(UInt32(EV_CURRENT)) != UInt32(EV_NONE),
            let elf = elf_begin(descriptor, ELF_C_WRITE, nil)
        else { throw Self.error("begin an object") }
        guard let header = elf64_newehdr(elf) else {
            let error = Self.error("make the header")
            elf_end(elf)
            throw error
        }
        header.pointee.e_ident.5 = UInt8(ELFDATA2LSB)
        header.pointee.e_type = UInt16(ET_REL)
        header.pointee.e_machine = UInt16(EM_X86_64)
        header.pointee.e_version = UInt32(EV_CURRENT)
        self.elf = elf
    }

    deinit {
        elf_end(elf)
        for buffer in buffers { buffer.deallocate() }
    }

    mutating func add(_ entry: ObjectLayout.Entry) throws(ELFWriterError) {
        guard let section = elf_newscn(elf), let header = elf64_getshdr(section),
            let data = elf_newdata(section)
        else { throw Self.error("add a section") }
        header.pointee = entry.header
        data.pointee.d_version = UInt32(EV_CURRENT)
        data.pointee.d_align = max(1, Int(clamping: entry.header.sh_addralign))
        switch entry.content {
        case .bytes(let bytes):
            setContent(bytes, type: ELF_T_BYTE, data)
        case .symbols(let list):
            setContent(list, type: ELF_T_SYM, data)
        case .relocations(let list):
            setContent(list, type: ELF_T_RELA, data)
        case .room(let size):
            data.pointee.d_type = ELF_T_BYTE
            data.pointee.d_size = size
        }
    }

    private mutating func setContent<Element: BitwiseCopyable>(
        _ content: [Element], type: Elf_Type, _ data: UnsafeMutablePointer<Elf_Data>
    ) {
        content.withUnsafeBytes { bytes in
            let buffer = UnsafeMutableRawBufferPointer.allocate(
                byteCount: bytes.count, alignment: 16)
            buffer.copyMemory(from: bytes)
            buffers.append(buffer)
            data.pointee.d_buf = buffer.baseAddress
        }
        data.pointee.d_type = type
        data.pointee.d_size = content.count * MemoryLayout<Element>.stride
    }

    /// Lets libelf lay the file out and write it. Returns its size in bytes.
    func finish(nameTableIndex: Int) throws(ELFWriterError) -> Int {
        guard let header = elf64_getehdr(elf) else { throw Self.error("find the header") }
        header.pointee.e_shstrndx = UInt16(nameTableIndex)
        let size = elf_update(elf, ELF_C_WRITE)
        guard size >= 0 else { throw Self.error("write the object") }
        return Int(size)
    }

    private static func error(_ operation: String) -> ELFWriterError {
        let message = elf_errmsg(-1).map { String(cString: $0) } ?? "unknown error"
        return .library(operation: operation, message: message)
    }
}
