/**
 * The use of depmod, modprobe and modinfo in the scripts of distributions and builders: their command lines, and how
 * they parse the output. Each is run by bash in a root of Debian with a kernel in /lib/modules/$K, whose indexes are
 * removed before a script of DEPMOD_CALLERS and fresh before any other. $MAP is the System.map. The kernel is the
 * running one too, for scripts that do not name one.
 *
 * `shows` must be in the output of kmod, so that no script can agree by printing nothing.
 */
export interface CallerScript {
  readonly caller: string
  readonly script: string
  readonly shows: RegExp
}

const caller = (name: string, shows: RegExp, script: string): CallerScript => ({
  caller: name,
  shows,
  script,
})

/** A root like the one `make modules_install INSTALL_MOD_PATH=` leaves: modules and their lists, no indexes. */
const STAGE = `S=/var/tmp/stage; mkdir -p $S/lib/modules; cp -r /lib/modules/$K $S/lib/modules/
M=$S/lib/modules/$K; count() { echo "modules.dep has $(wc -l < "\${1:-$M}/modules.dep") lines"; }\n`
/** Symbols of the kernel with versions that no module was built for. */
const SYMVERS = `sed -n 's/.* __ksymtab_\\(.*\\)/0x00000001\\t\\1\\tvmlinux\\tEXPORT_SYMBOL\\t/p' $MAP > /var/tmp/symvers\n`
const HALF_A_MAP = `grep -v 'ksymtab_\\(crypto\\|bio\\)' $MAP > /var/tmp/half.map\n`
const HERE = `M=/lib/modules/$K; count() { echo "modules.dep has $(wc -l < "\${1:-$M}/modules.dep") lines"; }\n`
const COUNTED = /modules\.dep has [1-9]\d+ lines/

