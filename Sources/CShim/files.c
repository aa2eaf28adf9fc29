// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "files.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>

// Declared by glibc only for _GNU_SOURCE, which Swift's importer does not set.

int sched_memory_file(const char *name)
{
	int file = memfd_create(name, MFD_CLOEXEC);

	return file < 0 ? -errno : file;
}

int sched_exchange(const char *a, const char *b)
{
	int result = renameat2(AT_FDCWD, a, AT_FDCWD, b, RENAME_EXCHANGE);

	return result < 0 ? -errno : result;
}
