#!/bin/sh
ip link set lo up
R=${1:-/caisson/dist/bin/caisson}
W=/tmp/trial; mkdir -p $W; cd $W
mk() { # name
  mkdir -p $1/rootfs/bin $1/data; cp /bin/busybox $1/rootfs/bin/; for a in sh sleep cat echo; do ln -s busybox $1/rootfs/bin/$a; done
  for d in proc dev sys tmp; do mkdir -p $1/rootfs/$d; done
  (cd $1; $R spec; 
   sed -i 's/"terminal": true/"terminal": false/; s/"sh"/"sh","-c","i=0; while :; do i=$((i+1)); echo $i > \/data\/n; echo line $i; sleep 1; done"/' config.json
   node -e 'const fs=require("fs");const c=JSON.parse(fs.readFileSync("config.json"));c.mounts.push({destination:"/ro",type:"bind",source:"/etc",options:["rbind","ro","nosuid"]});c.mounts.push({destination:"/data",type:"bind",source:process.cwd()+"/data",options:["bind","rw"]});c.linux.resources.memory={limit:100000000};c.linux.resources.pids={limit:7};c.root.readonly=true;fs.writeFileSync("config.json",JSON.stringify(c,null,1))')
}
mk a
(sleep 60 | $R --root $W/root run -d -b a one 2>&1 | cat > out.txt) &
sleep 4
$R --root $W/root state one | head -5
cat a/data/n
echo "== checkpoint"
$R --root $W/root checkpoint --image-path $W/img one; echo "rc $?"
grep -n -B3 Error $W/img/dump.log; tail -12 $W/img/dump.log
$R --root $W/root list
cat a/data/n
cat a/rootfs/nothing 2>/dev/null
echo "== restore"
(sleep 60 | $R --root $W/root restore -d -b a --image-path $W/img two 2>err.txt | cat > out2.txt) &
sleep 5; cat err.txt
grep -n Error $W/img/restore.log; tail -3 $W/img/restore.log
$R --root $W/root state two
cat a/data/n; sleep 2; cat a/data/n; tail -3 out2.txt
P=$($R --root $W/root state two | sed -n 's/.*"pid": \([0-9]*\).*/\1/p'); cat /proc/$P/cgroup; cat /sys/fs/cgroup$(sed -n 's/^0:://p' /proc/$P/cgroup)/memory.max;cat /sys/fs/cgroup$(sed -n 's/^0:://p' /proc/$P/cgroup)/pids.max
cat /proc/$P/mountinfo | head -60; grep -E "^[0-9]+ .*(trial|root)" /proc/self/mountinfo
ls -l /proc/$P/ns /proc/self/ns/time; cat /proc/$P/status | grep PPid
nsenter -t $P -n ip addr; keyctl show 2>/dev/null; grep . /proc/$P/root/proc/keys; touch /proc/$P/root/x
$R --root $W/root kill two KILL; sleep 1; $R --root $W/root delete two; $R --root $W/root list; ls $W/root; ps aux | grep -v '\[' | tail -12
