/* Values as bytes and back, by the letters of Python's struct module:
 * https://docs.python.org/3.11/library/struct.html
 *
 * A format is an order and letters with counts, blanks between them: "!HH4s". The orders are < little
 * endian, > and ! big endian, = this machine's, all with standard sizes and without padding; @, or none,
 * is as this machine's C compiler has it, aligned. */
#ifndef BASE_PACK_H
#define BASE_PACK_H

#include "base/buffer.h"
#include "base/error.h"

#include <stdint.h>

enum pack_kind {
    PACK_PADDING,  /* x: zero bytes, no value */
    PACK_BYTE,     /* c: one byte as it is */
    PACK_TEXT,     /* s: as many bytes as its count says, cut or padded with zeros */
    PACK_PASCAL,   /* p: the same, the first byte being the length */
    PACK_BOOL,     /* ? */
    PACK_SIGNED,   /* b h i l q n */
    PACK_UNSIGNED, /* B H I L Q N */
    PACK_POINTER,  /* P: unsigned; a negative one is taken as well, as Python does */
    PACK_REAL,     /* e f d */
};

struct pack_format {
    struct span text; /* the letters; the caller's */
    bool native;      /* sizes and alignment of this machine */
    bool big_endian;
    size_t size;   /* of the data, in bytes */
    size_t values; /* how many there are */
};

/* One value: what it is and where it stands in the data. */
struct pack_item {
    enum pack_kind kind;
    char letter;
    bool big_endian;
    size_t offset;
    size_t size;
};

/* A walk over a format's values. */
struct pack_walk {
    const struct pack_format *format;
    size_t at; /* in the text */
    size_t left;
    struct pack_item next;
};

/* Read a format. A `usage` error names the letter at fault. `text` must outlive the format. */
bool pack_parse(struct span text, struct pack_format *ret_format, struct error *error);

struct pack_walk pack_start(const struct pack_format *format);

/* The next value; false at the end. */
bool pack_next(struct pack_walk *walk, struct pack_item *ret_item);

/* Write a value, given as text, to its place in `data`, which has the format's size and is zeroed.
 * Numbers are decimal or 0x, of e, f and d as real_read() has them; ? takes on, off, true, false, 1 and 0.
 * A `usage` error says what the letter takes; so does a fraction too large for its size, also where C
 * would make it infinite. */
bool pack_put(char *data, const struct pack_item *item, struct span text, struct error *error);

/* Append the value that stands in its place in `data` to `text`: integers in decimal, fractions as
 * real_format() writes them; else the bytes. */
void pack_get(const char *data, const struct pack_item *item, struct buffer *text);

#endif
