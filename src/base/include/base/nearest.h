/* What somebody may have meant: the candidates nearest to a mistyped word. */
#ifndef BASE_NEAREST_H
#define BASE_NEAREST_H

#include "base/span.h"

enum { NEAREST_MOST = 3 };

struct nearest {
    struct span wanted;
    struct span names[NEAREST_MOST]; /* best first; they are the offerer's */
    unsigned distances[NEAREST_MOST];
    unsigned count;
};

/* Start with nearest_start(), offer every candidate; what is too far away isn't kept. */
struct nearest nearest_start(struct span wanted);
void nearest_offer(struct nearest *nearest, struct span candidate);

/* "did you mean connect or accept?" into `text`; "" where nothing is near. Returns `text`. */
const char *nearest_question(const struct nearest *nearest, char *text, size_t size);

#endif
