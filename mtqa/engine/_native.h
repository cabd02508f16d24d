/* Shared by the C sources of mtqa.engine._native: growable arrays, texts, and what each file offers. */
#ifndef MTQA_NATIVE_H
#define MTQA_NATIVE_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stddef.h>
#include <stdint.h>

/* What a function that can fail returns. */
enum {
    DONE = 0,
    NO_MEMORY = -1, /* an allocation failed */
    TOO_LONG = -2,  /* a segment is longer than 32-bit positions can tell */
};

/* The most symbols of one segment and side: positions, ids and table slots stay well inside 32 bits. */
#define MOST_SYMBOLS ((size_t)1 << 29)

/* Arrays that only grow. `room` counts elements, not bytes. All zero is an empty array. */
typedef struct {
    uint8_t *at;
    size_t room;
} Bytes;
typedef struct {
    uint16_t *at;
    size_t room;
} Halves;
typedef struct {
    uint32_t *at;
    size_t room;
} Numbers;
typedef struct {
    int32_t *at;
    size_t room;
} Costs;
typedef struct {
    uint64_t *at;
    size_t room;
} Keys;
typedef struct {
    int64_t *at;
    size_t room;
} Counts;
typedef struct {
    size_t *at;
    size_t room;
} Sizes;

int bytes_room(Bytes *array, size_t needed);
int halves_room(Halves *array, size_t needed);
int numbers_room(Numbers *array, size_t needed);
int costs_room(Costs *array, size_t needed);
int keys_room(Keys *array, size_t needed);
int counts_room(Counts *array, size_t needed);
int sizes_room(Sizes *array, size_t needed);

/* A sequence of symbols: code points, or numbers of words. */
typedef struct {
    const uint32_t *at;
    size_t length;
} Symbols;

/* One line of text as code points; `present` is 0 for a missing reference. */
typedef struct {
    uint32_t *at;
    size_t length;
    int present;
} Line;

/* ---- text: white space, tokenizers, vocabulary (_native_text.c) ---- */

enum { TOKENIZER_NONE, TOKENIZER_13A, TOKENIZER_CHAR, TOKENIZER_ZH, TOKENIZER_INTL, TOKENIZER_CHRF };

/* Bits of a class table for the international tokenizer, one byte for every code point. */
enum { CLASS_NUMBER = 1, CLASS_PUNCTUATION = 2, CLASS_SYMBOL = 4 };
#define CLASS_TABLE_SIZE 0x110000

/* Words, one after the other: word i is chars[ends[i-1]] up to, not with, chars[ends[i]]. */
typedef struct {
    Numbers chars;
    Numbers ends;
    size_t n_chars;
    size_t n;
} Words;

/* The different words of one segment's references, numbered from 1; 0 is any other word. */
typedef struct {
    Words *words;
    Numbers slots; /* hash table: word numbers, or 0 */
    Numbers first; /* index in `words` of the first occurrence, by word number - 1 */
    Keys hashes;   /* by word number - 1 */
    size_t mask;
    size_t n;
} Vocabulary;

#define UNKNOWN_WORD 0

/* Classes of characters for the regular expressions of 13a. STOP: full stop and comma; SPLIT: set apart by the first. */
enum { PLAIN, SPACE, DIGIT, STOP, DASH, SPLIT };
extern const uint8_t ASCII_CLASSES[128];

/* What str.isspace says; a test asks it about every code point. */
static inline int is_space(uint32_t c)
{
    if (c < 128)
        return ASCII_CLASSES[c] == SPACE;
    if (c < 0x1680)
        return c == 0x85 || c == 0xA0;
    if (c > 0x3000)
        return 0;
    return c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
           c == 0x3000;
}

static inline int class_of(uint32_t c)
{
    return c < 128 ? ASCII_CLASSES[c] : is_space(c) ? SPACE : PLAIN;
}

/* Appends the words of `line`, which it may overwrite. `classes` is read by the international tokenizer only. */
int tokenize(Words *words, Line *line, int tokenizer, const uint8_t *classes);
size_t without_space(uint32_t *chars, size_t length);
/* ---- vocabularies (_native_words.c) ---- */

