/* The extension module mtqa.engine._native: sufficient statistics of BLEU, chrF and TER, and their resampling.

   Lines are copied into C memory a block of segments at a time, then the block is scored without the interpreter's lock, so
   that threads on different ranges of segments run side by side. Limited API of Python 3.11. */
#include "_native_draws.h"
#include "_native_lines.h"
#include "_native_scores.h"
#include <stdlib.h>
#include <string.h>

#define BLOCK_SEGMENTS 512
#define BLOCK_SYMBOLS ((size_t)1 << 18)

typedef struct {
    PyObject *systems, *references; /* tuples of lists of str (references: or None) */
    Py_ssize_t start, stop;
    Loader loader;
} Input;

static int load_lines(Loader *loader, PyObject *lists, size_t n_lists, Py_ssize_t segment, int may_be_missing, size_t number)
{
    size_t k;
    for (k = 0; k < n_lists; k++) {
        PyObject *item = PyList_GetItem(PyTuple_GetItem(lists, (Py_ssize_t)k), segment); /* borrowed */
        if (item == NULL)
            return -1;
        if (item == Py_None && !may_be_missing) {
            PyErr_SetString(PyExc_TypeError, "every hypothesis must be a str");
            return -1;
        }
        Py_INCREF(item);
        if (load_line(loader, item, number + k) != 0) {
            Py_DECREF(item);
            return -1;
        }
        Py_DECREF(item);
    }
    return 0;
}

static int run_blocks(Input *input, Job *job)
{
    size_t per_segment = job->n_references + job->n_systems, k;
    Loader *loader = &input->loader;
    Py_ssize_t first = input->start;
    while (first < input->stop) {
        Py_ssize_t last = first;
        int failure = DONE;
        loader->used = 0;
        while (last < input->stop && last - first < BLOCK_SEGMENTS && loader->used < BLOCK_SYMBOLS) {
            size_t number = (size_t)(last - first) * per_segment;
            if (load_lines(loader, input->references, job->n_references, last, 1, number) != 0 ||
                load_lines(loader, input->systems, job->n_systems, last, 0, number + job->n_references) != 0)
                return -1;
            last++;
        }
        for (k = 0; k < (size_t)(last - first) * per_segment; k++)
            loader->lines[k].at = loader->arena.at + loader->offsets[k];
        Py_BEGIN_ALLOW_THREADS
        for (k = 0; k < (size_t)(last - first) && failure == DONE; k++) {
            Line *lines = loader->lines + k * per_segment;
            failure = job->segment(job, lines, lines + job->n_references, (size_t)first + k);
        }
        Py_END_ALLOW_THREADS
        if (failure == TOO_LONG) {
            PyErr_SetString(PyExc_OverflowError, "a segment is too long for the native engine");
            return -1;
        }
        if (failure != DONE) {
            PyErr_NoMemory();
            return -1;
        }
        if (PyErr_CheckSignals() != 0)
            return -1;
        first = last;
    }
    return 0;
}

static void free_job(Job *job)
{
    Ter *ter = &job->ter;
    Matcher *matcher = &job->matcher;
    void *all[] = {job->words.chars.at, job->words.ends.at, job->hypothesis_words.chars.at, job->hypothesis_words.ends.at,
                   job->vocabulary.slots.at, job->vocabulary.first.at, job->vocabulary.hashes.at, job->reference_numbers.at,
                   job->hypothesis_numbers.at, job->references, job->hypotheses, job->hypothesis_chars, job->starts.at,
                   job->matches.at, job->statistics.at, job->best_scores, job->outputs, matcher->table.at, matcher->values.at,
                   matcher->plain.at, matcher->direct.at, matcher->characters.at,
                   matcher->counts.at, matcher->best.at, matcher->remaining.at, matcher->prefixes.at, matcher->positions.at,
                   matcher->ids.at, matcher->active.at, ter->words.at, ter->shifted.at, ter->hypothesis_errors.at,
                   ter->reference_errors.at, ter->alignment.at, ter->rows[0].at, ter->rows[1].at, ter->rows[2].at,
                   ter->rows[3].at, ter->checkpoints.at, ter->checkpoint_starts.at, ter->operations.at, ter->equal.at,
                   ter->first_at.at, ter->next_at.at, ter->at_hand.at, ter->candidate_vectors.at, ter->vectors.at, ter->distances.at, ter->work.at};
    size_t k;
    for (k = 0; k < sizeof all / sizeof *all; k++)
        free(all[k]);
}

