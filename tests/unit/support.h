/* What the unit tests share. Include it before anything else: cmocka wants its headers first. */
#ifndef UNIT_SUPPORT_H
#define UNIT_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "base/error.h"

/* The bytes are those of a string literal; both are shown, escaped, when they are not. */
#define assert_bytes(got, literal) assert_spans(got, SPAN(literal))
#define assert_spans(got, wanted) support_assert_spans(got, wanted, __FILE__, __LINE__)
void support_assert_spans(struct span got, struct span wanted, const char *file, int line);

/* The text holds this part. */
#define assert_holds(text, part) support_assert_holds(text, part, __FILE__, __LINE__)
void support_assert_holds(const char *text, const char *part, const char *file, int line);

/* The error has this category; its message is shown when it has not. */
#define assert_category(error, category) \
    support_assert_category(&(error), category, __FILE__, __LINE__)
void support_assert_category(const struct error *error, enum error_category category,
                             const char *file, int line);

/* The call worked; the error's message is shown when it did not. */
#define assert_done(done, error) support_assert_done(done, &(error), __FILE__, __LINE__)
void support_assert_done(bool done, const struct error *error, const char *file, int line);

/* A generator with a fixed seed: the same numbers in every run. */
struct random {
    uint64_t state;
};
unsigned random_below(struct random *random, unsigned limit);
/* Bytes of every kind: text, controls, UTF-8 whole and broken. Clears the buffer first. */
void random_bytes(struct random *random, struct buffer *bytes, size_t most);

/* How many descriptors this process has open. */
unsigned support_open_fds(void);

#endif
