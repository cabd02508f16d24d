/* Scores of bootstrap resamples in the single precision that sacreBLEU computes them in; see single_precision.py.

   Every step that sacreBLEU makes with float32 scalars of NumPy is a step with floats here, every other one with doubles. */
#include "_native_scores.h"
#include <math.h>
#include <stdlib.h>

#define EPS 1e-16
#define LOG_OF_ZERO (-9999999999LL) /* an int in sacreBLEU: Python's sum adds ints and floats differently */
#define EXACT 16777216.0            /* whole numbers up to here are exact in float32, and so are all sums on the way there */

/* Sums of shape (m, columns), and a score for each of the m rows. */
typedef struct {
    Py_buffer sums, scores;
    const double *at;
    double *out;
    size_t m, columns;
} Rows;

static int get_rows(Rows *rows, PyObject *sums, PyObject *scores, size_t columns)
{
    if (PyObject_GetBuffer(sums, &rows->sums, PyBUF_C_CONTIGUOUS) != 0)
        return -1;
    if (PyObject_GetBuffer(scores, &rows->scores, PyBUF_WRITABLE | PyBUF_C_CONTIGUOUS) != 0) {
        PyBuffer_Release(&rows->sums);
        return -1;
    }
    rows->at = (const double *)rows->sums.buf;
    rows->out = (double *)rows->scores.buf;
    rows->columns = columns;
    rows->m = (size_t)rows->scores.len / sizeof(double);
    if (rows->sums.itemsize == sizeof(double) && rows->scores.itemsize == sizeof(double) &&
        (size_t)rows->sums.len == rows->m * columns * sizeof(double))
        return 0;
    PyBuffer_Release(&rows->sums);
    PyBuffer_Release(&rows->scores);
    PyErr_SetString(PyExc_ValueError, "needs float64 sums of every column, and room for a float64 score of each row");
    return -1;
}

static void release_rows(Rows *rows)
{
    PyBuffer_Release(&rows->sums);
    PyBuffer_Release(&rows->scores);
}

/* Whether float32 holds all sums exactly. */
static int is_single_precision(const Rows *rows)
{
    size_t i;
    for (i = 0; i < rows->m * rows->columns; i++)
        if (!(rows->at[i] <= EXACT && rows->at[i] >= -EXACT) || (double)(float)rows->at[i] != rows->at[i])
            return 0;
    return 1;
}

/* ---- BLEU ---- */

enum { SMOOTH_NONE, SMOOTH_FLOOR, SMOOTH_ADD_K, SMOOTH_EXP };

typedef struct {
    size_t order;
    int method, effective_order;
    double smoothing;
    PyObject *sum; /* Python's own, which differs from version to version */
} Bleu;

/* The precisions of one row of sums. Returns how many of them count; 0 where nothing matches. */
static size_t precisions_of(const Bleu *bleu, const double *sums, float *precisions)
{
    const double *correct = sums + 2, *total = sums + 2 + bleu->order;
    float halvings = 1;
    size_t n, effective = bleu->order, matched = 0;
    for (n = 0; n < bleu->order; n++) {
        precisions[n] = 0;
        matched += correct[n] != 0;
    }
    if (!matched)
        return 0;
    for (n = 0; n < bleu->order; n++) {
        float c = (float)correct[n], t = (float)total[n];
        if (bleu->method == SMOOTH_ADD_K && n > 0) {
            c += (float)bleu->smoothing;
            t += (float)bleu->smoothing;
        }
        if (t == 0)
            break;
        if (bleu->effective_order)
            effective = n + 1;
        if (c != 0) {
            float hundredfold = 100.0f * c;
            precisions[n] = hundredfold / t;
        } else if (bleu->method == SMOOTH_EXP) {
            float below;
            halvings *= 2;
            below = halvings * t;
            precisions[n] = 100.0f / below;
        } else if (bleu->method == SMOOTH_FLOOR) {
            precisions[n] = (float)(100.0 * bleu->smoothing) / t;
        }
    }
    return effective;
}

/* The sum of logarithms as Python adds them up; -1 with an exception set where it fails. */
static int sum_of_logarithms(const Bleu *bleu, const float *precisions, size_t n, double *sum)
{
    PyObject *logarithms = PyTuple_New((Py_ssize_t)n), *total;
    size_t k;
    if (logarithms == NULL)
        return -1;
    for (k = 0; k < n; k++) {
        PyObject *one = precisions[k] == 0 ? PyLong_FromLongLong(LOG_OF_ZERO) : PyFloat_FromDouble(log(precisions[k]));
        if (one == NULL || PyTuple_SetItem(logarithms, (Py_ssize_t)k, one) != 0) {
            Py_DECREF(logarithms);
            return -1;
        }
    }
    total = PyObject_CallFunctionObjArgs(bleu->sum, logarithms, NULL);
    Py_DECREF(logarithms);
    if (total == NULL)
        return -1;
    *sum = PyFloat_AsDouble(total);
    Py_DECREF(total);
    return *sum == -1.0 && PyErr_Occurred() ? -1 : 0;
}

