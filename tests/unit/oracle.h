/* What must hold of escaped bytes, whatever they are. For the unit tests and the fuzzer alike. */
#ifndef UNIT_ORACLE_H
#define UNIT_ORACLE_H

#include "base/buffer.h"

/* NULL if the text can go to a terminal as it is; else what is wrong with it. */
const char *oracle_unsafe(struct span text);

/* NULL if escape_quoted() makes of the bytes a safe word that reads back as the same bytes, and
 * escape_line() a safe line; else what is wrong. */
const char *oracle_escape(struct span bytes);

#endif
