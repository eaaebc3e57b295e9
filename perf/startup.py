#!/usr/bin/env python3
"""What starting mdn costs: wall time and resident memory of `mdn predict` of one row, and sizes, for docs/embedding.md.

    perf/startup.py ARCHIVE        the download that src/MdnSimd.Cli/package.sh writes
"""

import os
import pathlib
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time

RUNS = 200
DATA = pathlib.Path(__file__).resolve().parents[1] / "docs" / "data" / "faithful.csv"


def milliseconds(command, folder, environment):
    begin = time.perf_counter()
    subprocess.run(command, cwd=folder, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, check=True)
    return 1e3 * (time.perf_counter() - begin)


def mebibytes(command, folder, environment):
    """By GNU time, since a child of this process would be counted with what this process held when it forked."""
    timed = ["/usr/bin/time", "-f", "%M", *command]
    run = subprocess.run(timed, cwd=folder, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=True)
    return int(run.stderr.split()[-1]) / 1024


def main(archive):
    with tempfile.TemporaryDirectory() as folder:
        tarfile.open(archive).extractall(folder)
        root = next(pathlib.Path(folder).glob("mdn-*"))
        mdn = str(root / "bin" / "mdn")
        widest = next(root.glob("lib/mdn/*/x86-64-v4/mdn"))
        fit = [mdn, "fit", str(DATA), "--target", "eruptions", "--epochs", "5", "-o", "model.safetensors"]
        subprocess.run(fit, cwd=folder, check=True, capture_output=True)
        (pathlib.Path(folder) / "row.csv").write_text("waiting\n67\n")
        predict = ["predict", "model.safetensors", "row.csv"]
        cases = {
            "the program /bin/true": (["/bin/true"], {}),
            "bin/mdn, 512 bits": ([mdn, *predict], {}),
            "bin/mdn, 256 bits": ([mdn, *predict], {"MDNSIMD_SIMD": "256"}),
            "bin/mdn, 128 bits": ([mdn, *predict], {"MDNSIMD_SIMD": "128"}),
            "x86-64-v4/mdn": ([str(widest), *predict], {}),
        }
        found = {name: [] for name in cases}
        for _ in range(RUNS):
            for name, (command, environment) in cases.items():
                found[name].append(milliseconds(command, folder, environment))
        for name, times in found.items():
            memory = max(mebibytes(*cases[name][:1], folder, cases[name][1]) for _ in range(5))
            slow = sorted(times)[RUNS * 9 // 10]
            print(f"{name}: median {statistics.median(times):.1f} ms, one in ten over {slow:.1f} ms, {memory:.1f} MiB")
        for file in sorted(root.rglob("*/mdn")):
            if file.is_file():
                print(f"{file.relative_to(root)}: {file.stat().st_size / 1e6:.1f} MB")
        print(f"archive: {os.path.getsize(archive) / 1e6:.1f} MB")


if __name__ == "__main__":
    main(sys.argv[1])
