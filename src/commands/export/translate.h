/* The session in another language. One walk over its statements serves every language: it keeps what names
 * stand for and writes each command by the template in its row; how a value, a call or a block is written
 * is the language's. Private to src/commands. */
#ifndef COMMANDS_TRANSLATE_H
#define COMMANDS_TRANSLATE_H

#include "export.h"
#include "scene.h"

#include <uthash.h>

enum { CALL_ARGUMENTS = 8 };

/* What a value is in the program. A variable is the widest of what it is given: a number where all of it are
 * numbers, text where all of it is text, else bytes. A string is text that stands in the program itself, which
 * nobody need keep in C. */
enum code_type { CODE_NONE, CODE_NUMBER, CODE_STRING, CODE_TEXT, CODE_BYTES };

/* How a place wants it. In C bytes are two arguments, and a value is one; in Python an object is what a method
 * can be called of. A pattern is a regular expression, to match through its end. */
enum wanted {
    AS_IT_IS,
    AS_NUMBER,
    AS_TEXT,
    AS_BYTES,
    AS_KEPT, /* bytes that last while others are received */
    AS_SECONDS,
    AS_VALUE,
    AS_OBJECT,
    AS_PATTERN,
    AS_REAL
};

/* A value: known now, or an expression of the language. */
struct code {
    enum code_type type;
    bool constant;
    struct span value; /* of a constant: its bytes */
    const char *text;  /* of an expression */
    bool compound;     /* an expression with operators in it */
    bool never_number; /* whatever it holds, it doesn't read as a number */
    bool canonical;    /* where it reads as a number, it is written as the program writes numbers */
    const char *printed; /* in C: the arguments of a printf() that shows it; NULL for none */
};

enum definition { UNDEFINED, PERHAPS_DEFINED, DEFINED };

struct variable {
    struct span name;
    enum code_type type; /* so far; the walk is repeated until no more changes */
    bool canonical, never_number, sliced;
    bool constants; /* it is given nothing else */
    bool single;    /* it is given the same constant wherever it is given one */
    struct span value;
    bool marked;   /* the program keeps whether it is defined, for a block may not have run */
    bool assigned; /* by the statement that is written */
    size_t index;  /* of its definition in the translation's */
    struct variable *next;
    UT_hash_handle hh;
};

struct argument_words {
    const struct parameter *parameter;
    const struct word *words; /* one, or of data and repeated ones any number */
    size_t count;
    struct code value; /* put together, of words */
};

/* A statement whose words stand by their parameters. */
struct call {
    const struct command *command;
    const struct statement *statement;
    struct scene_handle *handle; /* acted on; NULL for none */
    struct argument_words arguments[CALL_ARGUMENTS], options[CALL_ARGUMENTS];
    const char *into;   /* what is received goes into this variable */
    const char *beside; /* what comes beside that into this one */
    struct code result; /* of what is pure */
    bool is_line;       /* its template says where what it gives goes */
    bool noted;         /* what it makes or ends is in the scene */
};

struct language;
struct pack_format;
struct socket_option;
struct option_word;

/* What comes after the statement that is written: the others of its block, the loop once more, what is behind. */
struct frame {
    const struct statement *next;
    const struct statement *loop; /* whose block it is; NULL for none */
    const char *source;           /* the file or entry whose statements they are; NULL for none */
    const struct frame *outer;
};

struct timed;

/* Where the lines of a try begin; in C, where an error leads. Opened and closed by the language. */
struct open_try {
    unsigned label;
    size_t start;
    struct open_try *outer;
};

