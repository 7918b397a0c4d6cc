# Sourced by the findings that look at Debian packages: fetches pinned versions into the temporary folder of the finding.
#
#   debian_packages SUITE DIR PACKAGE=VERSION...   unpacks them below DIR
#   debian_kmod DIR                                kmod 34.2 of Debian 13 below DIR; afterwards: kmod TOOL ARGS...
#
# The archive is the one that this machine's apt sources name. Exits 77 when there is none, or a version is gone.

gone() { echo "gone: $*"; exit 77; }

for program in apt-get dpkg-deb; do command -v "$program" >/dev/null || gone "no $program here"; done

debian_packages() {
  local suite=$1 dir=$2 apt uri key=/usr/share/keyrings/debian-archive-keyring.gpg
  shift 2
  apt=$(mktemp -d "$PWD/apt.XXXXXX")
  uri=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 2>/dev/null | grep -E '/debian/?$' | sort -u | head -n 1)
  [ -n "$uri" ] && [ -e "$key" ] || gone "no Debian archive in the apt sources"
  mkdir -p "$apt"/state/lists/partial "$apt"/cache/archives/partial "$apt"/etc && : > "$apt/state/status"
  echo "deb [signed-by=$key arch=amd64] $uri $suite main" > "$apt/etc/sources.list"
  cat > "$apt/apt.conf" <<C
Dir::State "$apt/state"; Dir::State::status "$apt/state/status"; Dir::Cache "$apt/cache";
Dir::Etc::sourcelist "$apt/etc/sources.list"; Dir::Etc::sourceparts "-"; APT::Sandbox::User "root";
APT::Architecture "amd64"; APT::Architectures {"amd64";}; Acquire::Languages "none"; Acquire::Retries "3";
C
  APT_CONFIG=$apt/apt.conf apt-get -qq update 2>/dev/null || gone "no package list of $suite"
  mkdir -p "$dir" "$apt/debs"
  (cd "$apt/debs" && APT_CONFIG=$apt/apt.conf apt-get -qq download "$@" >/dev/null 2>&1) || gone "$* of $suite"
  for deb in "$apt"/debs/*.deb; do dpkg-deb -x "$deb" "$dir"; done
}

# With its own loader and libraries, so that it runs whatever this machine's C library is.
debian_kmod() {
  KMOD=$1
  debian_packages trixie "$KMOD" kmod=34.2-2 libkmod2=34.2-2 libc6 liblzma5 libzstd1 zlib1g libssl3t64
}
kmod() {
  local tool=$1 libs=$KMOD/usr/lib/x86_64-linux-gnu
  shift
  "$libs/ld-linux-x86-64.so.2" --library-path "$libs" --argv0 "$tool" "$KMOD/usr/bin/kmod" "$@"
}

# same WHAT EXPECTED SEEN
same() {
  if [ "$2" = "$3" ]; then echo "as seen: $1"; return; fi
  printf 'changed: %s\n  expected %s\n  found    %s\n' "$1" "$2" "$3"
  exit 1
}
