/* The tables of codes hold every one that the manual pages list. */
#include "support.h"

#include "net/failures.h"

#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>

/* Section ERRORS of the pages of section 2 (and what their text mentions besides), by call. EWOULDBLOCK
 * stands for EAGAIN. */
static const struct {
    const char *call;
    const char *codes;
} calls[] = {
    {"socket", "EACCES EAFNOSUPPORT EINVAL EMFILE ENFILE ENOBUFS ENOMEM EPROTONOSUPPORT"},
    {"socketpair", "EAFNOSUPPORT EFAULT EMFILE ENFILE EOPNOTSUPP EPROTONOSUPPORT"},
    {"bind", "EACCES EADDRINUSE EBADF EINVAL ENOTSOCK EADDRNOTAVAIL EFAULT ELOOP ENAMETOOLONG "
             "ENOENT ENOMEM ENOTDIR EROFS"},
    {"listen", "EADDRINUSE EBADF ENOTSOCK EOPNOTSUPP"},
    {"accept", "EAGAIN EWOULDBLOCK EBADF ECONNABORTED EFAULT EINTR EINVAL EMFILE ENFILE ENOBUFS "
               "ENOMEM ENOTSOCK EOPNOTSUPP EPERM EPROTO ENOSR ESOCKTNOSUPPORT EPROTONOSUPPORT "
               "ETIMEDOUT ENETDOWN ENOPROTOOPT EHOSTDOWN ENONET EHOSTUNREACH ENETUNREACH"},
    {"connect", "EACCES EPERM EADDRINUSE EADDRNOTAVAIL EAFNOSUPPORT EAGAIN EALREADY EBADF "
                "ECONNREFUSED EFAULT EINPROGRESS EINTR EISCONN ENETUNREACH ENOTSOCK EPROTOTYPE "
                "ETIMEDOUT"},
    {"send", "EACCES EAGAIN EWOULDBLOCK EALREADY EBADF ECONNRESET EDESTADDRREQ EFAULT EINTR EINVAL "
             "EISCONN EMSGSIZE ENOBUFS ENOMEM ENOTCONN ENOTSOCK EOPNOTSUPP EPIPE EINPROGRESS"},
    {"recv", "EAGAIN EWOULDBLOCK EBADF ECONNREFUSED EFAULT EINTR EINVAL ENOMEM ENOTCONN ENOTSOCK"},
    {"sendmsg", "EBADF EINVAL EPERM ESRCH ETOOMANYREFS"},
    {"recvmsg", "EAGAIN EMSGSIZE"},
    {"fcntl", "EBADF EINVAL EMFILE EPERM"},
    {"shutdown", "EBADF EINVAL ENOTCONN ENOTSOCK"},
    {"close", "EBADF EINTR EIO ENOSPC EDQUOT"},
    {"getsockopt", "EBADF EFAULT EINVAL ENOPROTOOPT ENOTSOCK"},
    {"setsockopt", "EBADF EFAULT EINVAL ENOPROTOOPT ENOTSOCK"},
    {"getsockname", "EBADF EFAULT EINVAL ENOBUFS ENOTSOCK"},
    {"getpeername", "EBADF EFAULT EINVAL ENOBUFS ENOTCONN ENOTSOCK"},
    {"dup", "EBADF EBUSY EINTR EINVAL EMFILE"},
    {"ioctl", "EBADF EFAULT EINVAL ENOTTY"},
    {"poll", "EFAULT EINTR EINVAL ENOMEM EAGAIN"},
    {"sendfile", "EAGAIN EBADF EFAULT EINVAL EIO ENOMEM EOVERFLOW ESPIPE ENOSYS"},
    {"splice", "EAGAIN EBADF EINVAL ENOMEM ESPIPE"},
    {"getaddrinfo", "EAI_ADDRFAMILY EAI_AGAIN EAI_BADFLAGS EAI_FAIL EAI_FAMILY EAI_MEMORY "
                    "EAI_NODATA EAI_NONAME EAI_SERVICE EAI_SOCKTYPE EAI_SYSTEM"},
    {"getnameinfo", "EAI_AGAIN EAI_BADFLAGS EAI_FAIL EAI_FAMILY EAI_MEMORY EAI_NONAME EAI_OVERFLOW "
                    "EAI_SYSTEM"},
};

