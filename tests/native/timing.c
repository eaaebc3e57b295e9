/* timing MODEL [ROUNDS]: the time of predictions and answers through the C interface, the best of 30 rounds, one thread. */
#define _POSIX_C_SOURCE 199309L
#include <mdnsimd.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ROWS = 1024, ROOM = ROWS * 64 };

static mdnsimd_info info;
static mdnsimd_predictor predictor;
static int rounds = 30;
static float inputs[ROOM], targets[ROOM], weights[ROOM], means[ROOM], scales[ROOM], answer[ROWS];

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return 1e9 * (double)time.tv_sec + (double)time.tv_nsec;
}

static int handle_alone(void) { return mdnsimd_weights_f32(predictor, weights, ROOM); }
static int predict(void) { return mdnsimd_predict_f32(predictor, inputs, 1, (size_t)info.inputs); }
static int predict_many(void) { return mdnsimd_predict_f32(predictor, inputs, ROWS, (size_t)info.inputs); }
static int parameters(void)
{
    return predict() || mdnsimd_weights_f32(predictor, weights, ROOM) || mdnsimd_means_f32(predictor, means, ROOM)
        || mdnsimd_scales_f32(predictor, scales, ROOM);
}
static int log_density(void) { return predict() || mdnsimd_log_density_f32(predictor, targets, 1, (size_t)info.targets, answer, 1); }
static int quantile(void) { return predict() || mdnsimd_quantile_f32(predictor, 0.5f, 0, answer, 1); }

static void measure(const char *name, int calls, int (*call)(void))
{
    double best = 1e18;
    for (int round = 0; round < rounds; round++) {
        double start = now();
        for (int i = 0; i < calls; i++) {
            if (call()) {
                fprintf(stderr, "%s: %s\n", name, mdnsimd_last_error());
                exit(1);
            }
        }
        double time = (now() - start) / calls;
        best = time < best ? time : best;
    }
    printf("C  %-28s %9.1f ns\n", name, best);
}

int main(int count, char **arguments)
{
    mdnsimd_model model;
    if (count < 2 || count > 3 || mdnsimd_load(arguments[1], MDNSIMD_F32, &model) || mdnsimd_model_info(model, &info, sizeof info)
        || mdnsimd_predictor_create(model, ROWS, &predictor) || info.inputs > 64 || info.components * info.targets > 64) {
        fprintf(stderr, "usage: timing MODEL [ROUNDS], a small one %s\n", mdnsimd_last_error());
        return 2;
    }
    rounds = count == 3 ? atoi(arguments[2]) : rounds;
    for (int i = 0; i < info.inputs; i++) {
        inputs[i] = 0.1f * (float)i;
    }
    measure("predict", 20000, predict);
    measure("weights alone", 20000, handle_alone);
    measure("predict, copy parameters", 20000, parameters);
    measure("predict, log density", 20000, log_density);
    measure("predict, quantile", 20000, quantile);
    measure("predict 1024", 100, predict_many);
    return mdnsimd_predictor_free(predictor) || mdnsimd_model_free(model);
}
