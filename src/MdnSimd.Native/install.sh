#!/usr/bin/env bash
# install.sh [PREFIX]: publishes libmdnsimd for three levels of x86-64 and installs it with its header and its pkg-config file.
#
#   PREFIX          where to, /usr/local unless given; DESTDIR, if set, goes before it, as packagers expect.
#   LIBDIR          the folder of libraries in PREFIX, lib unless given; on Debian's multiarch lib/x86_64-linux-gnu.
#   MDNSIMD_LEVELS  the levels, "x86-64 x86-64-v3 x86-64-v4" unless given. The first is for every processor, the others lie
#                   where glibc's dynamic linker looks on one that has them: AVX2 and FMA for v3, AVX-512 for v4.
#
# Properties of the compilation come from the environment, as ever with dotnet: OptimizationPreference=Size install.sh PREFIX
set -euo pipefail
umask 022
export CI=true DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDTERMINALLOGGER=off
here=$(cd "$(dirname "$0")" && pwd)
prefix=${1:-/usr/local}
root=${DESTDIR:-}$prefix
libdir=${LIBDIR:-lib}
lib=$root/$libdir
levels=${MDNSIMD_LEVELS:-x86-64 x86-64-v3 x86-64-v4}
soname=libmdnsimd.so.0

refuse() {
    echo "install.sh: $*" >&2
    exit 2
}

[[ $prefix == /* ]] || refuse "PREFIX must be absolute, but is '$prefix'"
[[ $libdir != /* ]] || refuse "LIBDIR lies in PREFIX, but is '$libdir'"
[[ $prefix$libdir != *[\"\\\#\$$'\n']* ]] || refuse "a pkg-config file cannot name a folder with one of \" \\ # \$ or a line break, as '$prefix/$libdir' has"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# publish LEVEL: writes $work/LEVEL/libmdnsimd.so and $work/notices. Only what has changed since the last time is compiled.
publish() {
    local instructions=() objects=$here/obj/Release/net9.0/linux-x64/native
    [ "$1" = x86-64 ] || { instructions=(-p:IlcInstructionSet="x86-x64-${1#x86-64-}") && objects=$here/obj/native/x86-x64-${1#x86-64-}; }
    if ! dotnet publish "$here" -c Release -f net9.0 -r linux-x64 -nologo -v quiet "${instructions[@]}" -o "$work/$1" >"$work/log" 2>&1 \
        || grep -E 'warning [A-Z]+[0-9]+' "$work/log" >&2; then
        cat "$work/log" >&2
        echo "install.sh: $1 was not published" >&2
        exit 1
    fi
    "$here/../notices/notices.sh" "$objects/libmdnsimd.ilc.rsp" >"$work/notices"
}

for level in $levels; do
    publish "$level"
done

version=$(dotnet msbuild "$here" -getProperty:Version -p:TargetFramework=net9.0)

# folder_of LEVEL: where in LIBDIR it belongs.
folder_of() {
    [ "$1" = x86-64 ] && echo . || echo "glibc-hwcaps/$1"
}

# A level of an earlier installation that is not of this one would be another version, and where it is wider the linker would take it.
rm -f "$lib/$soname" "$lib"/glibc-hwcaps/x86-64-v*/"$soname"
for level in $levels; do
    install -D -m 755 "$work/$level/libmdnsimd.so" "$lib/$(folder_of "$level")/$soname"
done

# What the compiler links with. A program asks for the name that the library has of itself, wherever this one lies.
ln -sf "$(realpath -m --relative-to="$lib" "$lib/$(folder_of "${levels%% *}")/$soname")" "$lib/libmdnsimd.so"
install -D -m 644 "$here/mdnsimd.h" "$root/include/mdnsimd.h"
install -D -m 644 "$here/../../LICENSE" "$root/share/doc/mdnsimd/LICENSE"
install -m 644 "$work/notices" "$root/share/doc/mdnsimd/THIRD-PARTY-NOTICES.txt"

# Inner quotes: an & in a folder's name is an &.
description=$(<"$here/mdnsimd.pc.in")
description=${description//@PREFIX@/"$prefix"}
description=${description//@LIBDIR@/"$libdir"}
mkdir -p "$lib/pkgconfig"
printf '%s\n' "${description//@VERSION@/"$version"}" >"$lib/pkgconfig/mdnsimd.pc"
