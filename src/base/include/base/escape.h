/* Peer-made bytes on their way to a terminal. What comes out is printable, holds no control byte,
 * and is the language's own notation: written between double quotes it reads back as the same
 * bytes (`\r \n \t \0 \e \\ \xHH \uHHHH`). Escapes a peer sent are never let through. */
#ifndef BASE_ESCAPE_H
#define BASE_ESCAPE_H

#include "base/buffer.h"

/* One line: line ends and tabs are escaped too. */
void escape_line(struct buffer *out, struct span bytes);

/* A sentence of ours with such bytes in it: backslashes stay as they are. */
void escape_message(struct buffer *out, struct span bytes);

/* Text of several lines: line feeds and tabs pass, and backslashes. */
void escape_text(struct buffer *out, struct span bytes);

/* As escape_line(), between double quotes, with `"` and `$` escaped: a word of the language. */
void escape_quoted(struct buffer *out, struct span bytes);

/* Of text that has been escaped: what isn't ASCII is escaped too. */
void escape_ascii(struct buffer *out, struct span escaped);

/* Whether the bytes are better shown as a hex dump: more than a tenth is no text. */
bool escape_is_binary(struct span bytes);

/* The first character of non-empty bytes: its length in *ret_length; false when it isn't valid
 * UTF-8 (RFC 3629), with *ret_length 1. */
bool escape_decode(struct span bytes, unsigned *ret_character, size_t *ret_length);

/* Characters that change how a terminal shows others, or that can't be seen: C1 controls, zero
 * widths, bidirectional controls, tags, noncharacters. */
bool escape_is_deceptive(unsigned character);

bool escape_is_utf8(struct span bytes);

/* Append a character as UTF-8. */
void escape_encode(struct buffer *out, unsigned character);

/* Columns on a terminal of text that has been escaped. */
size_t escape_width(struct span escaped);

#endif
