/*
 * agree GOLDEN THREADS ROWS [TOLERANCE]: predicts ROWS rows on THREADS threads, row by row on one half of the threads and in blocks on the
 * others, and compares every bit of every answer with those of the C# library, which wrote the file GOLDEN. For models of floats, and
 * compiled with MDN_DOUBLE for models of doubles. With a TOLERANCE it compares numbers instead, relative to 1 and their size, and no
 * samples: one near a border may be of another component.
 */
#include <math.h>
#include <mdnsimd.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef MDN_DOUBLE
typedef double real;
#define TYPE MDNSIMD_F64
#define CALL(name) mdnsimd_##name##_f64
#else
typedef float real;
#define TYPE MDNSIMD_F32
#define CALL(name) mdnsimd_##name##_f32
#endif

enum { BLOCK = 100 };

/* The file: these numbers, the path of the model, then the arrays of struct golden in their order. */
struct shape {
    int64_t rows, inputs, targets, components, full, samples, seed, path;
};

static struct shape shape;
static double tolerance;
static char *path;
static real *inputs, *targets, *probability;
static struct answers {
    real *weights, *means, *scales, *factors, *log_density, *cdf, *quantile, *mean, *deviation, *samples;
} golden;

static void fail(const char *what)
{
    fprintf(stderr, "%s: %s\n", what, mdnsimd_last_error());
    exit(1);
}

#define CHECK(call) do { if ((call) != MDNSIMD_OK) fail(#call); } while (0)

static void *read_bytes(FILE *file, size_t bytes)
{
    char *memory = calloc(bytes + 1, 1);
    if (memory == NULL || fread(memory, 1, bytes, file) != bytes) {
        fprintf(stderr, "the golden file is short\n");
        exit(2);
    }
    return memory;
}

static real *read_reals(FILE *file, int64_t count) { return read_bytes(file, (size_t)count * sizeof(real)); }

static void read_golden(const char *name)
{
    FILE *file = fopen(name, "rb");
    if (file == NULL) {
        perror(name);
        exit(2);
    }
    struct shape *read = read_bytes(file, sizeof shape);
    shape = *read;
    free(read);
    int64_t n = shape.rows, d = shape.targets, k = shape.components;
    path = read_bytes(file, (size_t)shape.path);
    inputs = read_reals(file, n * shape.inputs);
    targets = read_reals(file, n * d);
    probability = read_reals(file, 1);
    golden.weights = read_reals(file, n * k);
    golden.means = read_reals(file, n * k * d);
    golden.scales = read_reals(file, n * k * d);
    golden.factors = read_reals(file, shape.full ? n * k * d * d : 0);
    golden.log_density = read_reals(file, n);
    golden.cdf = read_reals(file, n);
    golden.quantile = read_reals(file, n);
    golden.mean = read_reals(file, n);
    golden.deviation = read_reals(file, n);
    golden.samples = read_reals(file, n * shape.samples * d);
    if (fgetc(file) != EOF) {
        fprintf(stderr, "the golden file is long\n");
        exit(2);
    }
    fclose(file);
}

static void compare(const char *what, const real *expected, const real *actual, int64_t first, int64_t rows, int64_t width)
{
    for (int64_t i = 0; i < rows * width; i++) {
        double wanted = (double)expected[first * width + i];
        if (tolerance > 0 ? !(fabs((double)actual[i] - wanted) <= tolerance * (1 + fabs(wanted)))
                          : memcmp(expected + first * width + i, actual + i, sizeof(real)) != 0) {
            fprintf(stderr, "%s of row %lld, element %lld: expected %.17g, got %.17g\n", what, (long long)(first + i / width),
                (long long)(i % width), wanted, (double)actual[i]);
            exit(1);
        }
    }
}

struct worker {
    pthread_t thread;
    mdnsimd_model model;
    int64_t block, rows;
};

