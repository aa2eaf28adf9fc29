/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Included ahead of every boundary file. It changes one thing: the register
 * switch of context_switch() (kernel/sched/core.c) is left to vmlinux's own
 * __schedule(), see schedule.S.
 *
 * variant_switch() always returns true, but the compiler cannot know: so
 * finish_task_switch() keeps the callers, and thereby the calling convention,
 * that it has in vmlinux.
 */
#ifndef VARIANT_BOUNDARY_PREFIX_H
#define VARIANT_BOUNDARY_PREFIX_H

#ifndef __ASSEMBLY__
#include <linux/types.h>
#include <linux/sched.h>
#include <asm/switch_to.h>

bool variant_switch(struct task_struct *prev, struct task_struct *next);

#undef switch_to
#define switch_to(prev, next, last)				\
do {								\
	if (variant_switch((prev), (next)))			\
		return NULL;					\
} while (0)
#endif

#endif
