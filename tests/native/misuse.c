/*
 * misuse MODEL FULL FOLDER: does everything with the library that mdnsimd.h says is refused, and expects the status and the words of
 * the message. MODEL has 3 inputs, D = 2 and a diagonal covariance, FULL a full one; FOLDER exists. Prints the number of refusals.
 */
#define _DEFAULT_SOURCE
#include <errno.h>
#include <math.h>
#include <mdnsimd.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { INPUTS = 3, D = 2, ROWS = 2, CAPACITY = 4, LARGE = 4096 };

static int refusals;
static mdnsimd_info info;
static float inputs[CAPACITY * INPUTS] = { 1, 2, 3, -1, -2, -3, 0.5f, 0.25f, 0.125f, 4, 5, 6 };
static float targets[CAPACITY * D] = { 1, 2, 3, 4, 5, 6, 7, 8 };
static float room[LARGE];
static double wide[LARGE];

static void expect(mdnsimd_status expected, const char *words, mdnsimd_status actual, const char *call, int line)
{
    if (actual != expected || (words != NULL && strstr(mdnsimd_last_error(), words) == NULL)) {
        fprintf(stderr, "misuse.c:%d: %s\n  expected %d with '%s'\n  got %d with '%s'\n", line, call, expected,
            words == NULL ? "" : words, actual, mdnsimd_last_error());
        exit(1);
    }
    refusals += expected != MDNSIMD_OK;
}

#define EXPECT(status, words, call) expect(status, words, call, #call, __LINE__)
#define OK(call) EXPECT(MDNSIMD_OK, NULL, call)
#define BAD(words, call) EXPECT(MDNSIMD_ERROR_ARGUMENT, words, call)

static void check(int holds, const char *what)
{
    if (!holds) {
        fprintf(stderr, "%s\n", what);
        exit(1);
    }
}

/* Every function that takes a handle, with arguments that are right otherwise. */

static mdnsimd_status info_of(uint64_t h) { mdnsimd_info i; return mdnsimd_model_info(h, &i, sizeof i); }
static mdnsimd_status create(uint64_t h) { mdnsimd_predictor p; return mdnsimd_predictor_create(h, 1, &p); }
static mdnsimd_status predict(uint64_t h) { return mdnsimd_predict_f32(h, inputs, ROWS, INPUTS); }
static mdnsimd_status weights(uint64_t h) { return mdnsimd_weights_f32(h, room, LARGE); }
static mdnsimd_status means(uint64_t h) { return mdnsimd_means_f32(h, room, LARGE); }
static mdnsimd_status scales(uint64_t h) { return mdnsimd_scales_f32(h, room, LARGE); }
static mdnsimd_status factors(uint64_t h) { return mdnsimd_precision_factors_f32(h, room, LARGE); }
static mdnsimd_status log_density(uint64_t h) { return mdnsimd_log_density_f32(h, targets, ROWS, D, room, LARGE); }
static mdnsimd_status cdf(uint64_t h) { return mdnsimd_cdf_f32(h, targets, ROWS, 0, room, LARGE); }
static mdnsimd_status quantile(uint64_t h) { return mdnsimd_quantile_f32(h, 0.5f, 0, room, LARGE); }
static mdnsimd_status mean(uint64_t h) { return mdnsimd_mean_f32(h, 0, room, LARGE); }
static mdnsimd_status deviation(uint64_t h) { return mdnsimd_standard_deviation_f32(h, 0, room, LARGE); }
static mdnsimd_status sample(uint64_t h) { return mdnsimd_sample_f32(h, 1, 0, 3, room, LARGE); }

static double wide_inputs[ROWS * INPUTS] = { 1, 2, 3, -1, -2, -3 };

