#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs in a guest that has booted with the variant sidecars-everywhere loaded,
# the cpuset controller of cgroup v1 at /run/cgroup/cpuset and LOAD, a command.
# Every effect of the variant must be there while it is loaded, and at no other
# time; then CYCLES unloads and loads beside the load.
set -u
variant=/sys/kernel/sched_variant
thp=/sys/kernel/mm/transparent_hugepage/enabled
group=/run/cgroup/cpuset/measured
: "${CYCLES:=20}" "${LOAD:=hackbench -g 4 -l 1000000}"

fail() { echo "FAILED: $*"; dmesg | tail -20; exit 1; }
lines() { dmesg | grep -c "$1"; }

# Writes $1 to enabled; a busy kernel has changed nothing and is asked again.
busy=0
switch() {
	tries=0
	until echo "$1" 2> /dev/null > $variant/enabled; do
		busy=$((busy + 1)) tries=$((tries + 1))
		[ "$(cat $variant/enabled)" != "$1" ] || fail "busy, but it switched"
		[ $tries -lt 20 ] || fail "busy 20 times: $(cat $variant/blocker)"
		sleep 0.1
	done 2> /dev/null
	[ "$(cat $variant/enabled)" = "$1" ] || fail "wrote $1, got another"
}

# A kernel thread ends and another begins, a processor goes and comes back, a
# cpuset is made, changed and removed.
work() {
	echo never > $thp || fail "khugepaged does not stop"
	echo always > $thp || fail "khugepaged does not start"
	grep -q khugepaged /proc/[0-9]*/comm || fail "no khugepaged"
	mkdir $group || fail "no cpuset"
	echo 0-1 > $group/cpuset.cpus && echo 0 > $group/cpuset.mems || fail "cpuset.cpus"
	[ "$(cat $group/cpuset.cpus)" = 0-1 ] || fail "cpuset.cpus: $(cat $group/cpuset.cpus)"
	echo 0 > /sys/devices/system/cpu/cpu1/online || fail "cpu1 does not go"
	[ "$(cat $group/cpuset.effective_cpus)" = 0 ] || sleep 1
	[ "$(cat $group/cpuset.effective_cpus)" = 0 ] || fail "cpu1 is still in the cpuset"
	echo 1 > /sys/devices/system/cpu/cpu1/online || fail "cpu1 does not come back"
	rmdir $group || fail "the cpuset stays"
}

# Prints whose code runs, by a file that shows it; $1: what the file is.
whose() {
	case $1 in
	loadavg_proc_show) grep -q variant /proc/loadavg ;;
	get_kthread_comm) grep -q = "$thread/comm" ;;
	cpuset_write_u64) ! echo 1 2> /dev/null > $group/cpuset.memory_spread_slab ;;
	esac && echo variant || echo kernel
}

# $1: variant or kernel
effects() {
	before=$(logged)
	work
	mkdir $group
	for function in loadavg_proc_show get_kthread_comm cpuset_write_u64; do
		[ "$(whose $function)" = "$1" ] || fail "$function() is not the $1's"
	done
	rmdir $group
	after=$(logged)
	[ "$1" = variant ] || [ "$before" = "$after" ] || fail "the variant's code ran: $after"
	[ "$1" = kernel ] || [ "$before" != "$after" ] || fail "the variant's code did not run: $after"
}

logged() {
	for text in 'kthread: first created by the variant' 'kthread: khugepaged is to stop' \
		'cpuset: cpus writes 0-1' 'the variant starts or stops it'; do
		echo "$(lines "$text") $text"
	done
}

for thread in /proc/[0-9]*; do
	case $(cat $thread/comm) in ksoftirqd/0*) break ;; esac
done
effects variant
logged | grep '^0' && fail "the variant's code did not run"
switch 0
effects kernel
switch 1
effects variant
switch 0
effects kernel
echo "effects: seen while loaded, and only then"

$LOAD > /tmp/load.log 2>&1 &
load=$!
done=0
while [ $done -lt "$CYCLES" ]; do
	switch 1
	work
	switch 0
	[ $((done % 5)) -ne 0 ] || work
	done=$((done + 1))
done
kill -0 $load 2> /dev/null || fail "the load died: $(tail -3 /tmp/load.log)"
kill $load
killall -q "${LOAD%% *}"
effects kernel
rmmod "$(cat $variant/module)" || fail "the module stays"
effects kernel
echo "cycles: $done, busy answers: $busy"
