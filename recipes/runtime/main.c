// SPDX-License-Identifier: GPL-2.0-only
/*
 * A scheduler variant as a module: inserting it loads the variant, writing 0 to
 * /sys/kernel/sched_variant/enabled unloads it, removing the module is refused
 * while it is loaded. At most one variant is inserted at a time.
 */
#include <linux/ctype.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/kobject.h>
#include <linux/kernfs.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/sysfs.h>
#include "variant.h"

/* Booting with this word keeps every variant out, whatever a host's files say. */
#define OFF_SWITCH "sched_variant=off"

static DEFINE_MUTEX(transition_lock);	/* serialises loads and unloads */
static DEFINE_SPINLOCK(state_lock);	/* guards what is shown */
static struct kobject *directory;
static bool inserted;			/* false: enabled must not be acted on */
static bool loaded;
static bool last_was_load;
static struct variant_report report;

/* Left by the module's context_switch() for schedule.S. */
DEFINE_PER_CPU(struct task_struct *, variant_next);
DEFINE_PER_CPU(struct task_struct *, variant_prev);
/* Context switches that the module's __schedule() has decided. */
static DEFINE_PER_CPU(u64, switches);

bool variant_switch(struct task_struct *prev, struct task_struct *next);

/* Stands for switch_to() in the variant's code; interrupts are off. */
notrace bool variant_switch(struct task_struct *prev, struct task_struct *next)
{
	__this_cpu_write(variant_prev, prev);
	__this_cpu_write(variant_next, next);
	__this_cpu_inc(switches);
	return true;
}

static void log_report(const char *what, int err, const struct variant_report *r)
{
	if (err == -EBUSY)
		pr_info("sched_variant: %s %s not %sed: busy after %u attempts in %llu us%s: %s (pid %d) is in %s; nothing has changed\n",
			variant_name, variant_version, what, r->attempts, r->total_ns / 1000,
			r->gated ? ", system calls held back" : "",
			r->blocker.comm, r->blocker.pid, r->blocker.where);
	else if (err)
		pr_info("sched_variant: %s %s not %sed: error %d; nothing has changed\n",
			variant_name, variant_version, what, err);
	else
		pr_info("sched_variant: %s %s %sed: cpus=%u threads=%u moved=%u attempts=%u%s stop=%llu us handler=%llu us stack-check=%llu us write=%llu us total=%llu us\n",
			variant_name, variant_version, what, r->cpus, r->threads, r->moved,
			r->attempts, r->gated ? " gated" : "", r->stop_ns / 1000,
			r->handler_ns / 1000, r->stack_check_ns / 1000, r->write_ns / 1000,
			r->total_ns / 1000);
}

/*
 * The variant's load hook; it may sleep. A value that is no error number counts
 * as -EINVAL.
 */
static int prepare(void)
{
	int err = variant_load_hook();

	if (err)
		pr_info("sched_variant: %s %s not loaded: sched_variant_load() returned %d; nothing has changed\n",
			variant_name, variant_version, err);
	if (err > 0 || err < -MAX_ERRNO)
		return -EINVAL;
	return err;
}

/*
 * The load hook is called before the switch in, the unload hook after the switch
 * out: what the variant's scheduler needs is there before it runs and until it
 * has run, and of what comes after a switch nothing can fail. So there is no
 * state in between: without a switch in, the load hook is undone at once; without
 * a switch out, nothing has been undone.
 *
 * Features go before the switch in both directions: flipping their keys may
 * sleep, and the side that is about to run is not running yet.
 */
static int change(bool load)
{
	struct variant_report latest = {};
	int err;

	if (load) {
		err = prepare();
		if (err)
			return err;
	}
	features_carry_over(load);
	err = transition_run(load, &latest);
	if (load == !!err)
		variant_unload_hook();
	spin_lock(&state_lock);
	report = latest;
	last_was_load = load;
	if (!err)
		loaded = load;
	spin_unlock(&state_lock);
	log_report(load ? "load" : "unload", err, &latest);
	return err;
}

/*
 * While loaded the module holds a reference to itself: rmmod is refused. With
 * transition_lock held. -ENODEV: the module is on its way out.
 */
static int change_to(bool wanted)
{
	int err;

	if (wanted == loaded)
		return 0;
	if (wanted && !try_module_get(THIS_MODULE))
		return -ENODEV;
	err = change(wanted);
	if (!loaded)
		module_put(THIS_MODULE);
	return err;
}

#define SHOW(name, format, value)						\
static ssize_t name##_show(struct kobject *k, struct kobj_attribute *a, char *buffer)	\
{										\
	ssize_t length;								\
										\
	spin_lock(&state_lock);							\
	length = sysfs_emit(buffer, format "\n", value);			\
	spin_unlock(&state_lock);						\
	return length;								\
}										\
static struct kobj_attribute name##_attribute = __ATTR(name, 0444, name##_show, NULL)