static double brevity_penalty(double hypothesis, double reference)
{
    hypothesis = trunc(hypothesis);
    reference = trunc(reference);
    if (hypothesis >= reference)
        return 1.0;
    return hypothesis > 0 ? exp(1 - reference / hypothesis) : 0.0;
}

/* bleu_resamples(sums, scores, order, method, smoothing, effective_order, sum) -> False, for scores are double; None where
   sums are beyond single precision, as for the other metrics */
PyObject *bleu_resamples(PyObject *module, PyObject *arguments)
{
    PyObject *sums, *scores, *result = NULL;
    Py_ssize_t order;
    float *precisions = NULL;
    size_t i;
    Rows rows;
    Bleu bleu;
    (void)module;
    if (!PyArg_ParseTuple(arguments, "OOnidpO", &sums, &scores, &order, &bleu.method, &bleu.smoothing, &bleu.effective_order,
                          &bleu.sum))
        return NULL;
    if (order < 1 || order > 1000) {
        PyErr_SetString(PyExc_ValueError, "n-gram order out of range");
        return NULL;
    }
    bleu.order = (size_t)order;
    if (get_rows(&rows, sums, scores, 2 + 2 * bleu.order) != 0)
        return NULL;
    precisions = (float *)calloc(bleu.order, sizeof *precisions);
    if (precisions == NULL) {
        PyErr_NoMemory();
        goto done;
    }
    if (!is_single_precision(&rows)) {
        Py_INCREF(Py_None);
        result = Py_None;
        goto done;
    }
    for (i = 0; i < rows.m; i++) {
        const double *row = rows.at + i * rows.columns;
        size_t effective = precisions_of(&bleu, row, precisions);
        double sum;
        rows.out[i] = 0.0;
        if (effective == 0)
            continue;
        if (sum_of_logarithms(&bleu, precisions, effective, &sum) != 0)
            goto done;
        rows.out[i] = brevity_penalty(row[0], row[1]) * exp(sum / (double)effective);
    }
    result = PyBool_FromLong(0);
done:
    free(precisions);
    release_rows(&rows);
    return result;
}

/* ---- chrF ---- */

typedef struct {
    size_t order;
    double factor, one_plus_factor;
    int eps_smoothing;
} Chrf;

/* Each returns whether the score is single. */
static int chrf_of(const Chrf *chrf, const double *sums, double *score)
{
    float precision = 0, recall = 0, n, weighted, result;
    size_t k, effective = 0;
    for (k = 0; k < chrf->order; k++) {
        float in_hypothesis = (float)sums[3 * k], in_reference = (float)sums[3 * k + 1], matches = (float)sums[3 * k + 2];
        if (in_hypothesis > 0 && in_reference > 0) {
            float p = matches / in_hypothesis, r = matches / in_reference;
            precision += p;
            recall += r;
            effective++;
        }
    }
    *score = 0.0;
    if (effective == 0)
        return 0;
    n = (float)effective;
    precision /= n;
    recall /= n;
    if (precision + recall == 0)
        return 0;
    weighted = (float)chrf->factor * precision;
    result = (float)chrf->one_plus_factor * precision;
    result *= recall;
    result /= weighted + recall;
    *score = 100.0f * result;
    return 1;
}

/* The score is double for as long as only Python numbers were added. */
static int chrf_with_eps(const Chrf *chrf, const double *sums, double *score)
{
    const double factor = chrf->factor, one_plus_factor = chrf->one_plus_factor;
    double total = 0.0;
    int is_single = 0;
    size_t k;
    for (k = 0; k < chrf->order; k++) {
        float in_hypothesis = (float)sums[3 * k], in_reference = (float)sums[3 * k + 1], matches = (float)sums[3 * k + 2];
        int has_precision = in_hypothesis > 0, has_recall = in_reference > 0, term_is_single = 0;
        float term = (float)EPS;
        double double_term = EPS;
        if (has_precision || has_recall) {
            float recall = has_recall ? matches / in_reference : (float)EPS, precision, weighted, numerator, denominator;
            precision = has_precision ? matches / in_hypothesis : 0;
            weighted = has_precision ? (float)factor * precision : (float)(factor * EPS);
            numerator = has_precision ? (float)one_plus_factor * precision : (float)(one_plus_factor * EPS);
            numerator *= recall;
            denominator = weighted + recall;
            term_is_single = denominator > 0;
            if (term_is_single)
                term = numerator / denominator;
        } else {
            double_term = one_plus_factor * EPS * EPS / (factor * EPS + EPS);
            term = (float)double_term;
        }
        is_single |= term_is_single;
        if (is_single) {
            float sum = (float)total + term;
            total = sum;
        } else {
            total += double_term;
        }
    }
    if (is_single) {
        float hundredfold = 100.0f * (float)total;
        float mean = hundredfold / (float)chrf->order;
        *score = mean;
    } else {
        *score = 100 * total / (double)chrf->order;
    }
    return is_single;
}

