/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From vmlinux's __schedule() into the variant's and back.
 *
 * vmlinux's function sets up its frame and its stack canary and then, at the
 * point `vmlinux_schedule_entry`, jumps here; its argument is still in %edi.
 * The variant's __schedule() does all the work except the register switch:
 * where the source says switch_to(), it notes prev and next and returns
 * (boundary-prefix.h). With a next task noted, vmlinux's own
 * `call __switch_to_asm` is entered with both in registers; without, vmlinux's
 * epilogue. So a sleeping task's stack looks the same whoever chose it.
 *
 * Preemption is disabled from before __schedule() until after it, so the
 * per-CPU note cannot change hands.
 */
#include <linux/linkage.h>
#include <asm/percpu.h>
#include <asm/unwind_hints.h>
#include "contract.h"
#include "schedule-frame.h"

/* Code, not a function: it is jumped to with a frame on the stack. */
SYM_CODE_START(variant_schedule_thunk)
#if SCHEDULE_FRAME_SIZE
	UNWIND_HINT sp_reg=ORC_REG_SP sp_offset=SCHEDULE_FRAME_SIZE type=UNWIND_HINT_TYPE_CALL
#else
	UNWIND_HINT sp_reg=ORC_REG_BP sp_offset=16 type=UNWIND_HINT_TYPE_CALL
#endif
	call	VARIANT_OWN(__schedule)
	movq	PER_CPU_VAR(variant_next), %rsi
	testq	%rsi, %rsi
	jz	vmlinux_schedule_exit
	movq	$0, PER_CPU_VAR(variant_next)
	movq	PER_CPU_VAR(variant_prev), %rdi
	jmp	vmlinux_schedule_switch
SYM_CODE_END(variant_schedule_thunk)
