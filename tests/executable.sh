#!/usr/bin/env bash
# Builds the download, unpacks it and runs it at every width that this processor has: the build that was asked for runs, answers like the
# managed mdn, and is the same program to whoever starts it.
#
#   tests/executable.sh [ARCHIVE]      after a build of src/MdnSimd.Cli for net10.0; with an archive, that one
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
data=$PWD/docs/data/faithful.csv
managed=(dotnet exec "$PWD/src/MdnSimd.Cli/bin/Release/net10.0/mdn.dll")

fail() {
    echo "FAILED: $*"
    exit 1
}

expect() {
    local what=$1 expected=$2 actual=$3
    [ "$actual" = "$expected" ] || fail "$what: expected '$expected', but found '$actual'"
}

width() {
    "$@" --version | grep -oE '[0-9]+-bit vectors, native code' | grep -oE '^[0-9]+' || echo "none"
}

# Numbers that differ by rounding alone: of a file's columns, relative to 1 or to the number.
same() {
    paste -d '\n' "$1" "$2" | awk -F, -v name="$2" '
        NR % 2 { split($0, expected); next }
        NR == 2 { next }
        { for (i = 1; i <= NF; i++) { e = expected[i]; d = $i - e; if (d < 0) d = -d; if (e < 0) e = -e; rows++
            if (!(d <= 2e-5 * (1 + e))) { print name ": row " NR / 2 ", column " i ": " $i " and not " expected[i]; bad = 1; exit 1 } } }
        END { if (!bad && rows < 1000) { print name ": only " rows " numbers"; exit 1 } }'
}

# fit_nll COMMAND...: the negative log-likelihood of a small fit by that mdn, where it evaluates it too.
fit_nll() {
    "$@" fit "$data" --target eruptions --components 2 --epochs 20 -o fitted.safetensors >/dev/null 2>&1
    "$@" evaluate fitted.safetensors "$data" --json | awk -F '[:,]' '/"nll"/ { print $2 + 0; found = 1 } END { exit !found }'
}

