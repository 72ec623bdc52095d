#include "net/library.h"

#include "base/memory.h"
#include "library_note.h"
#include "net/own.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/futex.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Linux 5.19: a call that is being answered for is not begun anew after a stop (Ctrl-Z), which would make it twice. */
#ifndef SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
#define SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV (1UL << 5)
#endif

/* Linux 6.6: who asks and who answers take turns on one CPU, which is several times as fast. */
#ifndef SECCOMP_IOCTL_NOTIF_SET_FLAGS
#define SECCOMP_IOCTL_NOTIF_SET_FLAGS SECCOMP_IOW(4, __u64)
#endif
#define TAKE_TURNS 1UL

/* Shared by the one who waits and the thread that answers; the last to let go of it frees it. */
struct library_call {
    atomic_int holders;
    int told_fd; /* an eventfd: there is a note, or it is over */
    void (*run)(void *context);
    void *context;

    atomic_int filtered; /* `listener` is there */
    int listener; /* tells what the thread that asks wants to call; -1 where it may do so itself */

    pthread_mutex_t lock; /* of the rest */
    struct library_note *first, **end;
    bool is_over;
};

static atomic_int unseen; /* errno of the last attempt */

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

/* ---- the thread that asks ---- */

/* What is watched is passed on, anything else goes to the kernel. */
static int install_filter(void)
{
    enum { MOST = 64, AROUND = 3 };
    struct sock_filter steps[MOST];
    unsigned short count = 0, watched = 0;

    while (library_watched(watched) >= 0 && watched < MOST - AROUND)
        watched++;
    steps[count++] =
        (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
    for (unsigned short i = 0; i < watched; i++)
        steps[count++] =
            (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)library_watched(i),
                                         (unsigned char)(watched - i), 0);
    steps[count++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    steps[count++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF);

    struct sock_fprog program = {.len = count, .filter = steps};
    /* Of this thread alone; without, it needs root. */
    if (syscall(SYS_prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
        return -1;
    return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
                        SECCOMP_FILTER_FLAG_NEW_LISTENER | SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV,
                        &program);
}

/* futex(2) and prctl(2) by hand: what is linked to is looked up at every start, whether it is used or not. */
static void tell_filtered(struct library_call *call)
{
    atomic_store(&call->filtered, 1);
    syscall(SYS_futex, &call->filtered, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}

static void wait_until_filtered(struct library_call *call)
{
    while (!atomic_load(&call->filtered))
        syscall(SYS_futex, &call->filtered, FUTEX_WAIT_PRIVATE, 0, NULL, NULL, 0);
}

/* By a call that nobody else makes, and only who answers gets. */
static void tell_asked(const struct library_call *call)
{
    syscall(SYS_close, -1, call);
}

static bool tells_asked(const struct library_call *call, const struct seccomp_data *data)
{
    return data->nr == SYS_close && data->args[1] == (uintptr_t)call && (int)data->args[0] == -1;
}

static void *ask(void *context)
{
    struct library_call *call = context;

    call->listener = install_filter();
    atomic_store(&unseen, call->listener < 0 ? errno : 0);
    tell_filtered(call);
    call->run(call->context);
    if (call->listener >= 0)
        tell_asked(call);
    return NULL;
}

/* ---- the thread that answers ---- */

struct answering {
    struct library_sockets sockets;
    bool is_asked; /* all that was to be asked */
};

static void tell(struct library_call *call)
{
    eventfd_write(call->told_fd, 1);
}

static void add_note(struct library_call *call, struct library_note *note)
{
    pthread_mutex_lock(&call->lock);
    *call->end = note;
    call->end = &note->next;
    pthread_mutex_unlock(&call->lock);
    tell(call);
}

/* Of the others, who go on when all was asked, nobody wants to know. */
static void take_or_drop(struct library_call *call, struct library_note *note, bool is_wanted)
{
    if (note && is_wanted)
        add_note(call, note);
    else if (note)
        library_note_free(note);
}

static void answer(struct library_call *call, struct answering *answering)
{
    struct seccomp_notif question = {0};
    struct library_note *note;

    if (ioctl(call->listener, SECCOMP_IOCTL_NOTIF_RECV, &question) < 0)
        return;
    uint64_t arguments[LIBRARY_ARGUMENTS];
    for (size_t i = 0; i < LIBRARY_ARGUMENTS; i++)
        arguments[i] = question.data.args[i];
    long result = library_make(&(struct library_asked){question.data.nr, arguments},
                               &answering->sockets, &note);
    take_or_drop(call, note, !answering->is_asked);
    answering->is_asked |= tells_asked(call, &question.data);
    struct seccomp_notif_resp reply = {
        .id = question.id,
        .val = result < 0 ? 0 : result,
        .error = result < 0 ? (int)result : 0,
    };
    while (ioctl(call->listener, SECCOMP_IOCTL_NOTIF_SEND, &reply) < 0 && errno == EINTR)
        continue;
}

static short wait_for_question(const struct library_call *call, int milliseconds)
{
    struct pollfd question = {.fd = call->listener, .events = POLLIN};
    int ready;

    do
        ready = poll(&question, 1, milliseconds);
    while (ready < 0 && errno == EINTR);
    return question.revents;
}

/* Until nobody has the filter any more, or all was asked and still somebody has it: a thread that a module of the
 * library has begun, and which may live for ever. Then it returns true. */
static bool answer_all(struct library_call *call, struct answering *answering)
{
    enum { TO_END = 100 }; /* milliseconds: a thread that ends needs some microseconds */

    ioctl(call->listener, SECCOMP_IOCTL_NOTIF_SET_FLAGS, TAKE_TURNS);
    while (!answering->is_asked && wait_for_question(call, -1) & POLLIN)
        answer(call, answering);
    return answering->is_asked && !(wait_for_question(call, TO_END) & POLLHUP);
}

/* Without us their calls would fail. */
static void answer_heirs(struct library_call *call, struct answering *answering)
{
    while (wait_for_question(call, -1) & POLLIN)
        answer(call, answering);
    close(call->listener);
}

static void tell_over(struct library_call *call)
{
    pthread_mutex_lock(&call->lock);
    call->is_over = true;
    tell(call);
    pthread_mutex_unlock(&call->lock);
}

/* Returns whether its listener is still needed. */
static bool run_asking(struct library_call *call, struct answering *answering)
{
    pthread_t asking;
    int failure = pthread_create(&asking, NULL, ask, call);

    if (failure) {
        atomic_store(&unseen, failure);
        call->run(call->context);
        return false;
    }
    wait_until_filtered(call);
    bool has_heirs = call->listener >= 0 && answer_all(call, answering);
    if (call->listener >= 0 && !has_heirs)
        close(call->listener);
    pthread_join(asking, NULL);
    return has_heirs;
}

static void *supervise(void *context)
{
    struct library_call *call = context;
    struct answering answering = {0};
    bool has_heirs = run_asking(call, &answering);

    tell_over(call);
    if (has_heirs)
        answer_heirs(call, &answering);
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
        atomic_store(&unseen, error.number);
        run(context);
        return;
    }
    struct pollfd told = {.fd = call->told_fd, .events = POLLIN};
    do
        poll(&told, 1, -1);
    while (!library_take(call));
    library_leave(call);
}
