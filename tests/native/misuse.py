"""misuse.py MODEL FULL FOLDER: does with the library what mdnsimd.h says is refused, through ctypes, and expects the status and the words
of the message, as misuse.c does in C.

MODEL has 3 inputs, D = 2 and a diagonal covariance, FULL a full one; FOLDER exists. Prints the number of refusals. LD_LIBRARY_PATH tells
where libmdnsimd.so.0 lies.
"""

import ctypes
import math
import sys
import threading

INPUTS, D, ROWS, CAPACITY, LARGE = 3, 2, 2, 4, 4096
MOST = 2**64 - 1
OK, ARGUMENT, HANDLE, BUSY, NO_PREDICTION, FILE, MODEL, MEMORY, ENVIRONMENT = range(9)

library = ctypes.CDLL("libmdnsimd.so.0")
handle, size, real = ctypes.c_uint64, ctypes.c_size_t, ctypes.c_float
pointer = ctypes.c_void_p
refusals = 0


class Info(ctypes.Structure):
    _fields_ = [(name, ctypes.c_int32) for name in ("inputs", "targets", "components", "members", "covariance", "type")]
    _fields_ += [("parameters", ctypes.c_int64)]


def reals(*values):
    return (real * len(values))(*values)


# What each function takes before destination and length, and the arguments that are right. Those of f64 take the same.
QUESTIONS = {
    "weights": ((), ()),
    "means": ((), ()),
    "scales": ((), ()),
    "log_density": ((pointer, size, size), (reals(1, 2, 3, 4), ROWS, D)),
    "cdf": ((pointer, size, size), (reals(1, 2), ROWS, 0)),
    "quantile": ((real, size), (0.5, 0)),
    "mean": ((size,), (0,)),
    "standard_deviation": ((size,), (0,)),
    "sample": ((handle, handle, size), (1, 0, 3)),
}
WIDE = {"quantile": ((ctypes.c_double, size), (0.5, 0))}
FACTORS = "precision_factors"

library.mdnsimd_version.restype = library.mdnsimd_last_error.restype = ctypes.c_char_p
library.mdnsimd_live_handles.restype = size
library.mdnsimd_load.argtypes = (ctypes.c_char_p, ctypes.c_int, pointer)
library.mdnsimd_load_memory.argtypes = (pointer, size, ctypes.c_int, pointer)
library.mdnsimd_model_info.argtypes = (handle, pointer, size)
library.mdnsimd_predictor_create.argtypes = (handle, size, pointer)
library.mdnsimd_model_free.argtypes = library.mdnsimd_predictor_free.argtypes = (handle,)
for bits in ("f32", "f64"):
    getattr(library, f"mdnsimd_predict_{bits}").argtypes = (handle, pointer, size, size)
    for name, (types, _) in (QUESTIONS | (WIDE if bits == "f64" else {}) | {FACTORS: ((), ())}).items():
        getattr(library, f"mdnsimd_{name}_{bits}").argtypes = (handle, *types, pointer, size)


def last_error():
    return library.mdnsimd_last_error().decode()


def expect(status, words, name, *arguments):
    """Calls a function, which has to return the status and leave a message with the words."""
    global refusals
    actual = getattr(library, "mdnsimd_" + name)(*arguments)
    if actual != status or words not in (last_error() if status else ""):
        raise AssertionError(f"{name}{arguments}: expected {status} with '{words}', got {actual} with '{last_error()}'")
    refusals += status != OK


def ok(name, *arguments):
    expect(OK, "", name, *arguments)


def bad(words, name, *arguments):
    expect(ARGUMENT, words, name, *arguments)


def made(name, *arguments):
    """The handle that a function makes as its last argument."""
    result = handle()
    ok(name, *arguments, ctypes.byref(result))
    return result.value


def ask(name, predictor, room, length, bits="f32"):
    """The arguments with which a question is answered."""
    arguments = (WIDE if bits == "f64" and name in WIDE else QUESTIONS | {FACTORS: ((), ())})[name][1]
    return f"{name}_{bits}", predictor, *arguments, room, length


