/* Functions of the C library that ask over sockets of their own: names of hosts and services, lists of interfaces. Each
 * runs in a thread of its own, so that who waits for it can leave, and its system calls on sockets go into the journal as
 * the library's (JOURNAL_LIBRARY).
 *
 * The library lets nobody see them but the kernel: the thread has a seccomp(2) filter which passes them on to another
 * thread of ours. That one makes the call in its place, for descriptors and memory are the same, notes it and
 * answers with what the kernel said. What a module of the library calls in threads of its own, or in a program that it
 * runs, is not seen. Where a sandbox or a kernel before Linux 5.9 doesn't allow it they are made as ever, and nothing
 * is noted. */
#ifndef NET_LIBRARY_H
#define NET_LIBRARY_H

#include "base/error.h"

#include <stdbool.h>

struct library_call;

/* Begin run(context); NULL where there can be no thread, a `resource` error. It ends with library_leave(). */
struct library_call *library_begin(void (*run)(void *context), void *context, struct error *error);

/* Becomes readable when there is something to take. */
int library_descriptor(const struct library_call *call);

/* Note what it has asked by now. True when it is over. */
bool library_take(struct library_call *call);

/* Who leaves before it is over leaves the thread behind; what it asks from then on is not noted. */
void library_leave(struct library_call *call);

/* All of that for what is never left: by a thread, where there can be one. */
void library_run(void (*run)(void *context), void *context);

/* Why its calls are not seen: an errno of seccomp(2), or of what a thread needs, 0 where they are. The first asks the
 * kernel now, the second tells how it was when the library was last asked for something. */
int library_try(void);
int library_unseen(void);

#endif
