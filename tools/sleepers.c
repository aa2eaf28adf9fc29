// SPDX-License-Identifier: Apache-2.0
/*
 * Tasks that sleep in a guest until they are killed.
 *
 *   sleepers threads N   N threads in pause()
 *   sleepers syscall     one inside sched_setaffinity(): on a page that nobody brings
 *   sleepers probed      one in nanosleep(), again and again
 *
 * Says "ready" when they are there.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include <linux/userfaultfd.h>

static int fail(const char *what)
{
	perror(what);
	return 1;
}

static void ready(void)
{
	puts("ready");
	fflush(stdout);
}

static void *sleeper(void *unused)
{
	for (;;)
		pause();
	return unused;
}

static int threads(int count)
{
	pthread_attr_t small;
	pthread_t thread;

	pthread_attr_init(&small);
	pthread_attr_setstacksize(&small, 16384);
	while (count--)
		if (pthread_create(&thread, &small, sleeper, NULL))
			return fail("pthread_create");
	ready();
	sleeper(NULL);
	return 0;
}

static int in_syscall(void)
{
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register range = { .mode = UFFDIO_REGISTER_MODE_MISSING };
	int fault = syscall(SYS_userfaultfd, O_CLOEXEC);
	void *page;

	if (fault < 0 || ioctl(fault, UFFDIO_API, &api))
		return fail("userfaultfd");
	page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	range.range.start = (unsigned long)page;
	range.range.len = 4096;
	if (ioctl(fault, UFFDIO_REGISTER, &range))
		return fail("UFFDIO_REGISTER");
	ready();
	syscall(SYS_sched_setaffinity, 0, 8, page);
	return 0;
}

static void probed(void)
{
	struct timespec long_time = { .tv_sec = 1000 };

	ready();
	for (;;)
		nanosleep(&long_time, NULL);
}

int main(int argc, char **argv)
{
	if (argc == 3 && !strcmp(argv[1], "threads"))
		return threads(atoi(argv[2]));
	if (argc == 2 && !strcmp(argv[1], "syscall"))
		return in_syscall();
	if (argc == 2 && !strcmp(argv[1], "probed"))
		probed();
	fputs("sleepers threads N | syscall | probed\n", stderr);
	return 2;
}