/* Every list must hold the segments asked for, every output a row of 64-bit numbers for each of its list. */
static int check_lists(PyObject *lists, Py_ssize_t stop, const char *what)
{
    Py_ssize_t k;
    for (k = 0; k < PyTuple_Size(lists); k++) {
        PyObject *list = PyTuple_GetItem(lists, k);
        if (!PyList_Check(list) || PyList_Size(list) < stop) {
            PyErr_Format(PyExc_ValueError, "%s must be lists with all segments", what);
            return -1;
        }
    }
    return 0;
}

static PyObject *run(Job *job, PyObject *systems, PyObject *references, PyObject *outputs, Py_ssize_t start, Py_ssize_t stop,
                     int lower)
{
    Input input;
    Py_buffer *buffers = NULL;
    PyObject *result = NULL;
    Py_ssize_t n_systems = PyTuple_Size(systems), n_references = PyTuple_Size(references), k, n_buffers = 0;
    size_t per_segment = (size_t)(n_systems + n_references);
    memset(&input, 0, sizeof input);
    if (start < 0 || start > stop || n_systems < 1 || n_references < 1 || PyTuple_Size(outputs) != n_systems ||
        per_segment > (size_t)PY_SSIZE_T_MAX / BLOCK_SEGMENTS / sizeof(Line)) {
        PyErr_SetString(PyExc_ValueError, "needs systems and references, and one output for each system");
        return NULL;
    }
    if (check_lists(systems, stop, "systems") != 0 || check_lists(references, stop, "references") != 0)
        return NULL;
    job->n_systems = (size_t)n_systems;
    job->n_references = (size_t)n_references;
    buffers = (Py_buffer *)calloc((size_t)n_systems, sizeof *buffers);
    job->outputs = (int64_t **)calloc((size_t)n_systems, sizeof *job->outputs);
    job->references = (Symbols *)calloc((size_t)n_references, sizeof *job->references);
    job->hypotheses = (Symbols *)calloc((size_t)n_systems, sizeof *job->hypotheses);
    job->hypothesis_chars = (Symbols *)calloc((size_t)n_systems, sizeof *job->hypothesis_chars);
    job->best_scores = (double *)calloc((size_t)n_systems, sizeof *job->best_scores);
    input.loader.lines = (Line *)calloc(BLOCK_SEGMENTS * per_segment, sizeof *input.loader.lines);
    input.loader.offsets = (size_t *)calloc(BLOCK_SEGMENTS * per_segment, sizeof *input.loader.offsets);
    if (buffers == NULL || job->outputs == NULL || job->references == NULL || job->hypotheses == NULL ||
        job->hypothesis_chars == NULL || job->best_scores == NULL || input.loader.lines == NULL || input.loader.offsets == NULL) {
        PyErr_NoMemory();
        goto done;
    }
    for (k = 0; k < n_systems; k++) {
        if (PyObject_GetBuffer(PyTuple_GetItem(outputs, k), &buffers[k], PyBUF_WRITABLE | PyBUF_C_CONTIGUOUS) != 0)
            goto done;
        n_buffers++;
        if (buffers[k].itemsize != 8 || (size_t)buffers[k].len / 8 / job->columns < (size_t)stop) {
            PyErr_SetString(PyExc_ValueError, "an output must have a row of 64-bit numbers for every segment");
            goto done;
        }
        job->outputs[k] = (int64_t *)buffers[k].buf;
    }
    if (lower && loader_lower(&input.loader) != 0)
        goto done;
    input.systems = systems;
    input.references = references;
    input.start = start;
    input.stop = stop;
    if (run_blocks(&input, job) == 0) {
        Py_INCREF(Py_None);
        result = Py_None;
    }
done:
    for (k = 0; k < n_buffers; k++)
        PyBuffer_Release(&buffers[k]);
    Py_XDECREF(input.loader.lower);
    free(buffers);
    free(input.loader.lines);
    free(input.loader.offsets);
    free(input.loader.arena.at);
    free_job(job);
    return result;
}

#define ALL_LISTS "O!O!O!nnp"
#define MOST_ORDER 1000

static int bad_order(Py_ssize_t order, Py_ssize_t least)
{
    if (order >= least && order <= MOST_ORDER)
        return 0;
    PyErr_SetString(PyExc_ValueError, "n-gram order out of range");
    return 1;
}

/* bleu(systems, references, outputs, start, stop, lower, tokenizer, classes, order) */
static PyObject *bleu(PyObject *module, PyObject *arguments)
{
    PyObject *systems, *references, *outputs, *classes, *result;
    Py_ssize_t start, stop, order;
    int lower, tokenizer;
    Py_buffer buffer;
    Job job;
    (void)module;
    if (!PyArg_ParseTuple(arguments, ALL_LISTS "iOn", &PyTuple_Type, &systems, &PyTuple_Type, &references, &PyTuple_Type,
                          &outputs, &start, &stop, &lower, &tokenizer, &classes, &order))
        return NULL;
    if (bad_order(order, 1) || get_classes(classes, &buffer, tokenizer) != 0)
        return NULL;
    memset(&job, 0, sizeof job);
    job.segment = bleu_segment;
    job.tokenizer = tokenizer;
    job.classes = (const uint8_t *)buffer.buf;
    job.word_order = (size_t)order;
    job.columns = 2 + 2 * (size_t)order;
    result = run(&job, systems, references, outputs, start, stop, lower);
    if (buffer.obj != NULL)
        PyBuffer_Release(&buffer);
    return result;
}

