// SPDX-License-Identifier: GPL-2.0-only
/*
 * A livepatch of version_proc_show() (fs/proc/version.c), which no variant
 * redirects. See it work with `cat /proc/version`.
 */
#include <linux/seq_file.h>
#include "livepatch.h"

static int show_patched_version(struct seq_file *file, void *unused)
{
	seq_puts(file, "sched_test_unrelated was here\n");
	return 0;
}

REPLACE("version_proc_show", show_patched_version);
MODULE_DESCRIPTION("Livepatch of a function that no scheduler variant touches");
