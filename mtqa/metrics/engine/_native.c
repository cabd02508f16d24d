/* The extension module mtqa.metrics.engine._native: sufficient statistics of BLEU, chrF and TER.

   Lines are copied into C memory a block of segments at a time, then the block is scored without the interpreter's lock, so
   that threads on different ranges of segments run side by side. Limited API of Python 3.11. */
#include "_native.h"
#include <stdlib.h>
#include <string.h>

#define BLOCK_SEGMENTS 512
#define BLOCK_SYMBOLS ((size_t)1 << 18)

typedef struct {
    PyObject *systems, *references; /* tuples of lists of str (references: or None) */
    Py_ssize_t start, stop;
    PyObject *lower; /* str.lower, or NULL */
    Numbers arena;
    size_t used;
    Line *lines;
    size_t *offsets;
} Input;

static int load_line(Input *input, PyObject *item, size_t number)
{
    Py_ssize_t length;
    PyObject *lowered = NULL;
    input->lines[number].present = 0;
    input->lines[number].length = 0;
    input->offsets[number] = input->used;
    if (item == Py_None)
        return 0;
    if (!PyUnicode_Check(item)) {
        PyErr_SetString(PyExc_TypeError, "every segment must be a str");
        return -1;
    }
    if (input->lower != NULL) {
        lowered = PyObject_CallFunctionObjArgs(input->lower, item, NULL);
        if (lowered == NULL)
            return -1;
        item = lowered;
    }
    length = PyUnicode_GetLength(item);
    if (length < 0 || numbers_room(&input->arena, input->used + (size_t)length + 1) != DONE) {
        if (length >= 0)
            PyErr_NoMemory();
        Py_XDECREF(lowered);
        return -1;
    }
    if (length > 0 && PyUnicode_AsUCS4(item, input->arena.at + input->used, length, 0) == NULL) {
        Py_XDECREF(lowered);
        return -1;
    }
    Py_XDECREF(lowered);
    input->lines[number].present = 1;
    input->lines[number].length = (size_t)length;
    input->used += (size_t)length;
    return 0;
}

