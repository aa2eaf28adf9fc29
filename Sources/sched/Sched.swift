// SPDX-License-Identifier: Apache-2.0
import CLI

@main
struct Sched {
    static func main() async { await SchedCommand.run() }
}
