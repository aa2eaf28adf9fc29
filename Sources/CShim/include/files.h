// SPDX-License-Identifier: Apache-2.0
#ifndef SCHED_CSHIM_FILES_H
#define SCHED_CSHIM_FILES_H

/// memfd_create(2), close-on-exec: a file without a name; or a negative errno.
int sched_memory_file(const char *name);

#endif
