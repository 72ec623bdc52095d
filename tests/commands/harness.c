#include "harness.h"

#include "base/memory.h"
#include "commands/table.h"
#include "journal/journal.h"
#include "net/loop.h"
#include "net/socket_type.h"
#include "net/syscalls.h"
#include "seen.h"
#include "spoken.h"
#include "ui/render.h"

#include <ftw.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* A command that waits longer than this hangs: it is interrupted, so that the replies can be told. */
enum { PATIENCE = 15 };

static struct loop *loop_to_interrupt;

static void on_alarm(int signal)
{
    (void)signal;
    loop_interrupt(loop_to_interrupt);
    alarm(1);
}

/* What a hint says to type can be typed. */
static void check_hint(struct shell *shell, const struct seen *seen)
{
    cleanup_buffer struct buffer fault = {0};

    if (!spoken_is_typeable(seen->error.hint, &fault))
        shell_fail(shell, __FILE__, __LINE__, "the hint \"%s\" has `%s`, which can't be typed",
                   seen->error.hint, buffer_text(&fault));
}

static bool show(void *context, const struct outcome *outcome)
{
    struct shell *shell = context;
    struct seen *seen = seen_copy(outcome);

    if (shell->last)
        shell->last->next = seen;
    else
        shell->first = seen;
    shell->last = seen;
    check_hint(shell, seen);
    return true;
}

static void text_alone(struct buffer *out, const struct outcome *outcome)
{
    struct render render = {0};

    render_text(&render).text(out, outcome);
}

int shell_start(void **state)
{
    struct shell *shell = NEW(struct shell);
    struct network network = {.calls = &syscalls_kernel, .loop = loop_new()};
    struct output output = {.context = shell, .show = show, .text = text_alone};
    char directory[] = "/tmp/socksh-test-XXXXXX";

    assert_non_null(network.loop);
    assert_non_null(mkdtemp(directory));
    network.journal = journal_new(JOURNAL_LEAST);
    shell->transport = *state;
    shell->loop = loop_to_interrupt = network.loop;
    shell->directory = memory_copy_text(directory);
    shell->session = session_new(&network, commands_table, &output);
    names_set(shell->session->names, SPAN("dir"), span_of(directory));
    signal(SIGPIPE, SIG_IGN);
    signal(SIGALRM, on_alarm);
    alarm(PATIENCE);
    *state = shell;
    return 0;
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *where)
{
    (void)status, (void)kind, (void)where;
    return remove(path);
}

int shell_end(void **state)
{
    struct shell *shell = *state;
    struct journal *journal = shell->session->network.journal;

    alarm(0);
    session_free(shell->session);
    journal_free(journal);
    loop_free(shell->loop);
    seen_free(shell->first);
    nftw(shell->directory, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    free(shell->directory);
    free(shell);
    return 0;
}

void shell_interrupt(struct shell *shell)
{
    loop_interrupt(shell->loop);
}

bool has_ipv6(void)
{
    struct sockaddr_in6 loopback = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    cleanup_fd int fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);

    return fd >= 0 && bind(fd, (struct sockaddr *)&loopback, sizeof(loopback)) == 0;
}

bool has_socket_type(const char *name)
{
    const struct socket_type *type = socket_type_find(span_of(name));
    cleanup_fd int fd = socket(type->family, type->type | SOCK_CLOEXEC,
                               type->family == AF_PACKET ? 0 : type->protocol);

    return fd >= 0 && (type->family != AF_INET6 || has_ipv6());
}

bool has_regex(void)
{
    return HAVE_REGEX;
}

void shell_connect(struct shell *shell)
{
    const char *type = shell->transport, *host = shell_loopback(shell);

    if (strncmp(type, "unix", 4) == 0)
        run_ok(shell, "pair c s %s", type);
    else if (strncmp(type, "tcp", 3) == 0)
        run_ok(shell,
               "srv = server %s %s 0; c = socket %s; connect %s ${srv.local.port}\n"
               "s = srv.accept",
               type, host, type, host);
    else
        run_ok(shell,
               "c = server %s %s 0; s = server %s %s 0\n"
               "c.connect %s ${s.local.port}; s.connect %s ${c.local.port}",
               type, host, type, host, host, host);
}

const char *shell_loopback(struct shell *shell)
{
    if (!strchr(shell->transport, '6'))
        return "127.0.0.1";
    if (!has_ipv6())
        SKIP("this machine has no ::1");
    return "::1";
}

static bool run_text(struct shell *shell, const char *format, va_list arguments)
{
    cleanup_buffer struct buffer text = {0};

    buffer_vprintf(&text, format, arguments);
    return session_run_text(shell->session, buffer_span(&text), 1);
}

void shell_run(struct shell *shell, const char *file, int line, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    bool done = run_text(shell, format, arguments);
    va_end(arguments);
    if (!done)
        shell_fail(shell, file, line, "the statements failed: %s", format);
}

void shell_run_fails(struct shell *shell, const char *category, const char *code, const char *file,
                     int line, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    bool done = run_text(shell, format, arguments);
    va_end(arguments);
    if (done)
        shell_fail(shell, file, line, "the statements succeeded: %s", format);
    /* As it was shown: the session's last error may be another's, where `explain` fails. */
    const struct error *error = shell->last ? &shell->last->error : &(struct error){0};
    if (strcmp(error_kind(error->category)->name, category) || strcmp(error->code, code))
        shell_fail(shell, file, line, "the error is %s %s, wanted %s %s: %s",
                   error_kind(error->category)->name, error->code, category, code, format);
}

void shell_fail(struct shell *shell, const char *file, int line, const char *format, ...)
{
    cleanup_buffer struct buffer message = {0};
    va_list arguments;

    va_start(arguments, format);
    buffer_vprintf(&message, format, arguments);
    va_end(arguments);
    print_error("%s:%d: %s\nreplies so far:\n", file, line, buffer_text(&message));
    for (const struct seen *seen = shell->first; seen; seen = seen->next)
        print_error("%s%s", seen->text, seen->json);
    buffer_free(&message);
    _fail(file, line);
}

void shell_write_file(struct shell *shell, const char *name, const char *content)
{
    cleanup_buffer struct buffer path = {0};

    buffer_printf(&path, "%s/%s", shell->directory, name);
    FILE *file = fopen(buffer_text(&path), "we");
    assert_non_null(file);
    assert_true(fputs(content, file) >= 0 && fclose(file) == 0);
}

char *shell_read_file(struct shell *shell, const char *name)
{
    cleanup_buffer struct buffer path = {0};
    char *content = NULL;
    size_t room = 0;

    buffer_printf(&path, "%s/%s", shell->directory, name);
    FILE *file = fopen(buffer_text(&path), "re");
    if (!file)
        return NULL;
    if (getdelim(&content, &room, '\0', file) < 0)
        content[0] = '\0';
    fclose(file);
    return content;
}
