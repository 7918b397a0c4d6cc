#!/bin/bash
# instmods.sh RELEASE TARGET NAME...
#
# Installs modules below TARGET as the shell code of dracut did before it had dracut-install: NAME is a module, an alias,
# or =DIRECTORY for all that is in a directory of the kernel. What modprobe names is copied, with the firmware that
# modinfo names where there is such a file; a module that is built in is noted, and an unknown name is reported.
release=$1 target=$2
shift 2

install_file() {
  [ -e "$target$1" ] || { mkdir -p "$target${1%/*}" && cp "$1" "$target$1"; }
}

install_firmware() {
  local name
  for name in $(modinfo -k "$release" -F firmware "$1"); do
    echo "firmware $name"
    if [ -e "/usr/lib/firmware/$name" ]; then install_file "/usr/lib/firmware/$name"; fi
  done
}

install_module() {
  local verb path rest found=
  while read -r verb path rest; do
    found=1
    case $verb in
      insmod)
        [ -e "$target$path" ] && continue
        install_file "$path"
        install_firmware "$path"
        ;;
      builtin) echo "builtin $path" ;;
      *) echo "?? $verb $path $rest" ;;
    esac
  done < <(modprobe --set-version "$release" --ignore-install --show-depends "$1" 2>/dev/null)
  [ -n "$found" ] || echo "no module $1"
}

for name; do
  case $name in
    =*)
      while read -r file; do
        file=${file##*/}
        install_module "${file%%.ko*}"
      done < <(grep -o "^kernel/${name#=}/[^:]*" "/lib/modules/$release/modules.dep")
      ;;
    *) install_module "$name" ;;
  esac
done
