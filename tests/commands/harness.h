/* A session with the real commands and the real kernel whose replies are kept, to be asked about. When an
 * assertion fails, every reply so far is printed. cmocka's includes come with this header. */
#ifndef TESTS_COMMANDS_HARNESS_H
#define TESTS_COMMANDS_HARNESS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "base/error.h"
#include "shell/session.h"

/* A field of a reply, at a path such as "peer.port" or "tried.0.code". */
struct seen_field {
    char *path;
    char *value;
    struct seen_field *next;
};

/* A reply, copied. */
struct seen {
    const struct command *command; /* NULL where there is none of that name */
    const char *says;              /* the sentence it is told with; NULL for fields as lines */
    char *handle;
    bool ok;
    struct error error;
    bool has_data;
    struct buffer data;
    struct seen_field *fields;
    char *text, *json; /* as the renderers tell it */
    struct seen *next;
};

struct shell {
    struct session *session;
    struct loop *loop;
    const char *transport; /* of a test made with OVER() */
    char *directory;       /* a fresh one, removed at the end; the session knows it as $dir */
    struct seen *first, *last;
};

int shell_start(void **state);
int shell_end(void **state);

/* Tests in a fresh session; OVER() gives them a transport for shell_connect(). */
#define TEST(function)                                    \
    {                                                     \
#function, function, shell_start, shell_end, NULL \
    }
#define OVER(transport, function)                                                           \
    {                                                                                       \
#function " over " transport, function, shell_start, shell_end, (void *)(transport) \
    }
#define OVER_IP_STREAMS(function) OVER("tcp", function), OVER("tcp6", function)
#define OVER_STREAMS(function) OVER_IP_STREAMS(function), OVER("unix", function)
#define OVER_IP_DATAGRAMS(function) OVER("udp", function), OVER("udp6", function)

/* Skip the test, and say why. */
#define SKIP(why) (print_message("skipped: %s\n", why), skip())

bool has_ipv6(void);
/* Whether this machine, and this user, has sockets of that type (net/socket_type.h). */
bool has_socket_type(const char *name);
/* Whether the module of regular expressions was built. */
bool has_regex(void);

/* Over the test's transport: make handles c and s, connected to each other; of streams there is the
 * listener srv as well. Skips the test where this machine lacks the family. */
void shell_connect(struct shell *shell);

/* "127.0.0.1" or "::1", as the transport wants it. */
const char *shell_loopback(struct shell *shell);

/* The next command that waits is interrupted, as by Ctrl-C. */
void shell_interrupt(struct shell *shell);

#define run_ok(shell, ...) shell_run(shell, __FILE__, __LINE__, __VA_ARGS__)
/* The error's category is the name, its code is the text ("" for none). */
#define run_fails(shell, category, code, ...) \
    shell_run_fails(shell, category, code, __FILE__, __LINE__, __VA_ARGS__)

/* The text is printf-made: write % twice. */
void shell_run(struct shell *shell, const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void shell_run_fails(struct shell *shell, const char *category, const char *code, const char *file,
                     int line, const char *format, ...) __attribute__((format(printf, 6, 7)));

/* About the last reply. */
#define expect_field(shell, path, value) shell_field(shell, path, value, __FILE__, __LINE__)
#define expect_no_field(shell, path) shell_no_field(shell, path, __FILE__, __LINE__)
#define expect_data(shell, literal) shell_data(shell, SPAN(literal), __FILE__, __LINE__)
#define expect_text(shell, part) shell_text(shell, part, __FILE__, __LINE__)
#define expect_json(shell, part) shell_json(shell, part, __FILE__, __LINE__)
#define expect_hint(shell, part) shell_hint(shell, part, __FILE__, __LINE__)
/* About anything else of the test's: prints the replies before it fails. */
#define expect_true(shell, condition) \
    ((condition) ? (void)0 : shell_fail(shell, __FILE__, __LINE__, "%s does not hold", #condition))
/* What a word of the language expands to, as "${c.peer.port}". */
#define expect_word(shell, word, value) shell_word(shell, word, value, __FILE__, __LINE__)

void shell_field(struct shell *shell, const char *path, const char *value, const char *file,
                 int line);
void shell_no_field(struct shell *shell, const char *path, const char *file, int line);
void shell_data(struct shell *shell, struct span data, const char *file, int line);
void shell_text(struct shell *shell, const char *part, const char *file, int line);
void shell_json(struct shell *shell, const char *part, const char *file, int line);
void shell_hint(struct shell *shell, const char *part, const char *file, int line);
void shell_word(struct shell *shell, const char *word, const char *value, const char *file,
                int line);
void shell_fail(struct shell *shell, const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* The value of a field, or NULL. */
const char *seen_field(const struct seen *seen, const char *path);

/* Make a file in the test's directory; `$dir/NAME` in the language. */
void shell_write_file(struct shell *shell, const char *name, const char *content);
/* Its content, which the caller frees; NULL where there is no such file. */
char *shell_read_file(struct shell *shell, const char *name);

#endif
