/* socksh: options and wiring. */
#include "base/escape.h"
#include "base/memory.h"
#include "commands/table.h"
#include "journal/journal.h"
#include "net/loop.h"
#include "net/syscalls.h"
#include "shell/arrivals.h"
#include "shell/script.h"
#include "shell/session.h"
#include "ui/places.h"
#include "ui/prompt.h"
#include "ui/render.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

enum { JOURNAL_EVENTS = 1024 };

static const char usage_text[] =
    "usage: socksh [OPTION...] [FILE | -]\n"
    "A socket shell: the BSD socket calls as commands.\n"
    "\n"
    "  FILE              run the statements of a file; - those of standard input\n"
    "  -c STATEMENTS     run these\n"
    "  -e NAME=VALUE     set a variable first; may be repeated\n"
    "  -k                go on after errors; the exit status is the first error's\n"
    "  -q                only data, and what print says, as raw bytes\n"
    "      --json        one JSON object a line for every reply\n"
    "      --no-init     don't run the init file of interactive sessions\n"
    "      --version     the version\n"
    "      --help        this text\n"
    "\n"
    "Without FILE and -c: a prompt, if standard input is a terminal. `help` there lists the "
    "commands.\n"
    "Exit status: 0, or that of the error that ended the run: 1 mismatch, 2 usage, 3 name,\n"
    "4 address, 5 service, 6 socket, 7 timeout, 8 closed, 10 file, 11 resource, 130 interrupted.\n";

struct options {
    const char *statements; /* -c */
    const char *file;       /* NULL for none, "-" for standard input */
    const char **variables; /* -e, ended by NULL */
    bool keep_going, quiet, json, no_init;
};

enum { OPTION_JSON = 256, OPTION_NO_INIT, OPTION_VERSION, OPTION_HELP };

static const struct option long_options[] = {
    {"json", no_argument, NULL, OPTION_JSON},
    {"no-init", no_argument, NULL, OPTION_NO_INIT},
    {"version", no_argument, NULL, OPTION_VERSION},
    {"help", no_argument, NULL, OPTION_HELP},
    {0},
};

static bool fail_usage(const char *message, const char *word)
{
    cleanup_buffer struct buffer text = {0};

    buffer_append_text(&text, "socksh: ");
    buffer_append_text(&text, message);
    escape_message(&text, span_of(word));
    buffer_append_text(&text, "\nsocksh --help tells how to call it\n");
    fputs(buffer_text(&text), stderr);
    return false;
}

static _Noreturn void say_and_exit(const char *text)
{
    bool said = fputs(text, stdout) >= 0 && fflush(stdout) == 0;

    exit(said ? EXIT_SUCCESS : error_kind(ERROR_FILE)->exit_status);
}

/* A short option is told by getopt's letter, for it may stand among others. */
static bool fail_option(char **argv)
{
    char letter[] = {'-', (char)optopt, '\0'};

    return fail_usage("there is no option ",
                      optopt > 0 && optopt < OPTION_JSON ? letter : argv[optind - 1]);
}

static bool parse_options(int argc, char **argv, struct options *options)
{
    size_t variables = 0;

    options->variables = memory_new(((size_t)argc + 1) * sizeof(char *));
    /* + ends the options at FILE, : leaves the messages to us. */
    for (int letter; (letter = getopt_long(argc, argv, "+:c:e:kq", long_options, NULL)) != -1;) {
        switch (letter) {
        case 'c': options->statements = optarg; break;
        case 'e': options->variables[variables++] = optarg; break;
        case 'k': options->keep_going = true; break;
        case 'q': options->quiet = true; break;
        case OPTION_JSON: options->json = true; break;
        case OPTION_NO_INIT: options->no_init = true; break;
        case OPTION_VERSION: say_and_exit("socksh " SOCKSH_VERSION "\n");
        case OPTION_HELP: say_and_exit(usage_text);
        case ':': return fail_usage("a value is missing behind ", argv[optind - 1]);
        default: return fail_option(argv);
        }
    }
    if (optind < argc && options->statements)
        return fail_usage("give either -c or FILE, not both: ", argv[optind]);
    if (optind + 1 < argc)
        return fail_usage("one FILE only: ", argv[optind + 1]);
    if (options->json && options->quiet)
        return fail_usage("give either --json or -q", "");
    if (optind < argc)
        options->file = argv[optind];
    return true;
}

