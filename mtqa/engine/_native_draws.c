/* Bootstrap resamples as counts: how often each segment was drawn. The draws are those of numpy.random.default_rng(seed):
   SeedSequence (O'Neill's seed_seq_fe), PCG64 (XSL-RR 128/64; O'Neill, 2014), and bounded integers by Lemire (2019). */
#include "_native_draws.h"
#include <string.h>

/* ---- 128 bits ---- */

#if defined(__SIZEOF_INT128__) && !defined(MTQA_WITHOUT_INT128)
__extension__ typedef unsigned __int128 Native128;

static Wide times_plus(Wide a, Wide b, Wide c)
{
    Native128 x = (Native128)a.high << 64 | a.low, y = (Native128)b.high << 64 | b.low, z = (Native128)c.high << 64 | c.low;
    Wide result;
    x = x * y + z;
    result.high = (uint64_t)(x >> 64);
    result.low = (uint64_t)x;
    return result;
}
#else
static Wide times_plus(Wide a, Wide b, Wide c)
{
    uint64_t a0 = a.low & UINT32_MAX, a1 = a.low >> 32, b0 = b.low & UINT32_MAX, b1 = b.low >> 32;
    uint64_t low = a0 * b0, middle = a1 * b0 + (low >> 32), other = a0 * b1 + (middle & UINT32_MAX);
    Wide result;
    result.low = a.low * b.low + c.low;
    result.high = a1 * b1 + (middle >> 32) + (other >> 32) + a.high * b.low + a.low * b.high + c.high;
    result.high += result.low < c.low;
    return result;
}
#endif

static const Wide MULTIPLIER = {2549297995355413924u, 4865540595714422341u};

static inline void pcg_step(Pcg64 *pcg)
{
    pcg->state = times_plus(pcg->state, MULTIPLIER, pcg->increment);
}

/* Two numbers of 32 bits from one of 64, the lower half first. */
static inline uint32_t pcg_next(void *state)
{
    Pcg64 *pcg = (Pcg64 *)state;
    uint64_t mixed;
    unsigned turn;
    if (pcg->has_kept) {
        pcg->has_kept = 0;
        return pcg->kept;
    }
    pcg_step(pcg);
    mixed = pcg->state.high ^ pcg->state.low;
    turn = (unsigned)(pcg->state.high >> 58);
    mixed = mixed >> turn | mixed << ((64 - turn) & 63);
    pcg->has_kept = 1;
    pcg->kept = (uint32_t)(mixed >> 32);
    return (uint32_t)mixed;
}

/* ---- seeds ---- */

static uint32_t hashed(uint32_t value, uint32_t *constant, uint32_t multiplier)
{
    value ^= *constant;
    *constant *= multiplier;
    value *= *constant;
    return value ^ value >> 16;
}

static uint32_t mixed(uint32_t one, uint32_t other)
{
    uint32_t result = 0xCA01F9DDu * one - 0x4973F715u * other;
    return result ^ result >> 16;
}

/* A seed of any length, as 32-bit words with the lowest first. */
static void pcg_seed(Pcg64 *pcg, const uint32_t *words, size_t n_words)
{
    uint32_t pool[4], constant = 0x43B0D7E5u;
    uint64_t state[4];
    size_t i, k;
    Wide start;
    for (i = 0; i < 4; i++)
        pool[i] = hashed(i < n_words ? words[i] : 0, &constant, 0x931E8875u);
    for (i = 0; i < 4; i++)
        for (k = 0; k < 4; k++)
            if (i != k)
                pool[k] = mixed(pool[k], hashed(pool[i], &constant, 0x931E8875u));
    for (i = 4; i < n_words; i++)
        for (k = 0; k < 4; k++)
            pool[k] = mixed(pool[k], hashed(words[i], &constant, 0x931E8875u));
    constant = 0x8B51F9DDu;
    for (i = 0; i < 4; i++) {
        uint64_t low = hashed(pool[2 * i % 4], &constant, 0x58F38DEDu);
        state[i] = low | (uint64_t)hashed(pool[(2 * i + 1) % 4], &constant, 0x58F38DEDu) << 32;
    }
    memset(pcg, 0, sizeof *pcg);
    start.high = state[0];
    start.low = state[1];
    pcg->increment.high = state[2] << 1 | state[3] >> 63;
    pcg->increment.low = state[3] << 1 | 1;
    pcg_step(pcg);
    pcg->state.low += start.low;
    pcg->state.high += start.high + (pcg->state.low < start.low);
    pcg_step(pcg);
}

