// SPDX-License-Identifier: Apache-2.0
import Testing
@testable import Kernel
@testable import Manifest
@testable import Support

/// What `make -n V=1` of Linux 6.1 printed for two units; most options left out.
private let printed = #"""
    make -f ./scripts/Makefile.build obj=kernel/sched kernel/sched/core.o kernel/sched/fair.o
    set -e;  echo '  gcc-12 -Wp,-MMD,kernel/sched/.core.o.d -nostdinc -g -DKBUILD_MODNAME='\''"core"'\'' -c -o kernel/sched/core.o kernel/sched/core.c   ; ./tools/objtool/objtool --orc   kernel/sched/core.o';    trap 'rm -f kernel/sched/core.o; trap - HUP; kill -s HUP $$' HUP; gcc-12 -Wp,-MMD,kernel/sched/.core.o.d -nostdinc -I./include -include ./include/linux/kconfig.h -fmacro-prefix-map=./= -O2 -g    -DKBUILD_MODFILE='"kernel/sched/core"' -DKBUILD_BASENAME='"core"' -D__KBUILD_MODNAME=kmod_core -c -o kernel/sched/core.o kernel/sched/core.c   ; ./tools/objtool/objtool --hacks=jump_label --orc --retpoline   kernel/sched/core.o; scripts/basic/fixdep kernel/sched/.core.o.d kernel/sched/core.o 'gcc-12 -c -o kernel/sched/core.o kernel/sched/core.c' > kernel/sched/.core.o.cmd; rm -f kernel/sched/.core.o.d
    if nm kernel/sched/core.o 2>/dev/null | grep -q __ksymtab; then gcc-12 -E -D__GENKSYMS__ -Wp,-MMD,kernel/sched/.core.o.d -nostdinc kernel/sched/core.c | scripts/genksyms/genksyms   -r /dev/null >> kernel/sched/.core.o.cmd; fi
    gcc-12 -Wp,-MD,kernel/sched/.fair.o.d -nostdinc -DKBUILD_BASENAME='"fair"' -c -o kernel/sched/fair.o kernel/sched/fair.c
    gcc-12 -nostdinc -c -o kernel/sched/idle.o kernel/sched/idle.c
    echo 'an open quote after gcc-12
    """#

@Suite struct CompileCommandParserTests {
    let found = CompileCommandParser.parse(
        Array(printed.utf8),
        units: ["kernel/sched/core.c", "kernel/sched/fair.c", "kernel/sched/none.c"],
        compiler: "gcc-12")

    @Test func `only the units asked for are found`() {
        #expect(found.keys.sorted() == ["kernel/sched/core.c", "kernel/sched/fair.c"])
    }

    @Test func `flags are the compilers without output and dependencies`() throws {
        let core = try #require(found["kernel/sched/core.c"])
        #expect(core.unit == "kernel/sched/core.c")
        #expect(
            core.flags == [
                "-nostdinc", "-I./include", "-include", "./include/linux/kconfig.h",
                "-fmacro-prefix-map=./=", "-O2", "-g", #"-DKBUILD_MODFILE="kernel/sched/core""#,
                #"-DKBUILD_BASENAME="core""#, "-D__KBUILD_MODNAME=kmod_core",
            ])
        #expect(core.objtool == ["--hacks=jump_label", "--orc", "--retpoline"])
    }

    @Test func `a unit without objtool has none`() {
        #expect(found["kernel/sched/fair.c"]?.flags == ["-nostdinc", "-DKBUILD_BASENAME=\"fair\""])
        #expect(found["kernel/sched/fair.c"]?.objtool == [])
    }

    @Test func `another compiler is not taken`() {
        #expect(
            CompileCommandParser.parse(
                Array(printed.utf8), units: ["kernel/sched/core.c"], compiler: "gcc-13"
            ).isEmpty)
    }
}
