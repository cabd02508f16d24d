/* Sums of bootstrap resamples, exact: counts of draws times statistics, in whole numbers.

   Statistics are cut into limbs so small that a sum over all segments of a resample stays within 32 bits, whatever was drawn.
   Limbs and counts have 16 bits, and compilers make of their sums of products one instruction for eight products or more. */
#include "_native_draws.h"
#include <stdlib.h>
#include <string.h>

#define ROWS 16       /* resamples at once */
#define COLUMNS 4     /* columns of limbs at once */
#define TILE 1024     /* segments at once, which stay in the processor's nearest memory */
#define MOST_LIMBS 16
#define MOST_EXACT ((int64_t)1 << 53)
#define FRACTIONS 1024 /* numbers that are no multiples of 1/1024 are not summed here */

/* Where the loader can choose between versions of a function, one for processors with registers of 256 bits. */
#if defined(__x86_64__) && defined(__GLIBC__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__)
#define WIDE_REGISTERS __attribute__((target_clones("avx2", "default")))
#else
#define WIDE_REGISTERS
#endif

typedef struct {
    Py_buffer buffer;
    int is_real; /* float64, otherwise int64 */
    size_t columns;
} Array;

/* One column of one array: where its limbs are, and what its numbers were multiplied with. */
typedef struct {
    size_t first_limb, n_limbs;
    double scale;
} Column;

typedef struct {
    size_t n, padded, n_samples, n_arrays, n_columns, n_limbs;
    unsigned bits; /* of a limb */
    Array *arrays;
    Py_buffer *outputs;
    Column *columns;
    int16_t *limbs;  /* n_limbs x padded */
    int16_t *counts; /* ROWS x padded */
    int32_t *sums;   /* ROWS x n_limbs */
    uint8_t *drawn;  /* n */
} Sampling;

static int64_t number_at(const Array *array, size_t index, double scale)
{
    return array->is_real ? (int64_t)(((const double *)array->buffer.buf)[index] * scale)
                          : ((const int64_t *)array->buffer.buf)[index];
}

static int is_fraction(double value, double most)
{
    return value > -most && value < most && value * FRACTIONS == (double)(int64_t)(value * FRACTIONS);
}

/* What a column's numbers are to be multiplied with so that they are whole, and the least and the largest of them then.
   0 where sums could be inexact. */
static double scale_of(const Array *array, size_t column, size_t n, int64_t *least, int64_t *largest)
{
    double scale = 1;
    const double most = (double)MOST_EXACT / (double)n;
    size_t i;
    if (array->is_real) {
        const double *values = (const double *)array->buffer.buf + column;
        for (i = 0; i < n; i++) {
            double value = values[i * array->columns];
            if (!is_fraction(value, most / FRACTIONS))
                return 0;
            if (value != (double)(int64_t)value)
                scale = FRACTIONS;
        }
    }
    *least = *largest = number_at(array, column, scale);
    for (i = 0; i < n; i++) {
        int64_t value = number_at(array, i * array->columns + column, scale);
        if (value < *least)
            *least = value;
        if (value > *largest)
            *largest = value;
    }
    return (double)*least > -most && (double)*largest < most ? scale : 0;
}

/* Rounds down, which a shift of a negative number need not do. */
static int64_t floor_shift(int64_t value, unsigned bits)
{
    return value >= 0 ? value >> bits : ~(~value >> bits);
}

/* How many limbs hold numbers from `least` to `largest`: all from 0 on, but the last, which bears the sign. */
static size_t limbs_for(int64_t least, int64_t largest, unsigned bits)
{
    size_t n = 1;
    while (least < -((int64_t)1 << bits) || largest >= (int64_t)1 << bits) {
        least = floor_shift(least, bits);
        largest = floor_shift(largest, bits);
        n++;
    }
    return n;
}

/* 1 where every sum is exact; 0 where one may not be. */
static int measure_columns(Sampling *sampling)
{
    size_t a, k, column = 0;
    for (sampling->bits = 15; ((uint64_t)sampling->n << sampling->bits) >= (uint64_t)1 << 31; sampling->bits--)
        if (sampling->bits == 4)
            return 0;
    for (a = 0; a < sampling->n_arrays; a++)
        for (k = 0; k < sampling->arrays[a].columns; k++, column++) {
            Column *found = &sampling->columns[column];
            int64_t least, largest;
            found->scale = scale_of(&sampling->arrays[a], k, sampling->n, &least, &largest);
            if (found->scale == 0)
                return 0;
            found->first_limb = sampling->n_limbs;
            found->n_limbs = limbs_for(least, largest, sampling->bits);
            sampling->n_limbs += found->n_limbs;
        }
    sampling->n_limbs = (sampling->n_limbs + COLUMNS - 1) / COLUMNS * COLUMNS;
    return 1;
}

