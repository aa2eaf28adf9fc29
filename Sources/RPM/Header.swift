// SPDX-License-Identifier: Apache-2.0
internal import CRPM
import Glibc

/// Reads librpm's header into a value. The caller keeps the header.
func readPackage(_ header: CRPM.Header?) -> RPMPackage {
    func text(_ tag: rpmTag_e) -> String {
        headerGetString(header, rpmTagVal(tag.rawValue)).map { String(cString: $0) } ?? ""
    }
    func number(_ tag: rpmTag_e) -> Int {
        Int(headerGetNumber(header, rpmTagVal(tag.rawValue)))
    }
    let hasEpoch = headerIsEntry(header, rpmTagVal(RPMTAG_EPOCH.rawValue)) != 0
    let nevra = NEVRA(
        name: text(RPMTAG_NAME), epoch: hasEpoch ? number(RPMTAG_EPOCH) : nil,
        version: text(RPMTAG_VERSION), release: text(RPMTAG_RELEASE),
        architecture: text(RPMTAG_ARCH))
    return RPMPackage(
        nevra: nevra, summary: text(RPMTAG_SUMMARY), license: text(RPMTAG_LICENSE),
        requires: readDependencies(header, RPMTAG_REQUIRENAME),
        provides: readDependencies(header, RPMTAG_PROVIDENAME),
        files: readStrings(header, RPMTAG_FILENAMES),
        // LONGSIZE is made up from SIZE where a package has only that.
        installedSize: number(RPMTAG_LONGSIZE), buildTime: number(RPMTAG_BUILDTIME),
        headerDigest: text(RPMTAG_SHA256HEADER))
}

private func readStrings(_ header: CRPM.Header?, _ tag: rpmTag_e) -> [String] {
    let data = rpmtdNew()
    defer {
        rpmtdFreeData(data)
        rpmtdFree(data)
    }
    guard
        headerGet(header, rpmTagVal(tag.rawValue), data, headerGetFlags(HEADERGET_EXT.rawValue))
            != 0
    else {
        return []
    }
    var strings: [String] = []
    while let text = rpmtdNextString(data) { strings.append(String(cString: text)) }
    return strings
}

private func readDependencies(_ header: CRPM.Header?, _ tag: rpmTag_e) -> [RPMDependency] {
    let set = rpmdsInit(rpmdsNew(header, rpmTagVal(tag.rawValue), 0))
    defer { rpmdsFree(set) }
    var found: [RPMDependency] = []
    while rpmdsNext(set) >= 0 {
        guard let name = rpmdsN(set) else { continue }
        let version = rpmdsEVR(set).map { String(cString: $0) } ?? ""
        let comparison = comparisonSign(rpmdsFlags(set))
        found.append(RPMDependency(String(cString: name), comparison, version))
    }
    return found
}

private func comparisonSign(_ flags: rpmsenseFlags) -> String {
    var sign = ""
    if flags & rpmsenseFlags(RPMSENSE_LESS.rawValue) != 0 { sign += "<" }
    if flags & rpmsenseFlags(RPMSENSE_GREATER.rawValue) != 0 { sign += ">" }
    if flags & rpmsenseFlags(RPMSENSE_EQUAL.rawValue) != 0 { sign += "=" }
    return sign
}