def loading(path, folder):
    model = handle(7)
    here = ctypes.byref(model)
    bad("path is NULL", "load", None, 0, here)
    assert model.value == 0, "a failed load leaves no handle"
    bad("path is empty", "load", b"", 0, here)
    bad("model is NULL", "load", path, 0, None)
    bad("type is 7", "load", path, 7, here)
    bad("type is -1", "load", path, -1, here)
    expect(FILE, "no/such.safetensors", "load", b"no/such.safetensors", 0, here)
    expect(FILE, folder.decode(), "load", folder, 1, here)
    expect(FILE, "", "load", b"\xff\xfe", 0, here)
    expect(MODEL, "not a safetensors file", "load", b"/proc/self/exe", 0, here)
    expect(MODEL, "/dev/zero", "load", b"/dev/zero", 0, here)
    with open(path, "rb") as file:
        read = file.read()
    data = ctypes.create_string_buffer(read, len(read))
    bad("bytes is NULL", "load_memory", None, len(read), 0, here)
    bad("model is NULL", "load_memory", data, len(read), 0, None)
    bad("type is 2", "load_memory", data, len(read), 2, here)
    bad(f"length is {MOST}", "load_memory", data, MOST, 0, here)
    expect(MODEL, "8 bytes", "load_memory", data, 0, 0, here)
    for length in range(1, len(read), 97):
        expect(MODEL, "memory: ", "load_memory", data, length, length % 2, here)
    assert model.value == 0, "a failed load leaves no handle"
    ok("load_memory", data, len(read), 1, here)
    ctypes.memset(data, 0, len(read))
    ok("model_info", model.value, ctypes.byref(Info()), ctypes.sizeof(Info))
    ok("model_free", model.value)


def creating(model):
    predictor = handle(7)
    here = ctypes.byref(predictor)
    bad("capacity is 0: expected 1 to ", "predictor_create", model, 0, here)
    assert predictor.value == 0, "a failed creation leaves no handle"
    for capacity in (MOST, 2**31 - 1, 2**32 + 1):
        bad(f"capacity is {capacity}", "predictor_create", model, capacity, here)
    bad("predictor is NULL", "predictor_create", model, 1, None)
    bad("info is NULL", "model_info", model, None, ctypes.sizeof(Info))
    for wrong in (0, 31, 33, 39, MOST):
        bad(f"size is {wrong}: expected sizeof(mdnsimd_info) = 32", "model_info", model, ctypes.byref(Info()), wrong)


def predicting(predictor, inputs, room):
    for name in QUESTIONS:
        expect(NO_PREDICTION, "mdnsimd_predict", *ask(name, predictor, room, LARGE))
    bad("inputs is NULL", "predict_f32", predictor, None, 1, INPUTS)
    for rows in (0, CAPACITY + 1, MOST, 2**32 + 1):
        bad(f"rows is {rows}: expected 1 to 4", "predict_f32", predictor, inputs, rows, INPUTS)
    for columns in (0, INPUTS - 1, INPUTS + 1, MOST, 2**32 + INPUTS):
        bad(f"inputs is [2, {columns}]: expected [rows, inputs] = [2, 3]", "predict_f32", predictor, inputs, 2, columns)
    for place in range(CAPACITY * INPUTS):
        for wrong in (math.nan, math.inf, -math.inf):
            row = reals(*inputs)
            row[place] = wrong
            ok("predict_f32", predictor, inputs, ROWS, INPUTS)
            words = f"inputs: row {place // INPUTS}, column {place % INPUTS} (from 0) is "
            bad(words, "predict_f32", predictor, row, CAPACITY, INPUTS)
            expect(NO_PREDICTION, "", *ask("weights", predictor, room, LARGE))


