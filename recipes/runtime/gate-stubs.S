/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One stub for each redirected system call, to which its site leads while the
 * gates are closed (gates.c). It waits killably until they open and then goes
 * on at the site, with whatever stands there by then: the variant's function,
 * or vmlinux's own. The task can sleep only in a function of vmlinux that is in
 * no boundary, so it is in nobody's way.
 *
 * A site is at its function's entry (behind the ftrace slot): apart from the
 * argument, a struct pt_regs in %rdi, nothing but callee-saved registers is
 * live. A task that is killed leaves the system call; it will not see the
 * result.
 */
#include <linux/linkage.h>
#include <asm-generic/errno-base.h>
#include <asm/asm.h>
#include <asm/frame.h>
#include <asm/nospec-branch.h>

#define GATE(index, symbol, offset)				\
SYM_FUNC_START_LOCAL(gate_##symbol)			ASM_NL	\
	FRAME_BEGIN					ASM_NL	\
	lock incl variant_gate_inside(%rip)		ASM_NL	\
	pushq	%rdi					ASM_NL	\
	leaq	variant_gate(%rip), %rdi		ASM_NL	\
	call	wait_for_completion_killable		ASM_NL	\
	popq	%rdi					ASM_NL	\
	lock decl variant_gate_inside(%rip)		ASM_NL	\
	FRAME_END					ASM_NL	\
	testl	%eax, %eax				ASM_NL	\
	jz	vmlinux_text + offset			ASM_NL	\
	movq	$-EINTR, %rax				ASM_NL	\
	RET						ASM_NL	\
SYM_FUNC_END(gate_##symbol)				ASM_NL

	.text
	.globl	variant_gate_text, variant_gate_text_end
variant_gate_text:
#include "gate-sites.h"
variant_gate_text_end:
#undef GATE

	.section .rodata, "a"
	.balign 8
SYM_DATA_START(variant_gates)
#define GATE(index, symbol, offset) .quad index, gate_##symbol	ASM_NL
#include "gate-sites.h"
SYM_DATA_END_LABEL(variant_gates, SYM_L_GLOBAL, variant_gates_end)
