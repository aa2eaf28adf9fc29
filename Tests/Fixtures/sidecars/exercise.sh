#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs in a guest in which a variant of ../sidecars is loaded. What the variant
# changes must be seen while it is loaded and at no other time; then come CYCLES
# loads and unloads beside LOAD, the changed code in use all the while.
set -u
variant=/sys/kernel/sched_variant
thp=/sys/kernel/mm/transparent_hugepage/enabled
root=/sys/fs/cgroup
group=$root/measured
: "${CYCLES:=20}" "${LOAD:=hackbench -g 2 -l 1000000}"

fail() { echo "FAILED: $*"; dmesg | tail -20; exit 1; }

# A busy kernel has changed nothing and is asked again.
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

# A kernel thread ends and another begins; a cpuset is made, changed, removed.
work() {
	echo never > $thp || fail "khugepaged does not stop"
	echo always > $thp || fail "khugepaged does not start"
	mkdir $group || fail "no cpuset"
	echo 0-1 > $group/cpuset.cpus || fail "cpuset.cpus"
	case $(cat $group/cpuset.cpus) in 0-1*) ;; *) fail "cpuset.cpus: $(cat $group/cpuset.cpus)" ;; esac
	rmdir $group || fail "the cpuset stays"
}

# A processor goes and comes back, and the cpuset follows.
hotplug() {
	mkdir $group || fail "no cpuset"
	echo 0-1 > $group/cpuset.cpus || fail "cpuset.cpus"
	echo 0 > /sys/devices/system/cpu/cpu1/online || fail "cpu1 does not go"
	for i in 1 2 3 4 5; do
		[ "$(cat $group/cpuset.cpus.effective)" = 0 ] && break
		sleep 1
	done
	[ "$(cat $group/cpuset.cpus.effective)" = 0 ] || fail "cpu1 is still in the cpuset"
	echo 1 > /sys/devices/system/cpu/cpu1/online || fail "cpu1 does not come back"
	rmdir $group || fail "the cpuset stays"
}

logged() {
	for text in 'kthread: first created by the variant' 'kthread: khugepaged is to stop' \
		'cpuset: cpus writes 0-1' 'the variant starts or stops it'; do
		echo "$(dmesg | grep -c "$text") $text"
	done
}

# $1: what must be seen, variant or kernel
effects() {
	before=$(logged)
	work
	hotplug
	mkdir $group
	echo 0 > $group/cpuset.cpus
	for file in /proc/loadavg $group/cpuset.cpus $thread/comm; do
		grep -q 'variant\|=' $file && seen=variant || seen=kernel
		[ $seen = "$1" ] || fail "$file: $(cat $file): not the $1's"
	done
	rmdir $group
	after=$(logged)
	[ "$1" = variant ] || [ "$before" = "$after" ] || fail "the variant's code ran: $after"
	[ "$1" = kernel ] || [ "$before" != "$after" ] || fail "the variant's code did not run: $after"
}

echo +cpuset > $root/cgroup.subtree_control || fail "no cpuset controller"
for thread in /proc/[0-9]*; do
	case $(cat $thread/comm) in ksoftirqd/0*) break ;; esac
done
effects variant
logged | grep '^0' && fail "not all of the variant's code ran"
switch 0
effects kernel
switch 1
effects variant
switch 0
effects kernel
echo "effects: seen while loaded, and only then"

$LOAD > /tmp/load.log 2>&1 &
load=$!
(while work; do :; done) &
worker=$!
done=0
while [ $done -lt "$CYCLES" ]; do
	switch 1
	sleep 0.1
	switch 0
	done=$((done + 1))
done
kill -0 $load 2> /dev/null || fail "the load died: $(tail -3 /tmp/load.log)"
kill -0 $worker 2> /dev/null || fail "the work failed beside the cycles"
kill $load $worker
killall -q "${LOAD%% *}"
wait $worker 2> /dev/null
[ ! -e $group ] || rmdir $group
effects kernel
rmmod "$(cat $variant/module)" || fail "the module stays"
effects kernel
echo "cycles: $done, busy answers: $busy"
