/*
 * libmdnsimd: mixture density networks that were trained with MdnSimd, for C, C++ and whatever calls C.
 *
 * A model maps a row of features to a probability density of the targets: a mixture of K Gaussians over D dimensions. A predictor
 * computes the mixtures of one row or of many, and answers about those it computed last: their parameters, log-densities,
 * distribution functions, quantiles, moments and samples, all in the targets' own units.
 *
 *     mdnsimd_model model;
 *     mdnsimd_predictor predictor;
 *     float waiting = 79, median;
 *     if (mdnsimd_load("geyser.safetensors", MDNSIMD_F32, &model)
 *         || mdnsimd_predictor_create(model, 1, &predictor)
 *         || mdnsimd_predict_f32(predictor, &waiting, 1, 1)
 *         || mdnsimd_quantile_f32(predictor, 0.5f, 0, &median, 1)) {
 *         fprintf(stderr, "%s\n", mdnsimd_last_error());
 *     }
 *
 * Errors. Every function that can fail returns a status, MDNSIMD_OK or what went wrong, and leaves a message that names the argument,
 * the shape expected and the one it got, or the file and the place in it. No exception crosses this border, and no call aborts the
 * process, but for the first where address space is short: see Memory. What a call that failed was to write is as it was, but for a
 * handle, which is 0, and the prediction of a predictor, which is none.
 *
 * Handles are numbers, never addresses, and each is checked: 0, one that was freed, one of another kind and one made up give
 * MDNSIMD_ERROR_HANDLE. Arrays are checked for NULL and for the lengths that the caller states; that they are as long as stated only
 * the caller can know.
 *
 * Types. A model is loaded in float or in double, whatever its file holds; functions that end in _f32 serve the first, those in _f64
 * the second. One with a predictor of the other type returns MDNSIMD_ERROR_HANDLE.
 *
 * Threads. All functions may be called from any thread. A model is shared freely. A predictor serves one thread at a time: make one
 * for each. Calls that meet in one predictor are noticed, and the later returns MDNSIMD_ERROR_BUSY. Handles may be freed on another
 * thread than they were made on. A thread that calls in needs 256 KiB of stack. The library must not be used in the child of a fork()
 * that came after its first use: load it in the child. dlclose() leaves it in the process.
 *
 * Memory. A prediction and its answers allocate nothing. Numbers are in row-major order. The first call reserves address space for a
 * heap: 256 GB, or half of what ulimit -v allows. Where so much is not free the process is aborted, the only abort there is, unless the
 * environment variable DOTNET_GCHeapHardLimit bounds the heap: a hexadecimal number of bytes, such as 8000000 for 128 MiB.
 *
 * Signals. The first call installs handlers for SIGSEGV and SIGFPE, which pass faults of others on to the handlers before them, and for
 * SIGRTMIN, by which the collector stops threads: leave that one alone. It also has SIGPIPE ignored. A program that wants another
 * disposition of SIGPIPE sets it after its first call, mdnsimd_version() for one; no later call changes it.
 */
#ifndef MDNSIMD_H
#define MDNSIMD_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What a function returns. */
typedef enum mdnsimd_status {
    MDNSIMD_OK = 0,
    MDNSIMD_ERROR_ARGUMENT = 1,      /* an argument is NULL, of a wrong shape, out of its range or not finite */
    MDNSIMD_ERROR_HANDLE = 2,        /* no handle, or one that was freed, or one of another kind or type */
    MDNSIMD_ERROR_BUSY = 3,          /* another thread is using the predictor */
    MDNSIMD_ERROR_NO_PREDICTION = 4, /* the predictor has predicted nothing yet, or failed to */
    MDNSIMD_ERROR_FILE = 5,          /* a file is missing or cannot be read */
    MDNSIMD_ERROR_MODEL = 6,         /* a file is damaged or no model */
    MDNSIMD_ERROR_MEMORY = 7,        /* out of memory */
    MDNSIMD_ERROR_ENVIRONMENT = 8,   /* the environment variable MDNSIMD_SIMD is none of 512, 256 and 128 */
    MDNSIMD_ERROR_INTERNAL = 9       /* a fault of this library */
} mdnsimd_status;

/* What the numbers of a model are held in. */
typedef enum mdnsimd_type {
    MDNSIMD_F32 = 0, /* float */
    MDNSIMD_F64 = 1  /* double */
} mdnsimd_type;

