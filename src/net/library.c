#include "net/library.h"

#include "base/memory.h"
#include "library_call.h"
#include "net/own.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

static atomic_int unseen; /* errno of the last attempt */

void library_set_unseen(int number)
{
    atomic_store(&unseen, number);
}

int library_unseen(void)
{
    return atomic_load(&unseen);
}

static void ask_nothing(void *context)
{
    (void)context;
}

int library_try(void)
{
    library_run(ask_nothing, NULL);
    return library_unseen();
}

static void free_notes(struct library_note *note)
{
    while (note) {
        struct library_note *next = note->next;
        library_note_free(note);
        note = next;
    }
}

static void let_go(struct library_call *call)
{
    if (atomic_fetch_sub(&call->holders, 1) > 1)
        return;
    free_notes(call->first);
    if (call->told_fd >= 0)
        close(call->told_fd);
    free(call);
}

static struct library_call *new_call(void (*run)(void *context), void *context, struct error *error)
{
    int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);

    if (fd < 0) {
        error_call(error, ERROR_RESOURCE, errno, "eventfd", "%s", "");
        return NULL;
    }
    struct library_call *call = NEW(struct library_call);
    *call = (struct library_call){
        .told_fd = fd,
        .run = run,
        .context = context,
        .listener = -1,
        .lock = PTHREAD_MUTEX_INITIALIZER,
        .end = &call->first,
    };
    atomic_init(&call->holders, 1);
    return call;
}

static void *supervise(void *context)
{
    struct library_call *call = context;

    library_answer(call);
    let_go(call);
    return NULL;
}

/* ---- who waits ---- */

/* Threads start with all signals blocked, so that the loop gets them. */
static int start_thread(void *(*run)(void *context), void *context)
{
    sigset_t all, before;
    pthread_t thread;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int failure = pthread_create(&thread, NULL, run, context);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (!failure)
        pthread_detach(thread);
    return failure;
}

struct library_call *library_begin(void (*run)(void *context), void *context, struct error *error)
{
    struct library_call *call = new_call(run, context, error);

    if (!call)
        return NULL;
    atomic_fetch_add(&call->holders, 1);
    int failure = start_thread(supervise, call);
    if (!failure)
        return call;
    let_go(call);
    let_go(call);
    error_call(error, ERROR_RESOURCE, failure, "pthread_create", "%s", "");
    return NULL;
}

int library_descriptor(const struct library_call *call)
{
    return call->told_fd;
}

bool library_take(struct library_call *call)
{
    struct journal *journal = own_network()->journal;
    uint64_t count;

    (void)!read(call->told_fd, &count, sizeof(count)); /* none is told yet: then there is nothing */
    pthread_mutex_lock(&call->lock);
    struct library_note *notes = call->first;
    bool is_over = call->is_over;
    call->first = NULL;
    call->end = &call->first;
    pthread_mutex_unlock(&call->lock);
    for (struct library_note *note = notes; note && journal; note = note->next)
        library_note_write(journal, note);
    free_notes(notes);
    return is_over;
}

/* Nobody tells anything any more of what is over: its descriptor's number is free for the next socket, always. */
void library_leave(struct library_call *call)
{
    pthread_mutex_lock(&call->lock);
    if (call->is_over)
        close(steal_fd(&call->told_fd));
    pthread_mutex_unlock(&call->lock);
    let_go(call);
}

void library_run(void (*run)(void *context), void *context)
{
    struct error error;
    struct library_call *call = library_begin(run, context, &error);

    if (!call) {
        library_set_unseen(error.number);
        run(context);
        return;
    }
    struct pollfd told = {.fd = call->told_fd, .events = POLLIN};
    do
        poll(&told, 1, -1);
    while (!library_take(call));
    library_leave(call);
}
