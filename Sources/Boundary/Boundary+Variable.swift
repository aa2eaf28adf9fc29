// SPDX-License-Identifier: Apache-2.0
import Support

extension Boundary {
    package enum VariableClass: String, Sendable, Codable, CaseIterable {
        /// the module uses vmlinux's
        case shared
        /// the variant has its own, because recipe or manifest says so
        case `private`
        /// the variant has its own whatever is said
        case privateByNecessity = "private-by-necessity"
    }

    package struct Variable: Sendable, Codable, Hashable {
        package enum Ownership: String, Sendable, Codable { case shared, `private` }
        package var name: String
        package var symbol: String
        package var file: String
        package var line: Int
        package var unit: String
        package var ownership: Ownership
        package var `class`: VariableClass
        /// Why it is private: `manifest`, `function-level static`, …
        package var reason: String?
        package var address: UInt64
        package var size: UInt64
        package var section: String
        package var isPerCPU: Bool
        /// What vmlinux goes on using it while a variant is loaded, most telling
        /// first; what has run at boot stands last.
        package var outsideUsers: [VariableUser]
        /// The manifest's reason why those users do no harm to a private variable.
        package var unsafe: String?

        package init(
            name: String, symbol: String, file: String, line: Int, unit: String,
            ownership: Ownership, reason: String?, address: UInt64, size: UInt64,
            section: String, class kind: VariableClass? = nil, isPerCPU: Bool = false,
            outsideUsers: [VariableUser] = [], unsafe: String? = nil
        ) {
            self.name = name
            self.symbol = symbol
            self.file = file
            self.line = line
            self.unit = unit
            self.ownership = ownership
            self.class = kind ?? (ownership == .shared ? .shared : .private)
            self.reason = reason
            self.address = address
            self.size = size
            self.section = section
            self.isPerCPU = isPerCPU
            self.outsideUsers = outsideUsers
            self.unsafe = unsafe
        }
    }

    /// Who outside the variant uses a variable, and how. Uses of one kind from
    /// one source are one user.
    package struct VariableUser: Sendable, Codable, Hashable {
        /// As in `KernelFacts.VariableUse`, and `export` for modules.
        package enum How: String, Sendable, Codable {
            case read, write
            case readWrite = "read-write"
            case addressInCode = "address-in-code"
            case addressInData = "pointer-in-data"
            case staticKey = "static-key"
            case staticCall = "static-call"
            case export
        }
        package var how: How
        /// Function or data object.
        package var source: String
        /// Its source file, where that is known.
        package var file: String?
        package var places: Int
        /// It has run when a variant is loaded.
        package var isAtBoot: Bool

        /// Such as `written by set_load_weight (kernel/sched/core.c), 2 times`.
        package var sentence: String {
            let place = file.map { "\(source) (\($0))" } ?? source
            let times = places > 1 ? ", \(places) times" : ""
            let when = isAtBoot ? ", at boot only" : ""
            return "\(verb) \(place)\(times)\(when)"
        }

        private var verb: String {
            switch how {
            case .read: "read by"
            case .write: "written by"
            case .readWrite: "read and written by"
            case .addressInCode: "its address is taken in"
            case .addressInData: "its address is stored in"
            case .staticKey: "a static key in"
            case .staticCall: "a static call in"
            case .export: "exported to"
            }
        }
    }
}

extension Boundary.Variable {
    private enum CodingKeys: String, CodingKey {
        case name, symbol, file, line, unit, ownership, `class`, reason, address, size, section
        case isPerCPU, outsideUsers, unsafe
    }

    /// Documents of packages that were made before users were known have none.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            name: try values.decode(String.self, forKey: .name),
            symbol: try values.decode(String.self, forKey: .symbol),
            file: try values.decode(String.self, forKey: .file),
            line: try values.decode(Int.self, forKey: .line),
            unit: try values.decode(String.self, forKey: .unit),
            ownership: try values.decode(Ownership.self, forKey: .ownership),
            reason: try values.decodeIfPresent(String.self, forKey: .reason),
            address: try values.decode(UInt64.self, forKey: .address),
            size: try values.decode(UInt64.self, forKey: .size),
            section: try values.decode(String.self, forKey: .section),
            class: try values.decodeIfPresent(Boundary.VariableClass.self, forKey: .class),
            isPerCPU: try values.decodeIfPresent(Bool.self, forKey: .isPerCPU) ?? false,
            outsideUsers: try values.decodeIfPresent(
                [Boundary.VariableUser].self, forKey: .outsideUsers) ?? [],
            unsafe: try values.decodeIfPresent(String.self, forKey: .unsafe))
    }
}