def handles(model, predictor, inputs, room):
    def of_model(wrong):
        yield "model_info", wrong, ctypes.byref(Info()), ctypes.sizeof(Info)
        yield "predictor_create", wrong, 1, ctypes.byref(handle())
        yield "model_free", wrong

    def of_predictor(wrong):
        yield "predictor_free", wrong
        for bits in ("f32", "f64"):
            yield f"predict_{bits}", wrong, wide, ROWS, INPUTS
            for name in (*QUESTIONS, FACTORS):
                yield ask(name, wrong, wide, LARGE, bits)

    wide = (ctypes.c_double * LARGE)()
    freed = made("predictor_create", model, 1)
    ok("predictor_free", freed)
    next_one = 2**32
    for wrong in (0, 1, 5, MOST, MOST >> 1, ctypes.addressof(inputs), freed, model + next_one, predictor + next_one, model + 1000, ~model & MOST):
        words = "is no handle: it was freed, or never made" if wrong else "is 0: expected a handle from mdnsimd_"
        for call in (*of_model(wrong), *of_predictor(wrong)):
            expect(HANDLE, words, *call)
    for call in of_model(predictor):
        expect(HANDLE, "is the handle of a predictor: expected one from mdnsimd_load", *call)
    for call in of_predictor(model):
        expect(HANDLE, "is the handle of a model: expected one from mdnsimd_predictor_create", *call)
    expect(HANDLE, "loaded as f32", "predict_f64", predictor, wide, ROWS, INPUTS)
    for name in QUESTIONS:
        expect(HANDLE, "loaded as f32", *ask(name, predictor, wide, LARGE, "f64"))


def asking(predictor, full, inputs, room, components):
    ok("predict_f32", predictor, inputs, ROWS, INPUTS)
    ok("predict_f32", full, inputs, ROWS, INPUTS)
    canary = 12345
    needed = {"weights": components, "means": components * D, "scales": components * D, FACTORS: components * D * D, "sample": 3 * D}
    for name in (*QUESTIONS, FACTORS):
        asked = full if name == FACTORS else predictor
        count = ROWS * needed.get(name, 1)
        bad("destination is NULL", *ask(name, asked, None, count))
        room[:] = [canary] * LARGE
        for length in (0, count - 1):
            bad(f"= {count}", *ask(name, asked, room, length))
        assert room[0] == canary, "a refused call writes nothing"
        ok(*ask(name, asked, room, MOST))
        assert all((value == canary) == (i >= count) for i, value in enumerate(room)), "as much is written as needed"
    bad("no precision factors", *ask(FACTORS, predictor, room, LARGE))

    targets = reals(1, 2, 3, 4)
    bad("targets is NULL", "log_density_f32", predictor, None, ROWS, D, room, LARGE)
    for rows, columns in ((1, D), (3, D), (ROWS, 1), (ROWS, MOST)):
        bad(f"targets is [{rows}, {columns}]: expected [rows, D] = [2, 2]", "log_density_f32", predictor, targets, rows, columns, room, LARGE)
    bad("values is NULL", "cdf_f32", predictor, None, ROWS, 0, room, LARGE)
    for rows in (0, 3):
        bad(f"values is [{rows}]: expected [rows] = [2]", "cdf_f32", predictor, targets, rows, 0, room, LARGE)
    for wrong in (math.nan, math.inf, -math.inf):
        bad("targets: row 1, column 1", "log_density_f32", predictor, reals(1, 2, 3, wrong), ROWS, D, room, LARGE)
        bad("values: row 1", "cdf_f32", predictor, reals(1, wrong), ROWS, 0, room, LARGE)
    for wrong in (D, D + 1, MOST, 2**32):
        bad("dimension is ", "cdf_f32", predictor, targets, ROWS, wrong, room, LARGE)
        bad("dimension is ", "quantile_f32", predictor, 0.5, wrong, room, LARGE)
        bad("dimension is ", "mean_f32", predictor, wrong, room, LARGE)
        bad("expected 0 to 1", "standard_deviation_f32", predictor, wrong, room, LARGE)
    for wrong in (math.nan, -0.1, 1.1, math.inf, -math.inf):
        bad("probability is ", "quantile_f32", predictor, wrong, 0, room, LARGE)
    for probability, quantile in ((0, -math.inf), (1, math.inf)):
        ok("quantile_f32", predictor, probability, 0, room, LARGE)
        assert room[0] == quantile, "nothing lies below the quantile of 0, everything below that of 1"
    bad("[rows, count, D] = 73786976294838206460", "sample_f32", predictor, 1, 0, MOST, room, LARGE)
    ok("sample_f32", predictor, MOST, MOST, 2, room, LARGE)
    ok(*ask("weights", predictor, room, LARGE))  # refusals have left the prediction alone


