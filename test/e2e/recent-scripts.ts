/**
 * The use of depmod, modprobe, modinfo and the indexes by this year's builders and tools: their own code, if it can be
 * called.
 */
import type { CallerScript } from './caller-scripts.ts'

const WANTED = 'virtio_net virtio_blk ext4 dm-crypt nvme overlay'

/** libkmod as called by udev's builtin `kmod`: resources are loaded once, then each modalias is looked up. */
const UDEV_LOOKUPS = `import ctypes, sys
k = ctypes.CDLL('libkmod.so.2')
for f in 'kmod_new kmod_list_next kmod_module_get_module'.split(): getattr(k, f).restype = ctypes.c_void_p
for f in 'kmod_module_get_name kmod_module_get_path'.split(): getattr(k, f).restype = ctypes.c_char_p
p = ctypes.c_void_p
ctx = p(k.kmod_new(sys.argv[1].encode(), None))
print('resources', k.kmod_load_resources(ctx), k.kmod_validate_resources(ctx))
for alias in sys.stdin.read().split():
    head = p(None)
    status = k.kmod_module_new_from_lookup(ctx, alias.encode(), ctypes.byref(head))
    one, names = head, []
    while one.value:
        module = p(k.kmod_module_get_module(one))
        names.append((k.kmod_module_get_name(module).decode(), k.kmod_module_get_initstate(module)))
        one = p(k.kmod_list_next(head, one))
    print(alias, status, names)
`

/** mkosi's own functions; the commands run as they are, where mkosi has a sandbox around them. */
const MKOSI = `import subprocess, sys
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace as N
import mkosi.kmod as kmod
def run(cmdline, **options):
    print('ran', *cmdline[:5])
    return subprocess.run(cmdline, stdout=subprocess.PIPE, text=True, check=True)
kmod.run = run
kmod.chroot_cmd = lambda root: nullcontext([])
config = N(output_format=N(is_extension_image=lambda: False), overlay=False)
context = N(config=config, root=Path('/'), rootoptions=None)
modules, firmware = kmod.resolve_module_dependencies(context, sys.argv[1], sys.argv[2:])
for path in sorted(modules | firmware): print(path)
`

export const RECENT_SCRIPTS: readonly CallerScript[] = [
  {
    caller: 'mkosi kmod.py',
    shows: /ran modinfo --set-version \S+ --null --modname[\s\S]*net_failover\.ko/,
    script: `mkdir -p /usr/lib/firmware; cat > resolve.py <<'P'\n${MKOSI}P\npython3 resolve.py $K ${WANTED.replaceAll('-', '_')}; rm resolve.py`,
  },
  {
    caller: 'virtme-ng modfinder.py',
    shows: /net_failover\.ko/,
    script: `python3 -c 'import sys; from virtme.modfinder import find_modules_from_install as f
print(*f(sys.argv[2:], kver=sys.argv[1]), sep="\\n"); print(*f(sys.argv[2:], root="/", kver=sys.argv[1]), sep="\\n")' $K ${WANTED} nosuch`,
  },
  {
    caller: 'virtme-prep-kdir-mods',
    shows: /net_failover\.ko/,
    script: `mkdir kdir; cp -r /lib/modules/$K/kernel /lib/modules/$K/modules.builtin* kdir; cp $MAP kdir/System.map; cd kdir
find kernel -name '*.ko*' | LC_ALL=C sort > modules.order; virtme-prep-kdir-mods; echo $?; grep virtio_net .virtme_mods/lib/modules/0.0.0/modules.dep
cksum < .virtme_mods/lib/modules/0.0.0/modules.dep.bin; cd ..; rm -r kdir`,
  },
  {
    caller: 'tiny-initramfs process_modules_helper',
    shows: /\/net_failover\.ko[\s\S]*\/virtio_net\.ko/,
    script: `. /usr/share/tiny-initramfs/functions; VERSION=$K; initramfs_dir=/var/tmp/tiny; mkdir $initramfs_dir; : > $initramfs_dir/modules
process_modules_helper ${WANTED}; cat $initramfs_dir/modules; ls $initramfs_dir`,
  },
  {
    caller: 'kernel-wedge copy-modules: its list of dependencies',
    shows: /virtio_net\.ko\.xz: /,
    script: `moddir=/lib/modules; PATH="/usr/sbin:/sbin:$PATH" "\${DEPMOD:-depmod}" -b /usr $K -n | sed '/^#/d; /^alias /,$d' > deps; echo $?; wc -l < deps; grep virtio_net deps; cksum < deps`,
  },
  {
    caller: 'busybox as a reader of the indexes',
    shows: /net_failover\.ko/,
    script: `ln -sfn $K /lib/modules/$(uname -r); for m in ${WANTED} nosuch; do busybox modprobe -D $m; busybox modinfo -F depends $m; busybox modinfo -F filename $m; done 2>&1
busybox modprobe -D pci:v00001AF4d00001000sv00001AF4sd00000001bc02sc00i00; rm /lib/modules/$(uname -r)`,
  },
  {
    caller: "libkmod as udev's builtin asks it",
    shows: /resources 0 0[\s\S]*virtio_net/,
    script: `cat > lookups.py <<'P'\n${UDEV_LOOKUPS}P
cut -d' ' -f2 /lib/modules/$K/modules.alias | grep : | sed 's/\\*/01/g; s/\\[\\(.\\)[^]]*\\]/\\1/g; s/?/0/g' > aliases
printf 'virtio:d00000001v00001AF4\\nnosuch:x\\ncpu:type:x86,ven0000fam0006mod0055:feature:,0000\\n' >> aliases
python3 lookups.py /lib/modules/$K < aliases; wc -l < aliases; rm lookups.py`,
  },
  {
    caller: 'dkms add, build, install, remove',
    shows: /e2e\/1\.0[\s\S]*installed[\s\S]*updates\/dkms\/e2e\.ko/,
    script: `export PATH=$PATH:/usr/lib/dkms; src=/usr/src/e2e-1.0; mkdir -p $src /var/tmp/headers/include; xz -dc $(find /lib/modules/$K/kernel -name failover.ko.xz) > $src/prebuilt.ko
printf 'PACKAGE_NAME=e2e\\nPACKAGE_VERSION=1.0\\nMAKE[0]="cp prebuilt.ko e2e.ko"\\nCLEAN="true"\\nBUILT_MODULE_NAME[0]=e2e\\nDEST_MODULE_LOCATION[0]=/updates\\n' > $src/dkms.conf
ln -sfn /var/tmp/headers /lib/modules/$K/build
run() { dkms "$@" -k $K --kernelsourcedir /var/tmp/headers -m e2e -v 1.0 2>&1 | sed 's/[0-9.]\\+s\\.*$//; s/\\.\\.*done.*//'; echo "$1 \${PIPESTATUS[0]}"; }
dkms add -m e2e -v 1.0 > /dev/null 2>&1; echo "add $?"; run build; run install; dkms status; grep e2e /lib/modules/$K/modules.dep; modinfo -k $K -F filename e2e
run unbuild > /dev/null; dkms uninstall -m e2e -v 1.0 -k $K > /dev/null 2>&1; echo "uninstall $?"; grep -c e2e /lib/modules/$K/modules.dep; rm -rf /var/lib/dkms/e2e $src /lib/modules/$K/build /lib/modules/$K/updates; depmod -a $K`,
  },
]
