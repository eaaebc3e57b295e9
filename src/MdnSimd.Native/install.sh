#!/usr/bin/env bash
# install.sh [PREFIX]: publishes libmdnsimd for three levels of x86-64 and installs it with its header and its pkg-config file.
#
#   PREFIX       where to, /usr/local unless given; DESTDIR, if set, goes before it, as packagers expect.
#   MDNSIMD_LEVELS  the levels, "x86-64 x86-64-v3 x86-64-v4" unless given. The first is for every processor, the others lie where
#                glibc's dynamic linker looks on a processor that has them: AVX2 and FMA for v3, AVX-512 for v4.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
prefix=${1:-/usr/local}
root=${DESTDIR:-}$prefix
levels=${MDNSIMD_LEVELS:-x86-64 x86-64-v3 x86-64-v4}
soname=libmdnsimd.so.0

case $prefix in
    /*) ;;
    *) echo "install.sh: PREFIX must be absolute, but is '$prefix'" >&2; exit 2 ;;
esac

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# publish LEVEL: writes $work/LEVEL/libmdnsimd.so. Only what has changed since the last time is compiled.
publish() {
    local instructions=()
    [ "$1" = x86-64 ] || instructions=(-p:IlcInstructionSet="x86-x64-${1#x86-64-}")
    if ! dotnet publish "$here" -c Release -f net9.0 -r linux-x64 -nologo -v quiet "${instructions[@]}" -o "$work/$1" >"$work/log" 2>&1 \
        || grep -E 'warning (IL|MSB|CS)' "$work/log" >&2; then
        cat "$work/log" >&2
        echo "install.sh: $1 was not published" >&2
        exit 1
    fi
}

for level in $levels; do
    publish "$level"
done

version=$(dotnet msbuild "$here" -getProperty:Version -p:TargetFramework=net9.0)
for level in $levels; do
    folder=$root/lib
    [ "$level" = x86-64 ] || folder=$folder/glibc-hwcaps/$level
    install -D -m 755 "$work/$level/libmdnsimd.so" "$folder/$soname"
done

# What the compiler links with; the linker finds the name that the library has of itself, and with it the level.
ln -sf $soname "$root/lib/libmdnsimd.so"
install -D -m 644 "$here/mdnsimd.h" "$root/include/mdnsimd.h"
mkdir -p "$root/lib/pkgconfig"
sed -e "s|@PREFIX@|$prefix|" -e "s|@VERSION@|$version|" "$here/mdnsimd.pc.in" >"$root/lib/pkgconfig/mdnsimd.pc"
