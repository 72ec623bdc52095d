/* A run of the library's functions whose calls are told: who waits for it (library.c), and the threads that ask and answer
 * (library_answer.c). Private to src/net. */
#ifndef NET_LIBRARY_CALL_H
#define NET_LIBRARY_CALL_H

#include "library_note.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <sys/types.h>

/* Shared by the one who waits and the thread that answers; the last to let go of it frees it. */
struct library_call {
    atomic_int holders;
    int told_fd; /* an eventfd: there is a note, or it is over */
    void (*run)(void *context);
    void *context;

    atomic_int filtered; /* `listener` is there */
    pid_t asking;        /* the thread's number */
    int listener; /* tells what the thread that asks wants to call; -errno where there is none */

    pthread_mutex_t lock; /* of the rest */
    struct library_note *first, **end;
    bool is_over;
};

/* Why the library's calls are unseen from now on, an errno; 0 where they are seen. */
void library_set_unseen(int number);

/* Run it in a thread of its own, whose calls are made and noted by this one; unseen where that can't be. Returns when it is
 * over and nobody else has its filter. */
void library_answer(struct library_call *call);

#endif
