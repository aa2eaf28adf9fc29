// SPDX-License-Identifier: Apache-2.0

/// gcc's command line for a kernel unit, as far as it decides what the source
/// means; the rest is about the code gcc makes, which clang does not.
enum ClangArguments {
    private static let withValue: Set<String> = ["-I", "-include", "-isystem", "-D", "-U"]
    private static let prefixes = ["-I", "-isystem", "-D", "-U", "-std=", "-fmacro-prefix-map="]
    private static let alone: Set<String> = [
        "-nostdinc", "-m64", "-fshort-wchar", "-fms-extensions", "-funsigned-char",
    ]

    static func from(_ flags: [String]) -> [String] {
        var kept: [String] = []
        var rest = flags[...]
        while let flag = rest.popFirst() {
            if withValue.contains(flag) {
                kept.append(flag)
                rest.popFirst().map { kept.append($0) }
            } else if alone.contains(flag) || prefixes.contains(where: flag.hasPrefix) {
                kept.append(flag)
            }
        }
        return kept + ["--target=x86_64-linux-gnu", "-Wno-everything", "-ferror-limit=0"]
    }
}
