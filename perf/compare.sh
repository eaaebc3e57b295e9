#!/usr/bin/env bash
# Measures MdnSimd beside its peers, in turns and in one run, and writes the tables of docs/performance.md and README.md.
#
#   perf/compare.sh                 everything, under 10 minutes
#   perf/compare.sh --quick         2 minutes; prints the tables and leaves the documents alone
#   perf/compare.sh --json FILE     the rows as JSON, too
#   perf/compare.sh --only SECTION  that section alone (repeatable): inference, training, gemm, ...; prints only
#
# Installs what is missing: PyTorch, oneDNN and OpenBLAS from Debian, ONNX Runtime's library out of an npm package.
set -euo pipefail
caller=$PWD
cd "$(dirname "$0")/.."
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

install_peers() {
    local package missing=()
    for package in python3-torch libdnnl2 libopenblas0-pthread; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
    done
    if [ "${#missing[@]}" -gt 0 ]; then
        local as_root=()
        [ "$(id -u)" -eq 0 ] || as_root=(sudo)
        "${as_root[@]}" apt-get update -qq
        "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}"
    fi
    perf/peers/onnxruntime.sh perf/.peers
}

words=()
document=(--document docs/performance.md --readme README.md)
while [ "$#" -gt 0 ]; do
    case $1 in
        --quick) document=() && words+=("$1") ;;
        --only) document=() && words+=("$1" "${2:?--only needs a section}") && shift ;;
        --json) words+=("$1" "$(cd "$caller" && realpath -m "${2:?--json needs a file}")") && shift ;;
        *) words+=("$1") ;;
    esac
    shift
done

install_peers >&2
dotnet build perf/MdnSimd.Comparison -c Release -v quiet -nologo >&2
dotnet build src/MdnSimd.Cli -c Release -f net10.0 -v quiet -nologo >&2

# The pools of native peers: one thread, unless the program asks for more.
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1

# OpenBLAS takes AVX2 kernels on processors younger than itself, unless it is told of the others that it has.
if grep -q -w -m1 avx512f /proc/cpuinfo; then
    export OPENBLAS_CORETYPE=SkylakeX
fi
exec perf/MdnSimd.Comparison/bin/Release/net10.0/MdnSimd.Comparison "${document[@]}" "${words[@]}"
