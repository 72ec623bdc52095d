/* Who works long looks for Ctrl-C now and then. Private to src/commands. */
#ifndef COMMANDS_LOOKOUT_H
#define COMMANDS_LOOKOUT_H

#include "base/error.h"

struct loop;

struct lookout {
    struct loop *loop;
    unsigned asked;
    bool interrupted;
};

/* Asked before each piece of the work. False once Ctrl-C has come, and from then on. The loop may turn: what the
 * journal gave may be gone. */
bool lookout_goes_on(struct lookout *lookout);

/* Fails where it was, as interrupted. */
bool lookout_check(const struct lookout *lookout, struct error *error);

#endif
