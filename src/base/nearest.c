#include "base/nearest.h"

#include <ctype.h>
#include <stdio.h>

enum { LONGEST = 31, FAR = 99 };

static unsigned smaller(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* Optimal string alignment distance: insertions, deletions, changes and swapped neighbours. */
static unsigned distance(struct span a, struct span b)
{
    unsigned rows[3][LONGEST + 1];

    if (a.length > LONGEST || b.length > LONGEST)
        return FAR;
    for (unsigned j = 0; j <= b.length; j++)
        rows[0][j] = j;
    for (unsigned i = 1; i <= a.length; i++) {
        unsigned *row = rows[i % 3], *above = rows[(i + 2) % 3], *second = rows[(i + 1) % 3];
        row[0] = i;
        for (unsigned j = 1; j <= b.length; j++) {
            int x = tolower((unsigned char)a.data[i - 1]),
                y = tolower((unsigned char)b.data[j - 1]);
            row[j] = smaller(smaller(above[j], row[j - 1]) + 1, above[j - 1] + (x != y));
            if (i > 1 && j > 1 && x == tolower((unsigned char)b.data[j - 2]) &&
                y == tolower((unsigned char)a.data[i - 2]))
                row[j] = smaller(row[j], second[j - 2] + 1);
        }
    }
    return rows[a.length % 3][b.length];
}

struct nearest nearest_start(struct span wanted)
{
    return (struct nearest){.wanted = wanted};
}

static bool is_offered(const struct nearest *nearest, struct span candidate)
{
    for (unsigned i = 0; i < nearest->count; i++)
        if (span_equal(nearest->names[i], candidate))
            return true;
    return false;
}

void nearest_offer(struct nearest *nearest, struct span candidate)
{
    unsigned far = distance(nearest->wanted, candidate);
    bool begins = nearest->wanted.length >= 2 && span_starts(candidate, nearest->wanted);

    if (begins)
        far = 1;
    if (far > smaller(2, (unsigned)nearest->wanted.length / 2) || is_offered(nearest, candidate))
        return;

    unsigned at = nearest->count < NEAREST_MOST ? nearest->count++ : NEAREST_MOST;
    for (; at > 0 && nearest->distances[at - 1] > far; at--) {
        if (at == NEAREST_MOST)
            continue;
        nearest->distances[at] = nearest->distances[at - 1];
        nearest->names[at] = nearest->names[at - 1];
    }
    if (at < NEAREST_MOST) {
        nearest->distances[at] = far;
        nearest->names[at] = candidate;
    }
}

const char *nearest_question(const struct nearest *nearest, char *text, size_t size)
{
    size_t used = 0;

    text[0] = '\0';
    for (unsigned i = 0; i < nearest->count && used < size; i++) {
        const char *joint = i == 0 ? "did you mean " : i + 1 == nearest->count ? " or " : ", ";
        used += (size_t)snprintf(text + used, size - used, "%s%.*s%s", joint,
                                 SPAN_ARGS(nearest->names[i]), i + 1 == nearest->count ? "?" : "");
    }
    return text;
}

void nearest_offer_words(struct nearest *nearest, const char *words)
{
    for (; words && *words; words += *words == '|') {
        size_t length = strcspn(words, "|");
        nearest_offer(nearest, (struct span){words, length});
        words += length;
    }
}

bool nearest_hint(const struct nearest *nearest, struct error *error, const char *otherwise)
{
    char question[160];

    if (nearest->count || otherwise)
        error_hint(error, "%s",
                   nearest->count ? nearest_question(nearest, question, sizeof(question))
                                  : otherwise);
    return false;
}