static bool set_variables(struct session *session, const char **variables)
{
    struct error error;

    for (; *variables; variables++) {
        const char *sign = strchr(*variables, '=');
        struct span name = {*variables, sign ? (size_t)(sign - *variables) : 0};
        if (!sign)
            return fail_usage("-e takes NAME=VALUE, not ", *variables);
        if (!names_check_free(session->names, name, &error))
            return fail_usage("-e: ", error.message);
        names_set(session->names, name, span_of(sign + 1));
    }
    return true;
}

static bool wants_colour(void)
{
    const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

    return isatty(STDOUT_FILENO) && !(no_color && no_color[0]) && term && strcmp(term, "dumb") != 0;
}

static void run_init(struct session *session)
{
    cleanup_buffer struct buffer path = {0};
    struct error error = {0};

    places_init(&path);
    if (path.length == 0 || access(buffer_text(&path), F_OK) < 0)
        return;
    if (!script_run_file(session, buffer_text(&path), &error))
        session_report(session, &error);
}

static void run_stream(struct session *session)
{
    struct error error = {0};

    session->input_taken = true;
    if (!script_run_stream(session, STDIN_FILENO, &error))
        session_fail(session, &error);
}

static void run_interactive(struct session *session, struct render *render, bool no_init)
{
    struct error error = {0};

    setlocale(LC_CTYPE, ""); /* for the line editor */
    if (!arrivals_set(session, true, &error))
        session_report(session, &error);
    if (!no_init)
        run_init(session);
    session->abbreviates = true;
    render->names_place = false;
    if (session->quitting || prompt_run(session, render->colour, &error))
        return;
    session_report(session, &error);
    run_stream(session);
}

static void run_file(struct session *session, const char *path)
{
    struct error error = {0};

    if (!script_run_file(session, path, &error))
        session_fail(session, &error);
}

static void run(struct session *session, const struct options *options, struct render *render)
{
    bool is_stream = options->file && strcmp(options->file, "-") == 0;
    bool is_text = !options->json && !options->quiet;

    if (options->statements)
        session_run_text(session, span_of(options->statements), 1);
    else if (options->file && !is_stream)
        run_file(session, options->file);
    else if (!is_stream && is_text && isatty(STDIN_FILENO))
        run_interactive(session, render, options->no_init);
    else
        run_stream(session);
}

/* A standard descriptor that is closed would be given to the next file or socket. One that can't be used
 * in that direction takes its place, so that who tries gets an error. */
static void fill_standard_descriptors(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd ? O_RDONLY : O_WRONLY) != fd)
            abort();
}

static void on_interrupt(void *loop)
{
    loop_interrupt(loop);
}

static int run_session(const struct options *options, struct network *network)
{
    struct render render = {
        .out = stdout,
        .errors = stderr,
        .colour = wants_colour(),
        .raw = !isatty(STDOUT_FILENO),
        .names_place = true,
        .has_status = isatty(STDERR_FILENO),
    };
    struct output output = options->json    ? render_json(&render)
                           : options->quiet ? render_quiet(&render)
                                            : render_text(&render);
    struct session *session = session_new(network, commands_table, &output);
    int status = error_kind(ERROR_USAGE)->exit_status;

    session->keep_going = options->keep_going;
    session->json = options->json;
    session->data_only = options->quiet;
    if (set_variables(session, options->variables)) {
        run(session, options, &render);
        status = session->exit_status;
    }
    session_free(session);
    return status;
}

static int run_network(const struct options *options)
{
    struct network network = {.calls = &syscalls_kernel, .loop = loop_new()};

    if (!network.loop || !loop_on_signal(network.loop, SIGINT, on_interrupt, network.loop)) {
        fprintf(stderr, "socksh: %s\n", strerror(errno));
        return error_kind(ERROR_RESOURCE)->exit_status;
    }
    network.journal = journal_new(JOURNAL_EVENTS);
    int status = run_session(options, &network);
    journal_free(network.journal);
    loop_free(network.loop);
    return status;
}

int main(int argc, char **argv)
{
    struct options options = {0};

    fill_standard_descriptors();
    signal(SIGPIPE, SIG_IGN); /* what these say errno tells: EPIPE, EFBIG */
    signal(SIGXFSZ, SIG_IGN);
    int status = parse_options(argc, argv, &options) ? run_network(&options)
                                                     : error_kind(ERROR_USAGE)->exit_status;
    free(options.variables);
    return status;
}
