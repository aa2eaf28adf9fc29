/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Included ahead of every boundary file. The register switch of
 * context_switch() (kernel/sched/core.c) is left to vmlinux's own __schedule(),
 * see schedule.S.
 *
 * variant_switch() always returns true, but the compiler cannot know: so
 * finish_task_switch() keeps the callers, and thereby the calling convention,
 * that it has in vmlinux.
 *
 * The files are compiled as parts of the kernel, but what they register (files in
 * debugfs, for instance) belongs to the module: it must not go while such a file
 * is open.
 */
#ifndef VARIANT_BOUNDARY_PREFIX_H
#define VARIANT_BOUNDARY_PREFIX_H

#ifndef __ASSEMBLY__
#include <linux/types.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/sched.h>
#include <asm/switch_to.h>
#include "contract.h"

extern struct module __this_module;
#undef THIS_MODULE
#define THIS_MODULE (&__this_module)

#undef switch_to
#define switch_to(prev, next, last)				\
do {								\
	if (variant_switch((prev), (next)))			\
		return NULL;					\
} while (0)
#endif

#endif
