/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of the runtime share, and what they expect of the tables that
 * are generated for one variant and one exact vmlinux.
 *
 * Every address of vmlinux in the tables is a relocation against one exported
 * symbol, with the distance to it as the addend: the module loader adds the KASLR
 * offset. It is right for that vmlinux alone, so nothing may use one before
 * variant_check_build() (main.c).
 *
 * Included before all other headers, for pr_fmt().
 */
#ifndef VARIANT_H
#define VARIANT_H

#include "contract.h"

#define pr_fmt(fmt) VARIANT_LOG_TAG ": " fmt

#include <linux/types.h>

struct cfs_rq;
struct rq;
struct sched_dl_entity;
struct static_key;
struct task_struct;

/* Length of a near jump, the only thing ever written over vmlinux's code. */
#define VARIANT_SITE_BYTES 5

/* A patch site: bytes of vmlinux that become a jump while the variant is loaded. */
struct variant_site {
	const char *symbol;			/* function of vmlinux */
	u8 *address;				/* first of the bytes */
	const void *target;			/* where the jump leads */
	u8 expected[VARIANT_SITE_BYTES];	/* what stands there in vmlinux */
	u8 mask[VARIANT_SITE_BYTES];		/* 0: the kernel itself changes this byte */
};

/* Code of a boundary function in vmlinux: no task may be inside at a load. */
struct variant_range {
	unsigned long start;
	unsigned long end;			/* first byte behind it */
	const char *symbol;
};

/* A sched_class of vmlinux and the variant's version of its contents. */
struct variant_table {
	const char *symbol;
	void *vmlinux;
	const void *shadow;
	size_t size;
};

/* Whose scheduler, when both are there: vmlinux's or the variant's. */
enum variant_side { VARIANT_STOCK_SIDE, VARIANT_OWN_SIDE };

/*
 * The variant's. vmlinux's have the same names without the prefix. Both are called
 * directly: vmlinux takes the address of none, so on a CPU with IBT the kernel has
 * sealed their entries, and an indirect call would end in #CP.
 */
void VARIANT_OWN(update_rq_clock)(struct rq *rq);
/* where there are deadline servers: since 6.8 */
void VARIANT_OWN(dl_server_stop)(struct sched_dl_entity *server);
void VARIANT_OWN(unthrottle_cfs_rq)(struct cfs_rq *cfs_rq);

/* The three variables behind sched_feat() (kernel/sched/features.h). */
struct variant_features {
	unsigned int count;			/* 0: the variant shares vmlinux's */
	const char * const *names;
	struct static_key *keys;
	unsigned int *bits;
};

/* Generated. */
extern const char variant_name[];
extern const char variant_version[];
extern const char variant_build_id[];
extern const struct variant_site variant_sites[];
extern const unsigned int variant_site_count;
extern const struct variant_range variant_ranges[];	/* sorted, disjoint */
extern const unsigned int variant_range_count;
extern const struct variant_table variant_tables[];
extern const unsigned int variant_table_count;
extern const struct variant_features variant_stock_features;
extern const struct variant_features variant_own_features;
/* The bytes of variant_build_id, and where vmlinux has its own. */
#define VARIANT_BUILD_ID_BYTES 20
extern const u8 variant_build_id_bytes[VARIANT_BUILD_ID_BYTES];
extern const void * const variant_build_id_place;
/* The variant's hooks, or functions that do nothing. */
int variant_load_hook(void);
void variant_unload_hook(void);

/* gate-stubs.S: a gate for each redirected system call. */
struct variant_gate {
	unsigned long site;			/* index into variant_sites */
	const void *stub;
};

extern const struct variant_gate variant_gates[], variant_gates_end[];
extern const char variant_gate_text[], variant_gate_text_end[];

/* Which task is in the way, and where; without a task, what is. */
struct variant_blocker {
	pid_t pid;
	char comm[16];				/* empty: no task */
	char where[64];				/* empty: nothing is in the way */
};

