// SPDX-License-Identifier: Apache-2.0
#ifndef SCHED_CSHIM_FILES_H
#define SCHED_CSHIM_FILES_H

/// memfd_create(2), close-on-exec: a file without a name; or a negative errno.
int sched_memory_file(const char *name);

/// renameat2(2) with RENAME_EXCHANGE: both paths exist at every moment and have
/// changed places afterwards; returns 0 or a negative errno.
int sched_exchange(const char *a, const char *b);

#endif