/* The shape of the covariance of a component. */
typedef enum mdnsimd_covariance {
    MDNSIMD_ISOTROPIC = 0, /* one scale for all dimensions */
    MDNSIMD_DIAGONAL = 1,  /* a scale for each */
    MDNSIMD_FULL = 2       /* dimensions depend on each other */
} mdnsimd_covariance;

typedef uint64_t mdnsimd_model;     /* a loaded model; 0 is none */
typedef uint64_t mdnsimd_predictor; /* memory to predict in; 0 is none */

/* What a caller has to know about a model to make room for its answers. */
typedef struct mdnsimd_info {
    int32_t inputs;     /* features in a row */
    int32_t targets;    /* D, the dimensions of the target */
    int32_t components; /* K, the components of a mixture, of all members together */
    int32_t members;    /* networks of an ensemble, or 1 */
    int32_t covariance; /* a mdnsimd_covariance */
    int32_t type;       /* a mdnsimd_type */
    int64_t parameters; /* weights and biases, of all members together */
} mdnsimd_info;

/* The version of the library, such as "0.1.0". Never NULL. */
const char *mdnsimd_version(void);

/*
 * The message of the last call on this thread that failed, in UTF-8; empty if none has. Never NULL. Good until the next call that
 * fails on this thread, or until the thread ends; calls that succeed leave it alone.
 */
const char *mdnsimd_last_error(void);

/* The number of handles that have not been freed: 0 when everything has been. */
size_t mdnsimd_live_handles(void);

/* The bytes that calls on this thread have allocated since it began: a prediction and its answers add none. */
uint64_t mdnsimd_allocated_bytes(void);

/*
 * The bits of a vector in use: 512, 256 or 128, whichever the library was built for and MDNSIMD_SIMD allows. 0, with a message in
 * mdnsimd_last_error(), where that variable is none of the three.
 */
int mdnsimd_vector_bits(void);

/*
 * Loads a model that MdnSimd has saved.
 *   path   a safetensors file, in UTF-8.
 *   type   MDNSIMD_F32, or MDNSIMD_F64.
 *   model  receives the handle, which mdnsimd_model_free frees.
 * Memory: the file, for its header no more than the header's length again and 64 KiB, and the model: its parameters in the type asked for,
 * each layer's outputs padded to 64 bytes, its scalers and names. Memory for the model is taken once every tensor and number has been
 * checked, so a file that is refused takes no more than twice its length and 64 KiB; more only where a name of a column occurs twice.
 * Numbers are checked to be finite. Parameters so large that sums over them overflow, 3e38 in float, load and predict NaN.
 */
mdnsimd_status mdnsimd_load(const char *path, mdnsimd_type type, mdnsimd_model *model);

/* Loads a model from the bytes of such a file. They are read where they lie, must not change meanwhile, and are not kept. */
mdnsimd_status mdnsimd_load_memory(const void *bytes, size_t length, mdnsimd_type type, mdnsimd_model *model);

/* Describes a model. size is sizeof(mdnsimd_info). */
mdnsimd_status mdnsimd_model_info(mdnsimd_model model, mdnsimd_info *info, size_t size);

/* Frees a model. Predictors made of it go on. */
mdnsimd_status mdnsimd_model_free(mdnsimd_model model);

/*
 * Makes a predictor.
 *   capacity   the most rows it predicts at a time, at least 1; it takes memory for the mixtures of so many.
 *   predictor  receives the handle, which mdnsimd_predictor_free frees.
 */
mdnsimd_status mdnsimd_predictor_create(mdnsimd_model model, size_t capacity, mdnsimd_predictor *predictor);

/* Frees a predictor and its memory. While another thread is using it, MDNSIMD_ERROR_BUSY: it is then still there. */
mdnsimd_status mdnsimd_predictor_free(mdnsimd_predictor predictor);

/*
 * Computes the mixtures of rows of features. All functions below answer about these rows, until the next call of this one. A row
 * has the same bits alone and among others.
 *   inputs   [rows, columns], in the features' units; all finite.
 *   rows     1 to the predictor's capacity.
 *   columns  the model's inputs.
 */
mdnsimd_status mdnsimd_predict_f32(mdnsimd_predictor predictor, const float *inputs, size_t rows, size_t columns);
mdnsimd_status mdnsimd_predict_f64(mdnsimd_predictor predictor, const double *inputs, size_t rows, size_t columns);

