/* Bytes as text: base64 (RFC 4648) and the classic hex dump. */
#ifndef BASE_ENCODE_H
#define BASE_ENCODE_H

#include "base/buffer.h"

void encode_base64(struct buffer *out, struct span bytes);

/* Lines of an offset, sixteen bytes and their text, each after `indent`. */
void encode_hexdump(struct buffer *out, struct span bytes, const char *indent);

/* The value of a hexadecimal digit, or -1. */
int encode_hex_digit(char digit);

#endif
