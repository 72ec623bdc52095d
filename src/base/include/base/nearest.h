/* What somebody may have meant: the candidates nearest to a mistyped word. */
#ifndef BASE_NEAREST_H
#define BASE_NEAREST_H

#include "base/error.h"
#include "base/span.h"

enum { NEAREST_MOST = 3 };

struct nearest {
    struct span wanted;
    struct span names[NEAREST_MOST]; /* best first; they are the offerer's */
    unsigned distances[NEAREST_MOST];
    unsigned count;
};

/* Start with nearest_start(), offer every candidate; what is too far away isn't kept, nor what was offered
 * before. */
struct nearest nearest_start(struct span wanted);
void nearest_offer(struct nearest *nearest, struct span candidate);

/* Offer each word of "tcp|udp"; NULL for none. */
void nearest_offer_words(struct nearest *nearest, const char *words);

/* "did you mean connect or accept?" into `text`; "" where nothing is near. Returns `text`. */
const char *nearest_question(const struct nearest *nearest, char *text, size_t size);

/* The question as the error's hint; `otherwise` where nothing is near, NULL for no hint then. Returns false, as
 * what fills an error does. */
bool nearest_hint(const struct nearest *nearest, struct error *error, const char *otherwise);

#endif
