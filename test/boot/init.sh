#!/bin/sh
# First process of the guest (see boot.ts): loads modules with the modprobe of real kmod and with that of busybox, and
# shows the results on the serial console. Every step is reported as
#   @@ begin KEY: COMMAND
#   (what the command prints)
#   @@ end STATUS KEY
export PATH=/usr/sbin:/usr/bin
# In full: busybox's shell runs its own applet for a bare "modprobe", regardless of PATH.
MODPROBE=/usr/sbin/modprobe

mount -t devtmpfs none /dev
mount -t proc none /proc
mount -t sysfs none /sys
# Kernel messages would fall into the middle of our lines; fatal ones are still shown.
dmesg -n 1

step() {
  key=$1; shift
  echo "@@ begin $key: $*"
  "$@" 2>&1
  echo "@@ end $? $key"
}

loaded() { step "modules $1" cat /proc/modules; }

# What udev does at boot, for one bus: every device names its driver by its modalias.
coldplug() {
  for file in /sys/bus/"$1"/devices/*/modalias; do
    alias=$(cat "$file")
    step "alias $alias" $MODPROBE -v "$alias"
  done
}

step kernel uname -r
# Archives that are unpacked on top must leave the links of the first one.
step 'merged lib' readlink /lib
step kmod $MODPROBE -V
loaded 'at boot'

for name in dm-crypt dm-thin-pool; do
  step "plan $name" $MODPROBE -D "$name"
  step "name $name" $MODPROBE -v "$name"
  loaded "after $name"
done
step 'again dm-crypt' $MODPROBE -v dm-crypt

coldplug pci
coldplug virtio
# This machine has no such card: only the pattern decides.
alias=pci:v00008086d000010D3sv00001AF4sd00001100bc02sc00i00
step "alias $alias" $MODPROBE -v "$alias"
step 'driver of the network card' readlink /sys/class/net/eth0/device/driver
step 'disk' cat /sys/class/block/vda/size
loaded 'after aliases'

# The disk is empty, so this fails; but first the kernel itself calls modprobe for "fs-ext4".
step 'kernel asks' mount -t ext4 /dev/vda /mnt
loaded 'after mount'

for name in dm-crypt dm-thin-pool dm-bufio e1000; do
  step "remove $name" $MODPROBE -r -v "$name"
done
loaded 'after removal'

# An encrypted root as an initramfs opens it. The cipher's modules are the kernel's own wish, by their aliases.
step 'root name' $MODPROBE -v dm-crypt
export DM_DISABLE_UDEV=1
step 'root open' dmsetup create root --table \
  "0 32768 crypt aes-xts-plain64 $(printf '%064d%064d' 1 2) 0 /dev/vda 0"
loaded 'after open'
step 'root format' /usr/sbin/mke2fs -q -t ext4 /dev/mapper/root
step 'root mount' mount -t ext4 /dev/mapper/root /mnt
echo hello > /mnt/greeting
step 'root unmount' umount /mnt
step 'root mount again' mount -t ext4 /dev/mapper/root /mnt
step 'root greeting' cat /mnt/greeting
loaded 'after root'
step 'root unmount again' umount /mnt
step 'root close' dmsetup remove root
step 'remove root' $MODPROBE -r dm-crypt

# busybox reads the text files where kmod reads the binary ones.
step 'busybox name' busybox modprobe dm-crypt
step 'busybox alias' busybox modprobe pci:v00008086d0000100Esv00001AF4sd00001100bc02sc00i00
loaded 'after busybox'

echo '@@ done'
poweroff -f