static mdnsimd_status predict_wide(uint64_t h) { return mdnsimd_predict_f64(h, wide_inputs, ROWS, INPUTS); }
static mdnsimd_status weights_wide(uint64_t h) { return mdnsimd_weights_f64(h, wide, LARGE); }
static mdnsimd_status means_wide(uint64_t h) { return mdnsimd_means_f64(h, wide, LARGE); }
static mdnsimd_status scales_wide(uint64_t h) { return mdnsimd_scales_f64(h, wide, LARGE); }
static mdnsimd_status factors_wide(uint64_t h) { return mdnsimd_precision_factors_f64(h, wide, LARGE); }
static mdnsimd_status log_density_wide(uint64_t h) { return mdnsimd_log_density_f64(h, wide_inputs, ROWS, D, wide, LARGE); }
static mdnsimd_status cdf_wide(uint64_t h) { return mdnsimd_cdf_f64(h, wide_inputs, ROWS, 0, wide, LARGE); }
static mdnsimd_status quantile_wide(uint64_t h) { return mdnsimd_quantile_f64(h, 0.5, 0, wide, LARGE); }
static mdnsimd_status mean_wide(uint64_t h) { return mdnsimd_mean_f64(h, 0, wide, LARGE); }
static mdnsimd_status deviation_wide(uint64_t h) { return mdnsimd_standard_deviation_f64(h, 0, wide, LARGE); }
static mdnsimd_status sample_wide(uint64_t h) { return mdnsimd_sample_f64(h, 1, 0, 3, wide, LARGE); }

typedef mdnsimd_status of_handle(uint64_t);

static of_handle *const of_model[] = { info_of, create, mdnsimd_model_free };
static of_handle *const of_predictor[] = { predict, weights, means, scales, factors, log_density, cdf, quantile, mean, deviation,
    sample, predict_wide, weights_wide, means_wide, scales_wide, factors_wide, log_density_wide, cdf_wide, quantile_wide, mean_wide,
    deviation_wide, sample_wide, mdnsimd_predictor_free };

/* The questions; each needs a prediction. */
static of_handle *const questions[] = { weights, means, scales, log_density, cdf, quantile, mean, deviation, sample };
static of_handle *const wide_questions[] = {
    weights_wide, means_wide, scales_wide, log_density_wide, cdf_wide, quantile_wide, mean_wide, deviation_wide, sample_wide };

#define EACH(table) for (size_t i = 0; i < sizeof table / sizeof *table; i++)

static void loading(const char *path, const char *folder)
{
    mdnsimd_model model = 7;
    BAD("path is NULL", mdnsimd_load(NULL, MDNSIMD_F32, &model));
    check(model == 0, "a failed load leaves no handle");
    BAD("path is empty", mdnsimd_load("", MDNSIMD_F32, &model));
    BAD("model is NULL", mdnsimd_load(path, MDNSIMD_F32, NULL));
    BAD("type is 7", mdnsimd_load(path, (mdnsimd_type)7, &model));
    BAD("type is -1", mdnsimd_load(path, (mdnsimd_type)-1, &model));
    EXPECT(MDNSIMD_ERROR_FILE, "no/such.safetensors", mdnsimd_load("no/such.safetensors", MDNSIMD_F32, &model));
    EXPECT(MDNSIMD_ERROR_FILE, folder, mdnsimd_load(folder, MDNSIMD_F64, &model));
    EXPECT(MDNSIMD_ERROR_FILE, NULL, mdnsimd_load("\xff\xfe", MDNSIMD_F32, &model));
    EXPECT(MDNSIMD_ERROR_MODEL, "not a safetensors file", mdnsimd_load("/proc/self/exe", MDNSIMD_F32, &model));
    EXPECT(MDNSIMD_ERROR_MODEL, "/dev/zero", mdnsimd_load("/dev/zero", MDNSIMD_F32, &model));

    FILE *file = fopen(path, "rb");
    check(file != NULL, path);
    fseek(file, 0, SEEK_END);
    size_t length = (size_t)ftell(file);
    rewind(file);
    char *bytes = malloc(length);
    check(fread(bytes, 1, length, file) == length, "the model can be read");
    fclose(file);
    BAD("bytes is NULL", mdnsimd_load_memory(NULL, length, MDNSIMD_F32, &model));
    BAD("model is NULL", mdnsimd_load_memory(bytes, length, MDNSIMD_F32, NULL));
    BAD("type is 2", mdnsimd_load_memory(bytes, length, (mdnsimd_type)2, &model));
    BAD("length is 18446744073709551615", mdnsimd_load_memory(bytes, SIZE_MAX, MDNSIMD_F32, &model));
    EXPECT(MDNSIMD_ERROR_MODEL, "8 bytes", mdnsimd_load_memory(bytes, 0, MDNSIMD_F32, &model));
    EXPECT(MDNSIMD_ERROR_MODEL, "memory: ", mdnsimd_load_memory(bytes, length - 1, MDNSIMD_F64, &model));
    check(model == 0, "a failed load leaves no handle");
    OK(mdnsimd_load_memory(bytes, length, MDNSIMD_F64, &model));
    memset(bytes, 0, length);
    free(bytes);
    OK(info_of(model));
    OK(mdnsimd_model_free(model));
}

