/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Generated from Sources/Contract/RuntimeContract.swift, which says what
 * each name is. Edit that file, then run
 * SCHED_UPDATE_GOLDEN=1 swift test --filter RuntimeContract
 */
#ifndef VARIANT_CONTRACT_H
#define VARIANT_CONTRACT_H

/* The name in the module of what the variant's code calls `symbol`. */
#define VARIANT_OWN(symbol) sv_##symbol

#define VARIANT_LOAD_HOOK "sched_variant_load"
#define VARIANT_LOG_TAG "sched_variant"
#define VARIANT_OFF_SWITCH "sched_variant=off"
#define VARIANT_LASTING_PREFIX "sched_variant_constants_"
#define VARIANT_STATE_LOADED "loaded"
#define VARIANT_STATE_UNLOADED "unloaded"
#define VARIANT_TRANSITION_LOAD "load"
#define VARIANT_TRANSITION_UNLOAD "unload"
#define VARIANT_SYSFS_DIRECTORY "sched_variant"
#define VARIANT_SYSFS_NAME "name"
#define VARIANT_SYSFS_VERSION "version"
#define VARIANT_SYSFS_MODULE "module"
#define VARIANT_SYSFS_BUILD_ID "build_id"
#define VARIANT_SYSFS_STATE "state"
#define VARIANT_SYSFS_ENABLED "enabled"
#define VARIANT_SYSFS_REDIRECTS "redirects"
#define VARIANT_SYSFS_SWITCHES "switches"
#define VARIANT_SYSFS_TRANSITION "transition"
#define VARIANT_SYSFS_ATTEMPTS "attempts"
#define VARIANT_SYSFS_CPUS "cpus"
#define VARIANT_SYSFS_THREADS "threads"
#define VARIANT_SYSFS_MOVED "moved"
#define VARIANT_SYSFS_STOPS "stops"
#define VARIANT_SYSFS_LOOK "look_ns"
#define VARIANT_SYSFS_STOP "stop_ns"
#define VARIANT_SYSFS_HANDLER "handler_ns"
#define VARIANT_SYSFS_STACK_CHECK "stack_check_ns"
#define VARIANT_SYSFS_WRITE "write_ns"
#define VARIANT_SYSFS_TOTAL "total_ns"
#define VARIANT_SYSFS_GATED "gated"
#define VARIANT_SYSFS_BLOCKER "blocker"

#ifndef __ASSEMBLY__
#include <linux/types.h>

struct task_struct;

/* The variant's own code. */
extern const char variant_text_start[], variant_text_end[];
/* Where vmlinux's __schedule() is led to. */
extern const char variant_schedule_thunk[];

/* Stands for switch_to() in the variant's code. */
bool variant_switch(struct task_struct *prev, struct task_struct *next);

/*
 * A variant may define these. The first is called before the switch to the
 * variant and may refuse it, the second after the switch away from it, or
 * when the switch to it failed. Both may sleep.
 */
int sched_variant_load(void);
void sched_variant_unload(void);
#endif

#endif
