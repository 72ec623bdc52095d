/* What there is to read besides the commands: the language, errors, scripts, ...; for help and for the manual. */
#ifndef COMMANDS_TOPICS_H
#define COMMANDS_TOPICS_H

#include "base/span.h"

struct example;

struct topic {
    const char *name;
    const char *summary;
    const char *text;               /* paragraphs, with an empty line between them */
    const struct example *examples; /* they run; ended by a row without statement; NULL for none */
};

/* In the order of reading; ended by a row without name. */
extern const struct topic topics[];

/* The topic of that name, in any case; NULL where there is none. */
const struct topic *topic_find(struct span name);

#endif
