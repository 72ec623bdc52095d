/* The one shape of an error: category, code, call, what it was about, message, hint. */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include "base/span.h"

#include <stdbool.h>
#include <stddef.h>

enum error_category {
    ERROR_NONE,
    ERROR_USAGE,
    ERROR_NAME,
    ERROR_ADDRESS,
    ERROR_SERVICE,
    ERROR_SOCKET,
    ERROR_TIMEOUT,
    ERROR_CLOSED,
    ERROR_MISMATCH,
    ERROR_TLS,
    ERROR_FILE,
    ERROR_RESOURCE,
    ERROR_INTERRUPTED,
};

/* Where in a program something stands; line 0 means unknown. Columns count bytes from 1. */
struct place {
    unsigned line;
    unsigned column;
};

struct error {
    enum error_category category;
    int number;        /* errno or an EAI code; 0 where there is none */
    char code[24];     /* ECONNREFUSED, EAI_NONAME; "" where there is none */
    char call[24];     /* the call or command that failed; "" where there is none */
    char subject[192]; /* what it was about, as shown: an address, a word, a path */
    char message[384];
    char hint[512];     /* likely cause, or what to do; "" where there is none */
    struct place place; /* of the word at fault */
    char excerpt[160];  /* the source line around the place, escaped; "" where there is none */
    unsigned caret;     /* display column in the excerpt, from 0 */
    bool reported;      /* it has been shown to the user */
    bool recorded;      /* the session knows whose it is */
};

struct error_kind {
    const char *name;
    const char *summary;
    const char *python; /* the exception of Python's that says the same */
    int exit_status;
};

/* The row of a category; ERROR_NONE is "ok" with exit status 0. */
const struct error_kind *error_kind(enum error_category category);

/* All of these fill `error` and return false, so that a caller fails in one line. Texts that do not
 * fit are cut with an ellipsis. */
bool error_set(struct error *error, enum error_category category, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* A failed call: code and message follow from errno's value `number`. The subject is printf-made.
 * ENOMEM, EMFILE and ENFILE become `resource` whatever category was asked. */
bool error_call(struct error *error, enum error_category category, int number, const char *call,
                const char *format, ...) __attribute__((format(printf, 5, 6)));

/* Add a hint; returns false like the others. */
bool error_hint(struct error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Point at the word at fault, unless a nearer one was pointed at already. */
bool error_at(struct error *error, struct place place);

/* Copy into a fixed text, cut with an ellipsis where it doesn't fit; size includes the NUL. */
void error_copy(char *target, size_t size, struct span text);

/* ECONNREFUSED for its number; "E<number>" for one without a name. Points to static memory. */
const char *error_code_name(int number);

#endif
