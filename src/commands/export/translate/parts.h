/* What programs of each language may need at their beginning: #includes or imports, and functions. They stand in files
 * of the language, in parts; a line of comment before each says what asks for it:
 *
 *     //: stream_content( FILE
 *
 * A word that ends with a parenthesis or a dot wants that behind it; one that ends with a star may go on. Private to
 * src/commands. */
#ifndef COMMANDS_EXPORT_PARTS_H
#define COMMANDS_EXPORT_PARTS_H

#include "base/span.h"

#include <stdbool.h>

struct arena;
struct buffer;
struct language;

struct parts;

/* All parts of a language; the arena's. */
struct parts *parts_read(struct arena *arena, const struct language *language);

/* Append the parts that the text asks for, and those that they ask for, and behind them the text; once. */
void parts_write(struct parts *parts, struct span text, struct buffer *out);

/* Whether a part asks for this name: no variable can have it. */
bool parts_know(const struct parts *parts, struct span name);

/* The files of each language, one behind the other. */
extern const char c_imports[], c_functions[], c_watching[], python_imports[], python_functions[],
    python_watching[];

#endif
