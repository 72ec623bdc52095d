/* What a session becomes in C: the functions of its struct language, which says what each is for, and what these
 * share. Private to src/commands/export/c*.c. */
#ifndef COMMANDS_EXPORT_C_H
#define COMMANDS_EXPORT_C_H

#include "export/translate/call.h"
#include "export/translate/code.h"

#include <stddef.h>

struct buffer;
struct option_code;
struct pack_format;
struct step;

/* ---- values ---- */

/* Bytes between quotes; the other gives up where there is a NUL among them. */
const char *c_literal(struct translation *t, struct span bytes);
const char *c_text_literal(struct translation *t, struct span text);
bool c_is_identifier(const char *text);
/* The name of a value that is written twice: it is kept in a variable first. */
const char *c_keep(struct translation *t, const char *value);

/* Values behind one another, so many that the program has room for each. */
const char *c_joined(struct translation *t, const char *const *values, size_t count);

/* A number as %lld takes it. */
const char *c_long(struct translation *t, const char *number);

const char *c_write(struct translation *t, struct code code, enum wanted wanted);
struct code c_join(struct translation *t, const struct code *codes, size_t count);
struct code c_slice(struct translation *t, struct code code, const char *start, const char *end,
                    bool one_byte);
struct code c_checked(struct translation *t, struct code code, const char *what);
struct code c_byte(struct translation *t, struct code code, const char *at);
const char *c_ranged(struct translation *t, const char *number, int64_t least, int64_t most);
struct code c_status_code(struct translation *t);
const char *c_matches(struct translation *t, struct code code, struct code pattern);
const char *c_contains(struct translation *t, struct code code, struct code part);
const char *c_compare_numbers(struct translation *t, struct code a, struct span sign,
                              struct code b);
const char *c_compare_bytes(struct translation *t, struct code a, struct span sign, struct code b);
const char *c_compare(struct translation *t, struct code a, struct span sign, struct code b);

/* ---- lines ---- */

void c_assign(struct translation *t, const char *name, enum code_type type, struct code code);
void c_call(struct translation *t, const struct call *call, const char *text);
void c_pair(struct translation *t, struct call *call, const char *first, const char *second);
void c_show(struct translation *t, struct code code);
void c_check(struct translation *t, const char *condition);
void c_check_open(struct translation *t, const char *handle);
void c_check_set(struct translation *t, const char *mark);
void c_check_peer(struct translation *t, const char *handle);
void c_set_timeout(struct translation *t, struct scene_handle *handle, const char *seconds);
void c_open_if(struct translation *t, const char *condition);
void c_open_else_if(struct translation *t, const char *condition);
void c_open_else(struct translation *t);
void c_open_while(struct translation *t, const char *condition);
void c_leave_unless(struct translation *t, const char *condition);
void c_open_repeat(struct translation *t, const char *count);
void c_close_block(struct translation *t);
void c_quit(struct translation *t, const char *status);
struct code c_read_file(struct translation *t, struct code path);
void c_write_file(struct translation *t, struct code path, bool append, struct code data);
void c_open_output(struct translation *t, struct code path, bool append);
void c_write_output(struct translation *t, struct code data);
void c_close_output(struct translation *t);
void c_pipe(struct translation *t, struct span command, struct code data);
void c_shell(struct translation *t, struct span command);
struct code c_output_of(struct translation *t, struct span command);
const char *c_poll(struct translation *t, const char *const *handles, size_t count,
                   const char *seconds, bool writable);

/* ---- errors ---- */

/* A call that is negative where it fails, and what is said then; the other waits, as long as the handle does. */
void c_check_call(struct translation *t, const char *text, const char *what);
void c_check_waiting(struct translation *t, const char *text, const char *what, const char *handle);

void c_open_try(struct translation *t);
void c_close_try(struct translation *t, const struct step *step, bool sets_status);

/* ---- options ---- */

extern const struct option_code c_options;

/* ---- pack, unpack ---- */

void c_unpack(struct translation *t, const struct pack_format *format, struct code data,
              const char *from, const char *const *names, size_t count);
struct code c_pack(struct translation *t, const struct pack_format *format,
                   const char *const *values, size_t count);

/* ---- names and addresses ---- */

void c_resolve(struct translation *t, const struct call *call);

/* ---- the program ---- */

void c_finish(struct translation *t, const struct buffer *body, struct buffer *out);

#endif
