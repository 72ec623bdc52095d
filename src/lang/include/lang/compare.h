/* The operators of assert, if and while. */
#ifndef LANG_COMPARE_H
#define LANG_COMPARE_H

#include "base/span.h"

enum comparison {
    COMPARISON_EQUAL,
    COMPARISON_UNEQUAL,
    COMPARISON_LESS,
    COMPARISON_LESS_EQUAL,
    COMPARISON_GREATER,
    COMPARISON_GREATER_EQUAL,
    COMPARISON_CONTAINS,
    COMPARISON_MATCHES, /* a regular expression: the caller's to decide */
};

bool compare_parse(struct span text, enum comparison *ret_comparison);

/* Numbers as numbers where both are, else bytes. Not for COMPARISON_MATCHES. */
bool compare_holds(struct span a, enum comparison comparison, struct span b);

#endif
