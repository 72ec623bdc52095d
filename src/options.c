#include "options.h"

#include "base/error.h"
#include "base/escape.h"
#include "base/memory.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

// clang-format off
const struct program_option program_options[] = {
    {'c', NULL, "STATEMENTS", "run these",
     "Statements are separated by line feeds or semicolons."},
    {'e', NULL, "NAME=VALUE", "set a variable first; may be repeated",
     "In the program it is $NAME. The value is taken as it stands."},
    {'k', NULL, NULL, "go on after errors; the exit status is the first error's",
     "Ctrl-C ends the run all the same."},
    {'q', NULL, NULL, "only data, and what print says, as raw bytes",
     "Errors go to standard error. On a terminal the bytes are escaped."},
    {OPTION_JSON, "json", NULL, "one JSON object a line for every reply",
     "Errors are objects too, with their category, code and hint."},
    {OPTION_REPLAY, "replay", "FILE", "run a log's statements again, and compare the replies",
     "The exit status is 1 where they differ. `log FILE` writes a log."},
    {OPTION_NO_INIT, "no-init", NULL, "don't run the init file of interactive sessions", ""},
    {OPTION_VERSION, "version", NULL, "the version", ""},
    {OPTION_HELP, "help", NULL, "the options, in short", ""},
    {0},
};
// clang-format on

enum { OPTIONS = sizeof(program_options) / sizeof(program_options[0]) - 1 };

bool option_has_letter(const struct program_option *option)
{
    return option->code < OPTION_JSON;
}

void option_append(struct buffer *out, const struct program_option *option)
{
    if (option_has_letter(option))
        buffer_printf(out, "-%c", option->code);
    else
        buffer_printf(out, "--%s", option->name);
}

static void append_row(struct buffer *out, const char *what, const char *summary)
{
    buffer_printf(out, "  %-17s %s\n", what, summary);
}

enum { STATUSES_A_ROW = 4, STATUS_WIDTH = 18 };

static const struct error_kind *kind_of_status(int status)
{
    for (int category = ERROR_NONE + 1; category <= ERROR_INTERRUPTED; category++)
        if (error_kind((enum error_category)category)->exit_status == status)
            return error_kind((enum error_category)category);
    return NULL;
}

/* Four in a row. */
static void append_statuses(struct buffer *out)
{
    unsigned count = 0;
    size_t row = 0; /* where it begins */

    buffer_append_text(out, "Exit status: 0, or that of the error that ended the run:");
    for (int status = 1; status < 256; status++) {
        const struct error_kind *kind = kind_of_status(status);
        if (!kind)
            continue;
        if (count % STATUSES_A_ROW == 0) {
            buffer_append_byte(out, '\n');
            row = out->length;
        }
        size_t column = STATUS_WIDTH * (count++ % STATUSES_A_ROW);
        buffer_append_repeated(out, ' ', row + column - out->length);
        buffer_printf(out, "%5d %s", status, kind->name);
    }
    buffer_append_byte(out, '\n');
}

/* The text of --help. */
static void append_usage(struct buffer *out)
{
    buffer_append_text(out, "usage: socksh [OPTION...] [FILE | -]\n"
                            "A socket shell: the BSD socket calls as commands.\n\n");
    append_row(out, "FILE", "run the statements of a file; - those of standard input");
    for (const struct program_option *option = program_options; option->code; option++) {
        cleanup_buffer struct buffer what = {0};
        buffer_append_text(&what, option_has_letter(option) ? "" : "    ");
        option_append(&what, option);
        if (option->value)
            buffer_printf(&what, " %s", option->value);
        append_row(out, buffer_text(&what), option->summary);
    }
    buffer_append_text(out, "\nWithout FILE and -c: a prompt, if standard input is a terminal. "
                            "`help` there\nlists the commands; socksh(1) has all of it.\n");
    append_statuses(out);
}

bool options_fail(const char *message, const char *word)
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

static _Noreturn void help_and_exit(void)
{
    cleanup_buffer struct buffer text = {0};

    append_usage(&text);
    say_and_exit(buffer_text(&text));
}

/* A short option is told by getopt's letter, for it may stand among others. */
static bool fail_option(char **argv)
{
    char letter[] = {'-', (char)optopt, '\0'};

    return options_fail("there is no option ",
                        optopt > 0 && optopt < OPTION_JSON ? letter : argv[optind - 1]);
}

/* The table as getopt_long(3) wants it. + ends the options at FILE, : leaves the messages to us. */
static void for_getopt(char letters[2 + 2 * OPTIONS + 1], struct option names[OPTIONS + 1])
{
    *letters++ = '+';
    *letters++ = ':';
    for (const struct program_option *option = program_options; option->code; option++) {
        if (option->name)
            *names++ = (struct option){
                option->name, option->value ? required_argument : no_argument, NULL, option->code};
        if (option_has_letter(option))
            *letters++ = (char)option->code;
        if (option_has_letter(option) && option->value)
            *letters++ = ':';
    }
    *letters = '\0';
    *names = (struct option){0};
}

static bool parse_operands(int count, char **operands, struct options *options)
{
    if (options->replay && (count > 0 || options->statements))
        return options_fail("--replay runs nothing else: ", count > 0 ? operands[0] : "-c");
    if (count > 0 && options->statements)
        return options_fail("give either -c or FILE, not both: ", operands[0]);
    if (count > 1)
        return options_fail("one FILE only: ", operands[1]);
    if (options->json && options->quiet)
        return options_fail("give either --json or -q", "");
    options->file = count > 0 ? operands[0] : NULL;
    return true;
}

bool options_parse(int argc, char **argv, struct options *ret_options)
{
    char letters[2 + 2 * OPTIONS + 1];
    struct option names[OPTIONS + 1];
    size_t variables = 0;

    for_getopt(letters, names);
    *ret_options = (struct options){.variables = memory_new(((size_t)argc + 1) * sizeof(char *)),
                                    .is_bare = argc < 2};
    for (int code; (code = getopt_long(argc, argv, letters, names, NULL)) != -1;) {
        switch (code) {
        case 'c': ret_options->statements = optarg; break;
        case 'e': ret_options->variables[variables++] = optarg; break;
        case 'k': ret_options->keep_going = true; break;
        case 'q': ret_options->quiet = true; break;
        case OPTION_JSON: ret_options->json = true; break;
        case OPTION_REPLAY: ret_options->replay = optarg; break;
        case OPTION_NO_INIT: ret_options->no_init = true; break;
        case OPTION_VERSION: say_and_exit("socksh " SOCKSH_VERSION "\n");
        case OPTION_HELP: help_and_exit();
        case ':': return options_fail("a value is missing behind ", argv[optind - 1]);
        default: return fail_option(argv);
        }
    }
    return parse_operands(argc - optind, argv + optind, ret_options);
}
