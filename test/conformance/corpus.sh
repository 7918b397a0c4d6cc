#!/usr/bin/env bash
# Brings real Debian kernels and real kmod binaries into a folder, to compare with and to measure against.
#
#   corpus.sh DIR NAME...
#     NAME: kmod34 | kmod30 | busybox | dracut | builders | builders-sid | initramfs-tools-0.142 | cryptroot
#         | amd64-6.1 | amd64-6.12 | arm64-6.12 | armhf-6.1 | armel-6.1 | i386-6.1 | mips64el-6.1 | mipsel-6.1
#         | ppc64el-6.1 | riscv64-6.12 | s390x-6.1 | s390x-6.12 | amd64-sid | amd64-cloud-sid | arm64-sid | loong64-sid
#         | ppc64el-sid | riscv64-sid | s390x-sid | uml-sid | amd64-experimental
#         | headers-6.1 | headers-6.12 (of the amd64 kernels) | headers-cloud-sid | image-cloud-sid (of amd64-cloud-sid)
#         | deb-6.1 | deb-6.12 (the packages of the amd64 kernels) | erofs-utils
#
# Result: DIR/NAME/lib/modules/<release>/ and DIR/NAME/boot/System.map-<release> (a kernel; lib may link to usr/lib),
#         DIR/kmod34/run TOOL ARGS..., DIR/kmod30/run TOOL ARGS... (depmod, modprobe or modinfo under its own libraries),
#         DIR/busybox/bin/busybox, DIR/dracut/usr/lib/dracut/dracut-install (runs under the libraries of kmod34),
#         DIR/builders: a root to chroot into, with mkinitramfs, dracut, kmod 34.2 and what they run on,
#         DIR/builders-sid: the same of unstable, with mkosi, virtme-ng, tiny-initramfs, kernel-wedge, dkms and udev,
#         DIR/cryptroot: dmsetup and mke2fs with their libraries,
#         DIR/deb-6.1, DIR/deb-6.12: one .deb each, as Debian has it,
#         DIR/erofs-utils/tool TOOL ARGS...: mkfs.erofs and fsck.erofs of unstable under their own libraries,
#         DIR/initramfs-tools-0.142: the files of that one package, which still asks modprobe and modinfo.
# -sid and -experimental are the newest kernel of that suite on the day of the fetch; to get a newer one, move the old
# folder away.
# What is there already is left as it is, except a kernel without its modules.order, which an older version of this
# script fetched incompletely: it is replaced once the new one is complete. Every name that cannot be had is reported on
# stderr; the exit status is then 1, but the others are fetched all the same.
#
# Each suite and architecture has an apt root of its own in DIR/.apt, made from this machine's apt sources, so nothing is
# installed here, and a mirror that is half way through an update spoils one kernel and not all.
# Needs apt-get, dpkg-deb and Debian's archive key.
set -uo pipefail
[ $# -ge 2 ] || { sed -n '2,29p' "$0" >&2; exit 2; }
dir=$(mkdir -p "$1" && cd "$1" && pwd) || exit 1
shift

fail() { echo "corpus: $*" >&2; return 1; }

# apt_root SUITE ARCH: prints the apt.conf of a ready private root
apt_root() {
  local suite=$1 arch=$2 apt uri key
  apt=$dir/.apt/$suite-$arch
  if [ ! -e "$apt/ready" ]; then
    key=/usr/share/keyrings/debian-archive-keyring.gpg
    [ -e "$key" ] || { fail "no Debian archive key at $key"; return 1; }
    uri=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 2>/dev/null | grep -E '/debian/?$' | sort -u | head -n 1)
    uri=${uri:-http://deb.debian.org/debian/}
    mkdir -p "$apt"/{state/lists/partial,cache/archives/partial,etc} && : > "$apt/state/status"
    echo "deb [signed-by=$key arch=$arch] $uri $suite main" > "$apt/etc/sources.list"
    cat > "$apt/apt.conf" <<C
Dir::State "$apt/state"; Dir::State::status "$apt/state/status"; Dir::Cache "$apt/cache";
Dir::Etc::sourcelist "$apt/etc/sources.list"; Dir::Etc::sourceparts "-"; APT::Sandbox::User "root";
APT::Architecture "$arch"; APT::Architectures {"$arch";}; Acquire::Languages "none"; Acquire::Retries "3";
C
    APT_CONFIG=$apt/apt.conf apt-get -qq update >&2 || { fail "cannot read the package list of $suite $arch"; return 1; }
    touch "$apt/ready"
  fi
  echo "$apt/apt.conf"
}

# unpack SUITE ARCH TARGET PACKAGE...
unpack() {
  local suite=$1 arch=$2 target=$3 conf tmp deb; shift 3
  conf=$(apt_root "$suite" "$arch") || return 1
  tmp=$(mktemp -d "$dir/.get.XXXXXX")
  if (cd "$tmp" && APT_CONFIG=$conf apt-get -qq download "$@" >&2); then
    rm -rf "$target.part" && mkdir -p "$target.part"
    for deb in "$tmp"/*.deb; do dpkg-deb -x "$deb" "$target.part" || { rm -rf "$tmp"; return 1; }; done
    rm -rf "$tmp"
  else
    # The package list may be older than the archive, or half way through an update: it is read again next time.
    rm -rf "$tmp" "$(dirname "$conf")/ready"; fail "cannot download $* from $suite $arch"
  fi
}

# kernel NAME SUITE ARCH REGEX: the newest package whose name matches
kernel() {
  local conf package lists=()
  conf=$(apt_root "$2" "$3") || return 1
  package=$(APT_CONFIG=$conf apt-cache pkgnames | grep -E "^$4\$" | sort -V | tail -n 1)
  [ -n "$package" ] || { fail "no package of $2 $3 matches $4"; return 1; }
  # Since Linux 7.x modules.order, modules.builtin and modules.builtin.modinfo are in a package beside the modules.
  case $package in linux-modules-*) lists=("linux-base-${package#linux-modules-}") ;; esac
  unpack "$2" "$3" "$dir/$1" "$package" "${lists[@]}" || return 1
  publish_kernel "$1"
}

# uml NAME: user-mode-linux, whose modules are below /usr/lib/uml
uml() {
  unpack sid amd64 "$dir/$1" user-mode-linux && mkdir -p "$dir/$1.part/usr/lib" &&
    ln -s uml/modules "$dir/$1.part/usr/lib/modules" && publish_kernel "$1"
}

# publish_kernel NAME: in the place of an incomplete one, if there is any
publish_kernel() {
  [ -e "$dir/$1.part/lib" ] || ln -s usr/lib "$dir/$1.part/lib"
  has_lists "$1.part" || { fail "$1 has no modules.order"; return 1; }
  if [ -e "$dir/$1" ]; then mv "$dir/$1" "$dir/$1.incomplete"; fi
  mv "$dir/$1.part" "$dir/$1" && rm -rf "$dir/$1.incomplete"
}

has_lists() { compgen -G "$dir/$1/lib/modules/*/modules.order" >/dev/null; }

# is_there NAME: kernels fetched without their lists are treated as missing
is_there() {
  [ -e "$dir/$1" ] || return 1
  case $1 in
    builders-* | headers-* | image-*) ;;
    *-sid | *-experimental) has_lists "$1" ;;
  esac
}

