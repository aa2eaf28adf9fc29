// SPDX-License-Identifier: Apache-2.0
internal import CRPM
import Glibc

/// What librpm's callback works on while one transaction runs.
struct TransactionSession {
    let progress: (RPMProgress) -> Void
    var file: FD_t?
}

/// librpm asks for the package file (OPEN_FILE, whose result is the descriptor)
/// and tells how far it is. The key is the path given with the element.
func notify(
    _ header: UnsafeRawPointer?, _ what: rpmCallbackType, _ amount: rpm_loff_t,
    _ total: rpm_loff_t, _ key: fnpyKey?, _ data: rpmCallbackData?
) -> UnsafeMutableRawPointer? {
    guard let session = data?.assumingMemoryBound(to: TransactionSession.self) else { return nil }
    switch what {
    case RPMCALLBACK_INST_OPEN_FILE:
        guard let path = key?.assumingMemoryBound(to: CChar.self) else { return nil }
        session.pointee.file = Fopen(path, "r.ufdio")
        return session.pointee.file.map { UnsafeMutableRawPointer($0) }
    case RPMCALLBACK_INST_CLOSE_FILE:
        if let file = session.pointee.file { Fclose(file) }
        session.pointee.file = nil
    case RPMCALLBACK_INST_PROGRESS, RPMCALLBACK_INST_START:
        session.pointee.progress(
            .installing(label(header), bytes: Int(amount), of: Int(total)))
    case RPMCALLBACK_UNINST_START:
        session.pointee.progress(.erasing(label(header)))
    default: break
    }
    return nil
}

private func label(_ header: UnsafeRawPointer?) -> String {
    guard let header,
        let text = headerGetAsString(OpaquePointer(header), rpmTagVal(RPMTAG_NEVRA.rawValue))
    else { return "" }
    defer { free(text) }
    return String(cString: text)
}

/// Every problem that the transaction set has gathered since it was last asked.
func collectProblems(_ set: rpmts) -> [RPMProblem] {
    let problems = rpmtsProblems(set)
    defer { rpmpsFree(problems) }
    let iterator = rpmpsInitIterator(problems)
    defer { rpmpsFreeIterator(iterator) }
    var found: [RPMProblem] = []
    while let problem = rpmpsiNext(iterator) {
        let text = rpmProblemString(problem)
        defer { free(text) }
        found.append(
            RPMProblem(
                kind: .init(rpmProblemGetType(problem)),
                package: rpmProblemGetPkgNEVR(problem).map { String(cString: $0) } ?? "",
                message: text.map { String(cString: $0) } ?? ""))
    }
    return found
}

extension RPMProblem.Kind {
    fileprivate init(_ type: rpmProblemType) {
        switch type {
        case RPMPROB_BADARCH: self = .architecture
        case RPMPROB_BADOS: self = .operatingSystem
        case RPMPROB_PKG_INSTALLED: self = .alreadyInstalled
        case RPMPROB_BADRELOCATE: self = .relocation
        case RPMPROB_REQUIRES: self = .requires
        case RPMPROB_CONFLICT: self = .conflict
        case RPMPROB_NEW_FILE_CONFLICT, RPMPROB_FILE_CONFLICT: self = .fileConflict
        case RPMPROB_OLDPACKAGE: self = .newerInstalled
        case RPMPROB_DISKSPACE, RPMPROB_DISKNODES: self = .diskSpace
        case RPMPROB_OBSOLETES: self = .obsoleted
        case RPMPROB_VERIFY: self = .verification
        default: self = .other
        }
    }
}
