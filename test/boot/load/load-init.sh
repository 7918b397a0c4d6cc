#!/bin/sh
# First process of the guest (see load.ts): inserts the modules that /load/order names, and shows what the kernel says of
# each. Every step is reported as in ../init.sh.
export PATH=/usr/sbin:/usr/bin
mount -t devtmpfs none /dev
mount -t proc none /proc
mount -t sysfs none /sys
dmesg -n 1
dmesg -c > /dev/null

while read -r name; do
  echo "@@ begin $name: insmod"
  insmod "/load/$name.ko" 2>&1
  status=$?
  dmesg -c
  echo "@@ end $status $name"
done < /load/order

echo '@@ done'
poweroff -f
