// SPDX-License-Identifier: Apache-2.0
import SchedCLI

@main
struct Sched {
    static func main() async { await SchedCommand.run() }
}
