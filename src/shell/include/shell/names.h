/* The one name space of handles and variables, in the order in which they were made. */
#ifndef SHELL_NAMES_H
#define SHELL_NAMES_H

#include "base/buffer.h"
#include "base/error.h"
#include "base/nearest.h"

struct arrival;
struct socket;
struct names;

struct entry {
    const char *name;
    struct socket *socket;   /* of a handle, owned; NULL for a variable */
    struct buffer value;     /* of a variable */
    struct arrival *arrival; /* of a handle that is followed (shell/arrivals.h), else NULL */
};

/* Who is told when a handle has come, also under another name, and before it goes. */
struct names_observer {
    void *context;
    void (*added)(void *context, struct entry *entry);
    void (*removing)(void *context, struct entry *entry);
};

struct names *names_new(void);
/* Closes the sockets. */
void names_free(struct names *names);

/* One observer at most, which must outlive the names; NULL for none. */
void names_observe(struct names *names, const struct names_observer *observer);

/* The entry of that name, or NULL. */
struct entry *names_find(const struct names *names, struct span name);

/* The handle of that name; a `name` error otherwise, which offers the nearest handles. */
struct entry *names_handle(const struct names *names, struct span name, struct error *error);

/* Which of the names `wanted` may have meant: of handles, of variables, or of both. */
enum names_kind { NAMES_HANDLES = 1, NAMES_VARIABLES = 2, NAMES_ALL = 3 };
struct nearest names_nearest(const struct names *names, struct span wanted, enum names_kind kind);

/* Whether `name` can be given to something new: a `usage` error for what is no name, a `name` error
 * for an open handle's. A variable may be replaced. */
bool names_check_free(const struct names *names, struct span name, struct error *error);

/* A handle. The name must be free; a variable of that name goes. Takes the socket. */
struct entry *names_add_handle(struct names *names, struct span name, struct socket *socket);

/* Set a variable. The name must be free. */
void names_set(struct names *names, struct span name, struct span value);

/* Rename an entry; the new name must be free. */
void names_rename(struct names *names, struct entry *entry, struct span name);

/* Forget an entry and give back its socket, which is the caller's to close. */
struct socket *names_remove(struct names *names, struct entry *entry);

/* A name never given before: prefix1, prefix2, ... */
/* What stands before the number: the prefix, or "handle" where that is too long for one. */
struct span names_stem(struct span prefix);
struct span names_fresh(struct names *names, struct span prefix, char room[64]);

/* The entry made after `entry`; the first for NULL; NULL at the end. */
struct entry *names_next(const struct names *names, const struct entry *entry);

#endif
