// SPDX-License-Identifier: Apache-2.0

/// How something refers to a function or uses a variable. The raw values stand in
/// JSON documents.
package enum ReferenceKind: String, Sendable, Codable, CaseIterable {
    /// a call or jump whose operand is the function's entry
    case call
    /// an instruction reads the variable
    case read
    /// an instruction writes the variable
    case write
    case readWrite = "read-write"
    /// the address is an operand: what is done with it is not known
    case addressInCode = "address-in-code"
    /// the address stands in data
    case addressInData = "pointer-in-data"
    /// an entry of __jump_table: the code is rewritten as the key changes
    case staticKey = "static-key"
    /// an entry of .static_call_sites
    case staticCall = "static-call"
    /// modules may use it
    case export
    /// the system call table leads to it
    case systemCall = "syscall"
}
