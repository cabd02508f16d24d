/* Random draws of segments, and what is made of them. */
#ifndef MTQA_NATIVE_DRAWS_H
#define MTQA_NATIVE_DRAWS_H

#include "_native.h"

#define MOST_SEED_WORDS 256

/* NumPy's public interface of a bit generator (numpy/random/bitgen.h), which its capsule "BitGenerator" points to. */
typedef struct {
    void *state;
    uint64_t (*next_uint64)(void *state);
    uint32_t (*next_uint32)(void *state);
    double (*next_double)(void *state);
    uint64_t (*next_raw)(void *state);
} BitGenerator;

typedef struct {
    uint64_t high, low;
} Wide;

typedef struct {
    Wide state, increment;
    uint32_t kept; /* the upper half of the last number, which comes next */
    int has_kept;
} Pcg64;

/* Where draws come from: NumPy's generator, or where there is none, our own. */
typedef struct {
    BitGenerator *generator;
    Pcg64 own;
} Draws;

/* -1 with an exception set where `source` is neither a seed nor a capsule. */
int draws_from(Draws *draws, PyObject *source);

/* How often each of n segments is in the next resample; 0 where that is more than 255 times. 1 <= n < 2**32. */
int count_resample(Draws *draws, uint8_t *counts, size_t n);

PyObject *count_draws(PyObject *module, PyObject *arguments);
PyObject *resample(PyObject *module, PyObject *arguments);
PyObject *has_exact_sums(PyObject *module, PyObject *rows);
PyObject *add_rows(PyObject *module, PyObject *arguments);

#endif