export const DEPMOD_CALLERS: readonly CallerScript[] = [
  caller(
    'Linux, make modules_install DEPMOD=',
    COUNTED,
    `${STAGE}DEPMOD=depmod INSTALL_MOD_PATH=$S
cd $M; before=$(cksum modules.order modules.builtin modules.builtin.modinfo)
set -- "$DEPMOD" -ae -F "$MAP"
test -n "$INSTALL_MOD_PATH" && set -- "$@" -b "$INSTALL_MOD_PATH"
"$@" "$K"; echo "make: $?"
[ "$before" = "$(cksum modules.order modules.builtin modules.builtin.modinfo)" ] && echo inputs untouched; count`,
  ),
  caller(
    'Linux, depmod.sh of vendor trees: the probe of an empty tree',
    /no link needed/,
    `tmp=$(mktemp -d); mkdir -p "$tmp/lib/modules/$K"
if depmod -b "$tmp" "$K" 2>/dev/null; then
  if test -e "$tmp/lib/modules/$K/modules.dep" -o -e "$tmp/lib/modules/$K/modules.dep.bin"; then echo no link needed; fi
fi
depmod --version | head -n 1 | cut -d' ' -f1`,
  ),
  caller('Linux, depmod.sh with a symbol prefix', COUNTED, `${STAGE}depmod -ae -F $MAP -b $S -P _ $K; count`),
  caller(
    'Fedora, RHEL, ELRepo kernel.spec: one byte of output fails the build',
    /^clean$/m,
    `${STAGE}cp $MAP $S/System.map; cd $S
depmod -b . -aeF ./System.map $K &> depmod.out; [ -s depmod.out ] && { cat depmod.out; exit 1; }; echo clean; count`,
  ),
  caller(
    'SUSE kernel.spec',
    /needs unknown symbol/,
    `${STAGE}${HALF_A_MAP}depmod -F /var/tmp/half.map -b $S -ae $K 2>&1 | tee /var/tmp/out | grep -c 'needs unknown symbol'
grep -q 'needs unknown symbol' /var/tmp/out && head -n 3 /var/tmp/out`,
  ),
  caller(
    'SUSE weak-modules2, with a tree of links',
    /disagrees about version of/,
    `${STAGE}${SYMVERS}${HALF_A_MAP}basedir=/var/tmp/links; mkdir -p $basedir/lib/modules/$K/weak-updates
ln -s /lib/modules/$K/kernel $basedir/lib/modules/$K/kernel; cp /lib/modules/$K/modules.* $basedir/lib/modules/$K
ln -s $(find $M -name 'ext4.ko*') $basedir/lib/modules/$K/weak-updates/
for symbols in '-E /var/tmp/symvers' '-F /var/tmp/half.map'; do
  depmod -b "$basedir" -ae $symbols $K 2>&1 | grep -E ' (needs unknown|disagrees about version of) symbol ' | sort | head -n 40
  grep ext4 $basedir/lib/modules/$K/modules.dep
done
depmod -F $MAP -ae $K; echo $?`,
  ),
  caller(
    'SUSE driver-check.sh',
    /disagrees about version of/,
    `${SYMVERS}msg=$(depmod -n -e -E /var/tmp/symvers $K 2>&1 >/dev/null); echo "$msg" | head -n 20
depmod --version | sed -rn '1s/.* ([0-9]+)(\\.([0-9]+)(\\..*)?)?/\\1 \\3/p' | cut -d' ' -f1; ls /lib/modules/$K`,
  ),
  caller(
    'RHEL weak-modules',
    /ext4\.ko\S* \w+\n/,
    `${SYMVERS}${HALF_A_MAP}mkdir -p /var/tmp/ext && cp $(find /lib/modules/$K/kernel -name 'ext4.ko*') /var/tmp/ext/
printf 'search external extra built-in weak-updates\\nexternal * /var/tmp/ext\\n' > /var/tmp/depmod.conf
for symbols in E\\ /var/tmp/symvers F\\ /var/tmp/half.map; do
  depmod -C /var/tmp/depmod.conf -nae$symbols $K 2>&1 1>/dev/null | awk '
    /needs unknown symbol/ { print $3 " " $NF } /disagrees about version of symbol/ { print $3 " " $NF }' | grep /ext/
done
depmod -C /var/tmp/depmod.conf -ae -F $MAP $K; grep /ext/ /lib/modules/$K/modules.dep
rm -r /var/tmp/ext`,
  ),
  caller(
    'Debian linux-image postinst',
    COUNTED,
    `${HERE}depmod -a -F /boot//System.map-$K $K || exit 1; count`,
  ),
  caller('Debian udeb rules', COUNTED, `${STAGE}/sbin/depmod -b $S $K; count`),
  caller(
    'dkms do_depmod',
    COUNTED,
    `${HERE}do_depmod() { if [ -f /boot/System.map-$1 ]; then depmod -a "$1" -F "/boot/System.map-$1"; else depmod -a "$1"; fi; }
do_depmod $K; count; mv $MAP /var/tmp/kept; do_depmod $K; mv /var/tmp/kept $MAP; count
mkdir -p /lib/modules/0.0-empty; do_depmod 0.0-empty 2>/dev/null
[ -s /lib/modules/0.0-empty/modules.dep ] || rm -f /lib/modules/0.0-empty/modules.{alias,dep,devname,softdep,symbols,weakdep,*.bin}
rmdir /lib/modules/0.0-empty && echo nothing is left`,
  ),
  caller(
    'mkinitfs (Alpine)',
    COUNTED,
    `${STAGE}depmod -b "$S" $K; count; rm $M/modules.dep; depmod $K -b "$S"; count`,
  ),
  caller(
    'genkernel',
    COUNTED,
    `${STAGE}depmod -a -e -F $MAP -b $S $K; echo $?; count; depmod -a -b $S $K; count
depmod -V | tr ' ' '\\n' | awk '/XZ/{print $1; exit}'`,
  ),
  caller(
    'NixOS: inputs are links to a read-only store',
    COUNTED,
    `${STAGE}out=/var/tmp/out; mkdir -p $out/lib/modules/$K; chmod -R a-w $M
for i in $M/*; do ln -s $i $out/lib/modules/$K/; done
depmod -b $out -a $K; echo $?; count $out/lib/modules/$K; find $out/lib/modules/$K -type l | wc -l; chmod -R u+w $M`,
  ),
  caller(
    'Yocto depmodwrapper',
    COUNTED,
    `${STAGE}mkdir -p $S/lib/depmod.d $M/kernel/fs/ext4/.debug; cp $M/kernel/fs/ext4/ext4.ko* $M/kernel/fs/ext4/.debug/
echo 'exclude .debug' > $S/lib/depmod.d/exclude.conf
depmod -C "$S/lib/depmod.d" -a -b $S -F $MAP $K; count; grep -c debug $M/modules.dep`,
  ),
  caller(
    'systemd kernel-install 50-depmod.install, and its removal',
    /nothing is left/,
    `${STAGE}${HERE}(exec depmod -a "$K"); count; depmod -b $S -a $K; cd $S/lib/modules/$K; rm -r kernel modules.order modules.builtin modules.builtin.modinfo
rm -f modules.alias modules.alias.bin modules.builtin.bin modules.builtin.alias.bin modules.dep modules.dep.bin modules.devname modules.softdep modules.symbols modules.symbols.bin modules.weakdep
rmdir ../$K && echo nothing is left`,
  ),
  caller(
    'mkosi: only when something is newer',
    COUNTED,
    `${HERE}depmod --all $K; count; cd $M; ls modules.dep modules.dep.bin modules.symbols modules.symbols.bin
find . -name '*.ko*' -newer modules.dep | wc -l`,
  ),
  caller('make-initrd (ALT)', COUNTED, `${STAGE}/sbin/depmod -a -F $MAP -b $S $K; count`),
  caller(
    'GNOME OS',
    COUNTED,
    `${STAGE}mkdir $S/usr; mv $S/lib $S/usr/lib; depmod -a -b "$S/usr" "$K"; count $S/usr/lib/modules/$K`,
  ),
  caller('OpenZFS', COUNTED, `${HERE}depmod -ae -F $MAP $K; count`),
  caller(
    'virtme-ng, virtme-prep-kdir-mods',
    COUNTED,
    `${STAGE}V=/var/tmp/virtme; mkdir -p $V/lib/modules/0.0.0; ln -s $M/kernel $V/lib/modules/0.0.0/kernel
cp $M/modules.* $V/lib/modules/0.0.0/; depmod -b $V 0.0.0; count $V/lib/modules/0.0.0`,
  ),
  caller(
    'mkinitcpio: only .bin, devname and softdep stay',
    /insmod \S*dm-crypt\.ko/,
    `${STAGE}shopt -s extglob
depmod -b "$S" "$K"; rm $M/modules.!(*.bin|devname|softdep); ls $M
modprobe -d $S -S $K -D dm-crypt; modprobe -d $S -S $K -qaR ext4 pci:v00008086d000010D3sv0sd0bc02sc00i00 nosuch`,
  ),
]