/*
 * Copy the parameters of the mixtures. length is the number of elements that destination has room for; more than needed are left.
 *   weights            [rows, K]: the probability of each component; their sum is 1.
 *   means              [rows, K, D].
 *   scales             [rows, K, D]: standard deviations; of a full covariance the marginal ones.
 *   precision_factors  [rows, K, D, D], full covariances only: upper triangular U, the inverse of whose covariance is U^T U.
 */
mdnsimd_status mdnsimd_weights_f32(mdnsimd_predictor predictor, float *destination, size_t length);
mdnsimd_status mdnsimd_weights_f64(mdnsimd_predictor predictor, double *destination, size_t length);
mdnsimd_status mdnsimd_means_f32(mdnsimd_predictor predictor, float *destination, size_t length);
mdnsimd_status mdnsimd_means_f64(mdnsimd_predictor predictor, double *destination, size_t length);
mdnsimd_status mdnsimd_scales_f32(mdnsimd_predictor predictor, float *destination, size_t length);
mdnsimd_status mdnsimd_scales_f64(mdnsimd_predictor predictor, double *destination, size_t length);
mdnsimd_status mdnsimd_precision_factors_f32(mdnsimd_predictor predictor, float *destination, size_t length);
mdnsimd_status mdnsimd_precision_factors_f64(mdnsimd_predictor predictor, double *destination, size_t length);

/*
 * log p(t) of each row, in nats. Finite, however far away t is.
 *   targets      [rows, columns]: a t for each row; all finite.
 *   rows         as many as were predicted.
 *   columns      D.
 *   destination  [rows]; length is what it has room for.
 */
mdnsimd_status mdnsimd_log_density_f32(
    mdnsimd_predictor predictor, const float *targets, size_t rows, size_t columns, float *destination, size_t length);
mdnsimd_status mdnsimd_log_density_f64(
    mdnsimd_predictor predictor, const double *targets, size_t rows, size_t columns, double *destination, size_t length);

/*
 * The probability that one dimension of the target is at most a value, of each row.
 *   values       [rows]: a value for each row, in the target's units; all finite.
 *   rows         as many as were predicted.
 *   dimension    0 to D - 1.
 *   destination  [rows], each 0 to 1; length is the number of elements that it has room for.
 */
mdnsimd_status mdnsimd_cdf_f32(
    mdnsimd_predictor predictor, const float *values, size_t rows, size_t dimension, float *destination, size_t length);
mdnsimd_status mdnsimd_cdf_f64(
    mdnsimd_predictor predictor, const double *values, size_t rows, size_t dimension, double *destination, size_t length);

/*
 * The value that one dimension of the target stays below with a probability, of each row.
 *   probability  0 to 1; 0 gives -infinity and 1 gives infinity.
 *   dimension    0 to D - 1.
 *   destination  [rows]; length is what it has room for.
 */
mdnsimd_status mdnsimd_quantile_f32(
    mdnsimd_predictor predictor, float probability, size_t dimension, float *destination, size_t length);
mdnsimd_status mdnsimd_quantile_f64(
    mdnsimd_predictor predictor, double probability, size_t dimension, double *destination, size_t length);

/*
 * The mean and the standard deviation of one dimension of the target, of each row.
 *   dimension    0 to D - 1.
 *   destination  [rows]; length is what it has room for.
 */
mdnsimd_status mdnsimd_mean_f32(mdnsimd_predictor predictor, size_t dimension, float *destination, size_t length);
mdnsimd_status mdnsimd_mean_f64(mdnsimd_predictor predictor, size_t dimension, double *destination, size_t length);
mdnsimd_status mdnsimd_standard_deviation_f32(
    mdnsimd_predictor predictor, size_t dimension, float *destination, size_t length);
mdnsimd_status mdnsimd_standard_deviation_f64(
    mdnsimd_predictor predictor, size_t dimension, double *destination, size_t length);

/*
 * Draws independent samples of each row. Sample i of row r is a function of the mixture, the seed and first + r * count + i alone.
 *   seed         any number.
 *   first        the number of the first sample: 0, and for a next call with the same seed rows * count more.
 *   count        the samples of a row; 0 draws none.
 *   destination  [rows, count, D]; length is what it has room for.
 */
mdnsimd_status mdnsimd_sample_f32(
    mdnsimd_predictor predictor, uint64_t seed, uint64_t first, size_t count, float *destination, size_t length);
mdnsimd_status mdnsimd_sample_f64(
    mdnsimd_predictor predictor, uint64_t seed, uint64_t first, size_t count, double *destination, size_t length);

#ifdef __cplusplus
}
#endif

#endif
