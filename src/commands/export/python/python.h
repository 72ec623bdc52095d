/* What a session becomes in Python: the functions of its struct language, which says what each is for, and what
 * these share. Private to src/commands/export/python*.c. */
#ifndef COMMANDS_EXPORT_PYTHON_H
#define COMMANDS_EXPORT_PYTHON_H

#include "export/translate/call.h"
#include "export/translate/code.h"

#include <stddef.h>

struct buffer;
struct option_code;
struct pack_format;
struct step;

/* ---- values ---- */

/* Between quotes, with whatever it takes to have these bytes. */
const char *python_text_literal(struct translation *t, struct span text);

/* A path, or words for the kernel: also such as are no text. */
const char *python_path(struct translation *t, struct code code);

const char *python_write(struct translation *t, struct code code, enum wanted wanted);
struct code python_join(struct translation *t, const struct code *codes, size_t count);
struct code python_slice(struct translation *t, struct code code, const char *start,
                         const char *end, bool one_byte);
struct code python_checked(struct translation *t, struct code code, const char *what);
struct code python_byte(struct translation *t, struct code code, const char *at);
const char *python_ranged(struct translation *t, const char *number, int64_t least, int64_t most);
struct code python_status_code(struct translation *t);
const char *python_matches(struct translation *t, struct code code, struct code pattern);
const char *python_contains(struct translation *t, struct code code, struct code part);
const char *python_compare_numbers(struct translation *t, struct code a, struct span sign,
                                   struct code b);
const char *python_compare_bytes(struct translation *t, struct code a, struct span sign,
                                 struct code b);
const char *python_compare(struct translation *t, struct code a, struct span sign, struct code b);

/* ---- lines ---- */

void python_assign(struct translation *t, const char *name, enum code_type type, struct code code);
void python_call(struct translation *t, const struct call *call, const char *text);
void python_pair(struct translation *t, struct call *call, const char *first, const char *second);
void python_show(struct translation *t, struct code code);
void python_say(struct translation *t, struct code code);
void python_check(struct translation *t, const char *condition);
void python_check_open(struct translation *t, const char *handle);
void python_check_set(struct translation *t, const char *mark);
void python_check_peer(struct translation *t, const char *handle);
void python_set_timeout(struct translation *t, struct scene_handle *handle, const char *seconds);
void python_open_if(struct translation *t, const char *condition);
void python_open_else_if(struct translation *t, const char *condition);
void python_open_else(struct translation *t);
void python_open_while(struct translation *t, const char *condition);
void python_leave_unless(struct translation *t, const char *condition);
void python_open_repeat(struct translation *t, const char *count);
void python_close_block(struct translation *t);
void python_open_try(struct translation *t);
void python_close_try(struct translation *t, const struct step *step, bool sets_status);
/* What an `except` says behind what has been written since: of the error that was `seen`, or of any. */
const char *python_exceptions(struct translation *t, const struct step *seen, size_t start);
void python_quit(struct translation *t, const char *status);
struct code python_read_file(struct translation *t, struct code path);
void python_write_file(struct translation *t, struct code path, bool append, struct code data);
void python_open_output(struct translation *t, struct code path, bool append);
void python_write_output(struct translation *t, struct code data);
void python_close_output(struct translation *t);
void python_pipe(struct translation *t, struct span command, struct code data);
void python_shell(struct translation *t, struct span command);
struct code python_output_of(struct translation *t, struct span command);
const char *python_poll(struct translation *t, const char *const *handles, size_t count,
                        const char *seconds, bool writable);

/* A port's number, of a name too. */
const char *python_port(struct translation *t, struct code port);
void python_resolve(struct translation *t, const struct call *call);

/* ---- options ---- */

extern const struct option_code python_options;

/* ---- pack, unpack ---- */

void python_unpack(struct translation *t, const struct pack_format *format, struct code data,
                   const char *from, const char *const *names, size_t count);
struct code python_pack(struct translation *t, const struct pack_format *format,
                        const char *const *values, size_t count);

#endif