static void cut_into_limbs(Sampling *sampling)
{
    const int64_t mask = ((int64_t)1 << sampling->bits) - 1;
    size_t a, k, i, limb, column = 0;
    for (a = 0; a < sampling->n_arrays; a++)
        for (k = 0; k < sampling->arrays[a].columns; k++, column++) {
            const Column *of_column = &sampling->columns[column];
            int16_t *at = sampling->limbs + of_column->first_limb * sampling->padded;
            for (i = 0; i < sampling->n; i++) {
                int64_t value = number_at(&sampling->arrays[a], i * sampling->arrays[a].columns + k, of_column->scale);
                for (limb = 0; limb + 1 < of_column->n_limbs; limb++) {
                    at[limb * sampling->padded + i] = (int16_t)(value & mask);
                    value = floor_shift(value, sampling->bits);
                }
                at[limb * sampling->padded + i] = (int16_t)value;
            }
        }
}

/* Adds the products of two rows with four columns: eight sums, which is what fits into registers. */
WIDE_REGISTERS
static void multiply(const int16_t *row, size_t row_stride, const int16_t *column, size_t column_stride, size_t n,
                     int32_t *sums, size_t sums_stride)
{
    const int16_t *r0 = row, *r1 = row + row_stride;
    const int16_t *c0 = column, *c1 = c0 + column_stride, *c2 = c1 + column_stride, *c3 = c2 + column_stride;
    int32_t s00 = 0, s01 = 0, s02 = 0, s03 = 0, s10 = 0, s11 = 0, s12 = 0, s13 = 0;
    size_t i;
    for (i = 0; i < n; i++) {
        s00 += r0[i] * c0[i];
        s01 += r0[i] * c1[i];
        s02 += r0[i] * c2[i];
        s03 += r0[i] * c3[i];
        s10 += r1[i] * c0[i];
        s11 += r1[i] * c1[i];
        s12 += r1[i] * c2[i];
        s13 += r1[i] * c3[i];
    }
    sums[0] += s00;
    sums[1] += s01;
    sums[2] += s02;
    sums[3] += s03;
    sums[sums_stride] += s10;
    sums[sums_stride + 1] += s11;
    sums[sums_stride + 2] += s12;
    sums[sums_stride + 3] += s13;
}

static void multiply_all(Sampling *sampling)
{
    size_t start, column, row, padded = sampling->padded;
    memset(sampling->sums, 0, ROWS * sampling->n_limbs * sizeof *sampling->sums);
    for (start = 0; start < padded; start += TILE) {
        size_t n = padded - start < TILE ? padded - start : TILE;
        for (column = 0; column < sampling->n_limbs; column += COLUMNS)
            for (row = 0; row < ROWS; row += 2)
                multiply(sampling->counts + row * padded + start, padded, sampling->limbs + column * padded + start, padded,
                         n, sampling->sums + row * sampling->n_limbs + column, sampling->n_limbs);
    }
}

static void write_sums(const Sampling *sampling, size_t first, size_t rows)
{
    size_t a, k, row, limb, column = 0;
    for (a = 0; a < sampling->n_arrays; a++) {
        size_t width = sampling->arrays[a].columns;
        double *output = (double *)sampling->outputs[a].buf + first * width;
        for (k = 0; k < width; k++, column++) {
            const Column *of_column = &sampling->columns[column];
            for (row = 0; row < rows; row++) {
                const int32_t *sums = sampling->sums + row * sampling->n_limbs + of_column->first_limb;
                int64_t total = 0;
                for (limb = of_column->n_limbs; limb-- > 0;)
                    total = total * ((int64_t)1 << sampling->bits) + sums[limb];
                output[row * width + k] = (double)total / of_column->scale;
            }
        }
    }
}

/* 1 when done, 0 where a segment was drawn more than 255 times, -1 with an exception set. */
static int draw_and_sum(Sampling *sampling, Draws *draws)
{
    size_t first, row, i;
    for (first = 0; first < sampling->n_samples; first += ROWS) {
        size_t rows = sampling->n_samples - first < ROWS ? sampling->n_samples - first : ROWS;
        int fits = 1;
        Py_BEGIN_ALLOW_THREADS
        for (row = 0; row < rows; row++) {
            int16_t *counts = sampling->counts + row * sampling->padded;
            fits &= count_resample(draws, sampling->drawn, sampling->n);
            for (i = 0; i < sampling->n; i++)
                counts[i] = sampling->drawn[i];
        }
        multiply_all(sampling);
        write_sums(sampling, first, rows);
        Py_END_ALLOW_THREADS
        if (!fits)
            return 0;
        if (PyErr_CheckSignals() != 0)
            return -1;
    }
    return 1;
}

