/* A session: the names, the current handle, what was last, and how statements are run. */
#ifndef SHELL_SESSION_H
#define SHELL_SESSION_H

#include "base/arena.h"
#include "base/error.h"
#include "lang/parse.h"
#include "net/socket.h"
#include "shell/command.h"
#include "shell/names.h"
#include "shell/output.h"

enum {
    SESSION_DEPTH = 128, /* blocks, substitutions and sources inside one another */
    SESSION_RECENT = 64, /* commands that are found again at once */
    SESSION_VALUE_LIMIT = 64 * 1024 * 1024, /* bytes of one value, unless `set` */
    SESSION_DISPLAY_LIMIT = 16 * 1024, /* bytes of one reply's data shown as text, unless `set` */
};

/* The usual prompt. */
#define SESSION_PROMPT "{handle} [{state}]> "

/* Whose an error was: what there is to tell of it besides itself. */
struct failing {
    const struct command *command; /* NULL where none was found */
    char handle[64];               /* acted on; "" for none */
    const char *state;             /* of its socket then; "" where it wasn't asked */
};

/* What was typed at the prompt, oldest first, by the line editor; NULL where there is none. A number stays an
 * entry's own. */
struct history {
    size_t (*count)(void);
    const char *(*entry)(size_t index, unsigned *ret_number);
    /* It runs once more, as what was typed last: it is shown, and becomes the latest. */
    void (*again)(void *context, const char *entry);
    void *context;
};

struct request;

struct session {
    struct network network;
    command_table commands;
    const struct command *recent[SESSION_RECENT]; /* by their name's first letter and length */
    struct names *names;
    struct entry *current; /* handle, or NULL */
    struct buffer last_data;
    struct error last_error;           /* of the last statement that failed */
    struct failing last_failing;       /* whose it was */
    enum error_category last_category; /* of the last statement */
    struct arena arena;                /* what a statement needs while it runs */
    unsigned depth;
    unsigned loops; /* `repeat` and `while` that run now */
    struct output output;
    struct arrivals *arrivals;     /* what comes by itself; NULL where nobody has asked for it */
    struct capturing *capturing;   /* `capture`; NULL where none runs */
    struct trace *trace;           /* of system calls; NULL for none */
    const struct request *running; /* the innermost command that runs, for what happens meanwhile */
    const char *aside;             /* who runs what nobody has typed; NULL where somebody has */
    unsigned processes; /* of the system's shell that run now: they may have the terminal */
    const struct program *program; /* whose statements run, for pointing into its text */
    const char *source;            /* the file whose statements run; NULL for the main program */
    struct history history;
    struct log *log;       /* the transcript that is kept; else NULL */
    struct lesson *lesson; /* at the prompt: the one somebody is in; else NULL */
    struct buffer prompt;  /* {FIELD} stands for the current handle's */
    uint64_t value_limit;
    uint64_t display_limit;

    bool keep_going;  /* after an error: -k */
    bool pages;       /* what is for reading and longer than the screen goes through a pager */
    bool abbreviates; /* an unambiguous beginning of a command will do: at the prompt */
    bool hints;       /* at the prompt, behind what is typed */
    bool quiet;       /* nothing is shown: inside $(...) */
    bool input_taken; /* standard input is the program */
    bool data_only;   /* -q */
    bool json;        /* other programs must not write between the lines of standard output */
    bool quitting;
    int exit_status;
    unsigned turn;       /* lines that the prompt has asked for */
    unsigned asked;      /* in which of these turns it was asked whether to leave; 0 for none */
    unsigned statements; /* run so far; Ctrl-C is looked for every so many */
};

/* `network` and `output` are copied; what they point to stays the caller's and must outlive the
 * session. The caller frees with session_free(), which closes all handles. */
struct session *session_new(const struct network *network, command_table commands,
                            const struct output *output);
void session_free(struct session *session);

/* The grammar's questions, answered by the table. */
struct parse_rules session_rules(void);

/* The program that a text is; NULL where it is none. The caller frees. */
struct program *session_parse(struct span text);

/* Parse and run; errors are shown by the output. False when an error ended it. */
bool session_run_text(struct session *session, struct span text, unsigned first_line);
bool session_run(struct session *session, const struct program *program);

/* Show an error that belongs to no statement's reply: a program that can't be parsed or read. */
void session_report(struct session *session, struct error *error);
/* The same, of lines that came in and can't be parsed: the log has them, too. */
void session_report_text(struct session *session, struct span text, struct error *error);

/* Something has happened by itself. */
struct event;
void session_tell(const struct session *session, const struct event *event);

/* The line about what is going on, where there is a terminal for it; empty at its end. */
void session_show_status(const struct session *session, struct span text);

/* Show an error as session_report() does, and it gives the run its exit status, unless an earlier one has. */
void session_fail(struct session *session, struct error *error);

/* The info fields of a handle up to the one that is wanted, by the table's own `info`. */
struct reply;
bool session_info(struct session *session, struct entry *entry, struct span wanted,
                  struct reply *reply, struct error *error);

/* The current handle; NULL and a `name` error where there is none. */
struct entry *session_current(struct session *session, struct error *error);

/* Close a handle; it is forgotten even when the kernel reports an error. */
bool session_close(struct session *session, struct entry *entry, bool reset, struct error *error);

/* Keep received data as $_: takes the buffer's content. */
void session_keep_data(struct session *session, struct buffer *data);

#endif
