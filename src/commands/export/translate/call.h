/* Statements as calls: their words by their parameters, the lines they become, and the timeouts of these. Private to
 * src/commands. */
#ifndef COMMANDS_EXPORT_CALL_H
#define COMMANDS_EXPORT_CALL_H

#include "export/translate/code.h"

struct command;
struct parameter;
struct scene_handle;
struct socket_type;
struct statement;

enum { CALL_ARGUMENTS = 8 };

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

bool call_read(struct translation *t, const struct statement *statement, struct call *ret_call);
/* As the session before it runs a statement: words that are to name handles do, new names are no handle's, and within a
 * try, where the session may have failed, the words are what the parameters take, and none is left over. */
void call_check_words(struct translation *t, const struct call *call, size_t left_over);
/* Whether it does without handles that a program of some handles hasn't got: what was not made need not be closed. */
bool call_may_lack(const struct translation *t, const struct call *call);
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
/* A host as getaddrinfo(3) takes it: [::1] is ::1. */
struct code call_host(struct translation *t, const struct argument_words *argument);
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
/* Where the statement wants its reply or value, that is left out. */
void call_leave_out_value(struct translation *t, const struct call *call);
/* The scene has what it makes or ends from here on; a second time means nothing. */
void call_note_scene(struct translation *t, struct call *call);
/* The value of a call that is pure. */
struct code call_result(struct translation *t, struct call *call);
/* What its command's row says, by template or function. */
void call_write(struct translation *t, struct call *call);
/* A call that is made: its timeout, its line, and where what it gives goes. */
void call_make(struct translation *t, struct call *call, const char *text);
/* A call that gives a number, as it is written. */
void call_count(struct translation *t, struct call *call, const char *text);
/* A handle has been made, or could not be written. */
void call_note_handle(struct translation *t, const struct call *call, struct scene_handle *handle);
/* Nothing that a program has is the reply of a command that makes something. */
void call_leave_out_reply(struct translation *t, const struct call *call);
/* How long it may take: by its option, else as its handle's do; NULL for ever. */
const char *call_wait(struct translation *t, const struct call *call);
/* So long a call waits. No time is the shortest there is: what then hasn't come is a timeout, where calls that don't
 * wait at all say EAGAIN. */
const char *call_write_timeout(struct translation *t, struct code code);
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
/* Whether it takes such a time; whether its handle's own call does, by which the kernel waits. */
bool command_waits(const struct command *command);
bool call_waits_on_handle(const struct call *call);
/* Whether $_ is read before something else is received. */
bool data_is_used(struct translation *t);
void uses_free(struct translation *t);

#endif
