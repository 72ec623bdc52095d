/* What the C library asks is noted, whoever waits for it. Where seccomp(2) isn't allowed (a sandbox, valgrind) it is
 * asked as well, and nothing is noted. */
#include "support.h"

#include "../../src/net/library_note.h"
#include "base/error.h"
#include "journal/journal.h"
#include "net/library.h"
#include "net/own.h"
#include "net/syscalls.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static struct network network;

static int begin(void **state)
{
    (void)state;
    network = (struct network){.calls = &syscalls_kernel, .journal = journal_new(JOURNAL_LEAST)};
    own_belongs_to(&network);
    return 0;
}

static int end(void **state)
{
    (void)state;
    own_belongs_to(NULL);
    journal_free(network.journal);
    return 0;
}

/* The library's calls, as their names are in the journal. */
static void assert_noted(const enum journal_call *calls, size_t count)
{
    if (library_unseen())
        count = 0;
    assert_int_equal(journal_next(network.journal), 1 + count);
    for (size_t i = 0; i < count; i++) {
        const struct journal_event *event = journal_event(network.journal, 1 + i);
        assert_int_equal(event->kind, JOURNAL_LIBRARY);
        assert_int_equal(event->call, calls[i]);
        assert_int_equal(event->socket, 0);
    }
}

struct conversation {
    pthread_t thread;
    int results[5];
    int number; /* errno of the last */
    char data[8];
};

/* As a look-up does it, to itself; and of a descriptor that is no socket's, which nobody notes. */
static void converse(void *context)
{
    struct conversation *asked = context;
    struct sockaddr_in own = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof(own);
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), other = eventfd(0, EFD_CLOEXEC);

    asked->thread = pthread_self();
    asked->results[0] = bind(fd, (struct sockaddr *)&own, length);
    asked->results[1] = getsockname(fd, (struct sockaddr *)&own, &length);
    asked->results[2] = (int)sendto(fd, "hello", 5, 0, (struct sockaddr *)&own, length);
    asked->results[3] = (int)recv(fd, asked->data, sizeof(asked->data), 0);
    close(other);
    close(fd);
    asked->results[4] = connect(-1, (struct sockaddr *)&own, length);
    asked->number = errno;
}

static void test_results_are_the_kernels(void **state)
{
    static const enum journal_call calls[] = {CALL_SOCKET, CALL_BIND,     CALL_GETSOCKNAME,
                                              CALL_SENDTO, CALL_RECVFROM, CALL_CLOSE};
    static const int wanted[] = {0, 0, 5, 5, -1};
    struct conversation asked = {0};
    struct journal_bytes bytes;

    (void)state;
    library_run(converse, &asked);
    assert_memory_equal(asked.results, wanted, sizeof(wanted));
    assert_string_equal(asked.data, "hello");
    assert_int_equal(asked.number, EBADF);
    assert_false(pthread_equal(asked.thread, pthread_self()));
    assert_noted(calls, sizeof(calls) / sizeof(calls[0]));
    if (library_unseen())
        return;
    assert_true(journal_bytes(network.journal, journal_event(network.journal, 5), &bytes));
    assert_true(span_equal(bytes.data, SPAN("hello")));
    assert_int_equal(journal_event(network.journal, 3)->address_length, sizeof(struct sockaddr_in));
}

static void ask_for_nothing(void *context)
{
    *(int *)context = socket(AF_INET, SOCK_STREAM, IPPROTO_UDP) < 0 ? errno : 0;
}

static void test_errors_are_the_kernels(void **state)
{
    int number = 0;

    (void)state;
    library_run(ask_for_nothing, &number);
    assert_int_equal(number, EPROTONOSUPPORT);
    assert_noted((enum journal_call[]){CALL_SOCKET}, 1);
    if (!library_unseen())
        assert_int_equal(journal_event(network.journal, 1)->error, EPROTONOSUPPORT);
}

/* One that waits for a datagram, until there is one. */
struct wait {
    int fd;
    pthread_mutex_t lock;
    bool is_done;
};

static void wait_for_datagram(void *context)
{
    struct wait *waiting = context;
    char byte;
    int fd = dup(waiting->fd), own = socket(AF_UNIX, SOCK_DGRAM, 0);

    recv(fd, &byte, 1, 0);
    close(own);
    close(fd);
    pthread_mutex_lock(&waiting->lock);
    waiting->is_done = true;
    pthread_mutex_unlock(&waiting->lock);
}

static bool is_done(struct wait *waiting)
{
    pthread_mutex_lock(&waiting->lock);
    bool done = waiting->is_done;
    pthread_mutex_unlock(&waiting->lock);
    return done;
}

