/* What each adder of facts says them with: add a fact of a kind, under a name of static memory. Private to
 * src/net. */
#ifndef NET_FACTS_ADD_H
#define NET_FACTS_ADD_H

#include "net/facts.h"

void fact_number(struct facts *facts, const char *name, int64_t number);
void fact_fraction(struct facts *facts, const char *name, double number);
void fact_flag(struct facts *facts, const char *name, bool flag);
void fact_none(struct facts *facts, const char *name); /* the kernel has no value (yet) */
void fact_text(struct facts *facts, const char *name, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
