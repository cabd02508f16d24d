/* Scores of bootstrap resamples, and what they say together. */
#ifndef MTQA_NATIVE_SCORES_H
#define MTQA_NATIVE_SCORES_H

#include "_native.h"

PyObject *mean_lengths(PyObject *module, PyObject *arguments);
PyObject *bleu_resamples(PyObject *module, PyObject *arguments);
PyObject *chrf_resamples(PyObject *module, PyObject *arguments);
PyObject *ter_resamples(PyObject *module, PyObject *arguments);
PyObject *spread(PyObject *module, PyObject *arguments);
PyObject *count_reached(PyObject *module, PyObject *arguments);

#endif
