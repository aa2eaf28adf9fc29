// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registers the module's uses of static keys and static calls.
 *
 * For an ordinary module the loader does that, before the module's first function
 * runs: it writes to keys of vmlinux, wherever the module says they are. In another
 * build of the same release something else may stand there. So the sections have
 * names of their own, which the loader passes over, and are registered here, after
 * variant_check_build(). Until then a static branch goes the way it was compiled and
 * a static call goes through its trampoline. The loader takes the registration back
 * when the module goes.
 */
#include "variant.h"
#include "keys.h"
#include <linux/module.h>

static int variant_register_jumps(struct module *mod)
{
	int err;

	mod->jump_entries = variant_jump_entries;
	mod->num_jump_entries = variant_jump_entries_end - variant_jump_entries;
	err = notifier_to_errno(jump_label_module_notify(NULL, MODULE_STATE_COMING, mod));
	if (err)
		mod->num_jump_entries = 0;	/* nothing is left to take back */
	return err;
}

static int variant_register_calls(struct module *mod)
{
	int err;

	mod->static_call_sites = variant_call_sites;
	mod->num_static_call_sites = variant_call_sites_end - variant_call_sites;
	err = notifier_to_errno(static_call_module_notify(NULL, MODULE_STATE_COMING, mod));
	if (err)
		mod->num_static_call_sites = 0;
	return err;
}

/* -ENOMEM: registers what it can; module_init must fail then. */
int variant_keys_register(void)
{
	int err = variant_register_jumps(THIS_MODULE);

	return err ? err : variant_register_calls(THIS_MODULE);
}
