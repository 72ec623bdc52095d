/* An output that shows errors alone, each below what it is about. Private to src/ui. */
#ifndef UI_ERRORS_ONLY_H
#define UI_ERRORS_ONLY_H

#include "shell/output.h"

struct errors_only {
    struct output output; /* the one that shows them; events and the status line are its, too */
    void (*before)(void *context); /* called before each error */
    void *context;
};

/* The filter stays the caller's and must outlive the output. */
struct output errors_only(struct errors_only *filter);

#endif
