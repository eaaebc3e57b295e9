#!/usr/bin/env bash
# Puts ONNX Runtime's library for Linux into a folder, unless it is there: out of an npm package, none of whose scripts are run.
#
#   perf/peers/onnxruntime.sh FOLDER
set -euo pipefail
folder=${1:?the folder to install into}
library=$folder/node_modules/onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime.so.1
if [ ! -e "$library" ]; then
    mkdir -p "$folder"
    npm install --silent --ignore-scripts --no-save --prefix "$folder" onnxruntime-node@1.30.0
fi
[ -e "$library" ] || { echo "onnxruntime.sh: the package has no $library" >&2; exit 1; }