/* chrf_resamples(sums, scores, order, factor, one_plus_factor, eps_smoothing) -> whether all scores are single */
PyObject *chrf_resamples(PyObject *module, PyObject *arguments)
{
    PyObject *sums, *scores;
    Py_ssize_t order;
    Rows rows;
    Chrf chrf;
    int is_exact, is_single = 1;
    (void)module;
    if (!PyArg_ParseTuple(arguments, "OOnddp", &sums, &scores, &order, &chrf.factor, &chrf.one_plus_factor,
                          &chrf.eps_smoothing))
        return NULL;
    if (order < 1 || order > 2000) {
        PyErr_SetString(PyExc_ValueError, "n-gram order out of range");
        return NULL;
    }
    chrf.order = (size_t)order;
    if (get_rows(&rows, sums, scores, 3 * chrf.order) != 0)
        return NULL;
    Py_BEGIN_ALLOW_THREADS
    is_exact = is_single_precision(&rows);
    if (is_exact) {
        size_t i;
        for (i = 0; i < rows.m; i++) {
            const double *row = rows.at + i * rows.columns;
            is_single &= (chrf.eps_smoothing ? chrf_with_eps : chrf_of)(&chrf, row, rows.out + i);
        }
    }
    Py_END_ALLOW_THREADS
    is_single &= rows.m > 0;
    release_rows(&rows);
    if (is_exact)
        return PyBool_FromLong(is_single);
    Py_INCREF(Py_None);
    return Py_None;
}

/* ---- TER ---- */

static int ter_of(const double *sums, double *score)
{
    float edits = (float)sums[0], length = (float)sums[1], rate;
    *score = edits > 0 ? 100.0 : 0.0;
    if (!(length > 0))
        return 0;
    rate = edits / length;
    *score = 100.0f * rate;
    return 1;
}

/* ter_resamples(sums, scores) -> whether all scores are single */
PyObject *ter_resamples(PyObject *module, PyObject *arguments)
{
    PyObject *sums, *scores, *result;
    Rows rows;
    int is_single = 1;
    size_t i;
    (void)module;
    if (!PyArg_ParseTuple(arguments, "OO", &sums, &scores) || get_rows(&rows, sums, scores, 2) != 0)
        return NULL;
    if (is_single_precision(&rows)) {
        for (i = 0; i < rows.m; i++)
            is_single &= ter_of(rows.at + 2 * i, rows.out + i);
        result = PyBool_FromLong(is_single && rows.m > 0);
    } else {
        Py_INCREF(Py_None);
        result = Py_None;
    }
    release_rows(&rows);
    return result;
}

/* mean_lengths(rows, counts): turns TER's rows of 64-bit integers (edits, sum of the references' lengths) into rows of doubles
   (edits, mean length), in place. `counts`: how many references each segment has, or all of them, as 64-bit integers. */
PyObject *mean_lengths(PyObject *module, PyObject *arguments)
{
    Py_buffer rows, counts;
    Py_ssize_t n, i, n_counts;
    PyObject *result = NULL;
    (void)module;
    if (!PyArg_ParseTuple(arguments, "w*y*", &rows, &counts))
        return NULL;
    n = rows.len / 16;
    n_counts = counts.len / 8;
    if (rows.len % 16 != 0 || (n_counts != 1 && n_counts != n)) {
        PyErr_SetString(PyExc_ValueError, "needs pairs of 64-bit numbers, and one count or one for each of them");
    } else {
        union {
            int64_t whole;
            double real;
        } *at = rows.buf;
        const int64_t *divisors = (const int64_t *)counts.buf;
        for (i = 0; i < n; i++) {
            at[2 * i].real = (double)at[2 * i].whole;
            at[2 * i + 1].real = (double)at[2 * i + 1].whole / (double)divisors[n_counts == 1 ? 0 : i];
        }
        Py_INCREF(Py_None);
        result = Py_None;
    }
    PyBuffer_Release(&rows);
    PyBuffer_Release(&counts);
    return result;
}

/* ---- many scores together ---- */

