/* The description of a command: the one place that says its name, its parameters and what they
 * mean. */
#ifndef SHELL_COMMAND_H
#define SHELL_COMMAND_H

#include "base/error.h"

#include <stdbool.h>

struct request;
struct reply;

enum parameter_type {
    PARAMETER_WORD,
    PARAMETER_DATA, /* all words that are left, joined with one blank; or the data behind < */
    PARAMETER_INTEGER,
    PARAMETER_SIZE,     /* 512, 64K */
    PARAMETER_DURATION, /* 250ms, 2s */
    PARAMETER_CHOICE,   /* one of the words in `choices` */
    PARAMETER_NAME,     /* for something new */
    PARAMETER_HANDLE,
    PARAMETER_BLOCK,
    PARAMETER_FLAG, /* of an option: takes no value */
};

/* What a word can be, where its type doesn't say it; for completion. */
enum completes {
    COMPLETES_NOTHING,
    COMPLETES_HOST,      /* of the handle's family: a host, an interface; of Unix sockets a path */
    COMPLETES_URL,       /* a host, or tcp://HOST:PORT, udp://HOST:PORT, unix:PATH */
    COMPLETES_LOCAL,     /* a host, an interface or a path of this machine */
    COMPLETES_SERVICE,   /* a port by its service's name */
    COMPLETES_PROTOCOL,  /* one of the socket type's before it */
    COMPLETES_GROUP,     /* a multicast group */
    COMPLETES_INTERFACE, /* by name, or any */
    COMPLETES_SOCKET_TYPE,  /* the choices are names of socket types */
    COMPLETES_OPTION_READ,  /* a socket option that can be read */
    COMPLETES_OPTION_SET,   /* one that can be set */
    COMPLETES_OPTION_VALUE, /* a value of the option before it */
    COMPLETES_FILE,
    COMPLETES_HISTORY,   /* the number of an entry */
    COMPLETES_HELPED,    /* a command, a topic of help */
    COMPLETES_OUTLET,    /* a file, or on or off */
    COMPLETES_EXPLAINED, /* a command, a code, a category of errors */
    COMPLETES_COMPARISON,
    COMPLETES_VALUE,       /* anything: what variables hold */
    COMPLETES_VARIABLE,    /* a variable's name */
    COMPLETES_NAME,        /* a variable's or a handle's */
    COMPLETES_PAST_HANDLE, /* a handle, also one that is closed */
    COMPLETES_OWN_LIST, /* a row of the list that the command gives without words: name, meaning */
    COMPLETES_OWN_VALUE /* a value of the row named before it */
};

enum presence { REQUIRED, OPTIONAL, REPEATED /* any number, none too */ };

struct parameter {
    char name[24]; /* as in the synopsis: "HOST"; an option's: "timeout" */
    enum parameter_type type;
    enum presence presence;
    char summary[160];
    char choices[192]; /* "rd|wr|rdwr"; of an option: its value's name, "D" */
    char suggests[64]; /* words that it often is, where it can be any: "none|5s" */
    bool ports_only;   /* not there when the handle is a Unix socket's */
    enum completes completes;
    char meanings[192]; /* of choices or suggestions: "receiving|sending|both" */
};

/* The end of a table of parameters, and rows that many commands share. */
// clang-format off
#define PARAMETERS_END {""}
#define OPTION_TIMEOUT {"timeout", PARAMETER_DURATION, OPTIONAL, "give up after this time", .choices = "D"}
#define OPTION_FLAG(name, summary) {name, PARAMETER_FLAG, OPTIONAL, summary}
// clang-format on

enum command_group {
    GROUP_MAKING,
    GROUP_CONNECTING,
    GROUP_SENDING,
    GROUP_RECEIVING,
    GROUP_SETTINGS,
    GROUP_LOOKING,
    GROUP_BYTES,
    GROUP_SESSION,
    GROUP_CONTROL,
    GROUP_CHECKING,
    GROUP_SEEING,
    GROUP_COUNT,
};

/* What a command needs of its surroundings. */
enum command_needs {
    COMMAND_HANDLE = 1,         /* acts on a handle: HANDLE. or the current one */
    COMMAND_MAKES_HANDLE = 2,   /* NAME = names the new handle */
    COMMAND_STREAMS_INPUT = 4,  /* reads < by itself, in pieces */
    COMMAND_STREAMS_OUTPUT = 8, /* writes > and | by itself, in pieces */
    COMMAND_COMPARES = 16,      /* < and > are operators among its words */
    COMMAND_CONTROLS = 32,      /* gets its words unexpanded, and replies nothing */
    COMMAND_LOOKS = 64,         /* HANDLE. may stand, but need not */
    COMMAND_PRINTS = 128,       /* its data is the message itself, shown with -q too */
    COMMAND_KEEPS_ERROR = 256,  /* tells of the last error: one of its own doesn't take its place */
    COMMAND_REPEATS = 1024,     /* runs a line of the history as if that had been typed */
    COMMAND_PAGES = 512, /* its text is for reading: at a prompt, page by page where it is long */
};