/* What one load or unload did; times in nanoseconds. */
struct variant_report {
	unsigned int attempts;
	unsigned int stops;			/* how often the machine was stopped */
	bool gated;				/* system calls were held back */
	unsigned int cpus;
	unsigned int threads;
	unsigned int moved;			/* tasks dequeued and enqueued again */
	u64 look_ns;				/* before the stop: looking at stacks */
	u64 stop_ns;				/* stop_machine(); 0: it did not come to that */
	u64 handler_ns;				/* of that, all CPUs stopped */
	u64 stack_check_ns;			/* of that, checking stacks */
	u64 write_ns;				/* of that, writing sites and tables */
	u64 total_ns;				/* all attempts, preparation included */
	struct variant_blocker blocker;
};

/* What a stop of the machine is for. */
enum variant_act {
	VARIANT_LOAD,
	VARIANT_UNLOAD,
	VARIANT_CLOSE_GATES,
	VARIANT_REMOVE_GATES,
	VARIANT_LEAVE_GATES,			/* only checks that no task is in a stub */
};

/* keys.c */
int variant_keys_register(void);

/* lasting.c */
int variant_lasting_bind(void);

/* patch.c */
int variant_patch_prepare(void);
void variant_patch_release(void);
int variant_patch_map(void);
void variant_patch_unmap(void);
int variant_patch_check(struct variant_blocker *blocker);
void variant_patch_write(bool load, unsigned int rank, unsigned int cpus);
void variant_patch_site(unsigned int index, const void *target);

/* stacks.c */
#define VARIANT_STACK_ENTRIES 256
void variant_describe(struct variant_blocker *blocker, struct task_struct *task,
		      const char *where);
int variant_stacks_prepare(void);
void variant_stacks_release(void);
bool variant_own_stack_clear(enum variant_act act, unsigned long *entries,
			     struct variant_blocker *blocker);
bool variant_listed_stacks_clear(enum variant_act act, unsigned int rank, unsigned int cpus,
				 unsigned long *entries, struct variant_blocker *blocker);
bool variant_stack_clear(enum variant_act act, struct task_struct *task,
			 unsigned long *entries, struct variant_blocker *blocker);
int variant_stack_look(enum variant_act act, struct task_struct *task, unsigned long *entries,
		       struct variant_blocker *blocker);
bool variant_stack_proves_clear(enum variant_act act, struct task_struct *task,
				unsigned long *entries, struct variant_blocker *blocker);

/* looks.c */
/* What one CPU does of the check in a stop. */
struct variant_share {
	enum variant_act act;
	unsigned int rank, cpus;
	unsigned long *entries;			/* room for VARIANT_STACK_ENTRIES */
	struct variant_blocker *blocker;
};

int variant_looks_prepare(enum variant_act act, unsigned int *threads,
			  struct variant_blocker *blocker);
void variant_looks_release(void);
bool variant_looks_clear(struct variant_share *share);
bool variant_looks_are_right(struct variant_share *share);
void variant_follow_counts(struct task_struct *prev, struct task_struct *next);
bool variant_counts_switches(void);
void variant_counts_reset(void);

/* rehearsal.c */
int variant_rehearse(struct variant_blocker *blocker);

/* tasks.c */
int variant_tasks_prepare(unsigned int threads);
void variant_tasks_release(void);
bool variant_queued_stacks_clear(enum variant_act act, unsigned long *entries,
				 struct variant_blocker *blocker);
bool variant_dequeue_tasks(enum variant_side side, struct variant_blocker *blocker);
bool variant_enqueue_tasks(enum variant_side side);
unsigned int variant_tasks_moved(void);

/* gates.c */
bool variant_gates_exist(void);
void variant_gates_close(void);
void variant_gates_write(void);
void variant_gates_remove(bool loaded);
void variant_gates_open(void);
bool variant_gates_in_use(void);
void variant_gates_drain(void);
void variant_gates_left(void);
const char *variant_gates_site_at(unsigned long address);

/* features.c */
void variant_features_copy(bool load);

/* transition.c */
int variant_transition(bool load, struct variant_report *report);

#endif
