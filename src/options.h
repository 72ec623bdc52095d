/* The command line: one table of its options for getopt, --help, the man page and the completions. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>

struct buffer;

/* Codes of options that have no letter; beyond those of letters. */
enum { OPTION_JSON = 256, OPTION_REPLAY, OPTION_NO_INIT, OPTION_VERSION, OPTION_HELP };

struct program_option {
    int code;            /* its letter, or one of the codes above */
    const char *name;    /* behind --; NULL where it has a letter only */
    const char *value;   /* "NAME=VALUE"; NULL for none */
    const char *summary; /* a few words */
    const char *details; /* for the man page: a sentence or two more; "" for none */
};

/* In the order of --help; ended by a row without code. */
extern const struct program_option program_options[];

/* What a command line says. */
struct options {
    const char *statements; /* -c */
    const char *replay;     /* --replay */
    const char *file;       /* NULL for none, "-" for standard input */
    const char **variables; /* -e, ended by NULL; the caller frees the array */
    bool keep_going, quiet, json, no_init;
    bool is_bare; /* there were no arguments at all: who gives some knows socksh already */
};

/* Whether there is a letter for it; and "-c", or "--json", into `out`. */
bool option_has_letter(const struct program_option *option);
void option_append(struct buffer *out, const struct program_option *option);

/* Fill `ret_options`. False when it can't be understood: standard error says why then. --help and --version
 * say what they say, and exit. */
bool options_parse(int argc, char **argv, struct options *ret_options);

/* Say what is wrong with the command line, a word of the user's behind the message; returns false. */
bool options_fail(const char *message, const char *word);

#endif
