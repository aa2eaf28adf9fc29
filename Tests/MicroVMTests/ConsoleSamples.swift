// SPDX-License-Identifier: Apache-2.0

/// What a 6.1 kernel really wrote to its console when a module made it do these
/// things; registers, code bytes and doubtful frames (`?`) are left out.
enum ConsoleSamples {
    static let warning = #"""
        [    4.211650] sample: loading out-of-tree module taints kernel.
        [    4.213598] sample: module verification failed: signature and/or required key missing - tainting kernel
        [    4.220302] ------------[ cut here ]------------
        [    4.220469] a test warning
        [    4.220813] WARNING: CPU: 1 PID: 102 at sample/sample.c:18 sample_init+0x29/0x1000 [sample]
        [    4.221710] Modules linked in: sample(OE+)
        [    4.222066] CPU: 1 PID: 102 Comm: insmod Tainted: G           OE      6.1.0-56-cloud-amd64 #1  Debian 6.1.192-2
        [    4.222282] Hardware name: QEMU Standard PC (i440FX + PIIX, 1996), BIOS 1.16.2-debian-1.16.2-1 04/01/2014
        [    4.224018] Call Trace:
        [    4.224612]  <TASK>
        [    4.225178]  do_one_initcall+0x59/0x220
        [    4.225394]  do_init_module+0x4a/0x1f0
        [    4.225452]  __do_sys_finit_module+0xac/0x120
        [    4.225516]  do_syscall_64+0x5d/0x90
        [    4.225921]  entry_SYSCALL_64_after_hwframe+0x6e/0xd8
        [    4.226943]  </TASK>
        [    4.227026] ---[ end trace 0000000000000000 ]---
        [    5.390018] ACPI: PM: Preparing to enter system sleep state S5
        [    5.391218] reboot: Power down
        """#

    static let bug = #"""
        [    4.241509] sample: loading out-of-tree module taints kernel.
        [    4.243139] sample: module verification failed: signature and/or required key missing - tainting kernel
        [    4.256195] ------------[ cut here ]------------
        [    4.256373] kernel BUG at sample/sample.c:20!
        [    4.259817] invalid opcode: 0000 [#1] PREEMPT SMP NOPTI
        [    4.260085] CPU: 0 PID: 102 Comm: insmod Tainted: G           OE      6.1.0-56-cloud-amd64 #1  Debian 6.1.192-2
        [    4.260310] Hardware name: QEMU Standard PC (i440FX + PIIX, 1996), BIOS 1.16.2-debian-1.16.2-1 04/01/2014
        [    4.262202] Call Trace:
        [    4.262808]  <TASK>
        [    4.263186]  do_one_initcall+0x59/0x220
        [    4.263397]  do_init_module+0x4a/0x1f0
        [    4.263452]  __do_sys_finit_module+0xac/0x120
        [    4.263516]  do_syscall_64+0x5d/0x90
        [    4.263828]  entry_SYSCALL_64_after_hwframe+0x6e/0xd8
        [    4.264816]  </TASK>
        [    4.264895] Modules linked in: sample(OE+)
        [    4.265612] ---[ end trace 0000000000000000 ]---
        [    5.372636] ACPI: PM: Preparing to enter system sleep state S5
        [    5.376342] reboot: Power down
        """#

    static let nullPointer = #"""
        [    3.721500] sample: loading out-of-tree module taints kernel.
        [    3.723480] sample: module verification failed: signature and/or required key missing - tainting kernel
        [    3.739730] BUG: kernel NULL pointer dereference, address: 0000000000000008
        [    3.740081] #PF: supervisor read access in kernel mode
        [    3.740170] #PF: error_code(0x0000) - not-present page
        [    3.740300] PGD 0 P4D 0 
        [    3.740490] Oops: 0000 [#1] PREEMPT SMP NOPTI
        [    3.740698] CPU: 0 PID: 101 Comm: insmod Tainted: G           OE      6.1.0-56-cloud-amd64 #1  Debian 6.1.192-2
        [    3.741419] Hardware name: QEMU Standard PC (i440FX + PIIX, 1996), BIOS 1.16.2-debian-1.16.2-1 04/01/2014
        [    3.743651] Call Trace:
        [    3.744376]  <TASK>
        [    3.744550]  sample_init+0x74/0x1000 [sample]
        [    3.745133]  do_one_initcall+0x59/0x220
        [    3.745356]  do_init_module+0x4a/0x1f0
        [    3.745424]  __do_sys_finit_module+0xac/0x120
        [    3.745503]  do_syscall_64+0x5d/0x90
        [    3.746074]  entry_SYSCALL_64_after_hwframe+0x6e/0xd8
        [    3.747257]  </TASK>
        [    3.747354] Modules linked in: sample(OE+)
        [    3.748033] ---[ end trace 0000000000000000 ]---
        [    3.749628] note: insmod[101] exited with irqs disabled
        [    4.858605] ACPI: PM: Preparing to enter system sleep state S5
        [    4.859502] reboot: Power down
        """#

    static let protectionFault = #"""
        [    4.157931] sample: loading out-of-tree module taints kernel.
        [    4.161253] sample: module verification failed: signature and/or required key missing - tainting kernel
        [    4.170398] general protection fault, maybe for address 0x0: 0000 [#1] PREEMPT SMP NOPTI
        [    4.170769] CPU: 1 PID: 100 Comm: insmod Tainted: G           OE      6.1.0-56-cloud-amd64 #1  Debian 6.1.192-2
        [    4.171487] Hardware name: QEMU Standard PC (i440FX + PIIX, 1996), BIOS 1.16.2-debian-1.16.2-1 04/01/2014
        [    4.173477] Call Trace:
        [    4.174112]  <TASK>
        [    4.174268]  sample_init+0x8c/0x1000 [sample]
        [    4.174608]  do_one_initcall+0x59/0x220
        [    4.174816]  do_init_module+0x4a/0x1f0
        [    4.174878]  __do_sys_finit_module+0xac/0x120
        [    4.175108]  do_syscall_64+0x5d/0x90
        [    4.175450]  entry_SYSCALL_64_after_hwframe+0x6e/0xd8
        [    4.176493]  </TASK>
        [    4.176589] Modules linked in: sample(OE+)
        [    4.178993] ---[ end trace 0000000000000000 ]---
        [    5.344477] ACPI: PM: Preparing to enter system sleep state S5
        [    5.349321] reboot: Power down
        """#

    static let atomic = #"""
        [    4.400987] sample: loading out-of-tree module taints kernel.
        [    4.402620] sample: module verification failed: signature and/or required key missing - tainting kernel
        [    4.414843] BUG: scheduling while atomic: insmod/100/0x00000003
        [    4.415092] Modules linked in: sample(OE+)
        [    4.415561] CPU: 1 PID: 100 Comm: insmod Tainted: G           OE      6.1.0-56-cloud-amd64 #1  Debian 6.1.192-2
        [    4.415790] Hardware name: QEMU Standard PC (i440FX + PIIX, 1996), BIOS 1.16.2-debian-1.16.2-1 04/01/2014
        [    4.416034] Call Trace:
        [    4.416938]  <TASK>
        [    4.417104]  dump_stack_lvl+0x44/0x5c
        [    4.417433]  __schedule_bug.cold+0x42/0x4e
        [    4.417508]  __schedule+0x804/0xa00
        [    4.417562]  schedule+0x5a/0xd0
        [    4.417605]  schedule_timeout+0x94/0x150
        [    4.417732]  msleep+0x29/0x40
        [    4.417813]  sample_init+0xd4/0x1000 [sample]
        [    4.418130]  do_one_initcall+0x59/0x220
        [    4.418216]  do_init_module+0x4a/0x1f0
        [    4.418269]  __do_sys_finit_module+0xac/0x120
        [    4.418334]  do_syscall_64+0x5d/0x90
        [    4.418958]  entry_SYSCALL_64_after_hwframe+0x6e/0xd8
        [    4.420250]  </TASK>
        """#

    static let softLockup = #"""
        [    5.715593] sample: loading out-of-tree module taints kernel.
        [    5.720913] sample: module verification failed: signature and/or required key missing - tainting kernel
        [   32.807750] watchdog: BUG: soft lockup - CPU#0 stuck for 26s! [insmod:101]
        [   32.808091] Modules linked in: sample(OE+)
        [   32.809138] CPU: 0 PID: 101 Comm: insmod Tainted: G           OE      6.1.0-56-cloud-amd64 #1  Debian 6.1.192-2
        [   32.809459] Hardware name: QEMU Standard PC (i440FX + PIIX, 1996), BIOS 1.16.2-debian-1.16.2-1 04/01/2014
        [   32.811712] Call Trace:
        [   32.812360]  <TASK>
        [   32.812528]  sample_init+0x11b/0x1000 [sample]
        [   32.812985]  do_one_initcall+0x59/0x220
        [   32.813132]  do_init_module+0x4a/0x1f0
        [   32.813201]  __do_sys_finit_module+0xac/0x120
        [   32.821444]  do_syscall_64+0x5d/0x90
        [   32.822652]  entry_SYSCALL_64_after_hwframe+0x6e/0xd8
        [   32.824028]  </TASK>
        """#

    static let rcuStall = #"""
        [    5.021219] sample: loading out-of-tree module taints kernel.
        [    5.026631] sample: module verification failed: signature and/or required key missing - tainting kernel
        [   29.699029] rcu: INFO: rcu_preempt self-detected stall on CPU
        [   29.699769] rcu: 	0-....: (4787 ticks this GP) idle=c77c/1/0x4000000000000000 softirq=393/395 fqs=1967
        [   29.700175] 	(t=5250 jiffies g=-455 q=1 ncpus=2)
        [   29.700850] CPU: 0 PID: 101 Comm: insmod Tainted: G           OE      6.1.0-56-cloud-amd64 #1  Debian 6.1.192-2
        [   29.701251] Hardware name: QEMU Standard PC (i440FX + PIIX, 1996), BIOS 1.16.2-debian-1.16.2-1 04/01/2014
        [   29.705225] Call Trace:
        [   29.706623]  <TASK>
        [   29.706949]  sample_init+0x160/0x1000 [sample]
        [   29.707753]  do_one_initcall+0x59/0x220
        [   29.708031]  do_init_module+0x4a/0x1f0
        [   29.708139]  __do_sys_finit_module+0xac/0x120
        [   29.708273]  do_syscall_64+0x5d/0x90
        [   29.709267]  entry_SYSCALL_64_after_hwframe+0x6e/0xd8
        [   29.711625]  </TASK>
        [   90.691185] ACPI: PM: Preparing to enter system sleep state S5
        [   90.692222] reboot: Power down
        """#

    static let hungTask = #"""
        [    5.493644] sample: loading out-of-tree module taints kernel.
        [    5.495987] sample: module verification failed: signature and/or required key missing - tainting kernel
        [   11.181826] INFO: task sleeper:102 blocked for more than 5 seconds.
        [   11.182180]       Tainted: G           OE      6.1.0-56-cloud-amd64 #1 Debian 6.1.192-2
        [   11.182448] "echo 0 > /proc/sys/kernel/hung_task_timeout_secs" disables this message.
        [   11.182656] task:sleeper         state:D stack:0     pid:102   ppid:2      flags:0x00004000
        [   11.183082] Call Trace:
        [   11.183455]  <TASK>
        [   11.183654]  __schedule+0x34d/0xa00
        [   11.185656]  schedule+0x5a/0xd0
        [   11.185753]  sleeper+0x1b/0x22 [sample]
        [   11.185941]  kthread+0xda/0x100
        [   11.186084]  ret_from_fork+0x22/0x30
        [   11.186204]  </TASK>
        """#

    static let listCorruption = #"""
        [    4.995455] sample: loading out-of-tree module taints kernel.
        [    4.999075] sample: module verification failed: signature and/or required key missing - tainting kernel
        [    5.011440] list_add corruption. next->prev should be prev (ffffffffc0375030), but was 0000000000000000. (next=ffffffffc0375400).
        [    5.012021] ------------[ cut here ]------------
        [    5.012101] kernel BUG at lib/list_debug.c:27!
        [    5.012775] invalid opcode: 0000 [#1] PREEMPT SMP NOPTI
        [    5.013256] CPU: 0 PID: 102 Comm: insmod Tainted: G           OE      6.1.0-56-cloud-amd64 #1  Debian 6.1.192-2
        [    5.013498] Hardware name: QEMU Standard PC (i440FX + PIIX, 1996), BIOS 1.16.2-debian-1.16.2-1 04/01/2014
        [    5.015423] Call Trace:
        [    5.016048]  <TASK>
        [    5.016207]  sample_init+0x264/0x1000 [sample]
        [    5.016649]  do_one_initcall+0x59/0x220
        [    5.016783]  do_init_module+0x4a/0x1f0
        [    5.016841]  __do_sys_finit_module+0xac/0x120
        [    5.016907]  do_syscall_64+0x5d/0x90
        [    5.017703]  entry_SYSCALL_64_after_hwframe+0x6e/0xd8
        [    5.018736]  </TASK>
        [    5.018818] Modules linked in: sample(OE+)
        [    5.020335] ---[ end trace 0000000000000000 ]---
        [    6.164639] ACPI: PM: Preparing to enter system sleep state S5
        [    6.166520] reboot: Power down
        """#

    static let panic = #"""
        [   10.258718] sysrq: Trigger a crash
        [   10.259108] Kernel panic - not syncing: sysrq triggered crash
        [   10.259427] CPU: 0 PID: 100 Comm: work Not tainted 6.1.0-56-cloud-amd64 #1  Debian 6.1.192-2
        [   10.263888] Hardware name: QEMU Standard PC (i440FX + PIIX, 1996), BIOS 1.16.2-debian-1.16.2-1 04/01/2014
        [   10.264266] Call Trace:
        [   10.265120]  <TASK>
        [   10.265319]  dump_stack_lvl+0x44/0x5c
        [   10.265703]  panic+0x118/0x2f4
        [   10.265855]  sysrq_handle_crash+0x16/0x20
        [   10.265933]  __handle_sysrq.cold+0x44/0x11c
        [   10.266001]  write_sysrq_trigger+0x24/0x40
        [   10.266058]  proc_reg_write+0x56/0xa0
        [   10.266118]  vfs_write+0xc7/0x3f0
        [   10.266245]  ksys_write+0x6b/0xf0
        [   10.266297]  do_syscall_64+0x5d/0x90
        [   10.266885]  entry_SYSCALL_64_after_hwframe+0x6e/0xd8
        [   10.276957]  </TASK>
        [   10.278751] Kernel Offset: 0x3ac00000 from 0xffffffff81000000 (relocation range: 0xffffffff80000000-0xffffffffbfffffff)
        """#
}
