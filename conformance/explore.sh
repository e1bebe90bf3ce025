R=$CONFORMANCE_RUNTIME
systemctl --version | head -1
systemctl list-units --failed --no-pager --no-legend
cat /proc/1/comm; cat /proc/self/cgroup; ls -la /run/dbus/ /run/systemd/private /run/user/4242 2>&1
mkdir -p /tmp/b/rootfs; cp $CONFORMANCE_PROBE /tmp/b/rootfs/probe; cd /tmp/b
$R spec
node -e 'const c=JSON.parse(require("fs").readFileSync("config.json"));c.process.terminal=false;c.process.args=["/probe","sleep"];c.annotations={"org.systemd.property.TimeoutStopUSec":"uint64 123456789"};c.linux.resources.memory={limit:67108864};c.linux.resources.pids={limit:50};c.linux.resources.cpu={quota:25000,period:50000,shares:512,cpus:"0",mems:"0"};require("fs").writeFileSync("config.json",JSON.stringify(c))'
$R --debug --systemd-cgroup create -b /tmp/b x </dev/null >/dev/null 2>/tmp/err; tail -30 /tmp/err | cut -c1-300
$R state x
systemctl show caisson-x.scope -p Slice,Description,Delegate,DelegateControllers,MemoryMax,TasksMax,CPUQuotaPerSecUSec,CPUQuotaPeriodUSec,CPUWeight,AllowedCPUs,AllowedMemoryNodes,DevicePolicy,DeviceAllow,TimeoutStopUSec,ControlGroup,ActiveState,CollectMode,OOMPolicy,DefaultDependencies
D=/sys/fs/cgroup/system.slice/caisson-x.scope
for f in cgroup.controllers memory.max pids.max cpu.max cpu.weight cpuset.cpus cgroup.procs; do echo $f $(cat $D/$f); done
cat /sys/fs/cgroup/cgroup.subtree_control /sys/fs/cgroup/system.slice/cgroup.subtree_control
$R start x
sh -c "echo \$\$ > $D/cgroup.procs; cat </dev/null; echo null \$?; head -c1 </dev/kmsg; echo kmsg \$?"
systemctl daemon-reload
sh -c "echo \$\$ > $D/cgroup.procs; cat </dev/null; echo null \$?; head -c1 </dev/kmsg; echo kmsg \$?"
cat $D/memory.max $D/cpu.max $D/cpu.weight
$R delete --force x; echo deleted $?
systemctl list-units --all --no-pager --no-legend 'caisson*' ; ls -d $D
echo "== foreground"; $R --systemd-cgroup run -b /tmp/b y & sleep 3; $R kill y KILL; wait; echo run ended; $R list; systemctl list-units --all --no-pager --no-legend 'caisson*'
echo "== hybrid rootless"; id shipmate; chown -R shipmate /tmp/b
cat > /tmp/rl.sh <<'E'
export XDG_RUNTIME_DIR=/run/user/4242
cd /tmp; rm -rf rb; mkdir rb; cd rb; mkdir rootfs; cp /tmp/b/rootfs/probe rootfs/; $R spec --rootless
node -e 'const c=JSON.parse(require("fs").readFileSync("config.json"));c.process.terminal=false;c.process.args=["/probe","sleep"];c.linux.resources={memory:{limit:67108864},pids:{limit:50}};require("fs").writeFileSync("config.json",JSON.stringify(c))'
$R --root /tmp/rlroot --systemd-cgroup create -b /tmp/rb r </dev/null >/dev/null 2>/tmp/rl.err; cat /tmp/rl.err | cut -c1-400
$R --root /tmp/rlroot state r | grep pid
cat /proc/$($R --root /tmp/rlroot state r | sed -n 's/.*"pid": \([0-9]*\).*/\1/p')/cgroup
systemctl --user show caisson-r.scope -p MemoryMax,TasksMax,ControlGroup,ActiveState
$R --root /tmp/rlroot delete --force r; systemctl --user list-units --all --no-legend 'caisson*'
E
export R; chmod -R a+rx $(dirname $(dirname $(dirname $R))) 2>/dev/null
setpriv --reuid 4242 --regid 4242 --clear-groups env HOME=/tmp sh /tmp/rl.sh
echo "== runc"; cd /tmp/b; chown -R root /tmp/b; runc --systemd-cgroup run -d -b /tmp/b z </dev/null >/dev/null 2>&1; systemctl show runc-z.scope -p Description,Delegate,DeviceAllow,MemoryMax,CollectMode,MemorySwapMax; runc delete -f z
systemd-analyze 2>/dev/null | head -3
