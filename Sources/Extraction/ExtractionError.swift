// SPDX-License-Identifier: Apache-2.0
public import Diagnostics

/// An object that the compiler made is not of the form that extraction knows.
/// Nothing has been written.
public enum ExtractionError: Failure, Equatable {
    case object(unit: String, section: String, reason: String)

    public var description: String {
        switch self {
        case .object(let unit, let section, let reason):
            "cannot take \(unit) apart: section \(section): \(reason)"
        }
    }

    public var hint: String? {
        "this compiler or kernel is not supported yet; nothing was built"
    }
}
