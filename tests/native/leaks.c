/*
 * leaks MODEL CYCLES: loads, predicts, fails and frees CYCLES times, and starts and ends threads that fail. Once everything has been
 * taken for the first time, neither handles nor resident memory may grow. Predictions and answers alone allocate nothing at all.
 * MODEL has 3 inputs and D = 2.
 */
#include <mdnsimd.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { INPUTS = 3, D = 2, ROWS = 8, ROOM = 4096, THREADS = 500 };

static const long allowed = 4L << 20; /* bytes: how far the collector's heap breathes */

static char *bytes;
static size_t length;

static void check(int holds, const char *what)
{
    if (!holds) {
        fprintf(stderr, "%s: %s\n", what, mdnsimd_last_error());
        exit(1);
    }
}

static long resident(void)
{
    long total, pages;
    FILE *file = fopen("/proc/self/statm", "r");
    check(file != NULL && fscanf(file, "%ld %ld", &total, &pages) == 2, "the kernel tells the resident memory");
    fclose(file);
    return pages * sysconf(_SC_PAGESIZE);
}

static void cycle(int number)
{
    static const float inputs[ROWS * INPUTS];
    mdnsimd_model model, none;
    mdnsimd_predictor predictors[2];
    float median[ROWS];
    check(mdnsimd_load_memory(bytes, length, number % 2 ? MDNSIMD_F64 : MDNSIMD_F32, &model) == MDNSIMD_OK, "load");
    check(mdnsimd_load_memory(bytes, length / 2, MDNSIMD_F32, &none) == MDNSIMD_ERROR_MODEL, "load half a file");
    for (int i = 0; i < 2; i++) {
        check(mdnsimd_predictor_create(model, ROWS, &predictors[i]) == MDNSIMD_OK, "create");
    }
    if (number % 2 == 0) {
        check(mdnsimd_predict_f32(predictors[0], inputs, ROWS, INPUTS) == MDNSIMD_OK, "predict");
        check(mdnsimd_quantile_f32(predictors[0], 0.5f, 0, median, ROWS) == MDNSIMD_OK, "quantile");
        check(mdnsimd_predict_f32(predictors[1], inputs, ROWS + 1, INPUTS) == MDNSIMD_ERROR_ARGUMENT, "predict too many");
    }
    check(mdnsimd_predictor_free(predictors[0]) == MDNSIMD_OK, "free");
    check(mdnsimd_model_free(model) == MDNSIMD_OK, "free");
    check(mdnsimd_predictor_free(predictors[1]) == MDNSIMD_OK, "free");
    check(mdnsimd_live_handles() == 0, "handles are left");
}

/* What a loop that serves calls; on the fast path nothing may be allocated. */
static void serve(void)
{
    static const float inputs[ROWS * INPUTS], targets[ROWS * D];
    static float room[ROOM];
    mdnsimd_model model;
    mdnsimd_predictor predictor;
    uint64_t before = 0;
    check(mdnsimd_load_memory(bytes, length, MDNSIMD_F32, &model) == MDNSIMD_OK, "load");
    check(mdnsimd_predictor_create(model, ROWS, &predictor) == MDNSIMD_OK, "create");
    for (int i = 0; i < 1000; i++) {
        before = i == 10 ? mdnsimd_allocated_bytes() : before;
        size_t rows = i % 2 ? ROWS : 1;
        check(mdnsimd_predict_f32(predictor, inputs, rows, INPUTS) == MDNSIMD_OK
            && mdnsimd_weights_f32(predictor, room, ROOM) == MDNSIMD_OK && mdnsimd_means_f32(predictor, room, ROOM) == MDNSIMD_OK
            && mdnsimd_scales_f32(predictor, room, ROOM) == MDNSIMD_OK
            && mdnsimd_log_density_f32(predictor, targets, rows, D, room, ROOM) == MDNSIMD_OK
            && mdnsimd_cdf_f32(predictor, targets, rows, D - 1, room, ROOM) == MDNSIMD_OK
            && mdnsimd_quantile_f32(predictor, 0.9f, D - 1, room, ROOM) == MDNSIMD_OK
            && mdnsimd_mean_f32(predictor, 0, room, ROOM) == MDNSIMD_OK
            && mdnsimd_standard_deviation_f32(predictor, 0, room, ROOM) == MDNSIMD_OK
            && mdnsimd_sample_f32(predictor, 1, 0, 3, room, ROOM) == MDNSIMD_OK, "serve");
    }
    check(mdnsimd_allocated_bytes() == before, "predictions and answers have allocated");
    check(mdnsimd_predictor_free(predictor) == MDNSIMD_OK && mdnsimd_model_free(model) == MDNSIMD_OK, "free");
}

static void *fail(void *unused)
{
    check(mdnsimd_model_free(0) == MDNSIMD_ERROR_HANDLE && strlen(mdnsimd_last_error()) > 0, "a thread fails");
    return unused;
}

static void start_threads(void)
{
    for (int i = 0; i < THREADS; i++) {
        pthread_t thread;
        check(pthread_create(&thread, NULL, fail, NULL) == 0 && pthread_join(thread, NULL) == 0, "a thread starts and ends");
    }
}

int main(int count, char **arguments)
{
    if (count != 3) {
        fprintf(stderr, "usage: leaks MODEL CYCLES\n");
        return 2;
    }
    FILE *file = fopen(arguments[1], "rb");
    check(file != NULL && fseek(file, 0, SEEK_END) == 0, "the model can be read");
    length = (size_t)ftell(file);
    rewind(file);
    bytes = malloc(length);
    check(fread(bytes, 1, length, file) == length, "the model can be read");
    fclose(file);

    serve();
    int cycles = atoi(arguments[2]);
    long before = 0;
    for (int i = 0; i < cycles; i++) {
        if (i == cycles / 5) {
            start_threads();
            before = resident();
        }
        cycle(i);
    }
    start_threads();
    long growth = resident() - before;
    printf("%d cycles: %ld KiB resident, %ld KiB more\n", cycles, before >> 10, growth >> 10);
    free(bytes);
    if (growth > allowed) {
        fprintf(stderr, "grew by %ld KiB: expected %ld KiB at most\n", growth >> 10, allowed >> 10);
        return 1;
    }
    return 0;
}
