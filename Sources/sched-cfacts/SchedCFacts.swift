// SPDX-License-Identifier: Apache-2.0
import ClangReader
import Glibc
import SourceFacts
import Support
import SystemPackage

/// Reads a `SourceFactsRequest` on standard input, prints `SourceFacts`. It has
/// one user, sched, which runs it in the kernel's source tree.
@main
struct SchedCFacts {
    static func main() async {
        do {
            let input = try Files.read("/dev/stdin")
            let request = try CanonicalJSON.decode(SourceFactsRequest.self, from: input)
            let facts = try await SourceReader.read(request)
            _ = try FileDescriptor.standardOutput.writeAll(CanonicalJSON.compact(facts))
        } catch let error as ReadingError {
            fail("\(error)")
        } catch {
            fail("sched-cfacts answers sched alone, which asks in JSON: \(error)")
        }
    }

    private static func fail(_ message: String) -> Never {
        _ = try? FileDescriptor.standardError.writeAll(Array("\(message)\n".utf8))
        exit(1)
    }
}
