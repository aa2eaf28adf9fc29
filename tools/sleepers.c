// SPDX-License-Identifier: Apache-2.0
/*
 * Tasks that sleep in a guest until they are killed.
 *
 *   sleepers threads N   N threads in pause()
 *   sleepers syscall     one inside sched_setaffinity(): on a page that nobody brings
 *   sleepers probed      one in nanosleep(), again and again
 *   sleepers fexit NAME  none, but a BPF program behind vmlinux's function NAME
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
#include <linux/bpf.h>
#include <linux/btf.h>
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

/* Bytes behind a type's head, by its kind (Documentation/bpf/btf.rst); 0: nothing. */
static size_t btf_rest(const struct btf_type *type)
{
	size_t count = BTF_INFO_VLEN(type->info);

	switch (BTF_INFO_KIND(type->info)) {
	case BTF_KIND_INT:
	case BTF_KIND_VAR:
	case BTF_KIND_DECL_TAG:
		return 4;
	case BTF_KIND_ARRAY:
		return sizeof(struct btf_array);
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		return count * sizeof(struct btf_member);
	case BTF_KIND_ENUM:
		return count * sizeof(struct btf_enum);
	case BTF_KIND_ENUM64:
		return count * sizeof(struct btf_enum64);
	case BTF_KIND_FUNC_PROTO:
		return count * sizeof(struct btf_param);
	case BTF_KIND_DATASEC:
		return count * sizeof(struct btf_var_secinfo);
	}
	return 0;
}

/* 0: vmlinux's BTF has no function of that name. */
static int btf_function(const char *name)
{
	static char btf[16 << 20];
	const struct btf_header *head = (void *)btf;
	int file = open("/sys/kernel/btf/vmlinux", O_RDONLY), id;
	const char *at, *end, *strings;
	size_t size = 0;
	ssize_t got;

	if (file < 0)
		return 0;
	while ((got = read(file, btf + size, sizeof(btf) - size)) > 0)
		size += got;
	at = btf + head->hdr_len + head->type_off;
	end = at + head->type_len;
	strings = btf + head->hdr_len + head->str_off;
	for (id = 1; at < end; id++) {
		const struct btf_type *type = (void *)at;

		if (BTF_INFO_KIND(type->info) == BTF_KIND_FUNC &&
		    !strcmp(strings + type->name_off, name))
			return id;
		at += sizeof(*type) + btf_rest(type);
	}
	return 0;
}

static int fexit(const char *name)
{
	struct bpf_insn code[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K },	/* r0 = 0 */
		{ .code = BPF_JMP | BPF_EXIT },
	};
	union bpf_attr load = {
		.prog_type = BPF_PROG_TYPE_TRACING,
		.expected_attach_type = BPF_TRACE_FEXIT,
		.attach_btf_id = btf_function(name),
		.insns = (unsigned long)code,
		.insn_cnt = 2,
		.license = (unsigned long)"GPL",
	}, attach = { };
	int program = syscall(SYS_bpf, BPF_PROG_LOAD, &load, sizeof(load));

	if (program < 0)
		return fail("BPF_PROG_LOAD");
	attach.raw_tracepoint.prog_fd = program;
	if (syscall(SYS_bpf, BPF_RAW_TRACEPOINT_OPEN, &attach, sizeof(attach)) < 0)
		return fail("BPF_RAW_TRACEPOINT_OPEN");
	ready();
	sleeper(NULL);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 3 && !strcmp(argv[1], "threads"))
		return threads(atoi(argv[2]));
	if (argc == 2 && !strcmp(argv[1], "syscall"))
		return in_syscall();
	if (argc == 2 && !strcmp(argv[1], "probed"))
		probed();
	if (argc == 3 && !strcmp(argv[1], "fexit"))
		return fexit(argv[2]);
	fputs("sleepers threads N | syscall | probed | fexit NAME\n", stderr);
	return 2;
}
