#include "library_call.h"

#include "base/clock.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/futex.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <stddef.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Linux 6.6: who asks and who answers take turns on one CPU, which is several times as fast. */
#ifndef SECCOMP_IOCTL_NOTIF_SET_FLAGS
#define SECCOMP_IOCTL_NOTIF_SET_FLAGS SECCOMP_IOW(4, __u64)
#endif
#define TAKE_TURNS 1UL

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
#ifdef SYS_socketcall /* i386, s390x: the library makes all of them by that one, which is not watched */
    return -ENOSYS;
#endif
    /* Of this thread alone; without, it needs root. */
    if (syscall(SYS_prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
        return -errno;
    int listener = (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
                                SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
    return listener < 0 ? -errno : listener;
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

/* By a call that nobody else makes, and only who answers gets. Twice: as a greeting, and when all was asked. Returns
 * whether it was answered. */
static bool signal_answerer(const struct library_call *call)
{
    return syscall(SYS_close, -1, call) < 0 && errno == EBADF;
}

static bool is_signal(const struct library_call *call, const struct seccomp_data *data)
{
    return data->nr == SYS_close && data->args[1] == (uintptr_t)call && (int)data->args[0] == -1;
}

static void *ask(void *context)
{
    struct library_call *call = context;

    call->asking = (pid_t)syscall(SYS_gettid);
    call->listener = install_filter();
    tell_filtered(call);
    if (call->listener < 0 || !signal_answerer(call))
        return NULL;
    call->run(call->context);
    signal_answerer(call);
    return NULL;
}

/* ---- the thread that answers ---- */

/* A stop (Ctrl-Z) takes a call back that is being made, and behind it the thread asks for the same again. What the kernel
 * has said to it is kept for that, so that no call is made twice. */
struct missed {
    uint32_t thread; /* 0: none was */
    struct seccomp_data data;
    long result;
};

/* A thread that ends needs some microseconds. One that is still there behind that is another, which a module of the
 * library has begun, and may live for ever. */
#define TO_END (100 * MILLISECOND)

struct answering {
    struct library_sockets sockets;
    struct missed missed;
    bool is_signalled; /* by the thread that asks: it begins, or all was asked */
    nanoseconds end;   /* until then that thread's own is waited for, where all was asked */
};

static void tell(struct library_call *call)
{
    eventfd_write(call->told_fd, 1);
}

/* Nobody wants to know what is asked when it is over. */
static void add_note(struct library_call *call, struct library_note *note)
{
    pthread_mutex_lock(&call->lock);
    bool is_wanted = !call->is_over;
    if (is_wanted) {
        *call->end = note;
        call->end = &note->next;
        tell(call);
    }
    pthread_mutex_unlock(&call->lock);
    if (!is_wanted)
        library_note_free(note);
}

/* More than once means nothing. */
static void tell_over(struct library_call *call)
{
    pthread_mutex_lock(&call->lock);
    if (!call->is_over)
        tell(call);
    call->is_over = true;
    pthread_mutex_unlock(&call->lock);
}

static bool was_missed(const struct missed *missed, const struct seccomp_notif *question)
{
    return missed->thread && missed->thread == question->pid &&
           memcmp(&missed->data, &question->data, sizeof(missed->data)) == 0;
}

/* What the kernel says to both is 0, or an errno: EINTR and ENOENT where the question was taken back. */
static int receive(const struct library_call *call, struct seccomp_notif *ret_question)
{
    *ret_question = (struct seccomp_notif){0};
    return ioctl(call->listener, SECCOMP_IOCTL_NOTIF_RECV, ret_question) < 0 ? errno : 0;
}

static int send_reply(const struct library_call *call, struct seccomp_notif_resp *reply)
{
    int number;

    do
        number = ioctl(call->listener, SECCOMP_IOCTL_NOTIF_SEND, reply) < 0 ? errno : 0;
    while (number == EINTR);
    return number;
}

static int reply(const struct library_call *call, const struct seccomp_notif *question, long result)
{
    return send_reply(call, &(struct seccomp_notif_resp){
                                .id = question->id,
                                .val = result < 0 ? 0 : result,
                                .error = result < 0 ? (int)result : 0,
                            });
}

/* Who has asked makes it without us. */
static int let_pass(const struct library_call *call, const struct seccomp_notif *question)
{
    return send_reply(call, &(struct seccomp_notif_resp){
                                .id = question->id,
                                .flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE,
                            });
}

static bool is_taken_back(int number)
{
    return number == EINTR || number == ENOENT;
}

static long make_and_note(struct library_call *call, const struct library_asked *asked,
                          struct answering *answering)
{
    struct library_note *note;
    long result = library_make(asked, &answering->sockets, &note);

    add_note(call, note);
    return result;
}

/* This and the others return an errno where nobody can answer. */
static int make_or_remember(struct library_call *call, const struct seccomp_notif *question,
                            const struct library_asked *asked, struct answering *answering)
{
    struct missed *missed = &answering->missed;
    bool is_known = was_missed(missed, question);
    long result = is_known ? missed->result : make_and_note(call, asked, answering);
    int failure = reply(call, question, result);

    if (is_taken_back(failure))
        *missed = (struct missed){question->pid, question->data, result};
    else if (is_known)
        missed->thread = 0;
    return failure;
}

static int answer_asking(struct library_call *call, struct answering *answering,
                         const struct seccomp_notif *question)
{
    uint64_t arguments[LIBRARY_ARGUMENTS];
    struct library_asked asked = {question->data.nr, arguments};

    for (size_t i = 0; i < LIBRARY_ARGUMENTS; i++)
        arguments[i] = question->data.args[i];
    int failure = library_is_on_socket(&asked, &answering->sockets)
                      ? make_or_remember(call, question, &asked, answering)
                      : let_pass(call, question);
    if (!failure && is_signal(call, &question->data)) {
        answering->is_signalled = true;
        answering->end = clock_now() + TO_END;
    }
    return failure;
}

/* Threads that a module has begun have the filter, too, and must not wait for each other's calls; so has a program that
 * it runs, which has descriptors and memory of its own. They make their calls themselves. */
static int answer(struct library_call *call, struct answering *answering)
{
    struct seccomp_notif question;
    int failure = receive(call, &question);

    if (!failure)
        failure = (pid_t)question.pid == call->asking ? answer_asking(call, answering, &question)
                                                      : let_pass(call, &question);
    return is_taken_back(failure) ? 0 : failure;
}

/* POLLIN: there is one. POLLHUP: nobody has the filter any more. 0: the time is over. */
static short wait_for_question(const struct library_call *call, int milliseconds)
{
    struct pollfd question = {.fd = call->listener, .events = POLLIN};
    int ready;

    do
        ready = poll(&question, 1, milliseconds);
    while (ready < 0 && errno == EINTR);
    return ready < 0 ? POLLERR : question.revents;
}

/* Linux 5.9: who listens is told when nobody has the filter any more. It came together with this request. */
static bool hangs_up(const struct library_call *call)
{
    return ioctl(call->listener, SECCOMP_IOCTL_NOTIF_ADDFD, NULL) < 0 && errno == EFAULT;
}

/* A sandbox may allow the filter and not the answers to it: who waits for one could wait for ever. Returns an errno where
 * nobody can answer. */
static int answer_greeting(struct library_call *call, struct answering *answering)
{
    int failure = hangs_up(call) ? 0 : errno;

    ioctl(call->listener, SECCOMP_IOCTL_NOTIF_SET_FLAGS, TAKE_TURNS);
    while (!failure && !answering->is_signalled && wait_for_question(call, -1) & POLLIN)
        failure = answer(call, answering);
    bool is_greeted = answering->is_signalled;
    answering->is_signalled = false;
    return is_greeted ? 0 : failure ? failure : ENOSYS;
}

/* How long a question is waited for, in milliseconds; -1 for ever. */
static int patience(const struct library_call *call, const struct answering *answering)
{
    nanoseconds left = answering->end - clock_now();

    if (!answering->is_signalled || call->is_over)
        return -1;
    return left > 0 ? (int)(left / MILLISECOND) + 1 : 0;
}

/* Until nobody has the filter any more: without us their calls would fail, or wait for ever. It is over before that
 * where only others are left. */
static void answer_all(struct library_call *call, struct answering *answering)
{
    short events;

    do {
        int milliseconds = patience(call, answering);
        events = wait_for_question(call, milliseconds);
        if (events & POLLIN && answer(call, answering))
            return;
        if (milliseconds == 0)
            tell_over(call);
    } while (!events || events & POLLIN);
}

static void run_asking(struct library_call *call)
{
    struct answering answering = {0};
    pthread_t asking;
    int failure = pthread_create(&asking, NULL, ask, call);

    if (failure) {
        library_set_unseen(failure);
        call->run(call->context);
        return;
    }
    wait_until_filtered(call);
    int refusal = call->listener < 0 ? -call->listener : answer_greeting(call, &answering);
    library_set_unseen(refusal);
    if (!refusal)
        answer_all(call, &answering);
    if (call->listener >= 0)
        close(call->listener);
    pthread_join(asking, NULL);
    if (refusal) /* that thread has asked nothing: what a filter hands over nobody would answer */
        call->run(call->context);
}

void library_answer(struct library_call *call)
{
    run_asking(call);
    tell_over(call);
}
