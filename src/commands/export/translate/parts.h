/* What programs of each language may need at their beginning. Private to src/commands. */
#ifndef COMMANDS_EXPORT_PARTS_H
#define COMMANDS_EXPORT_PARTS_H

#include "base/span.h"

#include <stdbool.h>

struct buffer;
struct language;

/* A piece of the program's beginning that stands there where it is used: a function, an #include. */
struct part {
    const char *words; /* that ask for it, a blank between: "base64", "perror printf" */
    const char *text;
    bool is_function; /* behind the includes */
};

/* Append the parts that the text asks for, and those that they ask for, before the text. */
void parts_write(const struct language *language, struct span text, struct buffer *out);

/* Whether a part asks for this name: no variable can have it. */
bool parts_know(const struct language *language, struct span name);

/* Tables of them, in the order in which a program has them. */
extern const struct part *const python_parts[], *const c_parts[];

extern const struct part python_option_parts[], python_messages[], python_multicast[];

#endif