struct translation {
    struct session *session;
    const struct language *language;
    struct arena arena;
    struct buffer out;
    struct buffer constants; /* that the language has no name for: set at the beginning */
    struct scene scene;
    struct variable *variables, *last_variable, *variables_by_name;
    struct buffer definitions; /* a byte for each variable: by what has been written up to here */
    unsigned indent, missing, temporaries, pairs, tries, within_try;
    bool changed;                /* a variable has become wider: once more */
    bool failed;                 /* the statement can't be written */
    const char *why;             /* where that wants to be said; else NULL */
    bool uses_data, uses_status; /* $_ and $? are read somewhere */
    bool loose_status;           /* $? is read where a block may have left it */
    bool status_known;           /* here $? is ok */
    bool marks;                  /* of some variable the program keeps whether it is defined */
    bool uses_from;              /* the sender's address is asked for */
    struct open_try *open_try;   /* the innermost one */
    bool of_some; /* of some handles: those of the others are known by their addresses */
    struct lookout *lookout;
    unsigned inclusions;    /* files, logs, lessons, entries of the history inside one another */
    unsigned included;      /* of them, so far */
    size_t included_length; /* of those inside others */
    struct timed *timed;    /* handles that have a timeout somewhere */
    const struct frame *frame;
    const struct step *step;         /* that is written */
    struct try_way *try_way;         /* the innermost one */
    struct loop_round *loops, *loop; /* all of them, and the last so far */
    unsigned timeouts;               /* written so far */
    bool after_try;
    struct program **programs; /* of sourced files */
    size_t program_count;
    bool lacks; /* a template's optional part asks for what isn't given */
};

/* How a field of a handle is written: {handle} stands for it. */
struct field_code {
    const char *name, *code;
    enum code_type type;
    bool never_number;
};

/* A piece of the program's beginning that stands there where it is used: a function, an #include. */
struct part {
    const char *words; /* that ask for it, a blank between: "base64", "perror printf" */
    const char *text;
    bool is_function; /* behind the includes */
};

/* How socket options are written. What the printf's take is the handle, its option as `name` has it, and the value;
 * of numbers in a row their count, and they themselves. */
struct option_code {
    const char *(*name)(struct translation *t, const struct socket_option *option);
    const char *(*words)(struct translation *t, const struct socket_option *option);
    const char *get, *set, *set_bytes, *set_large, *set_network, *set_unsigned, *set_numbers;
    const char *set_time; /* of struct timeval, in microseconds */
    const char *check;    /* a call that fails where reading does; NULL where reading itself does */
    bool lacks_vsock;     /* but for numbers */
    bool has_timeouts;    /* the program's timeouts are options, SO_RCVTIMEO and SO_SNDTIMEO */
};