static int load_lines(Input *input, PyObject *lists, size_t n_lists, Py_ssize_t segment, int may_be_missing, size_t number)
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
        if (load_line(input, item, number + k) != 0) {
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
    Py_ssize_t first = input->start;
    while (first < input->stop) {
        Py_ssize_t last = first;
        int failure = DONE;
        input->used = 0;
        while (last < input->stop && last - first < BLOCK_SEGMENTS && input->used < BLOCK_SYMBOLS) {
            size_t number = (size_t)(last - first) * per_segment;
            if (load_lines(input, input->references, job->n_references, last, 1, number) != 0 ||
                load_lines(input, input->systems, job->n_systems, last, 0, number + job->n_references) != 0)
                return -1;
            last++;
        }
        for (k = 0; k < (size_t)(last - first) * per_segment; k++)
            input->lines[k].at = input->arena.at + input->offsets[k];
        Py_BEGIN_ALLOW_THREADS
        for (k = 0; k < (size_t)(last - first) && failure == DONE; k++) {
            Line *lines = input->lines + k * per_segment;
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
                   job->matches.at, job->statistics.at, job->best_scores, job->outputs, matcher->table.at,
                   matcher->counts.at, matcher->best.at, matcher->remaining.at, matcher->prefixes.at, matcher->positions.at,
                   matcher->ids.at, matcher->active.at, ter->words.at, ter->shifted.at, ter->hypothesis_errors.at,
                   ter->reference_errors.at, ter->alignment.at, ter->rows[0].at, ter->rows[1].at, ter->rows[2].at,
                   ter->rows[3].at, ter->checkpoints.at, ter->checkpoint_starts.at, ter->operations.at, ter->equal.at,
                   ter->vectors.at, ter->distances.at, ter->work.at};
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
    input.lines = (Line *)calloc(BLOCK_SEGMENTS * per_segment, sizeof *input.lines);
    input.offsets = (size_t *)calloc(BLOCK_SEGMENTS * per_segment, sizeof *input.offsets);
    if (buffers == NULL || job->outputs == NULL || job->references == NULL || job->hypotheses == NULL ||
        job->hypothesis_chars == NULL || job->best_scores == NULL || input.lines == NULL || input.offsets == NULL) {
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
    if (lower && (input.lower = PyObject_GetAttrString((PyObject *)&PyUnicode_Type, "lower")) == NULL)
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
    Py_XDECREF(input.lower);
    free(buffers);
    free(input.lines);
    free(input.offsets);
    free(input.arena.at);
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

static int get_classes(PyObject *classes, Py_buffer *buffer, int tokenizer)
{
    buffer->obj = NULL;
    buffer->buf = NULL;
    if (tokenizer != TOKENIZER_INTL)
        return 0;
    if (PyObject_GetBuffer(classes, buffer, PyBUF_C_CONTIGUOUS) != 0)
        return -1;
    if (buffer->len != CLASS_TABLE_SIZE) {
        PyBuffer_Release(buffer);
        PyErr_SetString(PyExc_ValueError, "a class table has one byte for every code point");
        return -1;
    }
    return 0;
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

/* words(line, tokenizer, classes) -> list of bytes: the words in UTF-32, in native byte order */
static PyObject *words(PyObject *module, PyObject *arguments)
{
    PyObject *text, *classes, *result = NULL;
    Py_buffer buffer;
    Input input;
    Line line;
    size_t offset, i, start = 0;
    Words all;
    int tokenizer, failure;
    (void)module;
    memset(&input, 0, sizeof input);
    memset(&all, 0, sizeof all);
    if (!PyArg_ParseTuple(arguments, "UiO", &text, &tokenizer, &classes) || get_classes(classes, &buffer, tokenizer) != 0)
        return NULL;
    input.lines = &line;
    input.offsets = &offset;
    if (load_line(&input, text, 0) == 0) {
        line.at = input.arena.at;
        failure = tokenize(&all, &line, tokenizer, (const uint8_t *)buffer.buf);
        if (failure == TOO_LONG)
            PyErr_SetString(PyExc_OverflowError, "a segment is too long for the native engine");
        else if (failure != DONE)
            PyErr_NoMemory();
        else
            result = PyList_New(0);
        for (i = 0; result != NULL && i < all.n; i++) {
            PyObject *word = PyBytes_FromStringAndSize((const char *)(all.chars.at + start),
                                                       (Py_ssize_t)((all.ends.at[i] - start) * sizeof(uint32_t)));
            if (word == NULL || PyList_Append(result, word) != 0)
                Py_CLEAR(result);
            Py_XDECREF(word);
            start = all.ends.at[i];
        }
    }
    free(input.arena.at);
    free(all.chars.at);
    free(all.ends.at);
    if (buffer.obj != NULL)
        PyBuffer_Release(&buffer);
    return result;
}

/* new_characters(lines, seen) -> str: the characters of `lines` (list of str or None) that are not marked in the bytes
   `seen`, one for every code point; marks them. */
static PyObject *new_characters(PyObject *module, PyObject *arguments)
{
    PyObject *lines, *result = NULL;
    Py_buffer seen;
    Input input;
    Line line;
    size_t offset, found = 0, i;
    Numbers characters = {NULL, 0};
    Py_ssize_t k;
    int order = PY_BIG_ENDIAN ? 1 : -1;
    (void)module;
    memset(&input, 0, sizeof input);
    if (!PyArg_ParseTuple(arguments, "O!w*", &PyList_Type, &lines, &seen))
        return NULL;
    input.lines = &line;
    input.offsets = &offset;
    if (seen.len != CLASS_TABLE_SIZE) {
        PyErr_SetString(PyExc_ValueError, "a class table has one byte for every code point");
        goto done;
    }
    for (k = 0; k < PyList_Size(lines); k++) {
        PyObject *item = PyList_GetItem(lines, k);
        input.used = 0;
        if (item == NULL || load_line(&input, item, 0) != 0)
            goto done;
        for (i = 0; i < line.length; i++) {
            uint32_t c = input.arena.at[i];
            if (((uint8_t *)seen.buf)[c])
                continue;
            ((uint8_t *)seen.buf)[c] = 1;
            if (numbers_room(&characters, found + 1) != DONE) {
                PyErr_NoMemory();
                goto done;
            }
            characters.at[found++] = c;
        }
    }
    if (found == 0)
        result = PyUnicode_FromString("");
    else
        result = PyUnicode_DecodeUTF32((const char *)characters.at, (Py_ssize_t)(found * sizeof(uint32_t)), "surrogatepass",
                                       &order);
done:
    PyBuffer_Release(&seen);
    free(input.arena.at);
    free(characters.at);
    return result;
}

static PyMethodDef methods[] = {
    {"bleu", bleu, METH_VARARGS, "bleu(systems, references, outputs, start, stop, lower, tokenizer, classes, order)"},
    {"chrf", chrf, METH_VARARGS,
     "chrf(systems, references, outputs, start, stop, lower, char_order, word_order, whitespace, factor, one_plus_factor, "
     "eps_smoothing)"},
    {"ter", ter, METH_VARARGS, "ter(systems, references, outputs, start, stop, lower)"},
    {"words", words, METH_VARARGS, "words(line, tokenizer, classes) -> list of bytes (UTF-32 in native order)"},
    {"new_characters", new_characters, METH_VARARGS, "new_characters(lines, seen) -> str"},
    {"count_draws", count_draws, METH_VARARGS, "count_draws(capsule, n, rows, counts) -> bool"},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {{0, NULL}};

static PyModuleDef definition = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "mtqa.metrics.engine._native",
    .m_doc = "Sufficient statistics of BLEU, chrF and TER.",
    .m_size = 0,
    .m_methods = methods,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit__native(void)
{
    return PyModuleDef_Init(&definition);
}