static int get_array(Array *array, PyObject *object, size_t n)
{
    if (PyObject_GetBuffer(object, &array->buffer, PyBUF_C_CONTIGUOUS | PyBUF_FORMAT) != 0)
        return -1;
    if (array->buffer.itemsize == 8 && array->buffer.format != NULL && strlen(array->buffer.format) == 1 &&
        strchr("lqd", array->buffer.format[0]) != NULL && (size_t)array->buffer.len / 8 % n == 0) {
        array->is_real = array->buffer.format[0] == 'd';
        array->columns = (size_t)array->buffer.len / 8 / n;
        return 0;
    }
    PyBuffer_Release(&array->buffer);
    PyErr_SetString(PyExc_ValueError, "statistics must be rows of 64-bit numbers, one for every segment");
    return -1;
}

static int get_output(Py_buffer *output, PyObject *object, size_t n_samples, size_t columns)
{
    if (PyObject_GetBuffer(object, output, PyBUF_WRITABLE | PyBUF_C_CONTIGUOUS) != 0)
        return -1;
    if (output->itemsize == 8 && (n_samples == 0 || (size_t)output->len / 8 / n_samples >= columns))
        return 0;
    PyBuffer_Release(output);
    PyErr_SetString(PyExc_ValueError, "an output must have a row of 64-bit numbers for every resample");
    return -1;
}

/* Memory for limbs, counts and sums; -1 with an exception set where there is not so much. */
static int make_room(Sampling *sampling)
{
    sampling->padded = (sampling->n + 15) / 16 * 16;
    if (sampling->n_limbs > PTRDIFF_MAX / sizeof(int16_t) / (sampling->padded + ROWS)) {
        PyErr_NoMemory();
        return -1;
    }
    sampling->limbs = (int16_t *)calloc(sampling->n_limbs * sampling->padded + 1, sizeof *sampling->limbs);
    sampling->counts = (int16_t *)calloc(ROWS * sampling->padded, sizeof *sampling->counts);
    sampling->sums = (int32_t *)calloc(ROWS * sampling->n_limbs + 1, sizeof *sampling->sums);
    sampling->drawn = (uint8_t *)calloc(sampling->n, 1);
    if (sampling->limbs != NULL && sampling->counts != NULL && sampling->sums != NULL && sampling->drawn != NULL)
        return 0;
    PyErr_NoMemory();
    return -1;
}

/* As `draw_and_sum`, with everything that it needs. */
static int sample(Sampling *sampling, Draws *draws)
{
    int is_exact;
    Py_BEGIN_ALLOW_THREADS
    is_exact = measure_columns(sampling);
    Py_END_ALLOW_THREADS
    if (!is_exact)
        return 0;
    if (make_room(sampling) != 0)
        return -1;
    Py_BEGIN_ALLOW_THREADS
    cut_into_limbs(sampling);
    Py_END_ALLOW_THREADS
    return draw_and_sum(sampling, draws);
}

/* resample(source, n_samples, n, arrays, outputs) -> bool

   `source` as for count_draws; `arrays`: a tuple of statistics of n segments, int64 or float64 of shape (n, k); `outputs`: for
   each a writable buffer of float64 of shape (n_samples, k), for the sums of each resample, the same resamples for all arrays.
   False, with outputs and a generator's state of no use, where sums would not be exact or a segment was drawn more than 255
   times. */
PyObject *resample(PyObject *module, PyObject *arguments)
{
    PyObject *source, *arrays, *outputs;
    Py_ssize_t n_samples, n, n_arrays, k, n_got = 0, n_outputs = 0;
    Sampling sampling;
    Draws draws;
    int result = -1;
    (void)module;
    if (!PyArg_ParseTuple(arguments, "OnnO!O!", &source, &n_samples, &n, &PyTuple_Type, &arrays, &PyTuple_Type, &outputs) ||
        draws_from(&draws, source) != 0)
        return NULL;
    n_arrays = PyTuple_Size(arrays);
    if (n < 1 || (uint64_t)n > UINT32_MAX || n_samples < 0 || PyTuple_Size(outputs) != n_arrays) {
        PyErr_SetString(PyExc_ValueError, "needs 1 <= n < 2**32 segments, and one output for each array");
        return NULL;
    }
    memset(&sampling, 0, sizeof sampling);
    sampling.n = (size_t)n;
    sampling.n_samples = (size_t)n_samples;
    sampling.n_arrays = (size_t)n_arrays;
    sampling.arrays = (Array *)calloc((size_t)n_arrays + 1, sizeof *sampling.arrays);
    sampling.outputs = (Py_buffer *)calloc((size_t)n_arrays + 1, sizeof *sampling.outputs);
    if (sampling.arrays == NULL || sampling.outputs == NULL) {
        PyErr_NoMemory();
        goto done;
    }
    for (k = 0; k < n_arrays; k++) {
        if (get_array(&sampling.arrays[k], PyTuple_GetItem(arrays, k), sampling.n) != 0)
            goto done;
        n_got++;
        if (get_output(&sampling.outputs[k], PyTuple_GetItem(outputs, k), sampling.n_samples, sampling.arrays[k].columns) != 0)
            goto done;
        n_outputs++;
        sampling.n_columns += sampling.arrays[k].columns;
    }
    sampling.columns = (Column *)calloc(sampling.n_columns + 1, sizeof *sampling.columns);
    if (sampling.columns == NULL)
        PyErr_NoMemory();
    else
        result = sample(&sampling, &draws);
done:
    for (k = 0; k < n_got; k++)
        PyBuffer_Release(&sampling.arrays[k].buffer);
    for (k = 0; k < n_outputs; k++)
        PyBuffer_Release(&sampling.outputs[k]);
    free(sampling.arrays);
    free(sampling.outputs);
    free(sampling.columns);
    free(sampling.limbs);
    free(sampling.counts);
    free(sampling.sums);
    free(sampling.drawn);
    return result < 0 ? NULL : PyBool_FromLong(result);
}