/* Predicts and compares the golden rows in turn, over and over, until it has had its share. */
static void *work(void *argument)
{
    struct worker *worker = argument;
    int64_t n = shape.rows, d = shape.targets, k = shape.components, s = shape.samples;
    size_t block = (size_t)worker->block;
    real *weights = malloc(block * (size_t)(k + 2 * k * d + k * d * d + 6 + s * d) * sizeof(real));
    real *means = weights + block * k, *scales = means + block * k * d, *factors = scales + block * k * d;
    real *one = factors + block * k * d * d, *samples = one + block, *last_dimension = samples + block * s * d;
    mdnsimd_predictor predictor;
    CHECK(mdnsimd_predictor_create(worker->model, block, &predictor));
    for (int64_t done = 0, first = 0; done < worker->rows;) {
        int64_t rows = first + (int64_t)block <= n ? (int64_t)block : n - first;
        const real *t = targets + first * d;
        CHECK(CALL(predict)(predictor, inputs + first * shape.inputs, (size_t)rows, (size_t)shape.inputs));
        CHECK(CALL(weights)(predictor, weights, block * k));
        CHECK(CALL(means)(predictor, means, block * k * d));
        CHECK(CALL(scales)(predictor, scales, block * k * d));
        compare("weights", golden.weights, weights, first, rows, k);
        compare("means", golden.means, means, first, rows, k * d);
        compare("scales", golden.scales, scales, first, rows, k * d);
        if (shape.full) {
            CHECK(CALL(precision_factors)(predictor, factors, block * k * d * d));
            compare("precision_factors", golden.factors, factors, first, rows, k * d * d);
        }
        CHECK(CALL(log_density)(predictor, t, (size_t)rows, (size_t)d, one, block));
        compare("log_density", golden.log_density, one, first, rows, 1);
        int64_t at = first;
        bool asked = done >= n;
        done += rows;
        first = (first + rows) % n;
        if (asked) {
            continue; /* every question about every row has been asked once: the rest of the million is predicted */
        }
        for (int64_t row = 0; row < rows; row++) {
            last_dimension[row] = t[row * d + d - 1];
        }
        CHECK(CALL(cdf)(predictor, last_dimension, (size_t)rows, (size_t)(d - 1), one, block));
        compare("cdf", golden.cdf, one, at, rows, 1);
        CHECK(CALL(quantile)(predictor, *probability, (size_t)(d - 1), one, block));
        compare("quantile", golden.quantile, one, at, rows, 1);
        CHECK(CALL(mean)(predictor, (size_t)(d - 1), one, block));
        compare("mean", golden.mean, one, at, rows, 1);
        CHECK(CALL(standard_deviation)(predictor, (size_t)(d - 1), one, block));
        compare("standard_deviation", golden.deviation, one, at, rows, 1);
        CHECK(CALL(sample)(predictor, (uint64_t)shape.seed, (uint64_t)(at * s), (size_t)s, samples, block * s * d));
        if (tolerance == 0) {
            compare("sample", golden.samples, samples, at, rows, s * d);
        }
    }
    CHECK(mdnsimd_predictor_free(predictor));
    free(weights);
    return NULL;
}

int main(int count, char **arguments)
{
    if (count < 4 || count > 5) {
        fprintf(stderr, "usage: agree GOLDEN THREADS ROWS [TOLERANCE]\n");
        return 2;
    }
    read_golden(arguments[1]);
    tolerance = count == 5 ? atof(arguments[4]) : 0;
    int threads = atoi(arguments[2]);
    int64_t rows = atoll(arguments[3]);
    mdnsimd_model model;
    mdnsimd_info info;
    CHECK(mdnsimd_load(path, TYPE, &model));
    CHECK(mdnsimd_model_info(model, &info, sizeof info));
    if (info.inputs != shape.inputs || info.targets != shape.targets || info.components != shape.components
        || (info.covariance == MDNSIMD_FULL) != shape.full || info.type != TYPE) {
        fprintf(stderr, "the model is described wrongly\n");
        return 1;
    }
    struct worker workers[64];
    for (int i = 0; i < threads; i++) {
        workers[i] = (struct worker){ .model = model, .block = i % 2 ? BLOCK : 1, .rows = rows / threads };
        pthread_create(&workers[i].thread, NULL, work, &workers[i]);
    }
    for (int i = 0; i < threads; i++) {
        pthread_join(workers[i].thread, NULL);
    }
    CHECK(mdnsimd_model_free(model));
    if (mdnsimd_live_handles() != 0) {
        fprintf(stderr, "handles are left\n");
        return 1;
    }
    printf("%lld rows on %d threads, %d bits\n", (long long)rows, threads, mdnsimd_vector_bits());
    return 0;
}