static void handles(mdnsimd_model model, mdnsimd_predictor predictor)
{
    mdnsimd_predictor freed_predictor;
    OK(mdnsimd_predictor_create(model, 1, &freed_predictor));
    OK(mdnsimd_predictor_free(freed_predictor));
    const uint64_t next = UINT64_C(1) << 32;
    const uint64_t wrong[] = { 0, 1, 5, UINT64_MAX, UINT64_MAX >> 1, (uint64_t)(uintptr_t)&model, (uint64_t)(uintptr_t)inputs,
        freed_predictor, model + next, model - next, predictor + next, predictor - next, model + 1000, predictor + 1000, ~model };
    EACH(wrong) {
        uint64_t handle = wrong[i];
        const char *words = handle == 0 ? "is 0: expected a handle from mdnsimd_" : "is no handle: it was freed, or never made";
        EACH(of_model) EXPECT(MDNSIMD_ERROR_HANDLE, words, of_model[i](handle));
        EACH(of_predictor) EXPECT(MDNSIMD_ERROR_HANDLE, words, of_predictor[i](handle));
    }
    EACH(of_model) EXPECT(MDNSIMD_ERROR_HANDLE, "is the handle of a predictor: expected one from mdnsimd_load", of_model[i](predictor));
    EACH(of_predictor) EXPECT(MDNSIMD_ERROR_HANDLE, "is the handle of a model: expected one from mdnsimd_predictor_create", of_predictor[i](model));
    EACH(wide_questions) EXPECT(MDNSIMD_ERROR_HANDLE, "loaded as f32", wide_questions[i](predictor));
    EXPECT(MDNSIMD_ERROR_HANDLE, "loaded as f32", predict_wide(predictor));

    OK(mdnsimd_predictor_create(model, 1, &freed_predictor));
    OK(mdnsimd_predictor_free(freed_predictor));
    EXPECT(MDNSIMD_ERROR_HANDLE, "freed", mdnsimd_predictor_free(freed_predictor));
}

static void creating(mdnsimd_model model)
{
    mdnsimd_predictor predictor = 7;
    mdnsimd_info described;
    BAD("capacity is 0: expected 1 to ", mdnsimd_predictor_create(model, 0, &predictor));
    check(predictor == 0, "a failed creation leaves no handle");
    BAD("capacity is 18446744073709551615", mdnsimd_predictor_create(model, SIZE_MAX, &predictor));
    BAD("capacity is 2147483647", mdnsimd_predictor_create(model, INT32_MAX, &predictor));
    BAD("capacity is 4294967297", mdnsimd_predictor_create(model, (UINT64_C(1) << 32) + 1, &predictor));
    BAD("predictor is NULL", mdnsimd_predictor_create(model, 1, NULL));
    BAD("info is NULL", mdnsimd_model_info(model, NULL, sizeof described));
    BAD("size is 39: expected sizeof(mdnsimd_info) = 32", mdnsimd_model_info(model, &described, 39));
    BAD("size is 0", mdnsimd_model_info(model, &described, 0));
}

