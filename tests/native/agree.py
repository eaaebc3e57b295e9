"""agree.py TYPE GOLDEN THREADS ROWS: predicts ROWS rows in blocks on THREADS threads and compares every bit with GOLDEN.

TYPE is f32 or f64, and GOLDEN what the C# library has answered, as agree.c reads it too. LD_LIBRARY_PATH tells where
libmdnsimd.so.0 lies.
"""

import array
import ctypes
import struct
import sys
import threading

BLOCK = 100


class Info(ctypes.Structure):
    _fields_ = [(name, ctypes.c_int32) for name in ("inputs", "targets", "components", "members", "covariance", "type")]
    _fields_ += [("parameters", ctypes.c_int64)]


class Golden:
    """The numbers, the path of the model and the arrays of the file, each as bytes."""

    def __init__(self, path, real):
        with open(path, "rb") as file:
            names = ("rows", "inputs", "targets", "components", "full", "samples", "seed", "path")
            for name, value in zip(names, struct.unpack("<8q", file.read(64))):
                setattr(self, name, value)
            self.path = file.read(self.path)
            n, d, k = self.rows, self.targets, self.components
            self.widths = {
                "inputs": self.inputs, "t": d, "probability": None, "weights": k, "means": k * d, "scales": k * d,
                "precision_factors": k * d * d if self.full else 0, "log_density": 1, "cdf": 1, "quantile": 1, "mean": 1,
                "standard_deviation": 1, "sample": self.samples * d,
            }
            self.arrays = {
                name: file.read(ctypes.sizeof(real) * (1 if width is None else n * width)) for name, width in self.widths.items()
            }
            assert not file.read(1), "the golden file is long"


def main(type_name, golden_path, threads, rows):
    real = {"f32": ctypes.c_float, "f64": ctypes.c_double}[type_name]
    size = ctypes.sizeof(real)
    golden = Golden(golden_path, real)

    # By its name and not by its path, so that the dynamic linker picks the level of the processor.
    library = ctypes.CDLL("libmdnsimd.so.0")
    library.mdnsimd_last_error.restype = ctypes.c_char_p
    library.mdnsimd_live_handles.restype = ctypes.c_size_t
    handle, length = ctypes.c_uint64, ctypes.c_size_t

    def check(status):
        if status:
            raise RuntimeError(f"{status}: {library.mdnsimd_last_error().decode()}")

    def call(name, predictor, *arguments):
        check(getattr(library, f"mdnsimd_{name}_{type_name}")(predictor, *arguments))

    model = handle()
    check(library.mdnsimd_load(golden.path, {"f32": 0, "f64": 1}[type_name], ctypes.byref(model)))
    info = Info()
    check(library.mdnsimd_model_info(model, ctypes.byref(info), length(ctypes.sizeof(info))))
    assert (info.inputs, info.targets, info.components) == (golden.inputs, golden.targets, golden.components)

    def part(name, first, count):
        width = golden.widths[name] * size
        return golden.arrays[name][first * width:(first + count) * width]

    def work(share):
        predictor = handle()
        check(library.mdnsimd_predictor_create(model, length(BLOCK), ctypes.byref(predictor)))
        last = golden.targets - 1
        for done in range(0, share, BLOCK):
            first = done % golden.rows
            values = array.array("f" if size == 4 else "d", part("t", first, BLOCK))[last::golden.targets].tobytes()
            call("predict", predictor, part("inputs", first, BLOCK), length(BLOCK), length(golden.inputs))
            answers = {name: () for name in ("weights", "means", "scales") + (("precision_factors",) if golden.full else ())}
            if done < golden.rows:
                answers |= {
                    "log_density": (part("t", first, BLOCK), length(BLOCK), length(golden.targets)),
                    "cdf": (values, length(BLOCK), length(last)),
                    "quantile": (real.from_buffer_copy(golden.arrays["probability"]), length(last)),
                    "mean": (length(last),),
                    "standard_deviation": (length(last),),
                    "sample": (handle(golden.seed), handle(first * golden.samples), length(golden.samples)),
                }
            for name, arguments in answers.items():
                answer = (real * (BLOCK * golden.widths[name]))()
                call(name, predictor, *arguments, answer, length(len(answer)))
                if bytes(answer) != part(name, first, BLOCK):
                    raise AssertionError(f"{name} of rows {first} to {first + BLOCK - 1} differs")
        check(library.mdnsimd_predictor_free(predictor))

    failed = []
    threading.excepthook = lambda failure: failed.append(failure.exc_value)
    workers = [threading.Thread(target=work, args=(rows // threads,)) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    if failed:
        raise failed[0]
    check(library.mdnsimd_model_free(model))
    assert library.mdnsimd_live_handles() == 0
    print(f"{rows} rows on {threads} threads, {library.mdnsimd_vector_bits()} bits")


if __name__ == "__main__":
    main(*sys.argv[1:3], int(sys.argv[3]), int(sys.argv[4]))
