/* N-gram statistics of BLEU and chrF.

   Order by order: an n-gram is the slot of its first n-1 symbols in the table of the order before, and one more symbol. That
   pair fits in 64 bits whatever the alphabet is, so nothing is approximate; a position of the hypothesis whose (n-1)-gram the
   references don't have is not looked up again. */
#include "_native.h"
#include <string.h>

#define EMPTY UINT64_MAX

static inline size_t find(const uint64_t *table, size_t mask, int shift, uint64_t key)
{
    size_t slot = (size_t)((key ^ key >> 29) * UINT64_C(0x9E3779B97F4A7C15) >> shift);
    while (table[slot] != key && table[slot] != EMPTY)
        slot = (slot + 1) & mask;
    return slot;
}

int match_ngrams(Matcher *matcher, const Symbols *references, size_t n_references, const Symbols *hypotheses,
                 size_t n_hypotheses, size_t orders, int64_t *matches)
{
    size_t n_reference_symbols = 0, n_hypothesis_symbols = 0, order, r, h, i;
    memset(matches, 0, n_hypotheses * orders * sizeof *matches);
    for (r = 0; r < n_references; r++)
        n_reference_symbols += references[r].length;
    for (h = 0; h < n_hypotheses; h++)
        n_hypothesis_symbols += hypotheses[h].length;
    if (n_reference_symbols > MOST_SYMBOLS || n_hypothesis_symbols > MOST_SYMBOLS)
        return TOO_LONG;
    if (numbers_room(&matcher->prefixes, n_reference_symbols) || numbers_room(&matcher->positions, n_hypothesis_symbols) ||
        numbers_room(&matcher->ids, n_hypothesis_symbols) || sizes_room(&matcher->active, n_hypotheses))
        return NO_MEMORY;
    if (n_reference_symbols > 0)
        memset(matcher->prefixes.at, 0, n_reference_symbols * sizeof *matcher->prefixes.at);
    if (n_hypothesis_symbols > 0)
        memset(matcher->ids.at, 0, n_hypothesis_symbols * sizeof *matcher->ids.at);
    {
        uint32_t *positions = matcher->positions.at;
        for (h = 0; h < n_hypotheses; h++) {
            matcher->active.at[h] = hypotheses[h].length;
            for (i = 0; i < hypotheses[h].length; i++)
                *positions++ = (uint32_t)i;
        }
    }

    for (order = 1; order <= orders; order++) {
        size_t n_ngrams = 0, slots = 16, mask,  n_active = 0, offset;
        int shift = 60;
        uint64_t *table;
        uint32_t *counts, *prefixes = matcher->prefixes.at;
        for (r = 0; r < n_references; r++)
            n_ngrams += references[r].length >= order ? references[r].length - order + 1 : 0;
        for (h = 0; h < n_hypotheses; h++)
            n_active += matcher->active.at[h];
        if (n_ngrams == 0 || n_active == 0)
            break;
        while (slots < 2 * n_ngrams) {
            slots *= 2;
            shift--;
        }
        mask = slots - 1;
        if (keys_room(&matcher->table, slots) || numbers_room(&matcher->counts, slots) ||
            (n_references > 1 && numbers_room(&matcher->best, slots)) ||
            (n_hypotheses > 1 && numbers_room(&matcher->remaining, slots)))
            return NO_MEMORY;
        table = matcher->table.at;
        counts = matcher->counts.at;
        memset(table, 0xFF, slots * sizeof *table);
        memset(counts, 0, slots * sizeof *counts);
        if (n_references > 1)
            memset(matcher->best.at, 0, slots * sizeof *counts);

        for (r = 0; r < n_references; r++) {
            const uint32_t *symbols = references[r].at;
            size_t n = references[r].length >= order ? references[r].length - order + 1 : 0;
            for (i = 0; i < n; i++) {
                uint64_t key = (uint64_t)prefixes[i] << 32 | symbols[i + order - 1];
                size_t slot = find(table, mask, shift, key);
                table[slot] = key;
                prefixes[i] = (uint32_t)slot;
                counts[slot]++;
            }
            if (n_references > 1) {
                uint32_t *best = matcher->best.at;
                for (i = 0; i < n; i++) {
                    uint32_t slot = prefixes[i];
                    if (counts[slot] > best[slot])
                        best[slot] = counts[slot];
                    counts[slot] = 0;
                }
            }
            prefixes += references[r].length;
        }
        if (n_references > 1)
            counts = matcher->best.at;

        offset = 0;
        for (h = 0; h < n_hypotheses; h++) {
            const uint32_t *symbols = hypotheses[h].at;
            uint32_t *positions = matcher->positions.at + offset, *ids = matcher->ids.at + offset, *remaining = counts;
            size_t kept = 0, n = matcher->active.at[h], length = hypotheses[h].length;
            int64_t matched = 0;
            if (n_hypotheses > 1) {
                remaining = matcher->remaining.at;
                memcpy(remaining, counts, slots * sizeof *counts);
            }
            for (i = 0; i < n; i++) {
                size_t position = positions[i], slot;
                uint64_t key;
                if (position + order > length)
                    break; /* positions ascend */
                key = (uint64_t)ids[i] << 32 | symbols[position + order - 1];
                slot = find(table, mask, shift, key);
                if (table[slot] == EMPTY)
                    continue;
                if (remaining[slot] > 0) {
                    remaining[slot]--;
                    matched++;
                }
                positions[kept] = (uint32_t)position;
                ids[kept++] = (uint32_t)slot;
            }
            matcher->active.at[h] = kept;
            matches[h * orders + order - 1] = matched;
            offset += length;
        }
    }
    return DONE;
}