struct language {
    const char *comment;                /* begins a line of comment */
    const char *gap;                    /* between functions */
    unsigned indent;                    /* of the statements */
    const char *reserved;               /* names that no variable can have: " if else " */
    bool (*is_taken)(struct span name); /* the same by a rule; NULL for none */
    const struct part *const *parts;    /* tables of them */
    const struct field_code *fields;
    const char *data, *status; /* the variables $_ and $? */
    const char *length;        /* of bytes, printf's */
    const char *prefix;        /* of the kernel's constants */
    bool has_strings;
    bool hands_timeouts_on; /* from a listener to what it accepts */
    const char *on_off;     /* the word for a number, printf's */
    const char *truth[2];
    const char *forever;    /* a wait without an end */
    const char *interface;  /* the index of a name, printf's */
    const char *tcp_number; /* of a handle and a member of struct tcp_info, printf's */
    const char *(*template)(const struct command_export *exported);
    const char *(*flags)(struct translation *t, const struct call *call);
    const char *(*write)(struct translation *t, struct code code, enum wanted wanted);
    struct code (*join)(struct translation *t, const struct code *codes, size_t count);
    struct code (*slice)(struct translation *t, struct code code, const char *start,
                         const char *end, bool one_byte);
    struct code (*status_code)(struct translation *t);
    /* Statements. */
    void (*assign)(struct translation *t, const char *name, enum code_type type, struct code code);
    void (*call)(struct translation *t, const struct call *call, const char *text);
    void (*pair)(struct translation *t, struct call *call, const char *first, const char *second);
    void (*show)(struct translation *t, struct code code); /* data, as it is */
    void (*say)(struct translation *t, struct code code);  /* as text */
    /* Conditions. The shell compares numbers as numbers where both are, which may be known: both are, or one of
     * them never is. */
    const char *(*matches)(struct translation *t, struct code code, struct code pattern);
    const char *(*contains)(struct translation *t, struct code code, struct code part);
    const char *(*compare_numbers)(struct translation *t, struct code a, struct span sign,
                                   struct code b);
    const char *(*compare_bytes)(struct translation *t, struct code a, struct span sign,
                                 struct code b);
    const char *(*compare)(struct translation *t, struct code a, struct span sign, struct code b);
    void (*check)(struct translation *t, const char *condition);
    void (*set_timeout)(struct translation *t, struct scene_handle *handle, const char *seconds);
    void (*open_if)(struct translation *t, const char *condition);
    void (*open_else_if)(struct translation *t, const char *condition);
    void (*open_else)(struct translation *t);
    void (*open_while)(struct translation *t, const char *condition);
    void (*leave_unless)(struct translation *t, const char *condition);
    void (*open_repeat)(struct translation *t, const char *count);
    void (*open_try)(struct translation *t);
    void (*close_try)(struct translation *t, const struct step *step, bool sets_status);
    void (*close_block)(struct translation *t);
    void (*quit)(struct translation *t, const char *status);
    void (*unpack)(struct translation *t, const struct pack_format *format, struct code data,
                   const char *from, const char *const *names, size_t count);
    struct code (*pack)(struct translation *t, const struct pack_format *format,
                        const char *const *values, size_t count);
    struct code (*read_file)(struct translation *t, struct code path);
    void (*write_file)(struct translation *t, struct code path, bool append, struct code data);
    void (*poll)(struct translation *t, const char *const *handles, size_t count,
                 const char *seconds, bool writable);
    void (*pipe)(struct translation *t, struct span command, struct code data);
    void (*shell)(struct translation *t, struct span command);
    struct code (*output_of)(struct translation *t, struct span command);
    const char *(*address)(struct translation *t, const struct call *call, bool local);
    const struct option_code *options;
    void (*resolve)(struct translation *t, const struct call *call);
    void (*finish)(struct translation *t, const struct buffer *body, struct buffer *out);
};

/* ---- the walk ---- */

unsigned translate(struct session *session, const struct steps *steps,
                   const struct language *language, struct buffer *out);
void translate_statement(struct translation *t, const struct statement *statement);
void translate_block(struct translation *t, const struct block *block,
                     const struct statement *loop);
/* False where it can't be written; then nothing is. */
bool translate_inner(struct translation *t, const struct statement *statement);

/* ---- lines ---- */

/* Append the parts that the text asks for, and those that they ask for, before the text. */
void parts_write(const struct language *language, struct span text, struct buffer *out);

/* Whether a part asks for this name: no variable can have it. */
bool parts_know(const struct language *language, struct span name);

/* $? is ok from here on; said once. */
void status_is_ok(struct translation *t);