archive=${1:-$(src/MdnSimd.Cli/package.sh "$work")}
tar -C "$work" -xf "$archive"
folder=$work/$(basename "$archive" .tar.gz)
mdn=$folder/bin/mdn
builds=$(echo "$folder"/lib/mdn/*)

# size_as_documented NAME FILE: within 5 % of what docs/embedding.md says after that name.
size_as_documented() {
    local documented
    documented=$(awk -v name="$1" '$1 == name && $3 == "MB" { print $2 }' docs/embedding.md)
    echo "$(stat -c %s "$2") bytes  $1"
    awk -v bytes="$(stat -c %s "$2")" -v documented="$documented" 'BEGIN { exit !(bytes > 0.95e6 * documented && bytes < 1.05e6 * documented) }' \
        || fail "docs/embedding.md gives $1 the size '$documented' MB"
}
size_as_documented bin/mdn "$mdn"
size_as_documented lib/mdn/BUILD/x86-64-v3/mdn "$builds/x86-64-v3/mdn"
size_as_documented lib/mdn/BUILD/x86-64-v4/mdn "$builds/x86-64-v4/mdn"
size_as_documented mdn-VERSION-linux-x64.tar.gz "$archive"

# What is in it of others is named: the packages that the managed mdn runs with, and the runtime.
notices=$folder/share/doc/mdn/THIRD-PARTY-NOTICES.txt
packages=$(sed -n '/"libraries"/,$ p' src/MdnSimd.Cli/bin/Release/net10.0/mdn.deps.json | grep -B1 '"type": "package"' | grep -oE '"[^"/]+/[^"/]+"' | tr -d '"')
[ "$(wc -l <<<"$packages")" -ge 6 ] || fail "mdn.deps.json names only the packages $packages"
for package in ${packages//\// } Microsoft.DotNet.ILCompiler Apache-2.0 BSD-3-Clause; do
    grep -qF "$package" "$notices" || fail "THIRD-PARTY-NOTICES.txt says nothing of $package"
done
[ "$(grep -c '^Licence: ' "$notices")" -ge 7 ] || fail "THIRD-PARTY-NOTICES.txt has too few licences"
for words in 'Permission is hereby granted, free of charge' 'TERMS AND CONDITIONS FOR USE, REPRODUCTION' 'Redistributions in binary form'; do
    grep -qF "$words" "$notices" || fail "THIRD-PARTY-NOTICES.txt lacks a licence's text: '$words'"
done

# What the processor can: the kernel lists it.
has() {
    local flag
    for flag in "$@"; do
        grep -m1 '^flags' /proc/cpuinfo | grep -qw "$flag" || return 1
    done
}
widest=128
has avx2 fma bmi1 bmi2 movbe f16c abm && widest=256
[ "$widest" = 256 ] && has avx512f avx512bw avx512cd avx512dq avx512vl && widest=512
expect "the width without a limit" "$widest" "$(width "$mdn")"

cd "$work"
"${managed[@]}" fit "$data" --target eruptions --components 3 --epochs 20 -o model.safetensors >/dev/null 2>&1
fitted=$(fit_nll "${managed[@]}")
questions=(--mixture --quantile 0.05 0.5 --interval 0.9 --cvar 0.05)
"${managed[@]}" predict model.safetensors "$data" "${questions[@]}" -o managed.csv
for limit in 512 256 128; do
    expected=$((limit < widest ? limit : widest))
    expect "the width with MDNSIMD_SIMD=$limit" "$expected" "$(MDNSIMD_SIMD=$limit width "$mdn")"
    MDNSIMD_SIMD=$limit "$mdn" predict model.safetensors "$data" "${questions[@]}" -o "$limit.csv"
    same managed.csv "$limit.csv" || fail "$limit bits answer otherwise than the managed mdn"
    nll=$(MDNSIMD_SIMD=$limit fit_nll "$mdn")
    awk -v a="$nll" -v b="$fitted" 'BEGIN { exit !(a - b < 1e-3 && b - a < 1e-3) }' || fail "$limit bits fit to $nll nats, and the managed mdn to $fitted"
    echo "$limit bits: a fit to $nll nats, and $fitted by the managed mdn"
done
if [ "$widest" -gt 128 ] && cmp -s 512.csv 128.csv; then
    fail "two widths gave the same bits: were they two?"
fi

# A row takes less than 30 MiB, process and all. Time is not looked at here: perf/startup.py is for that.
head -n 2 "$data" >row.csv
for limit in 512 256 128; do
    kib=$(MDNSIMD_SIMD=$limit /usr/bin/time -f %M "$mdn" predict model.safetensors row.csv 2>&1 >/dev/null)
    [ "$kib" -lt 30720 ] || fail "a row takes $kib KiB with $limit bits"
    echo "$limit bits: $kib KiB for a row"
done

# Processors that lack something, as the C library reports them when told to.
lacking() {
    GLIBC_TUNABLES=glibc.cpu.hwcaps=$1 width "$mdn"
}
expect "the width without AVX512VL" "$((widest < 256 ? widest : 256))" "$(lacking -AVX512VL)"
expect "the width without AVX2" 128 "$(lacking -AVX2)"
expect "the width without FMA" 128 "$(lacking -FMA)"

# The same program to whoever starts it: by a link, from elsewhere, with any words, in its environment, with its exit code.
ln -s "$mdn" link
expect "the width by a link" "$widest" "$(width ./link)"
ln -s "$data" "Geysir, größe 1.csv"
"$mdn" predict model.safetensors "Geysir, größe 1.csv" "${questions[@]}" >words.csv
cmp words.csv "$widest.csv" || fail "words of the command line were lost"
status=0 && "$mdn" predict model.safetensors "" >/dev/null 2>error.txt || status=$?
managed_status=0 && "${managed[@]}" predict model.safetensors "" >/dev/null 2>managed.txt || managed_status=$?
expect "the exit code of a command without a file" "$managed_status" "$status"
cmp managed.txt error.txt || fail "another message than the managed mdn's"
status=0 && MDNSIMD_SIMD=7 "$mdn" predict model.safetensors "$data" >/dev/null 2>error.txt || status=$?
expect "what a width of 7 says" "1 MDNSIMD_SIMD must be 512, 256 or 128, but is '7'" "$status $(cat error.txt)"

# Wider builds of another mdn, or where an older one had them, are not run.
mv "$builds" "$folder/lib/mdn/0.0.9"
ln -s 0.0.9/x86-64-v3 0.0.9/x86-64-v4 "$folder/lib/mdn"
expect "the width beside builds of another version" 128 "$(width "$mdn")"

# Alone it can do everything, with 128 bits.
mv "$folder/lib" "$folder/elsewhere"
expect "the width of bin/mdn alone" 128 "$(width "$mdn")"
"$mdn" predict model.safetensors "$data" "${questions[@]}" | cmp - 128.csv || fail "bin/mdn alone answers otherwise"
mkdir -p "$builds"/x86-64-v{3,4} && echo nonsense >"$builds/x86-64-v4/mdn" && chmod +x "$builds/x86-64-v4/mdn"
ln -s /dev/null "$builds/x86-64-v3/mdn"
expect "the width beside builds that cannot be started" 128 "$(width "$mdn")"
ln -sf "$mdn" "$builds/x86-64-v4/mdn"
ln -sf "$mdn" "$builds/x86-64-v3/mdn"
expect "the width beside links to itself" 128 "$(width timeout 10 "$mdn")"
echo "one program at every width: passed"
