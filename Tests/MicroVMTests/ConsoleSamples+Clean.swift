// SPDX-License-Identifier: Apache-2.0

extension ConsoleSamples {
    /// The whole console of a run without any problem: Debian's 6.1 cloud kernel,
    /// two emulated CPUs.
    static let clean = #"""
        [    0.000000] Linux version 6.1.0-56-cloud-amd64 (debian-kernel@lists.debian.org) (gcc-12 (Debian 12.2.0-14+deb12u1) 12.2.0, GNU ld (GNU Binutils for Debian) 2.40) #1 SMP PREEMPT_DYNAMIC Debian 6.1.192-2 (2026-11-16)
        [    0.000000] Command line: console=ttyS0,115200 ignore_loglevel printk.time=1 panic=-1 tsc=reliable
        [    0.000000] BIOS-provided physical RAM map:
        [    0.000000] BIOS-e820: [mem 0x0000000000000000-0x000000000009fbff] usable
        [    0.000000] BIOS-e820: [mem 0x000000000009fc00-0x000000000009ffff] reserved
        [    0.000000] BIOS-e820: [mem 0x00000000000f0000-0x00000000000fffff] reserved
        [    0.000000] BIOS-e820: [mem 0x0000000000100000-0x000000003ffdffff] usable
        [    0.000000] BIOS-e820: [mem 0x000000003ffe0000-0x000000003fffffff] reserved
        [    0.000000] BIOS-e820: [mem 0x00000000fffc0000-0x00000000ffffffff] reserved
        [    0.000000] BIOS-e820: [mem 0x000000fd00000000-0x000000ffffffffff] reserved
        [    0.000000] printk: debug: ignoring loglevel setting.
        [    0.000000] NX (Execute Disable) protection: active
        [    0.000000] SMBIOS 2.8 present.
        [    0.000000] DMI: QEMU Standard PC (i440FX + PIIX, 1996), BIOS 1.16.2-debian-1.16.2-1 04/01/2014
        [    0.000000] tsc: Fast TSC calibration using PIT
        [    0.000000] tsc: Detected 2000.012 MHz processor
        [    0.005077] e820: update [mem 0x00000000-0x00000fff] usable ==> reserved
        [    0.005300] e820: remove [mem 0x000a0000-0x000fffff] usable
        [    0.005522] last_pfn = 0x3ffe0 max_arch_pfn = 0x400000000
        [    0.006543] x86/PAT: Configuration [0-7]: WB  WC  UC- UC  WB  WP  UC- WT  
        [    0.008988] Using GB pages for direct mapping
        [    0.012765] RAMDISK: [mem 0x355a4000-0x3ffdffff]
        [    0.013813] ACPI: Early table checksum verification disabled
        [    0.014229] ACPI: RSDP 0x00000000000F59D0 000014 (v00 BOCHS )
        [    0.014589] ACPI: RSDT 0x000000003FFE1AD8 000034 (v01 BOCHS  BXPC     00000001 BXPC 00000001)
        [    0.015203] ACPI: FACP 0x000000003FFE1984 000074 (v01 BOCHS  BXPC     00000001 BXPC 00000001)
        [    0.015911] ACPI: DSDT 0x000000003FFE0040 001944 (v01 BOCHS  BXPC     00000001 BXPC 00000001)
        [    0.016019] ACPI: FACS 0x000000003FFE0000 000040
        [    0.016086] ACPI: APIC 0x000000003FFE19F8 000080 (v01 BOCHS  BXPC     00000001 BXPC 00000001)
        [    0.016114] ACPI: HPET 0x000000003FFE1A78 000038 (v01 BOCHS  BXPC     00000001 BXPC 00000001)
        [    0.016137] ACPI: WAET 0x000000003FFE1AB0 000028 (v01 BOCHS  BXPC     00000001 BXPC 00000001)
        [    0.016221] ACPI: Reserving FACP table memory at [mem 0x3ffe1984-0x3ffe19f7]
        [    0.016252] ACPI: Reserving DSDT table memory at [mem 0x3ffe0040-0x3ffe1983]
        [    0.016262] ACPI: Reserving FACS table memory at [mem 0x3ffe0000-0x3ffe003f]
        [    0.016268] ACPI: Reserving APIC table memory at [mem 0x3ffe19f8-0x3ffe1a77]
        [    0.016274] ACPI: Reserving HPET table memory at [mem 0x3ffe1a78-0x3ffe1aaf]
        [    0.016280] ACPI: Reserving WAET table memory at [mem 0x3ffe1ab0-0x3ffe1ad7]
        [    0.018658] No NUMA configuration found
        [    0.018697] Faking a node at [mem 0x0000000000000000-0x000000003ffdffff]
        [    0.019488] NODE_DATA(0) allocated [mem 0x35579000-0x355a3fff]
        [    0.023708] Zone ranges:
        [    0.023746]   DMA      [mem 0x0000000000001000-0x0000000000ffffff]
        [    0.023852]   DMA32    [mem 0x0000000001000000-0x000000003ffdffff]
        [    0.023868]   Normal   empty
        [    0.023885]   Device   empty
        [    0.023897] Movable zone start for each node
        [    0.023934] Early memory node ranges
        [    0.023967]   node   0: [mem 0x0000000000001000-0x000000000009efff]
        [    0.024138]   node   0: [mem 0x0000000000100000-0x000000003ffdffff]
        [    0.024411] Initmem setup node 0 [mem 0x0000000000001000-0x000000003ffdffff]
        [    0.025997] On node 0, zone DMA: 1 pages in unavailable ranges
        [    0.026332] On node 0, zone DMA: 97 pages in unavailable ranges
        [    0.029914] On node 0, zone DMA32: 32 pages in unavailable ranges
        [    0.030698] ACPI: PM-Timer IO Port: 0x608
        [    0.031281] ACPI: LAPIC_NMI (acpi_id[0xff] dfl dfl lint[0x1])
        [    0.031708] IOAPIC[0]: apic_id 0, version 32, address 0xfec00000, GSI 0-23
        [    0.031864] ACPI: INT_SRC_OVR (bus 0 bus_irq 0 global_irq 2 dfl dfl)
        [    0.032140] ACPI: INT_SRC_OVR (bus 0 bus_irq 5 global_irq 5 high level)
        [    0.032190] ACPI: INT_SRC_OVR (bus 0 bus_irq 9 global_irq 9 high level)
        [    0.032284] ACPI: INT_SRC_OVR (bus 0 bus_irq 10 global_irq 10 high level)
        [    0.032293] ACPI: INT_SRC_OVR (bus 0 bus_irq 11 global_irq 11 high level)
        [    0.032492] ACPI: Using ACPI (MADT) for SMP configuration information
        [    0.032547] ACPI: HPET id: 0x8086a201 base: 0xfed00000
        [    0.032864] smpboot: Allowing 2 CPUs, 0 hotplug CPUs
        [    0.033854] PM: hibernation: Registered nosave memory: [mem 0x00000000-0x00000fff]
        [    0.033888] PM: hibernation: Registered nosave memory: [mem 0x0009f000-0x000fffff]
        [    0.034010] [mem 0x40000000-0xfffbffff] available for PCI devices
        [    0.034041] Booting paravirtualized kernel on bare hardware
        [    0.034276] clocksource: refined-jiffies: mask: 0xffffffff max_cycles: 0xffffffff, max_idle_ns: 7645519600211568 ns
        [    0.043687] setup_percpu: NR_CPUS:8192 nr_cpumask_bits:2 nr_cpu_ids:2 nr_node_ids:1
        [    0.050596] percpu: Embedded 61 pages/cpu s212992 r8192 d28672 u1048576
        [    0.051112] pcpu-alloc: s212992 r8192 d28672 u1048576 alloc=1*2097152
        [    0.051217] pcpu-alloc: [0] 0 1 
        [    0.052876] Fallback order for Node 0: 0 
        [    0.053185] Built 1 zonelists, mobility grouping on.  Total pages: 257760
        [    0.053208] Policy zone: DMA32
        [    0.053407] Kernel command line: console=ttyS0,115200 ignore_loglevel printk.time=1 panic=-1 tsc=reliable
        [    0.055337] random: crng init done
        [    0.057798] Dentry cache hash table entries: 131072 (order: 8, 1048576 bytes, linear)
        [    0.058859] Inode-cache hash table entries: 65536 (order: 7, 524288 bytes, linear)
        [    0.060816] mem auto-init: stack:all(zero), heap alloc:on, heap free:off
        [    0.093970] Memory: 260860K/1048056K available (14343K kernel code, 2327K rwdata, 8348K rodata, 2612K init, 5436K bss, 234612K reserved, 0K cma-reserved)
        [    0.103456] SLUB: HWalign=64, Order=0-3, MinObjects=0, CPUs=2, Nodes=1
        [    0.106218] ftrace: allocating 37697 entries in 148 pages
        [    0.164282] ftrace: allocated 148 pages with 3 groups
        [    0.176181] Dynamic Preempt: voluntary
        [    0.179995] rcu: Preemptible hierarchical RCU implementation.
        [    0.180049] rcu: 	RCU restricting CPUs from NR_CPUS=8192 to nr_cpu_ids=2.
        [    0.180179] 	Trampoline variant of Tasks RCU enabled.
        [    0.180187] 	Rude variant of Tasks RCU enabled.
        [    0.180196] 	Tracing variant of Tasks RCU enabled.
        [    0.180298] rcu: RCU calculated value of scheduler-enlistment delay is 25 jiffies.
        [    0.180331] rcu: Adjusting geometry for rcu_fanout_leaf=16, nr_cpu_ids=2
        [    0.213421] NR_IRQS: 524544, nr_irqs: 440, preallocated irqs: 16
        [    0.219837] rcu: srcu_init: Setting srcu_struct sizes based on contention.
        [    0.225788] Console: colour *CGA 80x25
        [    0.236811] printk: console [ttyS0] enabled
        [    0.238152] ACPI: Core revision 20220331
        [    0.243624] clocksource: hpet: mask: 0xffffffff max_cycles: 0xffffffff, max_idle_ns: 19112604467 ns
        [    0.248125] APIC: Switch to symmetric I/O mode setup
        [    0.255103] ..TIMER: vector=0x30 apic1=0 pin1=2 apic2=-1 pin2=-1
        [    0.275280] clocksource: tsc-early: mask: 0xffffffffffffffff max_cycles: 0x1cd43976ed6, max_idle_ns: 440795242551 ns
        [    0.275897] Calibrating delay loop (skipped), value calculated using timer frequency.. 4000.02 BogoMIPS (lpj=8000048)
        [    0.277867] x86/cpu: User Mode Instruction Prevention (UMIP) activated
        [    0.285704] process: using AMD E400 aware idle routine
        [    0.286051] Last level iTLB entries: 4KB 512, 2MB 255, 4MB 127
        [    0.286351] Last level dTLB entries: 4KB 512, 2MB 255, 4MB 127, 1GB 0
        [    0.287944] Spectre V1 : Mitigation: usercopy/swapgs barriers and __user pointer sanitization
        [    0.288535] Spectre V2 : Mitigation: Retpolines
        [    0.288654] Spectre V2 : Spectre v2 / SpectreRSB: Filling RSB on context switch and VMEXIT
        [    0.290532] x86/fpu: Supporting XSAVE feature 0x001: 'x87 floating point registers'
        [    0.299003] x86/fpu: Supporting XSAVE feature 0x002: 'SSE registers'
        [    0.299596] x86/fpu: Supporting XSAVE feature 0x004: 'AVX registers'
        [    0.299697] x86/fpu: Supporting XSAVE feature 0x008: 'MPX bounds registers'
        [    0.299798] x86/fpu: Supporting XSAVE feature 0x010: 'MPX CSR'
        [    0.299974] x86/fpu: Supporting XSAVE feature 0x200: 'Protection Keys User registers'
        [    0.300224] x86/fpu: xstate_offset[2]:  576, xstate_sizes[2]:  256
        [    0.300483] x86/fpu: xstate_offset[3]:  960, xstate_sizes[3]:   64
        [    0.300574] x86/fpu: xstate_offset[4]: 1024, xstate_sizes[4]:   64
        [    0.300658] x86/fpu: xstate_offset[9]: 2688, xstate_sizes[9]:    8
        [    0.300755] x86/fpu: Enabled xstate features 0x21f, context size is 2696 bytes, using 'standard' format.
        [    0.466241] Freeing SMP alternatives memory: 36K
        [    0.467027] pid_max: default: 32768 minimum: 301
        [    0.473700] LSM: Security Framework initializing
        [    0.475112] landlock: Up and running.
        [    0.475185] Yama: disabled by default; enable with sysctl kernel.yama.*
        [    0.479316] AppArmor: AppArmor initialized
        [    0.479461] TOMOYO Linux initialized
        [    0.480324] LSM support for eBPF active
        [    0.483371] Mount-cache hash table entries: 2048 (order: 2, 16384 bytes, linear)
        [    0.483655] Mountpoint-cache hash table entries: 2048 (order: 2, 16384 bytes, linear)
        [    0.629287] smpboot: CPU0: AMD QEMU TCG CPU version 2.5+ (family: 0xf, model: 0x6b, stepping: 0x1)
        [    0.637772] cblist_init_generic: Setting adjustable number of callback queues.
        [    0.637981] cblist_init_generic: Setting shift to 1 and lim to 1 rcu_task_cpu_ids=2.
        [    0.638483] cblist_init_generic: Setting adjustable number of callback queues.
        [    0.638583] cblist_init_generic: Setting shift to 1 and lim to 1 rcu_task_cpu_ids=2.
        [    0.640079] cblist_init_generic: Setting adjustable number of callback queues.
        [    0.640182] cblist_init_generic: Setting shift to 1 and lim to 1 rcu_task_cpu_ids=2.
        [    0.640711] Performance Events: PMU not available due to virtualization, using software events only.
        [    0.641914] signal: max sigframe size: 3632
        [    0.642952] rcu: Hierarchical SRCU implementation.
        [    0.643072] rcu: 	Max phase no-delay instances is 1000.
        [    0.649349] NMI watchdog: Perf NMI watchdog permanently disabled
        [    0.654310] smp: Bringing up secondary CPUs ...
        [    0.661846] x86: Booting SMP configuration:
        [    0.662088] .... node  #0, CPUs:      #1
        [    0.035112] calibrate_delay_direct() dropping max bogoMips estimate 2 = 15990903
        [    0.035112] calibrate_delay_direct() dropping min bogoMips estimate 3 = 5543745
        [    0.778228] smp: Brought up 1 node, 2 CPUs
        [    0.778447] smpboot: Max logical packages: 1
        [    0.778584] smpboot: Total of 2 processors activated (8000.76 BogoMIPS)
        [    0.812143] node 0 deferred pages initialised in 16ms
        [    0.837293] devtmpfs: initialized
        [    0.842346] x86/mm: Memory block size: 128MB
        [    0.856854] clocksource: jiffies: mask: 0xffffffff max_cycles: 0xffffffff, max_idle_ns: 7645041785100000 ns
        [    0.857622] futex hash table entries: 512 (order: 3, 32768 bytes, linear)
        [    0.882541] NET: Registered PF_NETLINK/PF_ROUTE protocol family
        [    0.886798] DMA: preallocated 128 KiB GFP_KERNEL pool for atomic allocations
        [    0.888127] DMA: preallocated 128 KiB GFP_KERNEL|GFP_DMA pool for atomic allocations
        [    0.888651] DMA: preallocated 128 KiB GFP_KERNEL|GFP_DMA32 pool for atomic allocations
        [    0.891555] audit: initializing netlink subsys (disabled)
        [    0.893000] audit: type=2000 audit(1795225237.640:1): state=initialized audit_enabled=0 res=1
        [    0.901261] thermal_sys: Registered thermal governor 'fair_share'
        [    0.901304] thermal_sys: Registered thermal governor 'bang_bang'
        [    0.901493] thermal_sys: Registered thermal governor 'step_wise'
        [    0.901571] thermal_sys: Registered thermal governor 'user_space'
        [    0.901641] thermal_sys: Registered thermal governor 'power_allocator'
        [    0.902164] cpuidle: using governor ladder
        [    0.902412] cpuidle: using governor menu
        [    0.904092] acpiphp: ACPI Hot Plug PCI Controller Driver version: 0.5
        [    0.906628] PCI: Using configuration type 1 for base access
        [    0.908395] mtrr: your CPUs had inconsistent fixed MTRR settings
        [    0.908502] mtrr: your CPUs had inconsistent variable MTRR settings
        [    0.908612] mtrr: your CPUs had inconsistent MTRRdefType settings
        [    0.908686] mtrr: probably your BIOS does not setup all CPUs.
        [    0.908756] mtrr: corrected configuration.
        [    0.922885] kprobes: kprobe jump-optimization is enabled. All kprobes are optimized if possible.
        [    0.992622] HugeTLB: registered 1.00 GiB page size, pre-allocated 0 pages
        [    0.992809] HugeTLB: 16380 KiB vmemmap can be freed for a 1.00 GiB page
        [    0.992907] HugeTLB: registered 2.00 MiB page size, pre-allocated 0 pages
        [    0.992986] HugeTLB: 28 KiB vmemmap can be freed for a 2.00 MiB page
        [    1.029606] ACPI: Added _OSI(Module Device)
        [    1.029606] ACPI: Added _OSI(Processor Device)
        [    1.029606] ACPI: Added _OSI(Processor Aggregator Device)
        [    1.045133] ACPI: 1 ACPI AML tables successfully acquired and loaded
        [    1.072336] ACPI: Interpreter enabled
        [    1.073633] ACPI: PM: (supports S0 S3 S4 S5)
        [    1.073747] ACPI: Using IOAPIC for interrupt routing
        [    1.074295] PCI: Using host bridge windows from ACPI; if necessary, use "pci=nocrs" and report a bug
        [    1.074430] PCI: Using E820 reservations for host bridge windows
        [    1.075836] ACPI: Enabled 2 GPEs in block 00 to 0F
        [    1.112256] ACPI: PCI Root Bridge [PCI0] (domain 0000 [bus 00-ff])
        [    1.113239] acpi PNP0A03:00: _OSC: OS supports [ASPM ClockPM Segments MSI HPX-Type3]
        [    1.113533] acpi PNP0A03:00: _OSC: not requesting OS control; OS requires [ExtendedConfig ASPM ClockPM MSI]
        [    1.114339] acpi PNP0A03:00: fail to add MMCONFIG information, can't access extended PCI configuration space under this bridge.
        [    1.121508] acpiphp: Slot [2] registered
        [    1.121761] acpiphp: Slot [3] registered
        [    1.121903] acpiphp: Slot [4] registered
        [    1.122271] acpiphp: Slot [5] registered
        [    1.122393] acpiphp: Slot [6] registered
        [    1.122505] acpiphp: Slot [7] registered
        [    1.122612] acpiphp: Slot [8] registered
        [    1.122716] acpiphp: Slot [9] registered
        [    1.122870] acpiphp: Slot [10] registered
        [    1.123000] acpiphp: Slot [11] registered
        [    1.123118] acpiphp: Slot [12] registered
        [    1.123231] acpiphp: Slot [13] registered
        [    1.123342] acpiphp: Slot [14] registered
        [    1.123452] acpiphp: Slot [15] registered
        [    1.123692] acpiphp: Slot [16] registered
        [    1.123809] acpiphp: Slot [17] registered
        [    1.123942] acpiphp: Slot [18] registered
        [    1.124055] acpiphp: Slot [19] registered
        [    1.124166] acpiphp: Slot [20] registered
        [    1.124276] acpiphp: Slot [21] registered
        [    1.124383] acpiphp: Slot [22] registered
        [    1.124539] acpiphp: Slot [23] registered
        [    1.124662] acpiphp: Slot [24] registered
        [    1.124772] acpiphp: Slot [25] registered
        [    1.124892] acpiphp: Slot [26] registered
        [    1.125006] acpiphp: Slot [27] registered
        [    1.125115] acpiphp: Slot [28] registered
        [    1.125237] acpiphp: Slot [29] registered
        [    1.125410] acpiphp: Slot [30] registered
        [    1.125532] acpiphp: Slot [31] registered
        [    1.125957] PCI host bridge to bus 0000:00
        [    1.126257] pci_bus 0000:00: root bus resource [io  0x0000-0x0cf7 window]
        [    1.126560] pci_bus 0000:00: root bus resource [io  0x0d00-0xffff window]
        [    1.126645] pci_bus 0000:00: root bus resource [mem 0x000a0000-0x000bffff window]
        [    1.126768] pci_bus 0000:00: root bus resource [mem 0x40000000-0xfebfffff window]
        [    1.126867] pci_bus 0000:00: root bus resource [mem 0x100000000-0x17fffffff window]
        [    1.127117] pci_bus 0000:00: root bus resource [bus 00-ff]
        [    1.128614] pci 0000:00:00.0: [8086:1237] type 00 class 0x060000
        [    1.136911] pci 0000:00:01.0: [8086:7000] type 00 class 0x060100
        [    1.140856] pci 0000:00:01.1: [8086:7010] type 00 class 0x010180
        [    1.143995] pci 0000:00:01.1: BAR 4 [io  0xc020-0xc02f]
        [    1.144908] pci 0000:00:01.1: BAR 0 [io  0x01f0-0x01f7]: legacy IDE quirk
        [    1.145049] pci 0000:00:01.1: BAR 1 [io  0x03f6]: legacy IDE quirk
        [    1.145177] pci 0000:00:01.1: BAR 2 [io  0x0170-0x0177]: legacy IDE quirk
        [    1.145276] pci 0000:00:01.1: BAR 3 [io  0x0376]: legacy IDE quirk
        [    1.146114] pci 0000:00:01.3: [8086:7113] type 00 class 0x068000
        [    1.146597] pci 0000:00:01.3: quirk: [io  0x0600-0x063f] claimed by PIIX4 ACPI
        [    1.146729] pci 0000:00:01.3: quirk: [io  0x0700-0x070f] claimed by PIIX4 SMB
        [    1.147260] pci 0000:00:02.0: [1b36:0004] type 00 class 0x070002
        [    1.147781] pci 0000:00:02.0: BAR 0 [io  0xc000-0xc01f]
        [    1.157862] ACPI: PCI: Interrupt link LNKA configured for IRQ 10
        [    1.158635] ACPI: PCI: Interrupt link LNKB configured for IRQ 10
        [    1.159638] ACPI: PCI: Interrupt link LNKC configured for IRQ 11
        [    1.160097] ACPI: PCI: Interrupt link LNKD configured for IRQ 11
        [    1.160341] ACPI: PCI: Interrupt link LNKS configured for IRQ 9
        [    1.166941] iommu: Default domain type: Translated 
        [    1.167117] iommu: DMA domain TLB invalidation policy: lazy mode 
        [    1.167871] pps_core: LinuxPPS API ver. 1 registered
        [    1.168061] pps_core: Software ver. 5.3.6 - Copyright 2005-2007 Rodolfo Giometti <giometti@linux.it>
        [    1.168241] PTP clock support registered
        [    1.178235] NetLabel: Initializing
        [    1.178350] NetLabel:  domain hash size = 128
        [    1.178415] NetLabel:  protocols = UNLABELED CIPSOv4 CALIPSO
        [    1.179358] NetLabel:  unlabeled traffic allowed by default
        [    1.179467] PCI: Using ACPI for IRQ routing
        [    1.179705] PCI: pci_cache_line_size set to 64 bytes
        [    1.180227] e820: reserve RAM buffer [mem 0x0009fc00-0x0009ffff]
        [    1.180470] e820: reserve RAM buffer [mem 0x3ffe0000-0x3fffffff]
        [    1.187663] vgaarb: loaded
        [    1.188279] hpet0: at MMIO 0xfed00000, IRQs 2, 8, 0
        [    1.188442] hpet0: 3 comparators, 64-bit 100.000000 MHz counter
        [    1.198595] clocksource: Switched to clocksource tsc-early
        [    1.307471] VFS: Disk quotas dquot_6.6.0
        [    1.307834] VFS: Dquot-cache hash table entries: 512 (order 0, 4096 bytes)
        [    1.318085] AppArmor: AppArmor Filesystem Enabled
        [    1.318661] pnp: PnP ACPI init
        [    1.321734] pnp 00:02: [dma 2]
        [    1.323768] pnp: PnP ACPI: found 5 devices
        [    1.344943] clocksource: acpi_pm: mask: 0xffffff max_cycles: 0xffffff, max_idle_ns: 2085701024 ns
        [    1.346263] NET: Registered PF_INET protocol family
        [    1.348024] IP idents hash table entries: 16384 (order: 5, 131072 bytes, linear)
        [    1.368838] tcp_listen_portaddr_hash hash table entries: 512 (order: 1, 8192 bytes, linear)
        [    1.370158] Table-perturb hash table entries: 65536 (order: 6, 262144 bytes, linear)
        [    1.370936] TCP established hash table entries: 8192 (order: 4, 65536 bytes, linear)
        [    1.372009] TCP bind hash table entries: 8192 (order: 6, 262144 bytes, linear)
        [    1.372316] TCP: Hash tables configured (established 8192 bind 8192)
        [    1.374483] MPTCP token hash table entries: 1024 (order: 3, 24576 bytes, linear)
        [    1.374901] UDP hash table entries: 512 (order: 2, 16384 bytes, linear)
        [    1.375348] UDP-Lite hash table entries: 512 (order: 2, 16384 bytes, linear)
        [    1.377353] NET: Registered PF_UNIX/PF_LOCAL protocol family
        [    1.377832] NET: Registered PF_XDP protocol family
        [    1.378675] pci_bus 0000:00: resource 4 [io  0x0000-0x0cf7 window]
        [    1.378783] pci_bus 0000:00: resource 5 [io  0x0d00-0xffff window]
        [    1.378866] pci_bus 0000:00: resource 6 [mem 0x000a0000-0x000bffff window]
        [    1.378952] pci_bus 0000:00: resource 7 [mem 0x40000000-0xfebfffff window]
        [    1.379036] pci_bus 0000:00: resource 8 [mem 0x100000000-0x17fffffff window]
        [    1.379725] pci 0000:00:01.0: PIIX3: Enabling Passive Release
        [    1.379897] pci 0000:00:00.0: Limiting direct PCI/PCI transfers
        [    1.380047] PCI: CLS 0 bytes, default 64
        [    1.394260] Trying to unpack rootfs image as initramfs...
        [    1.407099] Initialise system trusted keyrings
        [    1.436652] Key type blacklist registered
        [    1.443291] workingset: timestamp_bits=36 max_order=18 bucket_order=0
        [    1.495519] integrity: Platform Keyring initialized
        [    1.496064] integrity: Machine keyring initialized
        [    1.496205] Key type asymmetric registered
        [    1.496377] Asymmetric key parser 'x509' registered
        [    2.395486] tsc: Refined TSC clocksource calibration: 2000.000 MHz
        [    2.396106] clocksource: tsc: mask: 0xffffffffffffffff max_cycles: 0x39a85c9bff6, max_idle_ns: 881590591483 ns
        [    2.396444] clocksource: Switched to clocksource tsc
        [    2.836067] Freeing initrd memory: 174320K
        [    2.999085] alg: self-tests for CTR-KDF (hmac(sha256)) passed
        [    2.999879] Block layer SCSI generic (bsg) driver version 0.4 loaded (major 249)
        [    3.000933] io scheduler mq-deadline registered
        [    3.021872] Serial: 8250/16550 driver, 4 ports, IRQ sharing enabled
        [    3.024193] 00:03: ttyS0 at I/O 0x3f8 (irq = 4, base_baud = 115200) is a 16550A
        [    3.172472] ACPI: \_SB_.LNKB: Enabled at IRQ 10
        [    3.177789] 0000:00:02.0: ttyS1 at I/O 0xc000 (irq = 10, base_baud = 115200) is a 16550A
        [    3.179848] 0000:00:02.0: ttyS2 at I/O 0xc008 (irq = 10, base_baud = 115200) is a 16550A
        [    3.181189] 0000:00:02.0: ttyS3 at I/O 0xc010 (irq = 10, base_baud = 115200) is a 16550A
        [    3.182260] serial 0000:00:02.0: Couldn't register serial port c018, irq 10, type 0, error -28
        [    3.193961] i8042: PNP: PS/2 Controller [PNP0303:KBD,PNP0f13:MOU] at 0x60,0x64 irq 1,12
        [    3.197434] serio: i8042 KBD port at 0x60,0x64 irq 1
        [    3.198187] serio: i8042 AUX port at 0x60,0x64 irq 12
        [    3.202975] input: AT Translated Set 2 keyboard as /devices/platform/i8042/serio0/input/input0
        [    3.203756] rtc_cmos 00:04: RTC can wake from S4
        [    3.208157] rtc_cmos 00:04: registered as rtc0
        [    3.208941] rtc_cmos 00:04: setting system clock to 2026-11-21T01:40:40 UTC (1795225240)
        [    3.209540] rtc_cmos 00:04: alarms up to one day, y3k, 242 bytes nvram, hpet irqs
        [    3.210416] ledtrig-cpu: registered to indicate activity on CPUs
        [    3.276430] NET: Registered PF_INET6 protocol family
        [    3.386754] Segment Routing with IPv6
        [    3.387326] In-situ OAM (IOAM) with IPv6
        [    3.387844] mip6: Mobile IPv6
        [    3.388161] NET: Registered PF_PACKET protocol family
        [    3.389642] IPI shorthand broadcast: enabled
        [    3.390432] sched_clock: Marking stable (3357691186, 31112639)->(3413228147, -24424322)
        [    3.393796] registered taskstats version 1
        [    3.394176] Loading compiled-in X.509 certificates
        [    3.456710] Loaded X.509 cert 'Build time autogenerated kernel key: cf735cef1ccc1ecba7c5d88fb5dbfe93524668e2'
        [    3.458598] Key type .fscrypt registered
        [    3.458731] Key type fscrypt-provisioning registered
        [    3.557570] Key type encrypted registered
        [    3.557805] AppArmor: AppArmor sha1 policy hashing enabled
        [    3.558462] ima: No TPM chip found, activating TPM-bypass!
        [    3.558583] ima: Allocated hash algorithm: sha256
        [    3.560620] ima: No architecture policies found
        [    3.561293] evm: Initialising EVM extended attributes:
        [    3.561391] evm: security.selinux
        [    3.561459] evm: security.SMACK64 (disabled)
        [    3.561511] evm: security.SMACK64EXEC (disabled)
        [    3.561565] evm: security.SMACK64TRANSMUTE (disabled)
        [    3.561622] evm: security.SMACK64MMAP (disabled)
        [    3.561675] evm: security.apparmor
        [    3.561715] evm: security.ima
        [    3.561750] evm: security.capability
        [    3.561803] evm: HMAC attrs: 0x1
        [    3.876873] Freeing unused decrypted memory: 2036K
        [    3.955946] Freeing unused kernel image (initmem) memory: 2612K
        [    3.956243] Write protecting the kernel read-only data: 26624k
        [    3.959847] Freeing unused kernel image (text/rodata gap) memory: 2040K
        [    3.961473] Freeing unused kernel image (rodata/data gap) memory: 1892K
        [    3.967351] x86/mm: Checked W+X mappings: passed, no W+X pages found.
        [    3.967710] Run /init as init process
        [    3.967820]   with arguments:
        [    3.967884]     /init
        [    3.967929]   with environment:
        [    3.967974]     HOME=/
        [    3.968010]     TERM=linux
        [    8.548626] ACPI: PM: Preparing to enter system sleep state S5
        [    8.549411] reboot: Power down
        """#
}