int draws_from(Draws *draws, PyObject *source)
{
    memset(draws, 0, sizeof *draws);
    if (PyBytes_Check(source)) {
        uint32_t words[MOST_SEED_WORDS];
        Py_ssize_t size = PyBytes_Size(source), i;
        const uint8_t *bytes = (const uint8_t *)PyBytes_AsString(source);
        if (size < 4 || size % 4 != 0 || size / 4 > MOST_SEED_WORDS) {
            PyErr_Format(PyExc_ValueError, "a seed has from 1 to %d words of 32 bits", MOST_SEED_WORDS);
            return -1;
        }
        for (i = 0; i < size / 4; i++)
            words[i] = (uint32_t)bytes[4 * i] | (uint32_t)bytes[4 * i + 1] << 8 | (uint32_t)bytes[4 * i + 2] << 16 |
                       (uint32_t)bytes[4 * i + 3] << 24;
        pcg_seed(&draws->own, words, (size_t)size / 4);
        return 0;
    }
    draws->generator = (BitGenerator *)PyCapsule_GetPointer(source, "BitGenerator");
    return draws->generator == NULL ? -1 : 0;
}

/* ---- counts ---- */

static inline int count_with(uint8_t *counts, size_t n, uint32_t (*next)(void *), void *state)
{
    const uint32_t range = (uint32_t)n, threshold = (uint32_t)(0 - range) % range;
    int fits = 1;
    size_t i;
    memset(counts, 0, n);
    if (n == 1) { /* NumPy draws nothing where there is nothing to choose */
        counts[0] = 1;
        return 1;
    }
    for (i = 0; i < n; i++) {
        uint64_t product = (uint64_t)next(state) * range;
        while ((uint32_t)product < threshold)
            product = (uint64_t)next(state) * range;
        fits &= ++counts[product >> 32] != 0;
    }
    return fits;
}

int count_resample(Draws *draws, uint8_t *counts, size_t n)
{
    if (draws->generator == NULL)
        return count_with(counts, n, pcg_next, &draws->own);
    return count_with(counts, n, draws->generator->next_uint32, draws->generator->state);
}

/* count_draws(source, n, rows, counts) -> bool

   For each row, n draws from 0 to n-1, counted in `counts`, bytes of shape (rows, n). `source` is a seed (bytes, the lowest
   first) or the capsule of one of NumPy's bit generators. False where some segment was drawn more than 255 times: counts are
   then useless. */
PyObject *count_draws(PyObject *module, PyObject *arguments)
{
    PyObject *source;
    Py_ssize_t n, rows, row;
    Py_buffer buffer;
    Draws draws;
    int fits = 1;
    (void)module;
    if (!PyArg_ParseTuple(arguments, "Onnw*", &source, &n, &rows, &buffer))
        return NULL;
    if (draws_from(&draws, source) != 0) {
        PyBuffer_Release(&buffer);
        return NULL;
    }
    if (n < 1 || (uint64_t)n > UINT32_MAX || rows < 0 || (rows > 0 && buffer.len / rows < n)) {
        PyBuffer_Release(&buffer);
        PyErr_SetString(PyExc_ValueError, "counts need n bytes a row, and 1 <= n < 2**32");
        return NULL;
    }
    Py_BEGIN_ALLOW_THREADS
    for (row = 0; row < rows; row++)
        fits &= count_resample(&draws, (uint8_t *)buffer.buf + (size_t)row * (size_t)n, (size_t)n);
    Py_END_ALLOW_THREADS
    PyBuffer_Release(&buffer);
    return PyBool_FromLong(fits);
}
