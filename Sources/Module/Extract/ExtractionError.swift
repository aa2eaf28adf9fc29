// SPDX-License-Identifier: Apache-2.0
import Support

/// An object that the compiler made is not of the form that extraction knows.
/// Nothing has been written.
enum ExtractionError: Failure, Equatable {
    case object(unit: String, section: String, reason: String)
    /// `users` are functions or variables that it is about, as far as is known.
    case unknownSection(unit: String, section: String, users: [String])
    /// Something refers to an input section that was not followed to.
    case notTaken(section: String, name: String)

    var description: String {
        switch self {
        case .object(let unit, let section, let reason):
            "cannot take \(unit) apart: section \(section): \(reason)"
        case .unknownSection(let unit, let section, let users):
            "it is not known what becomes of section \(section) of \(unit)"
                + (users.isEmpty
                    ? "" : ", which is about \(users.prefix(3).joined(separator: ", "))")
        case .notTaken(let section, let name):
            "the module refers to `\(name)` (section \(section)), which did not come along"
        }
    }

    var hint: String? {
        switch self {
        case .notTaken: "this is a fault of sched: report it with the manifest; nothing was built"
        case .object: "this compiler or kernel is not supported yet; nothing was built"
        case .unknownSection:
            "if a patch puts something there, leave the section to the compiler; else this kernel is not supported yet"
        }
    }
}