/* has_exact_sums(rows) -> whether float64 of any number are whole, or halves, quarters and so on of whole numbers */
PyObject *has_exact_sums(PyObject *module, PyObject *rows)
{
    Array array;
    size_t i;
    int is_exact = 1;
    (void)module;
    if (get_array(&array, rows, 1) != 0)
        return NULL;
    if (array.is_real)
        for (i = 0; i < array.columns && is_exact; i++)
            is_exact = is_fraction(((const double *)array.buffer.buf)[i], (double)MOST_EXACT / FRACTIONS);
    PyBuffer_Release(&array.buffer);
    return PyBool_FromLong(is_exact);
}

/* add_rows(rows, n, totals) -> list: the totals (a list of numbers; empty for none) with n rows of statistics added, one
   after the other. */
PyObject *add_rows(PyObject *module, PyObject *arguments)
{
    PyObject *rows, *totals, *result = NULL;
    Py_ssize_t n;
    size_t i, k, n_totals, from = 0;
    Array array;
    int64_t *whole = NULL;
    double *real = NULL;
    (void)module;
    if (!PyArg_ParseTuple(arguments, "OnO!", &rows, &n, &PyList_Type, &totals))
        return NULL;
    if (n < 1) {
        PyErr_SetString(PyExc_ValueError, "there are no rows");
        return NULL;
    }
    n_totals = (size_t)PyList_Size(totals);
    if (get_array(&array, rows, (size_t)n) != 0)
        return NULL;
    whole = (int64_t *)calloc(array.columns + 1, sizeof *whole);
    real = (double *)calloc(array.columns + 1, sizeof *real);
    if (whole == NULL || real == NULL) {
        PyErr_NoMemory();
        goto done;
    }
    if (n_totals != 0 && n_totals != array.columns) {
        PyErr_SetString(PyExc_ValueError, "there must be one total for every column");
        goto done;
    }
    for (k = 0; k < n_totals; k++) {
        PyObject *total = PyList_GetItem(totals, (Py_ssize_t)k);
        if (array.is_real)
            real[k] = PyFloat_AsDouble(total);
        else
            whole[k] = PyLong_AsLongLong(total);
        if (PyErr_Occurred())
            goto done;
    }
    Py_BEGIN_ALLOW_THREADS
    if (array.is_real) {
        const double *at = (const double *)array.buffer.buf;
        if (n_totals == 0) { /* from the first row, not from 0: there is a -0.0, too */
            memcpy(real, at, array.columns * sizeof *real);
            from = 1;
        }
        for (i = from; i < (size_t)n; i++)
            for (k = 0; k < array.columns; k++)
                real[k] += at[i * array.columns + k];
    } else {
        const int64_t *at = (const int64_t *)array.buffer.buf;
        for (i = 0; i < (size_t)n; i++)
            for (k = 0; k < array.columns; k++)
                whole[k] = (int64_t)((uint64_t)whole[k] + (uint64_t)at[i * array.columns + k]);
    }
    Py_END_ALLOW_THREADS
    result = PyList_New((Py_ssize_t)array.columns);
    for (k = 0; result != NULL && k < array.columns; k++) {
        PyObject *total = array.is_real ? PyFloat_FromDouble(real[k]) : PyLong_FromLongLong(whole[k]);
        if (total == NULL || PyList_SetItem(result, (Py_ssize_t)k, total) != 0)
            Py_CLEAR(result);
    }
done:
    PyBuffer_Release(&array.buffer);
    free(whole);
    free(real);
    return result;
}