/* chrf(systems, references, outputs, start, stop, lower, char_order, word_order, whitespace, factor, one_plus_factor,
   eps_smoothing) */
static PyObject *chrf(PyObject *module, PyObject *arguments)
{
    PyObject *systems, *references, *outputs;
    Py_ssize_t start, stop, char_order, word_order;
    int lower;
    Job job;
    (void)module;
    memset(&job, 0, sizeof job);
    if (!PyArg_ParseTuple(arguments, ALL_LISTS "nnpddp", &PyTuple_Type, &systems, &PyTuple_Type, &references, &PyTuple_Type,
                          &outputs, &start, &stop, &lower, &char_order, &word_order, &job.whitespace, &job.factor,
                          &job.one_plus_factor, &job.eps_smoothing))
        return NULL;
    if (bad_order(char_order, 0) || bad_order(word_order, 0) || bad_order(char_order + word_order, 1))
        return NULL;
    job.segment = chrf_segment;
    job.char_order = (size_t)char_order;
    job.word_order = (size_t)word_order;
    job.columns = 3 * (size_t)(char_order + word_order);
    return run(&job, systems, references, outputs, start, stop, lower);
}

/* ter(systems, references, outputs, start, stop, lower) */
static PyObject *ter(PyObject *module, PyObject *arguments)
{
    PyObject *systems, *references, *outputs;
    Py_ssize_t start, stop;
    int lower;
    Job job;
    (void)module;
    if (!PyArg_ParseTuple(arguments, ALL_LISTS, &PyTuple_Type, &systems, &PyTuple_Type, &references, &PyTuple_Type, &outputs,
                          &start, &stop, &lower))
        return NULL;
    memset(&job, 0, sizeof job);
    job.segment = ter_segment;
    job.columns = 2;
    return run(&job, systems, references, outputs, start, stop, lower);
}

static PyMethodDef methods[] = {
    {"bleu", bleu, METH_VARARGS, "bleu(systems, references, outputs, start, stop, lower, tokenizer, classes, order)"},
    {"chrf", chrf, METH_VARARGS,
     "chrf(systems, references, outputs, start, stop, lower, char_order, word_order, whitespace, factor, one_plus_factor, "
     "eps_smoothing)"},
    {"ter", ter, METH_VARARGS, "ter(systems, references, outputs, start, stop, lower)"},
    {"words", words, METH_VARARGS, "words(line, tokenizer, classes) -> list of bytes (UTF-32 in native order)"},
    {"new_characters", new_characters, METH_VARARGS, "new_characters(lines, seen) -> str"},
    {"count_draws", count_draws, METH_VARARGS, "count_draws(source, n, rows, counts) -> bool"},
    {"resample", resample, METH_VARARGS, "resample(source, n_samples, n, arrays, outputs) -> bool"},
    {"has_exact_sums", has_exact_sums, METH_O, "has_exact_sums(rows) -> bool"},
    {"add_rows", add_rows, METH_VARARGS, "add_rows(rows, n, totals) -> list"},
    {"mean_lengths", mean_lengths, METH_VARARGS, "mean_lengths(rows, counts)"},
    {"bleu_resamples", bleu_resamples, METH_VARARGS,
     "bleu_resamples(sums, scores, order, method, smoothing, effective_order, sum) -> bool or None"},
    {"chrf_resamples", chrf_resamples, METH_VARARGS,
     "chrf_resamples(sums, scores, order, factor, one_plus_factor, eps_smoothing) -> bool or None"},
    {"ter_resamples", ter_resamples, METH_VARARGS, "ter_resamples(sums, scores) -> bool or None"},
    {"spread", spread, METH_VARARGS, "spread(scores, is_single) -> (mean, half width, low, high)"},
    {"count_reached", count_reached, METH_VARARGS,
     "count_reached(scores, baseline, is_single, difference, same) -> int"},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {{0, NULL}};

static PyModuleDef definition = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "mtqa.engine._native",
    .m_doc = "Sufficient statistics of BLEU, chrF and TER, and their resampling.",
    .m_size = 0,
    .m_methods = methods,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit__native(void)
{
    return PyModuleDef_Init(&definition);
}
