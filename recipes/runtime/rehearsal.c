// SPDX-License-Identifier: GPL-2.0-only
/*
 * Before a stop: does every CPU answer?
 *
 * stop_machine() holds every CPU that has come until the last one comes, however long
 * that takes. So each stopper is asked first to do nothing. A CPU that does not answer
 * is named, and the machine goes on.
 *
 * Such a CPU may answer much later, when the module is gone. So all that it will
 * touch is not the module's: the function is vmlinux's complete(), and the memory
 * stays allocated until it has answered.
 */
#include "variant.h"
#include <linux/completion.h>
#include <linux/cpu.h>
#include <linux/cpumask.h>
#include <linux/jiffies.h>
#include <linux/lockdep.h>
#include <linux/moduleparam.h>
#include <linux/slab.h>
#include <linux/stop_machine.h>

/* A stopper preempts everything else; a second is a CPU that does not schedule. */
static unsigned int answer_ms = 1000;
module_param(answer_ms, uint, 0644);
MODULE_PARM_DESC(answer_ms, "how long every CPU may take to answer before a stop");

struct variant_answer {
	struct cpu_stop_work work;
	struct completion done;
	bool awaited;
};

/* By CPU number. Not NULL: one of an earlier time has not answered yet. */
static struct variant_answer *variant_answers;

static void variant_ask(unsigned int cpu)
{
	struct variant_answer *answer = &variant_answers[cpu];
	/* What it returns is not looked at: nobody waits for the work by its own means. */
	cpu_stop_fn_t nothing = (cpu_stop_fn_t)(void (*)(void))complete;

	init_completion(&answer->done);
	answer->awaited = stop_one_cpu_nowait(cpu, nothing, &answer->done, &answer->work);
}

static bool variant_await(unsigned int cpu, unsigned long deadline)
{
	struct variant_answer *answer = &variant_answers[cpu];
	long left = max(0L, (long)(deadline - jiffies));

	if (answer->awaited && wait_for_completion_timeout(&answer->done, left))
		answer->awaited = false;
	return !answer->awaited;
}

/* 0: every CPU has just answered. -ETIMEDOUT: one did not. -ENOMEM. */
int variant_rehearse(struct variant_blocker *blocker)
{
	unsigned long deadline;
	unsigned int cpu;

	lockdep_assert_cpus_held();
	if (!variant_answers) {
		variant_answers = kcalloc(nr_cpu_ids, sizeof(*variant_answers), GFP_KERNEL);
		if (!variant_answers)
			return -ENOMEM;
		for_each_online_cpu(cpu)
			variant_ask(cpu);
	}
	deadline = jiffies + msecs_to_jiffies(answer_ms);
	for_each_possible_cpu(cpu) {
		if (variant_await(cpu, deadline))
			continue;
		snprintf(blocker->where, sizeof(blocker->where), "CPU %u does not answer", cpu);
		return -ETIMEDOUT;
	}
	kfree(variant_answers);
	variant_answers = NULL;
	return 0;
}