static int64_t ngrams_of(size_t length, size_t order)
{
    return length >= order ? (int64_t)(length - order + 1) : 0;
}

/* BLEU: length, closest reference length (the shorter of two equally close), matches by order, n-grams by order. */
int bleu_segment(Job *job, Line *references, Line *hypotheses, size_t index)
{
    size_t orders = job->word_order, n_present, h, r, order;
    int failure = number_words(job, references, hypotheses, job->tokenizer, &n_present);
    if (failure != DONE)
        return failure;
    if (counts_room(&job->matches, job->n_systems * orders))
        return NO_MEMORY;
    failure = match_ngrams(&job->matcher, job->references, n_present, job->hypotheses, job->n_systems, orders,
                           job->matches.at);
    if (failure != DONE)
        return failure;
    for (h = 0; h < job->n_systems; h++) {
        int64_t *row = job->outputs[h] + index * job->columns;
        size_t length = job->hypotheses[h].length, closest = 0, closest_difference = SIZE_MAX;
        for (r = 0; r < n_present; r++) {
            size_t other = job->references[r].length, difference = other > length ? other - length : length - other;
            if (difference < closest_difference || (difference == closest_difference && other < closest)) {
                closest_difference = difference;
                closest = other;
            }
        }
        row[0] = (int64_t)length;
        row[1] = (int64_t)closest;
        for (order = 1; order <= orders; order++) {
            row[1 + order] = job->matches.at[h * orders + order - 1];
            row[1 + orders + order] = ngrams_of(length, order);
        }
    }
    return DONE;
}