static void predicting(mdnsimd_predictor predictor)
{
    const float bad[] = { NAN, INFINITY, -INFINITY };
    EACH(questions) EXPECT(MDNSIMD_ERROR_NO_PREDICTION, "mdnsimd_predict", questions[i](predictor));
    BAD("inputs is NULL", mdnsimd_predict_f32(predictor, NULL, 1, INPUTS));
    BAD("rows is 0: expected 1 to 4", mdnsimd_predict_f32(predictor, inputs, 0, INPUTS));
    BAD("rows is 5: expected 1 to 4", mdnsimd_predict_f32(predictor, inputs, CAPACITY + 1, INPUTS));
    BAD("rows is 18446744073709551615", mdnsimd_predict_f32(predictor, inputs, SIZE_MAX, INPUTS));
    BAD("rows is 4294967297", mdnsimd_predict_f32(predictor, inputs, (UINT64_C(1) << 32) + 1, INPUTS));
    BAD("inputs is [2, 0]: expected [rows, inputs] = [2, 3]", mdnsimd_predict_f32(predictor, inputs, 2, 0));
    BAD("inputs is [2, 2]: expected [rows, inputs] = [2, 3]", mdnsimd_predict_f32(predictor, inputs, 2, INPUTS - 1));
    BAD("inputs is [2, 4]: expected [rows, inputs] = [2, 3]", mdnsimd_predict_f32(predictor, inputs, 2, INPUTS + 1));
    BAD("inputs is [2, 18446744073709551615]", mdnsimd_predict_f32(predictor, inputs, 2, SIZE_MAX));
    BAD("inputs is [2, 4294967299]", mdnsimd_predict_f32(predictor, inputs, 2, (UINT64_C(1) << 32) + INPUTS));
    for (int place = 0; place < CAPACITY * INPUTS; place++) {
        EACH(bad) {
            float row[CAPACITY * INPUTS];
            char words[80];
            memcpy(row, inputs, sizeof row);
            row[place] = bad[i];
            snprintf(words, sizeof words, "inputs: row %d, column %d (from 0) is ", place / INPUTS, place % INPUTS);
            OK(predict(predictor));
            BAD(words, mdnsimd_predict_f32(predictor, row, CAPACITY, INPUTS));
            EXPECT(MDNSIMD_ERROR_NO_PREDICTION, NULL, weights(predictor));
        }
    }
    OK(predict(predictor));
    BAD("rows is 5", mdnsimd_predict_f32(predictor, inputs, CAPACITY + 1, INPUTS));
    EACH(questions) EXPECT(MDNSIMD_ERROR_NO_PREDICTION, "mdnsimd_predict", questions[i](predictor));
}

/* A function that writes so many elements: refused without room for them, and writes none beyond. */
static void writes(size_t needed, mdnsimd_status (*call)(mdnsimd_predictor, float *, size_t), mdnsimd_predictor predictor)
{
    char words[80];
    const float canary = 12345;
    snprintf(words, sizeof words, "= %zu", needed);
    BAD("destination is NULL", call(predictor, NULL, needed));
    BAD(words, call(predictor, room, 0));
    BAD(words, call(predictor, room, needed - 1));
    for (size_t i = 0; i < LARGE; i++) {
        room[i] = canary;
    }
    BAD(words, call(predictor, room, needed - 1));
    check(room[0] == canary, "a refused call writes nothing");
    OK(call(predictor, room, SIZE_MAX));
    for (size_t i = 0; i < LARGE; i++) {
        check((room[i] == canary) == (i >= needed), "as much as needed is written, and nothing behind it");
    }
}