void line(struct translation *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* One of comment, whatever stands in it. */
void comment(struct translation *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *made(struct translation *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A line of comment that says what is missing; they are counted. */
void leave_out(struct translation *t, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* The statement can't be written; the other says why, in words that last. */
void give_up(struct translation *t);
void give_up_for(struct translation *t, const char *why);

/* ---- values ---- */

struct code code_constant(struct span value);
struct code code_expression(enum code_type type, const char *text);
struct code code_of_word(struct translation *t, const struct word *word);
/* ${HANDLE.FIELD} */
struct code code_of_field(struct translation *t, const struct piece *piece);
/* Words with a blank between, and what stands behind them. */
struct code code_of_words(struct translation *t, const struct word *words, size_t count,
                          struct span tail);
struct code code_join(struct translation *t, const struct code *codes, size_t count);
const char *code_write(struct translation *t, struct code code, enum wanted wanted);
bool code_number(struct code code, int64_t *ret_number);
/* An interface's index: of its name, its number or an address of it. It may be another one where the program runs. */
const char *code_interface(struct translation *t, struct code code);
/* A fraction as both languages read it; "inf", "-inf" and "nan" by these names. Gives up where it is none: text
 * must not get among the code. */
const char *code_real(struct translation *t, struct span text);
/* The condition of three words. */
const char *code_condition(struct translation *t, const struct word *words);
/* The same of a loop, where what is known to hold, or not to, is the language's own word for that. */
const char *code_loop_condition(struct translation *t, const struct word *words);
const char *code_compare(struct translation *t, struct code a, struct span sign, struct code b);

/* ---- names ---- */

const char *handle_name(struct translation *t, struct span name);
/* A variable that the session doesn't have: value1, value2, ... */
struct span name_of_ours(struct translation *t, const char *stem);
const char *variable_name(struct translation *t, struct span name);
struct variable *variable_find(struct translation *t, struct span name);
enum definition variable_definition(const struct translation *t, const struct variable *variable);
void variable_define(struct translation *t, const struct variable *variable,
                     enum definition definition);
/* As what it is written. */
enum code_type variable_type(const struct translation *t, const struct variable *variable);
/* The variable gets this value: declare it, and write the assignment. */
void variable_assign(struct translation *t, struct span name, struct code code);
/* The same without writing it. */
const char *variable_declare(struct translation *t, struct span name, struct code code);

/* Whether it is defined, as the program keeps it where blocks differ. */
const char *variable_mark(struct translation *t, struct variable *variable);
void variable_set_mark(struct translation *t, struct variable *variable, bool defined);
/* What the statement that is written has defined is marked, where that is asked for. */
void variables_mark(struct translation *t);

/* The variable that counts what a handle has received, where that is asked for. */
struct span counter_of(struct translation *t, const struct scene_handle *handle);

/* ---- what is known at a point ---- */

struct moment;
struct moment *moment_now(const struct translation *t);
void moment_free(struct moment *moment);
static inline void moment_cleanup(struct moment **moment)
{
    moment_free(*moment);
}
#define cleanup_moment __attribute__((cleanup(moment_cleanup)))
/* Another way begins where that was. */
void moment_return(struct translation *t, const struct moment *moment);
/* Another way ends here, too: what it differs in is unsure. */
void moment_join(struct translation *t, const struct moment *moment);
/* How a handle's lines end, or what `timeout` gave it, is another one behind a round. */
struct changed_rule {
    struct span handle;
    bool ending, usual;
    struct changed_rule *next;
};

/* What a round of a loop changes, so that the next one begins otherwise: found by the walks before. The loops are
 * the same in every walk. */
struct loop_round {
    bool current, timeouts;
    struct changed_rule *rules; /* of handles */
    struct loop_round *next;
};

/* A block that may be run again, or not at all where it isn't certain. */
struct loop_way {
    struct loop_round *round;
    unsigned timeouts; /* written before it */
    struct moment *before;
};
void moment_open_loop(struct translation *t, struct loop_way *way);
/* Where calls come behind the last round, as those of a condition do. */
void moment_end_loop_by_calls(struct translation *t, const struct loop_way *way);
void moment_close_loop(struct translation *t, const struct loop_way *way, bool is_certain);

/* A block that may end at each call in it. */
struct try_way {
    struct moment *first; /* of those ends */
    unsigned timeouts;    /* written before that */
    size_t length;        /* of what was */
    struct try_way *outer;
};
struct open_try *open_try(struct translation *t);
struct open_try close_try(struct translation *t);
void moment_open_try(struct translation *t, struct try_way *way);
void moment_before_call(struct translation *t, const struct statement *statement);
void moment_close_try(struct translation *t, const struct try_way *way);
/* The handle's timeout was written, where the text was so long. */
void moment_note_timeout(struct translation *t, struct scene_handle *handle, size_t length);

/* The current handle where that is unsure, as the journal saw it; else gives up. */
bool moment_find_current(struct translation *t, const struct statement *statement);

/* ---- calls ---- */

bool call_read(struct translation *t, const struct statement *statement, struct call *ret_call);
const struct argument_words *call_argument(const struct call *call, const char *name);
const struct argument_words *call_option(const struct call *call, const char *name);
/* Either of them. */
const struct argument_words *call_given(const struct call *call, struct span name);
struct code call_value(struct translation *t, const struct argument_words *argument);
/* The text of a constant argument; empty with give_up() where it isn't one. */
struct span call_constant(struct translation *t, const struct argument_words *argument);
const char *call_template(struct translation *t, const struct call *call, const char *text);
/* Write the call as the template says. */
void call_by_template(struct translation *t, struct call *call, const char *template);
/* The host and the port that a call means, or the path alone; of a server's address where it is `local`. False
 * where there is no port. */
bool call_target(struct translation *t, const struct call *call, struct code *ret_host,
                 struct code *ret_port);
/* Where the URL that it opens is all in a variable, and known, it stands there itself. */
void call_know_url(struct translation *t, struct call *call);
/* The type of socket it is about; NULL where it isn't known. */
const struct socket_type *call_type(const struct translation *t, const struct call *call);
/* What `resolve` asks getaddrinfo(3) for: AF_INET6 and its like, and the flags, or 0. */
const char *call_lookup_family(struct translation *t, const struct call *call);
const char *call_lookup_flags(struct translation *t, const struct call *call);
/* The flags of its options, MSG_PEEK and its like, with | between them, and `before` before them all. */
const char *call_flags(struct translation *t, const struct call *call, const char *before);

/* A value that is all there is to a call goes where the statement says. */
void call_deliver(struct translation *t, const struct call *call, struct code code);
/* The scene has what it makes or ends from here on; a second time means nothing. */
void call_note_scene(struct translation *t, struct call *call);
/* What its command's row says, by template or function. */
void call_write(struct translation *t, struct call *call);
/* A call that is made: its timeout, its line, and where what it gives goes. */
void call_make(struct translation *t, struct call *call, const char *text);
/* A handle has been made, or could not be written. */
void call_note_handle(struct translation *t, const struct call *call, struct scene_handle *handle);
/* Nothing that a program has is the reply of a command that makes something. */
void call_leave_out_reply(struct translation *t, const struct call *call);
/* Waits of the handle shall take so long at the most; NULL for ever. */
void call_timeout(struct translation *t, struct scene_handle *handle, const char *seconds);
/* On a way that joins others nobody knows which of several was set last: of a handle, of all. */
void call_forget_timeout(const struct translation *t, struct scene_handle *handle);
void call_forget_timeouts(struct translation *t);
/* Whether what is written may not run. */
bool call_is_nested(const struct translation *t);
/* The handle has just been made: nothing has been received of it. */
void call_note_made(struct translation *t, struct span name);
void calls_free(struct translation *t);
/* Whether the program gives it a timeout anywhere. */
bool call_is_timed(const struct translation *t, const struct scene_handle *handle);
/* Whether it takes such a time. */
bool command_waits(const struct command *command);
/* Whether $_ is read before something else is received. */
bool data_is_used(struct translation *t);

/* The option that it names, as sockets of the handle's type have it; gives up where there is none. */
bool call_socket_option(struct translation *t, const struct call *call,
                        struct socket_option *ret_option);
/* How long calls block: the program's own waiting, which in the session `timeout` says. */
bool option_is_waiting_time(const struct socket_option *option);
/* Whether the language has more than numbers for options of such a handle, and what is said where not. */
extern const char option_only_numbers[];
bool option_has_structures(const struct translation *t, const struct scene_handle *handle);
/* Its value as the session shows it. */
struct code option_value_read(struct translation *t, const struct call *call,
                              const struct socket_option *option);
/* Its words behind what the program begins with, a comma between; of a row the number and the word are
 * written, by printf's. */
void option_words_write(struct translation *t, const struct option_word *words, const char *row);

/* ---- the commands that no template says: `write` of their rows ---- */

typedef void export_write(struct translation *t, struct call *call);
export_write export_let, export_unset, export_print, export_assert, export_repeat, export_if,
    export_while, export_try, export_source, export_shell, export_quit, export_use, export_rename,
    export_close, export_timeout, export_blocking, export_line_ending, export_pack, export_unpack,
    export_pair, export_open, export_receive, export_expect, export_until, export_poll,
    export_setsockopt, export_getsockopt, export_resolve, export_adopt, export_recvmsg, export_join,
    export_leave, export_recvfd, export_watch, export_replay, export_lesson, export_history,
    export_service, export_fill;

#endif
