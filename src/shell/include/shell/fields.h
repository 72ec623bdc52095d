/* Typed, named fields: what a command replies. A tree in an arena, made by commands, read by the
 * renderers and by ${handle.field}. */
#ifndef SHELL_FIELDS_H
#define SHELL_FIELDS_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/clock.h"
#include "net/address.h"

#include <stdint.h>

enum field_type {
    FIELD_NULL,
    FIELD_TEXT,
    FIELD_INTEGER,
    FIELD_NUMBER, /* a fraction, or beyond FIELD_INTEGER: decimal digits, in `text` */
    FIELD_BOOL,
    FIELD_ADDRESS,
    FIELD_OBJECT, /* fields in a field */
    FIELD_LIST,   /* any number of objects */
};

struct fields;
struct list;

struct field {
    const char *name; /* static, or in the arena */
    enum field_type type;
    union {
        struct span text;
        int64_t integer;
        bool flag;
        const struct address *address;
        struct fields *object;
        struct list *list;
    };
    struct field *next;
};

struct fields {
    struct arena *arena;
    struct field *first, *last;
    struct fields *next; /* in a list */
};

struct list {
    struct arena *arena;
    struct fields *first, *last;
};

/* Texts and addresses are copied; names are not. No address (of length 0) is null. */
void fields_null(struct fields *fields, const char *name);
void fields_text(struct fields *fields, const char *name, struct span text);
void fields_integer(struct fields *fields, const char *name, int64_t value);
void fields_number(struct fields *fields, const char *name, struct span digits);
/* An instant as seconds since 1970, to the microsecond. */
void fields_seconds(struct fields *fields, const char *name, nanoseconds since_1970);
void fields_bool(struct fields *fields, const char *name, bool value);
void fields_address(struct fields *fields, const char *name, const struct address *address);
struct fields *fields_object(struct fields *fields, const char *name);
struct list *fields_list(struct fields *fields, const char *name);
struct fields *list_add(struct list *list);

/* An address taken apart: family, and address and port, or path, or interface and so on. */
void fields_address_parts(struct fields *parts, const struct address *address);

/* The field of that name, or NULL. */
const struct field *fields_find(const struct fields *fields, struct span name);

/* The field at a path such as "peer.port", or NULL. Of an address: its parts. The
 * result may be made for the occasion, in the arena. */
const struct field *fields_at(const struct fields *fields, struct span path, struct arena *arena);

/* The value as text: numbers decimal, true and false, host:port; nothing for the compound and null.
 * Raw bytes, not escaped. */
void field_format(struct buffer *out, const struct field *field);

#endif
