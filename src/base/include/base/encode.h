/* Bytes as text: base64, hexadecimal, percent-encoding, and the classic hex dump. */
#ifndef BASE_ENCODE_H
#define BASE_ENCODE_H

#include "base/buffer.h"

/* RFC 4648, section 4: with padding, without line ends. */
void encode_base64(struct buffer *out, struct span bytes);

/* Two small digits a byte. */
void encode_hex(struct buffer *out, struct span bytes);

/* The same, with `joint` between two bytes: 00:5e:53. */
void encode_hex_joined(struct buffer *out, struct span bytes, const char *joint);

/* RFC 3986: all but the unreserved characters (letters, digits, - . _ ~) as %XX. */
void encode_url(struct buffer *out, struct span bytes);

/* The same as application/x-www-form-urlencoded has it: a blank is +. */
void encode_url_plus(struct buffer *out, struct span bytes);

/* Lines of an offset, sixteen bytes and their text, each after `indent`. */
void encode_hexdump(struct buffer *out, struct span bytes, const char *indent);
/* Append the bytes of a row of one, indented or not; false where it is none. */
bool encode_hexdump_read(struct buffer *out, struct span row);

/* The value of a hexadecimal digit, or -1. */
int encode_hex_digit(char digit);

#endif
