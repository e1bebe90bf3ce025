#!/bin/sh
# Sets the guest up, runs the suites, says how they ended, and powers off.
here=$(dirname "$0")
# an emulated processor is 5 to 20 times slower
export CONFORMANCE_SLOWNESS=10
export CONFORMANCE_DISK=/dev/vde
# systemd's units are not to be had in namespaces
if [ "$VM_CGROUPS" = systemd ]; then export CONFORMANCE_OPEN=1; fi

power_off() {
	sync
	echo o >/proc/sysrq-trigger
	while :; do sleep 60; done
}

ip link set lo up
modprobe virtio_console
# the host names the ports a moment after they are there
until [ -e /run/port-report ] && [ -e /run/port-status ]; do
	for port in /sys/class/virtio-ports/*; do
		name=$(cat "$port/name") && ln -sfn "/dev/${port##*/}" "/run/port-$name"
	done 2>/dev/null
	sleep 0.1
done
# where a step of the set-up fails, the console says which, and nobody waits for a status
sh -eu "$here/setup.sh" || power_off

cd /caisson || power_off
exec 3>/run/port-report
status=0
check() { node conformance/run.mjs "$@" >&3 2>&3 </dev/null || status=$?; }
# shellcheck disable=SC2046
[ -z "$VM_SUITES" ] || check $(echo "$VM_SUITES" | tr , ' ')
# shellcheck disable=SC2046
[ -z "$VM_FILES" ] || check runtime-tools $(echo "$VM_FILES" | tr , ' ')
echo $status >/run/port-status
power_off