# kmod NAME SUITE LIBRARY...: kmod with its own loader, so that it runs whatever this machine's libc is
kmod() {
  local name=$1 suite=$2; shift 2
  unpack "$suite" amd64 "$dir/$name" kmod "$@" || return 1
  cat > "$dir/$name.part/run" <<'W'
#!/bin/sh
here=$(dirname "$(readlink -f "$0")"); tool=$1; shift
bin=$here/usr/bin/kmod; [ -e "$bin" ] || bin=$here/bin/kmod
libs=$here/usr/lib/x86_64-linux-gnu:$here/lib/x86_64-linux-gnu
for loader in "$here/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2" "$here/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2"; do
  [ -e "$loader" ] && exec "$loader" --library-path "$libs" --argv0 "$tool" "$bin" "$@"
done
W
  chmod +x "$dir/$name.part/run" && mv "$dir/$name.part" "$dir/$name"
}

# root NAME SUITE PACKAGE...: the packages and all that they need, unpacked; none of their scripts is run
root() {
  local name=$1 suite=$2 conf tmp deb; shift 2
  conf=$(apt_root "$suite" amd64) || return 1
  tmp=$(mktemp -d "$dir/.get.XXXXXX") && mkdir "$tmp/partial"
  if APT_CONFIG=$conf apt-get -qq -y -o "Dir::Cache::archives=$tmp" -o Debug::NoLocking=1 \
    install --download-only --no-install-recommends "$@" >&2; then
    rm -rf "$dir/$name.part" && mkdir "$dir/$name.part"
    # First the links /bin, /lib and /sbin, which the others are to follow.
    for deb in "$tmp"/base-files_*.deb "$tmp"/*.deb; do
      dpkg-deb -x "$deb" "$dir/$name.part" || { rm -rf "$tmp"; return 1; }
    done
    rm -rf "$tmp"
  else
    rm -rf "$tmp" "$(dirname "$conf")/ready"; fail "cannot download $* from $suite amd64"
  fi
}

# builders: what the packages' scripts would have done besides is done here
builders() {
  root builders trixie base-files bash dash coreutils sed grep mawk findutils util-linux gzip tar libc-bin debianutils \
    diffutils dpkg libstdc++6 zstd xz-utils cpio kmod busybox-static klibc-utils initramfs-tools-core dracut-core \
    || return 1
  ln -s mawk "$dir/builders.part/usr/bin/awk" && mv "$dir/builders.part" "$dir/builders"
}

# builders_sid: those of unstable, and others who call kmod's commands or its library
builders_sid() {
  root builders-sid sid base-files bash dash coreutils sed grep mawk findutils util-linux gzip tar libc-bin debianutils \
    diffutils dpkg zstd xz-utils cpio kmod busybox-static klibc-utils initramfs-tools-core dracut-core perl python3 \
    udev mkosi virtme-ng tiny-initramfs-core kernel-wedge dkms libstdc++6 \
    || return 1
  [ -e "$dir/builders-sid.part/usr/bin/awk" ] || ln -s mawk "$dir/builders-sid.part/usr/bin/awk"
  mv "$dir/builders-sid.part" "$dir/builders-sid"
}

# headers NAME SUITE ARCH KERNEL: the headers of a kernel that is here, with its Module.symvers
headers() {
  local release
  release=$(ls "$dir/$4/lib/modules" 2>/dev/null | head -n 1)
  [ -n "$release" ] || { fail "$1 needs $4"; return 1; }
  unpack "$2" "$3" "$dir/$1" "linux-headers-$release" && mv "$dir/$1.part" "$dir/$1"
}

# image NAME SUITE ARCH KERNEL: the image of a kernel whose modules are in a package of their own, and are here
image() {
  local release
  release=$(ls "$dir/$4/lib/modules" 2>/dev/null | head -n 1)
  [ -n "$release" ] || { fail "$1 needs $4"; return 1; }
  unpack "$2" "$3" "$dir/$1" "linux-binary-$release" && mv "$dir/$1.part" "$dir/$1"
}

# deb NAME SUITE REGEX: the package itself, of the newest kernel whose name matches
deb() {
  local conf package
  conf=$(apt_root "$2" amd64) || return 1
  package=$(APT_CONFIG=$conf apt-cache pkgnames | grep -E "^$3\$" | sort -V | tail -n 1)
  [ -n "$package" ] || { fail "no package of $2 amd64 matches $3"; return 1; }
  rm -rf "$dir/$1.part" && mkdir -p "$dir/$1.part"
  (cd "$dir/$1.part" && APT_CONFIG=$conf apt-get -qq download "$package" >&2) || { fail "cannot download $package"; return 1; }
  mv "$dir/$1.part" "$dir/$1"
}

# erofs_utils: newer than what most machines have, so under the loader of its own suite
erofs_utils() {
  root erofs-utils sid base-files erofs-utils || return 1
  cat > "$dir/erofs-utils.part/tool" <<'W'
#!/bin/sh
here=$(dirname "$(readlink -f "$0")"); tool=$1; shift
bin=$here/usr/sbin/$tool; [ -e "$bin" ] || bin=$here/usr/bin/$tool
libs=$here/usr/lib/x86_64-linux-gnu
exec "$libs/ld-linux-x86-64.so.2" --library-path "$libs" "$bin" "$@"
W
  chmod +x "$dir/erofs-utils.part/tool" && mv "$dir/erofs-utils.part" "$dir/erofs-utils"
}

# fetch NAME
fetch() {
  case $1 in
    kmod34)       kmod kmod34 trixie libkmod2 libc6 liblzma5 libzstd1 zlib1g libssl3t64 ;;
    kmod30)       kmod kmod30 bookworm libkmod2 libc6 liblzma5 libzstd1 libssl3 ;;
    dracut)       unpack trixie amd64 "$dir/dracut" dracut-install && mv "$dir/dracut.part" "$dir/dracut" ;;
    busybox)      unpack bookworm amd64 "$dir/busybox" busybox-static && mv "$dir/busybox.part" "$dir/busybox" ;;
    builders)     builders ;;
    builders-sid) builders_sid ;;
    cryptroot)    root cryptroot trixie base-files dmsetup e2fsprogs && mv "$dir/cryptroot.part" "$dir/cryptroot" ;;
    initramfs-tools-0.142)
      unpack bookworm amd64 "$dir/$1" initramfs-tools-core && mv "$dir/$1.part" "$dir/$1" ;;
    amd64-6.1)    kernel "$1" bookworm amd64    'linux-image-6\.1\.0-[0-9]+-amd64' ;;
    i386-6.1)     kernel "$1" bookworm i386     'linux-image-6\.1\.0-[0-9]+-686-pae' ;;
    armhf-6.1)    kernel "$1" bookworm armhf    'linux-image-6\.1\.0-[0-9]+-armmp' ;;
    armel-6.1)    kernel "$1" bookworm armel    'linux-image-6\.1\.0-[0-9]+-rpi' ;;
    ppc64el-6.1)  kernel "$1" bookworm ppc64el  'linux-image-6\.1\.0-[0-9]+-powerpc64le' ;;
    mipsel-6.1)   kernel "$1" bookworm mipsel   'linux-image-6\.1\.0-[0-9]+-4kc-malta' ;;
    mips64el-6.1) kernel "$1" bookworm mips64el 'linux-image-6\.1\.0-[0-9]+-5kc-malta' ;;
    s390x-6.1)    kernel "$1" bookworm s390x    'linux-image-6\.1\.0-[0-9]+-s390x' ;;
    amd64-6.12)   kernel "$1" trixie amd64      'linux-image-6\.12\.[0-9]+\+deb13-amd64' ;;
    arm64-6.12)   kernel "$1" trixie arm64      'linux-image-6\.12\.[0-9]+\+deb13-arm64' ;;
    s390x-6.12)   kernel "$1" trixie s390x      'linux-image-6\.12\.[0-9]+\+deb13-s390x' ;;
    riscv64-6.12) kernel "$1" trixie riscv64    'linux-image-6\.12\.[0-9]+\+deb13-riscv64' ;;
    headers-6.1)  headers "$1" bookworm amd64 amd64-6.1 ;;
    headers-6.12) headers "$1" trixie amd64 amd64-6.12 ;;
    headers-cloud-sid) headers "$1" sid amd64 amd64-cloud-sid ;;
    image-cloud-sid) image "$1" sid amd64 amd64-cloud-sid ;;
    amd64-sid)    kernel "$1" sid amd64         'linux-modules-[0-9.]+\+deb[0-9]+-amd64' ;;
    amd64-cloud-sid)
      kernel "$1" sid amd64 'linux-modules-[0-9.]+\+deb[0-9]+-cloud-amd64' ;;
    arm64-sid)    kernel "$1" sid arm64         'linux-modules-[0-9.]+\+deb[0-9]+-arm64' ;;
    loong64-sid)  kernel "$1" sid loong64       'linux-modules-[0-9.]+\+deb[0-9]+-loong64' ;;
    ppc64el-sid)  kernel "$1" sid ppc64el       'linux-modules-[0-9.]+\+deb[0-9]+-powerpc64le' ;;
    riscv64-sid)  kernel "$1" sid riscv64       'linux-modules-[0-9.]+\+deb[0-9]+-riscv64' ;;
    s390x-sid)    kernel "$1" sid s390x         'linux-modules-[0-9.]+\+deb[0-9]+-s390x' ;;
    uml-sid)      uml "$1" ;;
    amd64-experimental)
      kernel "$1" experimental amd64 'linux-modules-[0-9.]+(-rc[0-9]+)?(\+deb[0-9]+)?-amd64' ;;
    deb-6.1)      deb "$1" bookworm 'linux-image-6\.1\.0-[0-9]+-amd64' ;;
    deb-6.12)     deb "$1" trixie 'linux-image-6\.12\.[0-9]+\+deb13-amd64' ;;
    erofs-utils)  erofs_utils ;;
    *)            fail "unknown name $1" ;;
  esac
}

status=0
for name; do
  is_there "$name" || fetch "$name" || status=1
done
exit $status