static void test_who_leaves_has_what_was_asked_by_then(void **state)
{
    struct wait waiting = {.lock = PTHREAD_MUTEX_INITIALIZER};
    struct library_call *call;
    int ends[2];

    (void)state;
    assert_int_equal(socketpair(AF_UNIX, SOCK_DGRAM, 0, ends), 0);
    waiting.fd = ends[0];
    assert_non_null(call = library_begin(wait_for_datagram, &waiting, &(struct error){0}));
    struct pollfd told = {.fd = library_descriptor(call), .events = POLLIN};
    if (library_try() == 0)
        assert_int_equal(poll(&told, 1, -1), 1);
    assert_false(library_take(call));
    assert_noted((enum journal_call[]){CALL_SOCKET}, 1);
    library_leave(call);

    assert_int_equal(write(ends[1], "x", 1), 1);
    while (!is_done(&waiting))
        sched_yield();
    assert_noted((enum journal_call[]){CALL_SOCKET}, 1); /* its close came later */
    close(ends[0]);
    close(ends[1]);
}

/* A call that goes on while it can be seen to have begun: more bytes than there is room for. */
struct flood {
    struct sockaddr_un to;
    socklen_t to_length;
    size_t length;
    long sent;
};

static void send_flood(void *context)
{
    struct flood *flood = context;
    char *bytes = calloc(1, flood->length);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);

    connect(fd, (struct sockaddr *)&flood->to, flood->to_length);
    flood->sent = send(fd, bytes, flood->length, 0);
    free(bytes);
    close(fd);
}

/* In a process of its own, which can be stopped. */
static pid_t start_flood(struct flood *flood, int results)
{
    pid_t child = fork();

    if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        library_run(send_flood, flood);
        _exit(write(results, &flood->sent, sizeof(flood->sent)) < 0);
    }
    close(results);
    return child;
}

static int listen_for(struct flood *flood)
{
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);

    *flood = (struct flood){.to.sun_family = AF_UNIX, .to_length = sizeof(flood->to)};
    assert_int_equal(bind(fd, (struct sockaddr *)&flood->to, sizeof(sa_family_t)), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&flood->to, &flood->to_length), 0);
    assert_int_equal(listen(fd, 1), 0);
    return fd;
}

static long read_to_end(int fd)
{
    char bytes[4096];
    long total = 0, count;

    while ((count = read(fd, bytes, sizeof(bytes))) > 0)
        total += count;
    return total;
}

/* Else who has started it never gets to know that it has stopped: Ctrl-Z doesn't give the terminal back. */
static void test_a_call_that_waits_stops_with_its_process(void **state)
{
    enum { PATIENCE = 20, MUCH = 4 * 1024 * 1024 };
    struct flood flood;
    int results[2], status, listener = listen_for(&flood);
    long sent, received;
    char first;

    (void)state;
    flood.length = MUCH;
    assert_int_equal(pipe(results), 0);
    pid_t child = start_flood(&flood, results[1]);
    int fd = accept(listener, NULL, NULL);
    assert_int_equal(read(fd, &first, 1), 1);

    alarm(PATIENCE);
    kill(child, SIGSTOP);
    assert_int_equal(waitpid(child, &status, WUNTRACED), child);
    assert_true(WIFSTOPPED(status));
    kill(child, SIGCONT);
    received = 1 + read_to_end(fd);
    assert_int_equal(read(results[0], &sent, sizeof(sent)), sizeof(sent));
    assert_int_equal(sent, received); /* it was made once */
    assert_int_equal(waitpid(child, NULL, 0), child);
    alarm(0);
    close(fd);
    close(listener);
    close(results[0]);
}

static void open_and_close(void *context)
{
    (void)context;
    close(socket(AF_UNIX, SOCK_DGRAM, 0));
}

/* Their order among each other is the threads'; each is over when all it asked is taken. */
static void test_several_at_once(void **state)
{
    enum { MANY = 8 };
    struct library_call *calls[MANY];

    (void)state;
    for (size_t i = 0; i < MANY; i++)
        assert_non_null(calls[i] = library_begin(open_and_close, NULL, &(struct error){0}));
    for (size_t i = 0; i < MANY; i++) {
        struct pollfd told = {.fd = library_descriptor(calls[i]), .events = POLLIN};
        do
            poll(&told, 1, -1);
        while (!library_take(calls[i]));
        library_leave(calls[i]);
    }
    assert_int_equal(journal_next(network.journal), 1 + (library_unseen() ? 0 : 2 * MANY));
}

static void test_without_a_journal(void **state)
{
    int number = 0;

    (void)state;
    own_belongs_to(NULL);
    library_run(ask_for_nothing, &number);
    assert_int_equal(number, EPROTONOSUPPORT);
}