def together(*bodies):
    failed = []

    def run(body):
        try:
            body()
        except BaseException as failure:
            failed.append(failure)

    threads = [threading.Thread(target=run, args=(body,)) for body in bodies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]


def sharing(model, inputs):
    """A predictor that two threads use at once, and one that is freed while the other uses it. Calls run outside the interpreter's lock."""
    many = 4096
    rows = reals(*([0.5] * (many * INPUTS)))
    shared = made("predictor_create", model, many)
    seen = set()

    def use():
        for _ in range(20000):
            status = library.mdnsimd_predict_f32(shared, rows, many, INPUTS)
            assert status in (OK, BUSY), f"a shared predictor answers or is busy, but {status}"
            if status == BUSY:
                assert "in use by another thread" in last_error()
                seen.add(BUSY)
            if BUSY in seen:
                return

    def use_until_freed():
        status = OK
        while status != HANDLE:
            status = library.mdnsimd_predict_f32(shared, rows, many, INPUTS)
            assert status in (OK, BUSY, HANDLE), f"use beside a free is refused or done, but {status}"

    def free():
        status = BUSY
        while status == BUSY:
            status = library.mdnsimd_predictor_free(shared)
        assert status in (OK, HANDLE), "a predictor is freed once"
        freed.append(status)

    together(use, use)
    assert BUSY in seen, "two threads in one predictor are noticed"
    ok("predictor_free", shared)
    for _ in range(50):
        shared, freed = made("predictor_create", model, many), []
        together(use_until_freed, free, use_until_freed, free)
        assert sorted(freed) == [OK, HANDLE], "of two threads that free a predictor one does"

    def first_error():
        assert last_error() == "", "a fresh thread has no message"
        assert library.mdnsimd_predict_f32(0, inputs, 1, INPUTS) == HANDLE and "predictor is 0" in last_error()

    expect(HANDLE, "model is 0", "model_free", 0)
    together(first_error, first_error, first_error)
    assert "model is 0" in last_error(), "other threads leave a message alone"


def main(path, full_path, folder):
    assert library.mdnsimd_version() and last_error() == "", "there is a version, and no error yet"
    if library.mdnsimd_vector_bits() == 0:
        expect(ENVIRONMENT, "MDNSIMD_SIMD must be", "load", path, 0, ctypes.byref(handle()))
        print("refused the environment")
        return
    inputs = reals(1, 2, 3, -1, -2, -3, 0.5, 0.25, 0.125, 4, 5, 6)
    room = (real * LARGE)()
    loading(path, folder)
    model, full_model = made("load", path, 0), made("load", full_path, 0)
    info = Info()
    ok("model_info", model, ctypes.byref(info), ctypes.sizeof(info))
    assert (info.inputs, info.targets) == (INPUTS, D), "the model is the one expected"
    creating(model)
    predictor, full = made("predictor_create", model, CAPACITY), made("predictor_create", full_model, CAPACITY)
    predicting(predictor, inputs, room)
    handles(model, predictor, inputs, room)
    asking(predictor, full, inputs, room, info.components)
    sharing(model, inputs)

    ok("model_free", full_model)
    expect(HANDLE, "freed", "model_free", full_model)
    expect(HANDLE, "freed", "predictor_create", full_model, 1, ctypes.byref(handle()))
    ok("predict_f32", full, inputs, ROWS, INPUTS)  # a predictor outlives its model's handle
    for last, free in ((full, "predictor_free"), (predictor, "predictor_free"), (model, "model_free")):
        ok(free, last)
        expect(HANDLE, "freed", free, last)
    assert library.mdnsimd_live_handles() == 0, "no handle is left"
    print(f"{refusals} refusals")


if __name__ == "__main__":
    main(*(argument.encode() for argument in sys.argv[1:]))