/* Numbers all words; `numbers` receives one number for each. */
int vocabulary_build(Vocabulary *vocabulary, Words *words, uint32_t *numbers);
void vocabulary_find(const Vocabulary *vocabulary, const Words *words, uint32_t *numbers);

/* ---- n-grams (_native_ngrams.c) ---- */

typedef struct {
    Keys table; /* a hash table: keys, and their values by slot */
    Numbers values;
    size_t mask;
    int shift;
    Halves plain;                    /* numbers of pairs of a prefix and a symbol, without hashing */
    Numbers counts, best, remaining; /* by number of n-gram */
    Numbers prefixes;                /* of the references' positions */
    Numbers positions, ids;          /* of the hypotheses' positions that still match */
    Sizes active;                    /* how many of those, by hypothesis */
    Numbers direct;                  /* numbers of characters; all 0 between calls */
    Numbers characters;
} Matcher;

/* matches[h * orders + n - 1]: n-grams of hypothesis h that the references have, each at most as often as the reference
   that has it most often. Symbols are numbered from 1 to `alphabet`; 0 is one that no reference has. */
int match_ngrams(Matcher *matcher, const Symbols *references, size_t n_references, const Symbols *hypotheses,
                 size_t n_hypotheses, size_t alphabet, size_t orders, int64_t *matches);
int number_characters(Matcher *matcher, Line reference, const Line *hypotheses, size_t n_hypotheses, Symbols *numbered,
                      Symbols *numbered_hypotheses, size_t *alphabet);

/* ---- translation edit rate (_native_ter.c) ---- */

typedef struct {
    Numbers words, shifted;
    Numbers hypothesis_errors, reference_errors; /* running sums */
    Costs alignment;
    Costs rows[4];
    Costs checkpoints;
    Sizes checkpoint_starts;
    Bytes operations;
    size_t vocabulary_size;
    int has_bits;    /* whether `equal` is there for the reference at hand */
    Numbers first_at; /* by word number: its first place in the reference, from 1 on, or 0 */
    Numbers next_at;  /* by place: the next place of the same word, or 0 */
    Numbers at_hand;  /* by word number: its first place that shifts at hand can reach */
    Keys equal;      /* by word number and block: where the reference has it */
    Keys vectors;    /* by number of words: plus, minus, above_plus, above_minus */
    Costs distances; /* to the reference, by number of words */
    Keys candidate_vectors; /* the same for shifted words */
    Keys work;
} Ter;

/* ---- a run over segments (_native.c) ---- */

typedef struct Job Job;
struct Job {
    /* What to do with one segment: its references and the hypotheses of all systems. */
    int (*segment)(Job *job, Line *references, Line *hypotheses, size_t index);
    size_t n_systems, n_references; /* lists given */
    size_t columns;
    int64_t **outputs; /* by system: segments x columns */
    int tokenizer;
    const uint8_t *classes;
    size_t char_order, word_order;
    int whitespace, eps_smoothing;
    double factor, one_plus_factor;
    /* Working memory, kept from segment to segment. */
    Words words, hypothesis_words;
    Vocabulary vocabulary;
    Numbers reference_numbers, hypothesis_numbers;
    Symbols *references, *hypotheses, *hypothesis_chars; /* n_references, n_systems, n_systems */
    Sizes starts;
    Counts matches, statistics;
    double *best_scores; /* n_systems */
    Matcher matcher;
    Ter ter;
};

int bleu_segment(Job *job, Line *references, Line *hypotheses, size_t index);
int chrf_segment(Job *job, Line *references, Line *hypotheses, size_t index);
int ter_segment(Job *job, Line *references, Line *hypotheses, size_t index);
/* Words of the references that are there and of all hypotheses, as numbers: job->references and job->hypotheses. */
int number_words(Job *job, Line *references, Line *hypotheses, int tokenizer, size_t *n_present);

#endif