/* The handles that a command is for, by their state; completion names it first for those. */
enum command_suits {
    SUITS_FRESH = 1,     /* not yet connected or listening */
    SUITS_LISTENING = 2, /* a listener */
    SUITS_CONNECTED = 4,
    SUITS_MESSAGES = 8,   /* datagrams, connected or not */
    SUITS_MULTICAST = 16, /* datagrams over IP */
    SUITS_UNIX = 32,      /* connected, of the Unix family */
};

struct example {
    char statement[256];
    char summary[104];
};

/* An error that a command may meet, and what it means there: by category, and by errno or EAI code
 * where that is not 0. */
struct command_error {
    enum error_category category;
    int number;
    char meaning[256];
};

/* How a statement of the command is written in a program that `export` makes: an expression that stands for
 * the call. In it {handle} is the socket, {NAME:bytes} an argument or an option's value, written as bytes, kept
 * (bytes that last while others are received), text, number, size or seconds, {NAME:bytes=b""} the same with what
 * stands there where it isn't given, and
 * {NAME?a=this|b=that} goes by the argument's word; [[...]] stands only where its arguments are given; {address},
 * {local}, {flags}, {into} are HOST and PORT, the same of this machine, MSG_*, and where what is received goes;
 * {ends} is where two sockets do. */
struct translation;
struct call;
enum export_gives {
    EXPORT_NOTHING,
    EXPORT_NUMBER,
    EXPORT_TEXT,
    EXPORT_BYTES,
    EXPORT_HANDLE,
};
struct command_export {
    enum export_gives gives;
    bool is_pure; /* a value and no more: shown where nobody takes it */
    const char *python, *c;
    /* In place of the two, where a line isn't all; what is pure leaves its expression in the call. */
    void (*write)(struct translation *translation, struct call *call);
};

struct command {
    const char *name;
    const char
        *aliases; /* other names that do the same, with one blank between them; NULL for none */
    enum command_group group;
    unsigned needs; /* a set of command_needs */
    unsigned suits; /* a set of command_suits; none for any handle, or none at all */
    const char *summary;
    const char *details;
    const struct parameter *parameters; /* these three end with a row without name */
    const struct parameter *options;
    const struct example *examples;
    const char *c_call;
    const char *python_call;
    /* For `explain`: what the kernel does and puts on the wire; the same in a few lines of C and of
     * Python, where `fd` and `s` are the socket, NULL where there is no such thing; the errors to expect,
     * ended by a row without meaning. */
    const char *kernel;
    const char *c_example;
    const char *python_example;
    const struct command_error *errors;
    const struct command_export *exported; /* NULL where a program does without it */
    /* The sentence of the text renderer, with {field} for a field's value and [...] for a part that
     * stands only where its fields do; NULL to show the fields as lines. */
    const char *says;
    const char *value; /* the field that is the reply's value where there is no data */
    bool (*run)(struct request *request, struct reply *reply, struct error *error);
};

/* "Making", "Connecting", ... */
const char *command_group_title(enum command_group group);

/* How many rows a table of parameters has, NULL for none; the row of that name, or their count. */
size_t parameter_count(const struct parameter *parameters);
size_t parameter_index(const struct parameter *parameters, struct span name);

/* "[HANDLE.]recv [N] [--peek] [--timeout D]" appended to `out`. */
struct buffer;
void command_synopsis(struct buffer *out, const struct command *command);

/* Whether the data of its reply stays in $_. */
bool command_keeps_data(const struct command *command);

/* The same in lines of a page: a parameter of many choices stands there by its name, for they are told beside
 * it; and whether a parameter is one. */
void command_outline(struct buffer *out, const struct command *command);
bool parameter_has_long_choices(const struct parameter *parameter);

/* One parameter or option of that outline, with a blank before it: " [N]", " [--timeout D]". */
void command_outline_parameter(struct buffer *out, const struct parameter *parameter);
void command_outline_option(struct buffer *out, const struct parameter *option);

/* The table of all commands, ended by NULL; given to the session by whoever has it. */
typedef const struct command *const *command_table;

/* Whether that is the command's name, or one of its aliases. */
bool command_is_called(const struct command *command, struct span name);

/* The command of that name or alias. Not found: a `name` error that offers the nearest. With `abbreviate`
 * an unambiguous beginning of a name will do. */
const struct command *command_find(command_table table, struct span name, bool abbreviate,
                                   struct error *error);

#endif
