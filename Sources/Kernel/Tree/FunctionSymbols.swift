// SPDX-License-Identifier: Apache-2.0
import ELF

/// The functions of an ELF file by the source file that their symbols name.
///
/// A symbol table lists the local symbols of each linked unit behind an STT_FILE
/// symbol with the unit's base name (System V gABI, "Symbol Table"). Several
/// units of a kernel are called core.c: a name has one group for each.
struct FunctionSymbols {
    typealias Sizes = [String: [UInt64]]

    struct Group: Equatable {
        var file: String
        var locals: Sizes
    }

    var groups: [Group] = []
    /// Global and weak functions.
    var globals: Sizes = [:]
    var weak: Set<String> = []
}

extension FunctionSymbols {
    init(_ image: ELFImage) {
        var current = Group(file: "", locals: [:])
        for symbol in image.symbols {
            if symbol.type == .file {
                close(&current)
                current = Group(file: symbol.name, locals: [:])
            } else if symbol.type == .function, symbol.isInSection, symbol.size > 0 {
                if symbol.binding == .local {
                    current.locals[symbol.name, default: []].append(symbol.size)
                } else {
                    globals[symbol.name, default: []].append(symbol.size)
                    if symbol.binding == .weak { weak.insert(symbol.name) }
                }
            }
        }
        close(&current)
    }

    private mutating func close(_ group: inout Group) {
        guard !group.locals.isEmpty else { return }
        for name in group.locals.keys { group.locals[name]?.sort() }
        groups.append(group)
    }

    /// The group of that file name which shares most names with `locals`.
    func group(_ file: String, like locals: Sizes) -> Group? {
        groups.filter { $0.file == file }
            .map { group in (group, locals.keys.count { group.locals[$0] != nil }) }
            .max { $0.1 < $1.1 }?.0
    }
}

extension RebuildReport {
    /// Compares one rebuilt unit. A local function of vmlinux that the rebuild
    /// does not have is a difference too; a global one names no unit there.
    ///
    /// - Parameter isExpected: whether what is compiled otherwise than in the
    ///   kernel's build explains that a function's size differs by a few bytes.
    mutating func add(
        unit: String, object: String = "", rebuilt: FunctionSymbols, vmlinux: FunctionSymbols,
        isExpected: (_ symbol: String) -> Bool = { _ in false }
    ) {
        let own = rebuilt.groups.first
        let group = own.flatMap { vmlinux.group($0.file, like: $0.locals) }
        var count = 0
        var same = 0
        func compare(_ name: String, _ original: [UInt64], _ sizes: [UInt64]) {
            count += max(original.count, sizes.count)
            if original == sizes {
                same += sizes.count
            } else if original.count == 1, sizes.count == 1, isExpected(name),
                ExpectedDifferences.bytes.contains(Int64(sizes[0]) - Int64(original[0]))
            {
                same += sizes.count
            } else {
                differences.append(
                    Difference(unit: unit, symbol: name, vmlinux: original, rebuilt: sizes))
            }
        }
        let locals = own?.locals ?? [:]
        let originals = group?.locals ?? [:]
        for name in Set(locals.keys).union(originals.keys).sorted() {
            compare(name, originals[name] ?? [], locals[name] ?? [])
        }
        var overridden = 0
        for name in rebuilt.globals.keys.sorted() {
            // vmlinux has the strong function of another unit.
            if rebuilt.weak.contains(name) && vmlinux.globals[name] != nil
                && !vmlinux.weak.contains(name)
            {
                overridden += 1
            } else {
                compare(name, vmlinux.globals[name] ?? [], rebuilt.globals[name] ?? [])
            }
        }
        units.append(
            Unit(
                unit: unit, object: object, functions: count, same: same, overridden: overridden))
    }
}