static mdnsimd_status log_density_to(mdnsimd_predictor p, float *d, size_t n) { return mdnsimd_log_density_f32(p, targets, ROWS, D, d, n); }
static mdnsimd_status cdf_to(mdnsimd_predictor p, float *d, size_t n) { return mdnsimd_cdf_f32(p, targets, ROWS, 1, d, n); }
static mdnsimd_status quantile_to(mdnsimd_predictor p, float *d, size_t n) { return mdnsimd_quantile_f32(p, 0.5f, 1, d, n); }
static mdnsimd_status mean_to(mdnsimd_predictor p, float *d, size_t n) { return mdnsimd_mean_f32(p, 1, d, n); }
static mdnsimd_status deviation_to(mdnsimd_predictor p, float *d, size_t n) { return mdnsimd_standard_deviation_f32(p, 1, d, n); }
static mdnsimd_status sample_to(mdnsimd_predictor p, float *d, size_t n) { return mdnsimd_sample_f32(p, 1, 0, 3, d, n); }

static void asking(mdnsimd_predictor predictor, mdnsimd_predictor full)
{
    const float bad[] = { NAN, INFINITY, -INFINITY };
    const float no_probability[] = { NAN, -0.1f, 1.1f, INFINITY, -INFINITY };
    const size_t no_dimension[] = { D, D + 1, SIZE_MAX, UINT64_C(1) << 32 };
    size_t k = (size_t)info.components;
    OK(predict(predictor));
    OK(predict(full));
    writes(ROWS * k, mdnsimd_weights_f32, predictor);
    writes(ROWS * k * D, mdnsimd_means_f32, predictor);
    writes(ROWS * k * D, mdnsimd_scales_f32, predictor);
    writes(ROWS * k * D * D, mdnsimd_precision_factors_f32, full);
    writes(ROWS, log_density_to, predictor);
    writes(ROWS, cdf_to, predictor);
    writes(ROWS, quantile_to, predictor);
    writes(ROWS, mean_to, predictor);
    writes(ROWS, deviation_to, predictor);
    writes(ROWS * 3 * D, sample_to, predictor);
    BAD("no precision factors", factors(predictor));

    BAD("targets is NULL", mdnsimd_log_density_f32(predictor, NULL, ROWS, D, room, LARGE));
    BAD("targets is [1, 2]: expected [rows, D] = [2, 2]", mdnsimd_log_density_f32(predictor, targets, 1, D, room, LARGE));
    BAD("targets is [3, 2]: expected [rows, D] = [2, 2]", mdnsimd_log_density_f32(predictor, targets, 3, D, room, LARGE));
    BAD("targets is [2, 1]: expected [rows, D] = [2, 2]", mdnsimd_log_density_f32(predictor, targets, ROWS, 1, room, LARGE));
    BAD("targets is [2, 18446744073709551615]", mdnsimd_log_density_f32(predictor, targets, ROWS, SIZE_MAX, room, LARGE));
    BAD("values is NULL", mdnsimd_cdf_f32(predictor, NULL, ROWS, 0, room, LARGE));
    BAD("values is [3]: expected [rows] = [2]", mdnsimd_cdf_f32(predictor, targets, 3, 0, room, LARGE));
    BAD("values is [0]", mdnsimd_cdf_f32(predictor, targets, 0, 0, room, LARGE));
    for (int place = 0; place < ROWS * D; place++) {
        EACH(bad) {
            float t[ROWS * D] = { 1, 2, 3, 4 };
            t[place] = bad[i];
            BAD("targets: row ", mdnsimd_log_density_f32(predictor, t, ROWS, D, room, LARGE));
            if (place < ROWS) {
                BAD("values: row ", mdnsimd_cdf_f32(predictor, t, ROWS, 0, room, LARGE));
            }
        }
    }
    EACH(no_dimension) {
        BAD("dimension is ", mdnsimd_cdf_f32(predictor, targets, ROWS, no_dimension[i], room, LARGE));
        BAD("dimension is ", mdnsimd_quantile_f32(predictor, 0.5f, no_dimension[i], room, LARGE));
        BAD("dimension is ", mdnsimd_mean_f32(predictor, no_dimension[i], room, LARGE));
        BAD("expected 0 to 1", mdnsimd_standard_deviation_f32(predictor, no_dimension[i], room, LARGE));
    }
    EACH(no_probability) BAD("probability is ", mdnsimd_quantile_f32(predictor, no_probability[i], 0, room, LARGE));
    OK(mdnsimd_quantile_f32(predictor, 0, 0, room, LARGE));
    check(room[0] == -INFINITY, "nothing lies below the quantile of 0");
    OK(mdnsimd_quantile_f32(predictor, 1, 0, room, LARGE));
    check(room[0] == INFINITY, "everything lies below the quantile of 1");
    BAD("[rows, count, D] = 73786976294838206460", mdnsimd_sample_f32(predictor, 1, 0, SIZE_MAX, room, LARGE));
    BAD("[rows, count, D] = 18446744073709551616", mdnsimd_sample_f32(predictor, 1, 0, UINT64_C(1) << 62, room, LARGE));
    OK(mdnsimd_sample_f32(predictor, 1, UINT64_MAX, 0, room, 0));
    OK(mdnsimd_sample_f32(predictor, UINT64_MAX, UINT64_MAX, 2, room, LARGE));
    OK(weights(predictor)); /* refusals have left the prediction alone */
}

