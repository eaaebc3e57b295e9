#!/usr/bin/env bash
# Installs libmdnsimd as a packager does, into a stage and from there to a place whose name a shell has to quote, with a folder of
# libraries for this architecture; then builds a program by what pkg-config says and runs it on each level.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
install=src/MdnSimd.Native/install.sh
prefix="$work/mixtures & more"
lib="$prefix/lib/x86_64-linux-gnu"

fail() {
    echo "FAILED: $*"
    exit 1
}

expect() {
    local what=$1 expected=$2 actual=$3
    [ "$actual" = "$expected" ] || fail "$what: expected '$expected', but found '$actual'"
}

files() {
    (cd "$1" && find . ! -type d -printf '%P\n' | sort)
}

DESTDIR=$work/stage LIBDIR=lib/x86_64-linux-gnu $install "$prefix"
[ ! -e "$prefix" ] || fail "an installation with DESTDIR left it"
mv "$work/stage$prefix" "$prefix"
expect "what is installed" "include/mdnsimd.h
lib/x86_64-linux-gnu/glibc-hwcaps/x86-64-v3/libmdnsimd.so.0
lib/x86_64-linux-gnu/glibc-hwcaps/x86-64-v4/libmdnsimd.so.0
lib/x86_64-linux-gnu/libmdnsimd.so
lib/x86_64-linux-gnu/libmdnsimd.so.0
lib/x86_64-linux-gnu/pkgconfig/mdnsimd.pc
share/doc/mdnsimd/LICENSE
share/doc/mdnsimd/THIRD-PARTY-NOTICES.txt" "$(LC_ALL=C files "$prefix")"
expect "what is left in the stage" "" "$(files "$work/stage")"
[ -z "$(find "$prefix" ! -perm -444)" ] || fail "not everybody may read what is installed"

export PKG_CONFIG_PATH=$lib/pkgconfig
expect "pkg-config's folder of libraries" "$lib" "$(pkg-config --variable=libdir mdnsimd)"
expect "pkg-config's version" "$(dotnet msbuild src/MdnSimd.Native -getProperty:Version -p:TargetFramework=net9.0)" "$(pkg-config --modversion mdnsimd)"
cat >"$work/probe.c" <<'EOF'
#include <mdnsimd.h>
#include <stdio.h>
int main(void) { return printf("%d\n", mdnsimd_vector_bits()) < 0; }
EOF
eval "cc $work/probe.c $(pkg-config --cflags --libs mdnsimd) -o $work/probe"

# The levels that the linker may look at, and the width of the widest of them that the processor has.
bits() {
    /lib64/ld-linux-x86-64.so.2 --library-path "$lib" --glibc-hwcaps-mask "$1" "$work/probe"
}
can() {
    /lib64/ld-linux-x86-64.so.2 --help | grep -E "^ +$1 \(supported" >/dev/null
}
widest=128
can x86-64-v3 && widest=256
can x86-64-v4 && widest=512
expect "the width of the level for every processor" 128 "$(bits x86-64-v2)"
expect "the width of x86-64-v3" "$((widest < 256 ? widest : 256))" "$(bits x86-64-v3)"
expect "the width of x86-64-v4" "$((widest < 512 ? 128 : 512))" "$(bits x86-64-v4)"
expect "the width that the linker picks" "$widest" "$(LD_LIBRARY_PATH=$lib "$work/probe")"

# One level over three: the others would be of another version.
MDNSIMD_LEVELS=x86-64-v3 LIBDIR=lib/x86_64-linux-gnu $install "$prefix"
expect "the libraries of one level over three" "glibc-hwcaps/x86-64-v3/libmdnsimd.so.0
libmdnsimd.so
pkgconfig/mdnsimd.pc" "$(LC_ALL=C files "$lib")"
expect "what the compiler links with" "$lib/glibc-hwcaps/x86-64-v3/libmdnsimd.so.0" "$(realpath "$lib/libmdnsimd.so")"

refused() {
    local what=$1 status=0
    shift
    "$@" 2>"$work/error" || status=$?
    expect "the exit code of $what" 2 "$status"
    grep -q '^install.sh: ' "$work/error" || fail "$what is refused without a word"
}
refused "a relative PREFIX" $install here
refused "a LIBDIR outside of PREFIX" env LIBDIR=/usr/lib $install "$prefix"
refused "a PREFIX that a pkg-config file cannot name" $install "$work/#1"
echo "installed by a packager: passed"
