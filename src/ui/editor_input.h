/* What was fed and not used yet: keys, and pastes that their marks tell from them. Private to the editor's
 * module. */
#ifndef UI_EDITOR_INPUT_H
#define UI_EDITOR_INPUT_H

#include "base/span.h"

#include <stdbool.h>
#include <stddef.h>

struct termios;

/* Which keys the terminal would have made signals of. */
void editor_input_keys(const struct termios *terminal);

/* Add what was typed and pasted. Keys that mean signals become signals; what stands behind an interrupt is no
 * input before editor_input_cancel(). */
void editor_input_add(const char *bytes, size_t length);

/* A Ctrl-C at the end of an open paste is a byte of it when more follows; else somebody has pressed the key.
 * Once nothing has followed for a while: settle it. */
bool editor_input_is_in_doubt(void);
void editor_input_settle(void);

/* The next byte, for readline; EOF where there is none. */
int editor_input_next(void);
bool editor_input_has_more(void);

/* Whether readline can take what comes next: an opened paste would hold it until its end. */
bool editor_input_is_complete(void);

/* What complete input begins with: a paste, without its marks; empty where it is a key. */
struct span editor_input_paste(void);
void editor_input_skip_paste(void);

/* No line can hold a NUL byte: write those of the paste as \0. Returns how many there were. */
size_t editor_input_spell_nuls(void);

/* The line is dropped, after an interrupt. What was typed behind a Ctrl-C stays; a signal from elsewhere, which has
 * no place in the input, drops all of it. */
void editor_input_cancel(void);

void editor_input_drop(void);

#endif
