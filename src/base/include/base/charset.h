/* What the user's locale can show. */
#ifndef BASE_CHARSET_H
#define BASE_CHARSET_H

#include <stdbool.h>

/* Whether it has line-drawing characters, which is whether it is UTF-8; else there is ASCII alone. */
bool charset_has_lines(void);

#endif