/* The pages of section 7: what a protocol adds, at whatever call. */
static const struct {
    const char *page;
    const char *codes;
} protocols[] = {
    {"socket(7)", "EAGAIN EWOULDBLOCK EINPROGRESS ENOENT ENOPROTOOPT EPERM EPIPE"},
    {"ip(7)", "EACCES EADDRINUSE EADDRNOTAVAIL EAGAIN EALREADY ECONNABORTED EHOSTUNREACH EINVAL "
              "EISCONN EMSGSIZE ENOBUFS ENOMEM ENOENT ENOPKG ENOPROTOOPT EOPNOTSUPP ENOTCONN EPERM "
              "EPIPE ESOCKTNOSUPPORT ERANGE"},
    {"tcp(7)", "EAFNOTSUPPORT EPIPE ETIMEDOUT EINVAL"},
    {"udp(7)", "ECONNREFUSED EMSGSIZE EPROTO"},
    {"unix(7)", "EADDRINUSE EBADF ECONNREFUSED ECONNRESET EFAULT EINVAL EISCONN ENFILE ENOENT "
                "ENOMEM ENOTCONN EOPNOTSUPP EPERM EPIPE EPROTONOSUPPORT EPROTOTYPE ESOCKTNOSUPPORT "
                "ESRCH ETOOMANYREFS ERANGE"},
    {"raw(7)", "EACCES EFAULT EINVAL EMSGSIZE EOPNOTSUPP EPERM EPROTO"},
    {"packet(7)", "EADDRNOTAVAIL EFAULT EINVAL EMSGSIZE ENETDOWN ENOBUFS ENODEV ENOENT ENOTCONN "
                  "ENXIO EPERM"},
    {"vsock(7)", "EACCES EADDRINUSE EADDRNOTAVAIL EINVAL ENOPROTOOPT ENOTCONN EOPNOTSUPP "
                 "EPROTONOSUPPORT ESOCKTNOSUPPORT"},
    {"ipv6(7)", "ENODEV"},
    {"sctp(7), sctp_connectx(3)", "EBADF ENOTSOCK EFAULT EINVAL EACCES EISCONN ECONNREFUSED "
                                  "ETIMEDOUT ENETUNREACH EADDRINUSE EINPROGRESS EALREADY EAGAIN "
                                  "EAFNOSUPPORT ESHUTDOWN ECONNRESET EMSGSIZE EPIPE"},
    {"netdevice(7)", "EFAULT EOPNOTSUPP EPERM"},
};

/* The next of the names with blanks between them; NULL at the end. */
static const char *take(const char **names, char name[32])
{
    size_t length = strcspn(*names, " ");

    if (!length)
        return NULL;
    assert_true(length < 32);
    memcpy(name, *names, length);
    name[length] = '\0';
    *names += length + ((*names)[length] == ' ');
    return name;
}

static bool has_call(const char *list, const char *call)
{
    char name[32];

    while (take(&list, name))
        if (strcmp(name, call) == 0)
            return true;
    return false;
}

static bool told_at(int number, const char *call)
{
    for (const struct failure_at *at = failures_at; at->calls[0]; at++)
        if (at->number == number && (!call || has_call(at->calls, call)))
            return true;
    return false;
}

static void check(const char *where, const char *codes, const char *call)
{
    char name[32];

    while (take(&codes, name)) {
        const struct failure *failure = failure_find(span_of(name));
        if (!failure)
            fail_msg("%s: there is no row of %s", where, name);
        else if (!told_at(failure->number, call))
            fail_msg("%s: %s is not told", where, name);
    }
}

static void test_every_code_of_the_calls(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
        check(calls[i].call, calls[i].codes, calls[i].call);
}

static void test_every_code_of_the_protocols(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(protocols) / sizeof(protocols[0]); i++)
        check(protocols[i].page, protocols[i].codes, NULL);
}

static void test_rows_are_whole_and_sorted(void **state)
{
    (void)state;
    for (const struct failure *f = failures; f->name[0]; f++) {
        assert_true(f->meaning[0] && f->next[0]);
        bool same_kind = f[1].name[0] && (f->number < 0) == (f[1].number < 0);
        if (same_kind && strcmp(f->name, f[1].name) >= 0)
            fail_msg("%s stands before %s", f->name, f[1].name);
        if (f->number > 0)
            assert_string_equal(f->name, error_code_name(f->number));
        if (!told_at(f->number, NULL))
            fail_msg("no call gives %s", f->name);
    }
}

/* A mistyped call would be told of nowhere. */
static void test_calls_are_known(void **state)
{
    char name[32];

    (void)state;
    for (const struct failure_at *at = failures_at; at->calls[0]; at++) {
        assert_true(at->meaning[0]);
        assert_non_null(failure_of(at->number));
        for (const char *list = at->calls; take(&list, name);) {
            bool known = false;
            for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
                known |= strcmp(name, calls[i].call) == 0;
            if (!known)
                fail_msg("%s: there is no call %s", failure_name(at->number), name);
        }
    }
}

static void expect(const char *word, int number)
{
    const struct failure *failure = failure_find(span_of(word));

    if (!failure || failure->number != number)
        fail_msg("%s is %s", word, failure ? failure->name : "not found");
}

static void test_finds_by_any_name(void **state)
{
    (void)state;
    expect("ECONNREFUSED", ECONNREFUSED);
    expect("econnrefused", ECONNREFUSED);
    expect("111", ECONNREFUSED);
    expect("EWOULDBLOCK", EAGAIN);
    expect("enotsup", EOPNOTSUPP);
    expect("EAI_NONAME", EAI_NONAME);
    expect("eai_again", EAI_AGAIN);
}

static void test_finds_nothing_else(void **state)
{
    static const char *const words[] = {"",           "0",      "-2", "99999999999",
                                        "4294967407", "ECHILD", "10", "refused"};

    (void)state;
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        assert_null(failure_find(span_of(words[i])));
}

static void test_names(void **state)
{
    (void)state;
    assert_string_equal(failure_name(EAGAIN), "EAGAIN");
    assert_string_equal(failure_name(EAI_NONAME), "EAI_NONAME");
    assert_string_equal(failure_name(ECHILD), "ECHILD");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_code_of_the_calls),
        cmocka_unit_test(test_every_code_of_the_protocols),
        cmocka_unit_test(test_rows_are_whole_and_sorted),
        cmocka_unit_test(test_calls_are_known),
        cmocka_unit_test(test_finds_by_any_name),
        cmocka_unit_test(test_finds_nothing_else),
        cmocka_unit_test(test_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
