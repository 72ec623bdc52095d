/* A OPERATOR B, of assert, if and while. */
#ifndef SHELL_CONDITION_H
#define SHELL_CONDITION_H

#include "base/error.h"

/* Whether it holds. False with an error where the operator, or the pattern of `matches`, is wrong.
 */
bool condition_evaluate(struct span a, struct span operator_text, struct span b, bool *ret_holds,
                        struct error *error);

#endif