/* NumPy's sums are pairwise: eight running sums in blocks of up to 128, and those of larger arrays halved. */
#define DEFINE_PAIRWISE(name, Real)                                                                                    \
    static Real name(const double *values, size_t n)                                                                   \
    {                                                                                                                  \
        Real sums[8], result;                                                                                          \
        size_t i, k;                                                                                                   \
        if (n < 8) {                                                                                                   \
            result = 0;                                                                                                \
            for (i = 0; i < n; i++)                                                                                    \
                result += (Real)values[i];                                                                             \
            return result;                                                                                             \
        }                                                                                                              \
        if (n > 128) {                                                                                                 \
            size_t half = n / 2;                                                                                       \
            half -= half % 8;                                                                                          \
            result = name(values, half);                                                                               \
            result += name(values + half, n - half);                                                                   \
            return result;                                                                                             \
        }                                                                                                              \
        for (k = 0; k < 8; k++)                                                                                        \
            sums[k] = (Real)values[k];                                                                                 \
        for (i = 8; i < n - n % 8; i += 8)                                                                             \
            for (k = 0; k < 8; k++)                                                                                    \
                sums[k] += (Real)values[i + k];                                                                        \
        for (k = 0; k < 8; k += 2)                                                                                     \
            sums[k] += sums[k + 1];                                                                                    \
        sums[0] += sums[2];                                                                                            \
        sums[4] += sums[6];                                                                                            \
        result = sums[0];                                                                                              \
        result += sums[4];                                                                                             \
        for (; i < n; i++)                                                                                             \
            result += (Real)values[i];                                                                                 \
        return result;                                                                                                 \
    }

DEFINE_PAIRWISE(sum_of_singles, float)
DEFINE_PAIRWISE(sum_of_doubles, double)

/* As `mean` of an array of float32 or float64. */
static double mean_of(const double *values, size_t n, int is_single)
{
    if (is_single)
        return (float)((double)sum_of_singles(values, n) / (double)n);
    return sum_of_doubles(values, n) / (double)n;
}

/* What float32 or float64 keeps of a number. */
static double kept(double value, int is_single)
{
    return is_single ? (double)(float)value : value;
}

static int by_size(const void *one, const void *other)
{
    double a = *(const double *)one, b = *(const double *)other;
    return (a > b) - (a < b);
}

/* spread(scores, is_single) -> (mean, half width, low, high) of the 95 % interval of one score at least, as in sacreBLEU's
   significance.estimate_ci; scores are float64 that hold float32 where `is_single` */
PyObject *spread(PyObject *module, PyObject *arguments)
{
    PyObject *result = NULL;
    Py_buffer scores;
    int is_single;
    size_t n, i, cut;
    double *ordered;
    (void)module;
    if (!PyArg_ParseTuple(arguments, "y*p", &scores, &is_single))
        return NULL;
    n = (size_t)scores.len / sizeof(double);
    ordered = (double *)malloc((n + 1) * sizeof *ordered);
    if (ordered == NULL) {
        PyErr_NoMemory();
    } else if (n == 0) {
        PyErr_SetString(PyExc_ValueError, "there are no scores");
    } else {
        double low, high;
        for (i = 0; i < n; i++)
            ordered[i] = ((const double *)scores.buf)[i];
        qsort(ordered, n, sizeof *ordered, by_size);
        cut = n / 40;
        low = ordered[cut];
        high = ordered[n - cut - 1];
        result = Py_BuildValue("(dddd)", mean_of(ordered, n, is_single), 0.5 * kept(high - low, is_single), low, high);
    }
    free(ordered);
    PyBuffer_Release(&scores);
    return result;
}

/* count_reached(scores, baseline, is_single, difference, same) -> how many absolute differences from the baseline, less their
   mean, are larger than `difference` or as large, up to `same`. What is larger is decided in the precision of the scores. */
PyObject *count_reached(PyObject *module, PyObject *arguments)
{
    PyObject *result = NULL;
    Py_buffer scores, baseline;
    int is_single;
    size_t n, i, reached = 0;
    double difference, same, mean, *differences = NULL;
    (void)module;
    if (!PyArg_ParseTuple(arguments, "y*y*pdd", &scores, &baseline, &is_single, &difference, &same))
        return NULL;
    n = (size_t)scores.len / sizeof(double);
    if (scores.len != baseline.len || n == 0) {
        PyErr_SetString(PyExc_ValueError, "needs as many scores of the baseline, and one at least");
        goto done;
    }
    differences = (double *)malloc(n * sizeof *differences);
    if (differences == NULL) {
        PyErr_NoMemory();
        goto done;
    }
    for (i = 0; i < n; i++)
        differences[i] = fabs(kept(((const double *)scores.buf)[i] - ((const double *)baseline.buf)[i], is_single));
    mean = mean_of(differences, n, is_single);
    for (i = 0; i < n; i++) {
        double centred = kept(differences[i] - mean, is_single);
        reached += centred > kept(difference, is_single) || fabs(centred - difference) <= same;
    }
    result = PyLong_FromSize_t(reached);
done:
    free(differences);
    PyBuffer_Release(&scores);
    PyBuffer_Release(&baseline);
    return result;
}
