#!/usr/bin/env bash
# Builds the download: one archive with mdn as native code for every x86-64 processor, and for those with AVX2 and with AVX-512.
#
#   src/MdnSimd.Cli/package.sh FOLDER      writes FOLDER/mdn-VERSION-linux-x64.tar.gz
#
# Unpacked anywhere, bin/mdn runs; tar -C /usr/local --strip-components=1 -xf installs it.
set -euo pipefail
umask 022
mkdir -p "${1:?the folder for the archive}"
destination=$(realpath "$1")
cd "$(dirname "$0")/../.."
export CI=true DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDTERMINALLOGGER=off
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

version=$(dotnet msbuild src/MdnSimd.Cli -p:TargetFramework=net9.0 -getProperty:Version)
name=mdn-$version-linux-x64
publish() {
    local level=$1 folder=$work/$name/$2
    dotnet publish src/MdnSimd.Cli -c Release -f net9.0 -r linux-x64 -p:IlcInstructionSet="$level" -o "$folder" >"$work/log" 2>&1 \
        || { tail -n 40 "$work/log"; exit 1; }
    if grep -E 'warning [A-Z]+[0-9]+' "$work/log" >&2; then
        exit 1
    fi
    [ "$(ls "$folder")" = mdn ] || { echo "the native executable is not alone:" && ls "$folder" && exit 1; }
}

# bin/mdn looks for the others by its version and commit, as they stand in the assembly.
build=$(dotnet msbuild src/MdnSimd.Cli -p:TargetFramework=net9.0 -t:AddSourceRevisionToInformationalVersion -getProperty:InformationalVersion)
publish x86-x64 bin
publish x86-x64-v3 "lib/mdn/$build/x86-64-v3"
publish x86-x64-v4 "lib/mdn/$build/x86-64-v4"
install -D -m 644 LICENSE "$work/$name/share/doc/mdn/LICENSE"
src/notices/notices.sh src/MdnSimd.Cli/obj/Release/net9.0/linux-x64/native/mdn.ilc.rsp >"$work/$name/share/doc/mdn/THIRD-PARTY-NOTICES.txt"

# Order, times and owners in the archive come from the commit, not from the machine.
date=$(git log -1 --format=%cI 2>/dev/null || echo 2000-01-01)
tar -C "$work" --sort=name --mtime="$date" --owner=0 --group=0 --numeric-owner -cf - "$name" | gzip -n9 >"$destination/$name.tar.gz"
echo "$destination/$name.tar.gz"
