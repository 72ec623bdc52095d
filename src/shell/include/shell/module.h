/* Parts of the program that most runs don't need, each with its library, loaded when first used. */
#ifndef SHELL_MODULE_H
#define SHELL_MODULE_H

#include "base/error.h"

/* The symbol `socksh_NAME` of the module socksh-NAME.so, which lies beside the program or in the
 * installation's library directory. NULL with a `file` error when it can't be loaded. Stays loaded.
 */
const void *module_load(const char *name, struct error *error);

#endif