/* Threads that do wrong. */

static void together(int count, void *(*body)(void *), void *argument)
{
    pthread_t threads[8];
    for (int i = 0; i < count; i++) {
        check(pthread_create(&threads[i], NULL, body, argument) == 0, "a thread starts");
    }
    for (int i = 0; i < count; i++) {
        pthread_join(threads[i], NULL);
    }
}

static mdnsimd_predictor shared;
static int busy, freed;

static void *share(void *unused)
{
    (void)unused;
    for (int i = 0; i < 2000000 && __atomic_load_n(&busy, __ATOMIC_RELAXED) < 100; i++) {
        mdnsimd_status status = i % 2 ? predict(shared) : quantile(shared);
        if (status == MDNSIMD_ERROR_BUSY) {
            check(strstr(mdnsimd_last_error(), "in use by another thread") != NULL, "a busy predictor says so");
            __atomic_add_fetch(&busy, 1, __ATOMIC_RELAXED);
        } else {
            check(status == MDNSIMD_OK, "a shared predictor answers or is busy");
        }
    }
    return NULL;
}

static void *free_shared(void *unused)
{
    (void)unused;
    mdnsimd_status status;
    do {
        status = mdnsimd_predictor_free(shared);
    } while (status == MDNSIMD_ERROR_BUSY);
    check(status == MDNSIMD_OK || status == MDNSIMD_ERROR_HANDLE, "a predictor is freed once");
    __atomic_add_fetch(&freed, status == MDNSIMD_OK, __ATOMIC_RELAXED);
    return NULL;
}

static void *use_until_freed(void *unused)
{
    (void)unused;
    mdnsimd_status status;
    do {
        status = predict(shared);
        check(status == MDNSIMD_OK || status == MDNSIMD_ERROR_BUSY || status == MDNSIMD_ERROR_HANDLE, "use beside a free is refused or done");
    } while (status != MDNSIMD_ERROR_HANDLE);
    return NULL;
}

static void *either(void *turn)
{
    return __atomic_fetch_add((int *)turn, 1, __ATOMIC_RELAXED) % 2 ? free_shared(NULL) : use_until_freed(NULL);
}

static void *first_error(void *unused)
{
    (void)unused;
    check(mdnsimd_last_error()[0] == '\0', "a fresh thread has no message");
    check(predict(0) == MDNSIMD_ERROR_HANDLE && strstr(mdnsimd_last_error(), "predictor is 0") != NULL, "a thread has its own message");
    return NULL;
}

static void *small_stack(void *path)
{
    mdnsimd_model model;
    mdnsimd_predictor predictor;
    OK(mdnsimd_load(path, MDNSIMD_F32, &model));
    OK(mdnsimd_predictor_create(model, ROWS, &predictor));
    OK(predict(predictor));
    EACH(questions) OK(questions[i](predictor));
    OK(mdnsimd_predictor_free(predictor));
    OK(mdnsimd_model_free(model));
    return NULL;
}

