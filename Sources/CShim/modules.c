// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "CShim.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

// glibc has no wrappers for the module system calls, and syscall(2) is
// variadic, which Swift cannot call.

long sched_init_module(const void *image, unsigned long length, const char *parameters)
{
	long result = syscall(SYS_init_module, image, length, parameters);

	return result < 0 ? -errno : result;
}

long sched_delete_module(const char *name)
{
	long result = syscall(SYS_delete_module, name, O_NONBLOCK);

	return result < 0 ? -errno : result;
}