/* sacreBLEU's CHRF._compute_f_score, operation for operation: it decides which of several references counts. */
static double chrf_score(const Job *job, const int64_t *statistics)
{
    const double eps = 1e-16;
    double score = 0.0, precisions = 0.0, recalls = 0.0;
    size_t orders = job->char_order + job->word_order, i, effective = 0;
    for (i = 0; i < orders; i++) {
        double hypothesis = (double)statistics[3 * i], reference = (double)statistics[3 * i + 1];
        double match = (double)statistics[3 * i + 2];
        double precision = hypothesis > 0 ? match / hypothesis : eps, recall = reference > 0 ? match / reference : eps;
        double weighted = job->factor * precision, denominator = weighted + recall;
        double numerator = job->one_plus_factor * precision;
        numerator *= recall;
        score += denominator > 0 ? numerator / denominator : eps;
        if (hypothesis > 0 && reference > 0) {
            precisions += precision;
            recalls += recall;
            effective++;
        }
    }
    if (job->eps_smoothing)
        return 100 * score / (double)orders;
    if (effective > 0) {
        precisions /= (double)effective;
        recalls /= (double)effective;
    }
    if (precisions + recalls != 0) {
        double weighted = job->factor * precisions;
        score = job->one_plus_factor * precisions;
        score *= recalls;
        score /= weighted + recalls;
        return 100 * score;
    }
    return 0.0;
}

/* chrF: for every order, n-grams of the hypothesis (0 where the reference has none), of the reference, and matches; of
   several references the first with the highest score. */
int chrf_segment(Job *job, Line *references, Line *hypotheses, size_t index)
{
    size_t char_order = job->char_order, word_order = job->word_order, orders = char_order + word_order;
    size_t n_present = 0, h, r, order;
    int64_t *char_matches, *word_matches, *statistics;
    if (counts_room(&job->matches, job->n_systems * orders) || counts_room(&job->statistics, 3 * orders))
        return NO_MEMORY;
    char_matches = job->matches.at;
    word_matches = char_matches + job->n_systems * char_order;
    statistics = job->statistics.at;
    if (word_order > 0) {
        int failure = number_words(job, references, hypotheses, TOKENIZER_CHRF, &n_present);
        if (failure != DONE)
            return failure;
    }
    if (!job->whitespace) {
        for (r = 0; r < job->n_references; r++)
            references[r].length = without_space(references[r].at, references[r].length);
        for (h = 0; h < job->n_systems; h++)
            hypotheses[h].length = without_space(hypotheses[h].at, hypotheses[h].length);
    }
    n_present = 0;
    for (r = 0; r < job->n_references; r++) {
        Symbols words = {NULL, 0}, chars;
        int failure;
        if (!references[r].present)
            continue;
        chars.at = references[r].at;
        chars.length = references[r].length;
        if (word_order > 0) {
            words = job->references[n_present];
            failure = match_ngrams(&job->matcher, &words, 1, job->hypotheses, job->n_systems, word_order, word_matches);
            if (failure != DONE)
                return failure;
        }
        for (h = 0; h < job->n_systems; h++) {
            job->hypothesis_chars[h].at = hypotheses[h].at;
            job->hypothesis_chars[h].length = hypotheses[h].length;
        }
        failure = match_ngrams(&job->matcher, &chars, 1, job->hypothesis_chars, job->n_systems, char_order, char_matches);
        if (failure != DONE)
            return failure;
        for (h = 0; h < job->n_systems; h++) {
            int64_t *row = job->outputs[h] + index * job->columns;
            double score;
            for (order = 1; order <= orders; order++) {
                int is_char = order <= char_order;
                size_t n = is_char ? order : order - char_order;
                int64_t in_reference = ngrams_of(is_char ? chars.length : words.length, n);
                int64_t in_hypothesis = ngrams_of(is_char ? hypotheses[h].length : job->hypotheses[h].length, n);
                statistics[3 * order - 3] = in_reference > 0 ? in_hypothesis : 0;
                statistics[3 * order - 2] = in_reference;
                statistics[3 * order - 1] =
                    is_char ? char_matches[h * char_order + n - 1] : word_matches[h * word_order + n - 1];
            }
            score = job->n_references > 1 ? chrf_score(job, statistics) : 0.0;
            if (n_present == 0 || score > job->best_scores[h]) {
                job->best_scores[h] = score;
                memcpy(row, statistics, 3 * orders * sizeof *row);
            }
        }
        n_present++;
    }
    return DONE;
}