static void threads(mdnsimd_model model, char *path)
{
    OK(mdnsimd_predictor_create(model, CAPACITY, &shared));
    OK(predict(shared));
    together(4, share, NULL);
    check(busy > 0, "two threads in one predictor are noticed");
    OK(predict(shared));
    for (int round = 0; round < 50; round++) {
        int turn = 0;
        freed = 0;
        together(4, either, &turn);
        check(freed == 1, "of two threads that free a predictor one does");
        OK(mdnsimd_predictor_create(model, CAPACITY, &shared));
    }
    OK(mdnsimd_predictor_free(shared));

    EXPECT(MDNSIMD_ERROR_HANDLE, "model is 0", mdnsimd_model_free(0));
    together(3, first_error, NULL);
    check(strstr(mdnsimd_last_error(), "model is 0") != NULL, "other threads leave a message alone");

    pthread_attr_t small;
    pthread_t thread;
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 256 * 1024);
    check(pthread_create(&thread, &small, small_stack, path) == 0, "a thread starts");
    pthread_join(thread, NULL);
}

/* The first call changes what the process does about four signals, as the header says, and about no others. */
static void first_call(void)
{
    enum { SIGNALS = 64 };
    struct sigaction before[SIGNALS + 1], after;
    for (int number = 1; number <= SIGNALS; number++) {
        sigaction(number, NULL, &before[number]);
    }
    check(mdnsimd_version()[0] != '\0' && mdnsimd_last_error()[0] == '\0', "there is a version, and no error yet");
    for (int number = 1; number <= SIGNALS; number++) {
        if (sigaction(number, NULL, &after) == 0 && after.sa_handler != before[number].sa_handler) {
            check(number == SIGSEGV || number == SIGFPE || number == SIGRTMIN || number == SIGPIPE, strsignal(number));
        }
    }
    signal(SIGPIPE, SIG_DFL);
}

int main(int count, char **arguments)
{
    mdnsimd_model model, full_model;
    mdnsimd_predictor predictor, full;
    if (count != 4) {
        fprintf(stderr, "usage: misuse MODEL FULL FOLDER\n");
        return 2;
    }
    first_call();
    if (mdnsimd_vector_bits() == 0) {
        EXPECT(MDNSIMD_ERROR_ENVIRONMENT, "MDNSIMD_SIMD must be", mdnsimd_load(arguments[1], MDNSIMD_F32, &model));
        printf("refused the environment\n");
        return 0;
    }
    loading(arguments[1], arguments[3]);
    OK(mdnsimd_load(arguments[1], MDNSIMD_F32, &model));
    OK(mdnsimd_load(arguments[2], MDNSIMD_F32, &full_model));
    OK(mdnsimd_model_info(model, &info, sizeof info));
    check(info.inputs == INPUTS && info.targets == D && info.covariance == MDNSIMD_DIAGONAL, "the model is the one expected");
    creating(model);
    OK(mdnsimd_predictor_create(model, CAPACITY, &predictor));
    OK(mdnsimd_predictor_create(full_model, CAPACITY, &full));
    predicting(predictor);
    handles(model, predictor);
    asking(predictor, full);
    threads(model, arguments[1]);

    OK(mdnsimd_model_free(full_model));
    EXPECT(MDNSIMD_ERROR_HANDLE, "freed", mdnsimd_model_free(full_model));
    EXPECT(MDNSIMD_ERROR_HANDLE, "freed", create(full_model));
    OK(predict(full)); /* a predictor outlives its model's handle */
    OK(mdnsimd_predictor_free(full));
    OK(mdnsimd_predictor_free(predictor));
    OK(mdnsimd_model_free(model));
    check(mdnsimd_live_handles() == 0, "no handle is left");
    check(signal(SIGPIPE, SIG_DFL) == SIG_DFL, "later calls leave signals alone");
    printf("%d refusals\n", refusals);
    return 0;
}
