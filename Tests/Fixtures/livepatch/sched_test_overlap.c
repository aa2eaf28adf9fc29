// SPDX-License-Identifier: GPL-2.0-only
/*
 * A livepatch of sched_show_task() (kernel/sched/core.c), a function that
 * every variant redirects: hung_task.c and the freezer call it from outside.
 * See it work with `echo t > /proc/sysrq-trigger`.
 */
#include <linux/sched.h>
#include <linux/sched/debug.h>
#include "livepatch.h"

static void show_task_briefly(struct task_struct *task)
{
	pr_info("sched_test_overlap: %s[%d]\n", task->comm, task_pid_nr(task));
}

REPLACE("sched_show_task", show_task_briefly);
MODULE_DESCRIPTION("Livepatch of a function that scheduler variants redirect");