SHOW(name, "%s", variant_name);
SHOW(version, "%s", variant_version);
SHOW(module, "%s", THIS_MODULE->name);
SHOW(build_id, "%s", variant_build_id);
SHOW(state, "%s", loaded ? "loaded" : "unloaded");
SHOW(transition, "%s", last_was_load ? "load" : "unload");
SHOW(attempts, "%u", report.attempts);
SHOW(cpus, "%u", report.cpus);
SHOW(threads, "%u", report.threads);
SHOW(moved, "%u", report.moved);
SHOW(stop_ns, "%llu", report.stop_ns);
SHOW(handler_ns, "%llu", report.handler_ns);
SHOW(stack_check_ns, "%llu", report.stack_check_ns);
SHOW(write_ns, "%llu", report.write_ns);
SHOW(gated, "%d", report.gated);
SHOW(total_ns, "%llu", report.total_ns);
SHOW(redirects, "%u", variant_site_count);

static ssize_t switches_show(struct kobject *k, struct kobj_attribute *a, char *buffer)
{
	u64 sum = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		sum += per_cpu(switches, cpu);
	return sysfs_emit(buffer, "%llu\n", sum);
}
static struct kobj_attribute switches_attribute = __ATTR_RO(switches);

static ssize_t blocker_show(struct kobject *k, struct kobj_attribute *a, char *buffer)
{
	ssize_t length = 0;

	spin_lock(&state_lock);
	if (report.blocker.where[0])
		length = sysfs_emit(buffer, "%s (pid %d) in %s\n", report.blocker.comm,
				    report.blocker.pid, report.blocker.where);
	spin_unlock(&state_lock);
	return length;
}
static struct kobj_attribute blocker_attribute = __ATTR_RO(blocker);

static ssize_t enabled_show(struct kobject *k, struct kobj_attribute *a, char *buffer)
{
	return sysfs_emit(buffer, "%d\n", loaded);
}

static ssize_t enabled_store(struct kobject *k, struct kobj_attribute *a, const char *buffer,
			     size_t count)
{
	bool wanted;
	int err;

	err = kstrtobool(buffer, &wanted);
	if (err)
		return err;
	mutex_lock(&transition_lock);
	err = inserted ? change_to(wanted) : -ENODEV;
	mutex_unlock(&transition_lock);
	return err ? err : count;
}
static struct kobj_attribute enabled_attribute = __ATTR_RW(enabled);

static struct attribute *attributes[] = {
	&name_attribute.attr, &version_attribute.attr, &module_attribute.attr,
	&build_id_attribute.attr, &state_attribute.attr, &enabled_attribute.attr,
	&transition_attribute.attr, &attempts_attribute.attr, &cpus_attribute.attr,
	&threads_attribute.attr, &moved_attribute.attr, &stop_ns_attribute.attr,
	&handler_ns_attribute.attr, &stack_check_ns_attribute.attr,
	&write_ns_attribute.attr, &gated_attribute.attr, &total_ns_attribute.attr,
	&redirects_attribute.attr, &blocker_attribute.attr, &switches_attribute.attr,
	NULL,
};
static const struct attribute_group group = { .attrs = attributes };

static bool another_is_inserted(void)
{
	struct kernfs_node *node = kernfs_find_and_get(kernel_kobj->sd, "sched_variant");

	kernfs_put(node);
	return node;
}

static int publish(void)
{
	directory = kobject_create_and_add("sched_variant", kernel_kobj);
	if (!directory)
		return -ENOMEM;
	return sysfs_create_group(directory, &group);
}

static bool switched_off(void)
{
	const size_t length = strlen(OFF_SWITCH);
	const char *word = saved_command_line;

	while ((word = strstr(word, OFF_SWITCH))) {
		bool begins = word == saved_command_line || isspace(word[-1]);

		word += length;
		if (begins && (!*word || isspace(*word)))
			return true;
	}
	return false;
}

/* What can be said before any address of vmlinux is used. */
static int check_host(void)
{
	/* The host's arithmetic against the module loader's. */
	if (variant_anchor_host != variant_anchor_loader) {
		pr_err("sched_variant: %s: the host added the wrong slide (%px, should be %px)\n",
		       variant_name, variant_anchor_host, variant_anchor_loader);
		return -EINVAL;
	}
	if (switched_off()) {
		pr_err("sched_variant: %s: refused: the kernel was booted with " OFF_SWITCH "\n",
		       variant_name);
		return -EPERM;
	}
	if (another_is_inserted()) {
		pr_err("sched_variant: %s: another variant is inserted\n", variant_name);
		return -EEXIST;
	}
	return 0;
}

/* The lock is held from before the folder is visible until the load is over. */
static int variant_insert(void)
{
	int err;

	err = check_host();
	if (err)
		return err;
	mutex_lock(&transition_lock);
	err = text_prepare();
	if (!err)
		err = publish();
	if (!err)
		err = change_to(true);
	inserted = !err;
	mutex_unlock(&transition_lock);
	if (err) {
		kobject_put(directory);		/* waits for its readers and writers */
		text_release();
	}
	return err;
}

static void variant_remove(void)
{
	kobject_put(directory);
	text_release();
}

module_init(variant_insert);
module_exit(variant_remove);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("A variant of the CPU scheduler");
