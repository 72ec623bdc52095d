/* A language: how its values, calls and blocks are written. Private to src/commands. */
#ifndef COMMANDS_EXPORT_LANGUAGE_H
#define COMMANDS_EXPORT_LANGUAGE_H

#include "export/translate/code.h"

#include <stddef.h>

struct buffer;
struct call;
struct command_export;
struct option_code;
struct pack_format;
struct scene_handle;
struct step;

/* How a field of a handle is written: {handle} stands for it. */
struct field_code {
    char name[24], code[64];
    enum code_type type;
    bool never_number;
    char path[48]; /* the same of a Unix socket, whose path may be no text: bytes; "" for none */
    char ipv6[48]; /* the same of IPv6's, whose address may have an interface; "" for none */
};

struct language {
    const char *comment;                /* begins a line of comment */
    const char *gap;                    /* between functions */
    unsigned indent;                    /* of the statements */
    const char *reserved;               /* names that no variable can have: " if else " */
    bool (*is_taken)(struct span name); /* the same by a rule; NULL for none */
    const char *imports, *functions;    /* the files of parts */
    const char *watching;               /* other texts of some, where sockets are watched */
    const char *part_mark; /* what a part begins with, from the end of the line before */
    const struct field_code *fields;
    const char *data, *status; /* the variables $_ and $? */
    const char *length;        /* of bytes, printf's */
    const char *prefix;        /* of the kernel's constants */
    bool has_strings;
    bool has_large_numbers;   /* beyond 63 bits, in its variables */
    const char *large_number; /* such a one, of uint64_t by a printf */
    bool
        timeouts_prevail; /* a socket that has one waits so long even where a call says it doesn't */
    bool hands_timeouts_on; /* from a listener to what it accepts */
    const char *on_off;     /* the word for a number, printf's */
    const char *truth[2];
    const char *some_time; /* seconds that are more than none, printf's */
    const char *gone; /* what a handle that is closed may be set to; NULL where it knows itself */
    const char *forever;    /* a wait without an end */
    const char *interface;  /* the index of a name, printf's */
    const char *tcp_number; /* of a handle and a member of struct tcp_info, printf's */
    const char *(*template)(const struct command_export *exported);
    const char *(*flags)(struct translation *t, const struct call *call);
    const char *(*write)(struct translation *t, struct code code, enum wanted wanted);
    struct code (*join)(struct translation *t, const struct code *codes, size_t count);
    struct code (*slice)(struct translation *t, struct code code, const char *start,
                         const char *end, bool one_byte);
    /* Of what may not come about, such as a number of any text: that is an error of the statement, caught as others
     * are. One byte is such a slice. */
    struct code (*checked)(struct translation *t, struct code code, const char *what);
    struct code (*byte)(struct translation *t, struct code code, const char *at);
    /* A number that is an error where it isn't one of those. */
    const char *(*ranged)(struct translation *t, const char *number, int64_t least, int64_t most);
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
    void (*check_open)(struct translation *t, const char *handle);
    void (*check_set)(struct translation *t, const char *mark); /* of a variable */
    void (*check_peer)(struct translation *t, const char *handle);
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
    /* The same in two steps, for what comes between them. */
    void (*open_output)(struct translation *t, struct code path, bool append);
    void (*write_output)(struct translation *t, struct code data);
    void (*close_output)(struct translation *t);
    const char *(*poll)(struct translation *t, const char *const *handles, size_t count,
                        const char *seconds, bool writable);
    void (*pipe)(struct translation *t, struct span command, struct code data);
    void (*shell)(struct translation *t, struct span command);
    struct code (*output_of)(struct translation *t, struct span command);
    const char *(*address)(struct translation *t, const struct call *call, bool local);
    const struct option_code *options;
    void (*resolve)(struct translation *t, const struct call *call);
    void (*finish)(struct translation *t, const struct buffer *body, struct buffer *out);
};

/* Those functions that go by the language's name: c_write, python_write. */
#define LANGUAGE_FUNCTIONS(of)                                                                     \
    .write = of##_write, .join = of##_join, .slice = of##_slice, .checked = of##_checked,          \
    .byte = of##_byte, .ranged = of##_ranged, .status_code = of##_status_code,                     \
    .assign = of##_assign, .call = of##_call, .pair = of##_pair, .show = of##_show,                \
    .matches = of##_matches, .contains = of##_contains, .compare_numbers = of##_compare_numbers,   \
    .compare_bytes = of##_compare_bytes, .compare = of##_compare, .check = of##_check,             \
    .check_open = of##_check_open, .check_set = of##_check_set, .check_peer = of##_check_peer,     \
    .set_timeout = of##_set_timeout, .open_if = of##_open_if, .open_else_if = of##_open_else_if,   \
    .open_else = of##_open_else, .open_while = of##_open_while, .leave_unless = of##_leave_unless, \
    .open_repeat = of##_open_repeat, .open_try = of##_open_try, .close_try = of##_close_try,       \
    .close_block = of##_close_block, .quit = of##_quit, .unpack = of##_unpack, .pack = of##_pack,  \
    .read_file = of##_read_file, .write_file = of##_write_file, .open_output = of##_open_output,   \
    .write_output = of##_write_output, .close_output = of##_close_output, .poll = of##_poll,       \
    .pipe = of##_pipe, .shell = of##_shell, .output_of = of##_output_of, .resolve = of##_resolve

#endif
