// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "files.h"
#include <errno.h>
#include <sys/mman.h>

// Declared by glibc only for _GNU_SOURCE, which Swift's importer does not set.

int sched_memory_file(const char *name)
{
	int file = memfd_create(name, MFD_CLOEXEC);

	return file < 0 ? -errno : file;
}