static void count_run(void *context)
{
    ++*(int *)context;
}

/* The next descriptor is one too many. */
static struct rlimit allow_no_descriptor(void)
{
    struct rlimit before, none;
    int next = dup(STDOUT_FILENO);

    close(next);
    getrlimit(RLIMIT_NOFILE, &before);
    none = (struct rlimit){.rlim_cur = (rlim_t)next, .rlim_max = before.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
    return before;
}

static void test_without_a_descriptor(void **state)
{
    struct rlimit before = allow_no_descriptor();
    struct error error = {0};
    int runs = 0;

    (void)state;
    struct library_call *call = library_begin(count_run, &runs, &error);
    library_run(count_run, &runs);
    int unseen = library_unseen();
    setrlimit(RLIMIT_NOFILE, &before);
    assert_null(call);
    assert_int_equal(error.category, ERROR_RESOURCE);
    assert_string_equal(error.call, "eventfd");
    assert_int_equal(runs, 1);
    assert_int_equal(unseen, EMFILE);
}

/* What a module of the library has begun, and goes on behind the look-up. */
struct helper {
    pthread_t thread;
    int go_on[2]; /* a pair of sockets */
    int made;     /* what socket(2) gave it behind that */
};

static void *help(void *context)
{
    struct helper *helper = context;
    char byte;

    (void)!read(helper->go_on[0], &byte, 1);
    helper->made = socket(AF_UNIX, SOCK_DGRAM, 0);
    close(helper->made);
    return NULL;
}

static void begin_helper(void *context)
{
    struct helper *helper = context;

    pthread_create(&helper->thread, NULL, help, helper);
    close(socket(AF_UNIX, SOCK_DGRAM, 0));
}

static void test_a_thread_of_the_librarys_may_live_on(void **state)
{
    struct helper helper = {.made = -1};

    (void)state;
    assert_int_equal(socketpair(AF_UNIX, SOCK_DGRAM, 0, helper.go_on), 0);
    library_run(begin_helper, &helper);
    assert_noted((enum journal_call[]){CALL_SOCKET, CALL_CLOSE}, 2);
    assert_int_equal(write(helper.go_on[1], "x", 1), 1);
    pthread_join(helper.thread, NULL);
    assert_true(helper.made >= 0);
    close(helper.go_on[0]);
    close(helper.go_on[1]);
}

/* What a module of the library keeps open for each thread, and closes when that ends, as SSSD's does. */
static pthread_key_t kept;

static void close_kept(void *value)
{
    close(*(int *)value);
}

static void keep_open(void *context)
{
    int *fd = context;

    *fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    pthread_setspecific(kept, fd);
}

static void test_a_thread_may_ask_while_it_ends(void **state)
{
    static int fd = -1; /* a thread that asks unseen may still be ending behind this */
    struct library_call *call;

    (void)state;
    assert_int_equal(pthread_key_create(&kept, close_kept), 0);
    assert_non_null(call = library_begin(keep_open, &fd, &(struct error){0}));
    struct pollfd told = {.fd = library_descriptor(call), .events = POLLIN};
    bool is_over = false;
    while (!is_over && poll(&told, 1, 10 * 1000) == 1)
        is_over = library_take(call);
    library_leave(call);
    assert_true(is_over);
    assert_noted((enum journal_call[]){CALL_SOCKET, CALL_CLOSE}, 2);
    if (library_unseen())
        return;
    assert_int_equal(fcntl(fd, F_GETFD), -1);
    pthread_key_delete(kept);
}

/* One that waits for what the thread that asks will send it. */
struct waiter {
    int ends[2], told[2]; /* a pair of sockets, and a pipe */
    char byte;
};

static void *wait_in_thread(void *context)
{
    struct waiter *waiter = context;

    (void)!write(waiter->told[1], "x", 1);
    recv(waiter->ends[0], &waiter->byte, 1, 0);
    return NULL;
}

static void send_to_waiter(void *context)
{
    struct waiter *waiter = context;
    pthread_t thread;
    char byte;

    pthread_create(&thread, NULL, wait_in_thread, waiter);
    (void)!read(waiter->told[0], &byte, 1);
    for (int i = 0; i < 1000; i++)
        sched_yield(); /* now it most likely waits */
    close(socket(AF_UNIX, SOCK_DGRAM, 0));
    send(waiter->ends[1], "y", 1, 0);
    pthread_join(thread, NULL);
}

static void test_threads_wait_for_each_other(void **state)
{
    struct waiter waiter = {.byte = '\0'};

    (void)state;
    assert_int_equal(socketpair(AF_UNIX, SOCK_DGRAM, 0, waiter.ends), 0);
    assert_int_equal(pipe(waiter.told), 0);
    library_run(send_to_waiter, &waiter);
    assert_int_equal(waiter.byte, 'y');
    assert_noted((enum journal_call[]){CALL_SOCKET, CALL_CLOSE}, 2);
    for (size_t i = 0; i < 2; i++) {
        close(waiter.ends[i]);
        close(waiter.told[i]);
    }
}

/* A module may run a program: that has the filter, too, and descriptors and memory of its own. */
struct program {
    int ours; /* a descriptor that it closes, which it may */
    int told; /* how it went; valgrind has a use of its own for the status */
};

enum { TOLD_GOOD = 1, TOLD_BAD };

static void run_program(void *context)
{
    struct program *program = context;
    pid_t child = fork();

    if (child == 0) {
        close(program->ours);
        bool is_closed = fcntl(program->ours, F_GETFD) < 0;
        bool is_open = fcntl(socket(AF_UNIX, SOCK_DGRAM, 0), F_GETFD) >= 0;
        eventfd_write(program->told, is_closed && is_open ? TOLD_GOOD : TOLD_BAD);
        _exit(0);
    }
    waitpid(child, NULL, 0);
}

static void test_a_program_of_the_librarys_calls_by_itself(void **state)
{
    struct program program = {eventfd(0, EFD_CLOEXEC), eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
    eventfd_t told;

    (void)state;
    library_run(run_program, &program);
    assert_noted(NULL, 0);
    assert_int_equal(eventfd_read(program.told, &told), 0);
    assert_int_equal(told, TOLD_GOOD);
    assert_int_equal(eventfd_write(program.ours, 1), 0);
    close(program.ours);
    close(program.told);
}

/* A length is an int to the kernel: what a register holds above is left from before. */
static void test_upper_halves_of_registers_mean_nothing(void **state)
{
    enum { ABOVE = 32 };
    const uint64_t left = UINT64_C(0x1234) << ABOVE;
    struct library_sockets sockets = {0};
    struct sockaddr_in own = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int on = 1;
    struct library_note *note;

    (void)state;
    uint64_t asks[LIBRARY_ARGUMENTS] = {left | AF_NETLINK, left | SOCK_RAW, left};
    long netlink = library_make(&(struct library_asked){SYS_socket, asks}, &sockets, &note);
    assert_true(netlink >= 0);
    assert_int_equal(note->event.netlink, 1);
    library_note_free(note);
    close((int)netlink);

    uint64_t makes[LIBRARY_ARGUMENTS] = {AF_INET, SOCK_DGRAM};
    long fd = library_make(&(struct library_asked){SYS_socket, makes}, &sockets, &note);
    library_note_free(note);
    uint64_t binds[LIBRARY_ARGUMENTS] = {left | (unsigned)fd, (uintptr_t)&own, left | sizeof(own)};
    assert_int_equal(library_make(&(struct library_asked){SYS_bind, binds}, &sockets, &note), 0);
    assert_int_equal(note->address, sizeof(own));
    library_note_free(note);
    /* Valgrind would take all of the length. */
    uint64_t sets[LIBRARY_ARGUMENTS] = {left | (unsigned)fd, SOL_SOCKET, SO_BROADCAST,
                                        (uintptr_t)&on, sizeof(on)};
    assert_int_equal(library_make(&(struct library_asked){SYS_setsockopt, sets}, &sockets, &note),
                     0);
    assert_int_equal(note->data, sizeof(on));
    library_note_free(note);
    close((int)fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_results_are_the_kernels, begin, end),
        cmocka_unit_test_setup_teardown(test_errors_are_the_kernels, begin, end),
        cmocka_unit_test_setup_teardown(test_who_leaves_has_what_was_asked_by_then, begin, end),
        cmocka_unit_test_setup_teardown(test_a_call_that_waits_stops_with_its_process, begin, end),
        cmocka_unit_test_setup_teardown(test_several_at_once, begin, end),
        cmocka_unit_test_setup_teardown(test_without_a_journal, begin, end),
        cmocka_unit_test_setup_teardown(test_without_a_descriptor, begin, end),
        cmocka_unit_test_setup_teardown(test_a_thread_of_the_librarys_may_live_on, begin, end),
        cmocka_unit_test_setup_teardown(test_a_thread_may_ask_while_it_ends, begin, end),
        cmocka_unit_test_setup_teardown(test_threads_wait_for_each_other, begin, end),
        cmocka_unit_test_setup_teardown(test_a_program_of_the_librarys_calls_by_itself, begin, end),
        cmocka_unit_test_setup_teardown(test_upper_halves_of_registers_mean_nothing, begin, end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
