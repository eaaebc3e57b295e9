/*
 * mutate MODEL CASES SEED: loads CASES files made of MODEL by cuts, flipped bits and hostile headers. Each is refused as a damaged
 * file, or is a model that predicts. A byte read beyond the file is a page that must not be read; what a load allocates is held against
 * the length of the file. Prints how many were which.
 */
#define _DEFAULT_SOURCE
#include <math.h>
#include <mdnsimd.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

enum { PREFIX = 8, GROWTH = 4096, ROOM = 1 << 16, SECONDS_PER_LOAD = 2 };

/* What a load may allocate beside twice the file, as mdnsimd.h says. */
static const uint64_t constant = 64 << 10;

static unsigned char *sound, *file;
static size_t sound_length, length, header_length;
static uint64_t state;

static uint64_t next(void) /* SplitMix64 */
{
    uint64_t z = state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static size_t below(size_t bound) { return bound == 0 ? 0 : next() % bound; }

static size_t smaller(size_t a, size_t b) { return a < b ? a : b; }

static const char *const hostile[] = { "", "0", "1", "2", "-1", "7", "255", "65536", "65537", "2147483647", "2147483648", "4294967296",
    "9223372036854775807", "9223372036854775808", "99999999999999999999", "1e30", "1.5", "NaN", "null", "true", "{", "}", "[", "]", "{}",
    "[]", "\"", ",", ":", "\\u0000", "\\ud800", "F64", "F16", "BF16", "I64", "BOOL", "Full", "Isotropic", "Exp", "Gelu", "shape", "dtype",
    "data_offsets", "__metadata__", "members", "inputs", "targets", "components", "hidden", "64,64,64,64", "65536,65536",
    "\xff", "\xc3", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[" };

/* Puts text in the place of count bytes of the header, and tells its length as it is afterwards unless that is to be wrong. */
static void edit(size_t at, size_t count, const char *text, size_t text_length)
{
    at = smaller(at, length);
    count = smaller(count, length - at);
    text_length = smaller(text_length, sound_length + GROWTH - (length - count));
    memmove(file + at + text_length, file + at + count, length - at - count);
    memcpy(file + at, text, text_length);
    length = length - count + text_length;
    header_length = header_length + text_length > count ? header_length + text_length - count : 0;
    if (next() % 8 != 0 && length >= PREFIX) {
        uint64_t stated = header_length;
        memcpy(file, &stated, sizeof stated);
    }
}

static void cut(void) { length = next() % 2 ? below(length + 1) : below(smaller(length, PREFIX + header_length) + 1); }

static void flip(void)
{
    size_t bound = next() % 2 ? length : smaller(length, PREFIX + header_length);
    for (size_t flips = 1 + below(8); flips > 0 && bound > 0; flips--) {
        file[below(bound)] ^= (unsigned char)(1 << below(8));
    }
}

static void lie_about_header(void)
{
    const uint64_t lies[] = { 0, 1, 2, length, length - PREFIX, length - PREFIX + 1, 100000000, 100000001, INT32_MAX, UINT32_MAX, INT64_MAX,
        UINT64_MAX, header_length + 1, header_length - 1, next(), next() >> 32, next() >> 48 };
    uint64_t lie = lies[below(sizeof lies / sizeof *lies)];
    memcpy(file, &lie, smaller(sizeof lie, length));
}

static void replace_token(void)
{
    const char *text = hostile[below(sizeof hostile / sizeof *hostile)];
    size_t at = PREFIX + below(header_length), end = at;
    while (end < length && end - at < 32 && strchr("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_", file[end]) != NULL) {
        end++;
    }
    edit(at, next() % 4 == 0 ? 0 : end - at, text, strlen(text));
}

/* A number of the header, all of it, becomes another. */
static void replace_number(void)
{
    size_t at = PREFIX + below(header_length), end;
    while (at < length && (file[at] < '0' || file[at] > '9')) {
        at++;
    }
    for (end = at; end < length && file[end] >= '0' && file[end] <= '9'; end++) {
    }
    char text[32];
    int written = next() % 2 ? snprintf(text, sizeof text, "%llu", (unsigned long long)(next() >> below(64)))
                             : snprintf(text, sizeof text, "%s", hostile[below(17)]);
    edit(at, end - at, text, (size_t)written);
}

static void copy_part(void)
{
    char part[256];
    size_t from = PREFIX + below(header_length), count = smaller(below(sizeof part), length - smaller(from, length));
    memcpy(part, file + smaller(from, length), count);
    edit(PREFIX + below(header_length), next() % 2 ? 0 : below(64), part, count);
}

static void garble_data(void)
{
    for (size_t i = PREFIX + header_length; i < length; i++) {
        file[i] = (unsigned char)(next() % 4 ? file[i] : next());
    }
}

static void (*const mutations[])(void) = { cut, flip, flip, lie_about_header, replace_token, replace_number, replace_number, copy_part, garble_data };

static void fail(long number, const char *what)
{
    fprintf(stderr, "case %ld: %s: %s\n", number, what, mdnsimd_last_error());
    exit(1);
}

/* Whether numbers of the file are so large that sums of them overflow: such a model is sound, but not what it predicts. */
static bool overflows(void)
{
    for (size_t i = PREFIX + header_length; i + sizeof(float) <= length; i += sizeof(float)) {
        float value;
        memcpy(&value, file + i, sizeof value);
        if (!(fabsf(value) < 1e9f)) {
            return true;
        }
    }
    return false;
}

/* A model that loads answers. */
static void use(long number, mdnsimd_model model)
{
    static float inputs[ROOM], answers[ROOM];
    mdnsimd_info info;
    mdnsimd_predictor predictor;
    if (mdnsimd_model_info(model, &info, sizeof info)) {
        fail(number, "a model cannot be described");
    }
    if (info.inputs > ROOM || info.components > ROOM || info.targets > ROOM) {
        fail(number, "a model is larger than its file");
    }
    if (mdnsimd_predictor_create(model, 1, &predictor) || mdnsimd_predict_f32(predictor, inputs, 1, (size_t)info.inputs)
        || mdnsimd_weights_f32(predictor, answers, ROOM)) {
        fail(number, "a model does not predict");
    }
    float sum = 0;
    for (int k = 0; k < info.components; k++) {
        sum += answers[k];
    }
    bool sane = !overflows();
    if (sane && !(fabsf(sum - 1) < 1e-3f)) {
        fail(number, "weights do not sum to 1");
    }
    if (mdnsimd_log_density_f32(predictor, inputs, 1, (size_t)info.targets, answers, 1) || (sane && !isfinite(answers[0]))) {
        fail(number, "a density is not finite");
    }
    mdnsimd_predictor_free(predictor);
}

/* Memory for a file, whose end is the end of a page that is followed by one nobody may touch. */
static unsigned char *guarded(size_t bytes, size_t *size)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    *size = (bytes + page - 1) / page * page;
    unsigned char *memory = mmap(NULL, *size + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED || mprotect(memory + *size, page, PROT_NONE) != 0) {
        perror("mmap");
        exit(2);
    }
    return memory;
}

int main(int count, char **arguments)
{
    FILE *source = count == 4 ? fopen(arguments[1], "rb") : NULL;
    if (source == NULL) {
        fprintf(stderr, "usage: mutate MODEL CASES SEED\n");
        return 2;
    }
    fseek(source, 0, SEEK_END);
    sound_length = (size_t)ftell(source);
    rewind(source);
    sound = malloc(sound_length);
    file = malloc(sound_length + GROWTH);
    if (fread(sound, 1, sound_length, source) != sound_length) {
        return 2;
    }
    fclose(source);

    size_t size;
    unsigned char *memory = guarded(sound_length + GROWTH, &size);
    long cases = atol(arguments[2]), refused = 0, models = 0;
    uint64_t most = 0;
    double longest = 0;
    for (long number = 0; number < cases; number++) {
        state = strtoull(arguments[3], NULL, 10) * UINT64_C(1000000007) + (uint64_t)number;
        uint64_t stated;
        memcpy(file, sound, sound_length);
        memcpy(&stated, file, sizeof stated);
        length = sound_length;
        header_length = stated;
        for (size_t mutation = 1 + below(3); mutation > 0 && length > PREFIX; mutation--) {
            mutations[below(sizeof mutations / sizeof *mutations)]();
        }

        unsigned char *bytes = memory + size - length;
        memcpy(bytes, file, length);
        struct timespec start, end;
        mdnsimd_model model;
        alarm(SECONDS_PER_LOAD * 10);
        uint64_t before = mdnsimd_allocated_bytes();
        clock_gettime(CLOCK_MONOTONIC, &start);
        mdnsimd_status status = mdnsimd_load_memory(bytes, length, next() % 2 ? MDNSIMD_F32 : MDNSIMD_F64, &model);
        clock_gettime(CLOCK_MONOTONIC, &end);
        double seconds = (double)(end.tv_sec - start.tv_sec) + 1e-9 * (double)(end.tv_nsec - start.tv_nsec);
        longest = seconds > longest ? seconds : longest;
        uint64_t allocated = mdnsimd_allocated_bytes() - before;
        most = allocated > most ? allocated : most;
        if (allocated > 2 * length + constant) {
            fprintf(stderr, "%llu bytes for a file of %zu\n", (unsigned long long)allocated, length);
            fail(number, "allocated too much");
        }
        if (status == MDNSIMD_OK) {
            mdnsimd_info info;
            mdnsimd_model_info(model, &info, sizeof info);
            if (info.type == MDNSIMD_F32) {
                use(number, model);
            }
            mdnsimd_model_free(model);
            models++;
        } else if (status != MDNSIMD_ERROR_MODEL || strncmp(mdnsimd_last_error(), "memory: ", 8) != 0) {
            fail(number, "expected a model, or an error that names the file");
        } else {
            refused++;
        }
        if (seconds > SECONDS_PER_LOAD) {
            fail(number, "took too long");
        }
    }
    printf("%ld refused, %ld models, no handle left: %zu\n", refused, models, mdnsimd_live_handles());
    fprintf(stderr, "longest load %.1f ms, most allocated %llu bytes for a file of about %zu\n", 1e3 * longest, (unsigned long long)most, sound_length);
    return mdnsimd_live_handles() != 0;
}