export const READER_CALLERS: readonly CallerScript[] = [
  caller(
    'dracut check_kernel_module',
    /dm-crypt 0\n.*nosuch 1\n/s,
    `drivers_dir=/lib/modules/$K/kernel/drivers
for m in dm-crypt ext4 nosuch $(sed -n '1s/.*\\/\\(.*\\)\\.ko/\\1/p' /lib/modules/$K/modules.builtin); do
  modprobe -d "$drivers_dir/../../../../../" -S "$K" --dry-run "$m" &>/dev/null; echo "$m $?"; done`,
  ),
  caller(
    'mkinitcpio autodetect',
    /ext4/,
    `modprobe -S $K -qaR dm-crypt nosuch virtio:d00000002v00001AF4 pci:v00008086d000010D3sv0sd0bc02sc00i00; echo $?
modprobe -S $K -qaR {fs-,}ext4; echo $?; modprobe -d / -S $K -qaR {fs-,}nosuch; echo $?`,
  ),
  caller(
    'NixOS modules-closure',
    /dm-crypt\.ko/,
    `for m in dm-crypt ext4 e1000e i8042 nosuch; do
  modprobe --config no-config -d / --set-version $K --show-depends $m | sed 's/^insmod //'; modprobe -d / --set-version $K --show-depends $m --config no-config; done`,
  ),
  caller(
    'ReaR',
    /install .*echo.*insmod/s,
    `mkdir -p /etc/modprobe.d; echo 'install ext4 echo hello $CMDLINE_OPTS' > /etc/modprobe.d/rear.conf; echo 'options dm_crypt a=b' >> /etc/modprobe.d/rear.conf
for m in ext4 dm-crypt; do /sbin/modprobe --show-depends $m; /sbin/modprobe --ignore-install --show-depends $m x=y; done; rm /etc/modprobe.d/rear.conf`,
  ),
  caller(
    'netronome and private hooks',
    /^\/lib\/modules\/\S*dm-crypt/m,
    `modprobe --set-version=$K --ignore-install --show-depends dm-crypt | awk '/^insmod/{print $2}'
modprobe --set-version=$K --ignore-install --show-depends dm-crypt | od -c | tail -n 3`,
  ),
  caller(
    'dkms, short of loading',
    /^\d+$/m,
    `printf 'ext4\\next4\\nnosuch\\n' | sort -u | xargs modprobe -S $K -n -a -b -q; echo $?`,
  ),
  caller(
    'bluefin: blacklist of an image',
    /^1$/m,
    `mkdir -p /etc/modprobe.d; echo 'blacklist nouveau' > /etc/modprobe.d/b.conf
modprobe -S $K -d / -c | grep -cx 'blacklist nouveau'; modprobe -S $K -c | wc -l; modprobe -S $K -c | cksum; rm /etc/modprobe.d/b.conf`,
  ),
  caller(
    'virtme-ng',
    /insmod/,
    `modprobe -d / -S $K --show-depends virtio_blk; modprobe -d /nowhere -S $K -R ext4`,
  ),
  caller(
    'mkinitcpio add_module',
    /filename=\/.*firmware=/s,
    `for m in ext4 tg3 dm-crypt pci:v00008086d000010D3sv0sd0bc02sc00i00 i8042 nosuch; do
  while IFS=':= ' read -r -d '' field value; do case $field in filename|depends|firmware|softdep) echo "$field=$value";; esac
  done < <(modinfo -b / -k $K -0 "$m" 2>/dev/null); done`,
  ),
  caller(
    'mkosi: records end at name=',
    /has modname.*name=/s,
    `modinfo --help | grep -q -e --modname && echo has modname
modinfo --set-version $K --null --modname ext4 tg3 dm_crypt e1000e | tr '\\0' '\\n'; modinfo --set-version $K --null --basedir / --modname xts | tr '\\0' '\\n'`,
  ),
  caller(
    'genkernel',
    /tigon/,
    `for m in tg3 dm-crypt ext4 i8042 nosuch; do modinfo -b / -k $K -F firmware $m; modinfo -b / -k $K -F filename $m; done`,
  ),
  caller(
    'mkinitfs (Alpine)',
    /tigon/,
    `find /lib/modules/$K -name 'tg3.ko*' -exec modinfo -k $K -F firmware -- {} +`,
  ),
  caller(
    'dracut 70dm and 45drm',
    /^0$/m,
    `modinfo -k "$K" dm_mod >/dev/null 2>&1; echo $?; modinfo -k $K -F filename dm_mod ext4 tg3; modinfo -k $K nosuch`,
  ),
  caller(
    'dkms',
    /srcversion|intree/,
    `f=$(find /lib/modules/$K -name 'e1000.ko*' | head -n 1); modinfo $f; modinfo $f | awk '/^(src)?version:/ {print $1 $2}'
for i in sig_hashalgo sig_key signer sig_id; do modinfo -F $i $f; done
kmod=modprobe; $kmod --version | sed -n 's/kmod version \\([0-9]\\+\\).*/\\1/p'`,
  ),
  caller(
    'RHEL weak-modules',
    /^6\./m,
    `for f in $(find /lib/modules/$K -name '*.ko*' | sort | head -n 8); do modinfo -F vermagic $f | awk '{print $1}'; done`,
  ),
  caller(
    'those that read the files themselves',
    /ext4\.ko.*crc16/s,
    `cd /lib/modules/$K
awk -F: '/^\\// {print $1}' modules.dep
grep -E '^kernel/fs/ext4/ext4\\.ko(\\.gz|\\.bz2|\\.xz|\\.zst)?:' modules.dep; grep '/tg3.ko[.xz]*:' modules.dep
grep ' e1000e$' modules.alias | cut -d' ' -f3- | head; cat modules.softdep
tr '\\0' '\\n' < modules.builtin.modinfo | grep -c firmware=
while IFS='.=' read -r -d '' mod field value; do [ "$field" = firmware ] && echo "$mod $value"; done < modules.builtin.modinfo
cksum modules.*`,
  ),
]
