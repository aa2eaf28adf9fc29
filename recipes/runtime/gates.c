// SPDX-License-Identifier: GPL-2.0-only
/*
 * Gates before the redirected system calls.
 *
 * A task that sleeps inside a redirected system call stands in the way, and
 * where many call it all the time there is always one: the switch would fail
 * for ever. So after a few failures new callers are held back at the entry
 * (gate-stubs.S), the old ones leave, and the next attempt succeeds. It
 * overwrites the gates; a final failure takes them away. Either way they are
 * opened then, and those who wait go on.
 *
 * Closed, a task waits here for at most the rest of the attempts (transition.c),
 * about a second.
 */
#include "variant.h"
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/irqflags.h>
#include <linux/sched.h>

/* Used by gate-stubs.S. Not done: the gates are closed. */
struct completion variant_gate = COMPLETION_INITIALIZER(variant_gate);
/* Tasks in the stubs, their first and last few instructions apart. */
atomic_t variant_gate_inside = ATOMIC_INIT(0);
/* The stubs were in use since they were last known to be left. */
static bool variant_stubs_used;

bool variant_gates_exist(void)
{
	return &variant_gates[0] != &variant_gates_end[0];
}

/*
 * To be called before the stop that writes the gates. Somebody let through
 * before who has not run since waits again; nothing else knows the completion.
 */
void variant_gates_close(void)
{
	reinit_completion(&variant_gate);
	variant_stubs_used = true;
}

/* With all CPUs stopped. */
void variant_gates_write(void)
{
	const struct variant_gate *gate;

	for (gate = variant_gates; gate < variant_gates_end; gate++)
		variant_patch_site(gate->site, gate->stub);
}

/* With all CPUs stopped: what stood there before variant_gates_write(). */
void variant_gates_remove(bool loaded)
{
	const struct variant_gate *gate;

	for (gate = variant_gates; gate < variant_gates_end; gate++)
		variant_patch_site(gate->site,
				   loaded ? variant_sites[gate->site].target : NULL);
}

/* When no site leads to a gate any more. */
void variant_gates_open(void)
{
	complete_all(&variant_gate);
}

/* Whether a task may still be in a stub, be it preempted there for long. */
bool variant_gates_in_use(void)
{
	return variant_stubs_used;
}

/* Somebody has looked at all stacks since the gates were opened. */
void variant_gates_left(void)
{
	variant_stubs_used = false;
}

/* Waits until those who were held back have gone on. There is no giving up. */
void variant_gates_drain(void)
{
	unsigned int waited;

	for (waited = 1; atomic_read(&variant_gate_inside); waited++) {
		msleep(20);
		if (waited % 500 == 0)
			pr_warn("%s: %d tasks were let through and have not run for %u s\n",
				variant_name, atomic_read(&variant_gate_inside), waited / 50);
	}
}

/*
 * The system call whose five bytes hold `address` behind their first: a task
 * there would go on in the middle of a jump.
 */
const char *variant_gates_site_at(unsigned long address)
{
	const struct variant_gate *gate;

	for (gate = variant_gates; gate < variant_gates_end; gate++) {
		const struct variant_site *site = &variant_sites[gate->site];
		unsigned long start = (unsigned long)site->address;

		if (address > start && address < start + VARIANT_SITE_BYTES)
			return site->symbol;
	}
	return NULL;
}
