#include "shell/fields.h"

#include <inttypes.h>
#include <stdio.h>

static struct field *add(struct fields *fields, const char *name, enum field_type type)
{
    struct field *field = arena_new(fields->arena, sizeof(*field));

    field->name = name;
    field->type = type;
    if (fields->last)
        fields->last->next = field;
    else
        fields->first = field;
    fields->last = field;
    return field;
}

void fields_null(struct fields *fields, const char *name)
{
    add(fields, name, FIELD_NULL);
}

void fields_text(struct fields *fields, const char *name, struct span text)
{
    add(fields, name, FIELD_TEXT)->text = arena_copy(fields->arena, text);
}

void fields_integer(struct fields *fields, const char *name, int64_t value)
{
    add(fields, name, FIELD_INTEGER)->integer = value;
}

void fields_number(struct fields *fields, const char *name, struct span digits)
{
    add(fields, name, FIELD_NUMBER)->text = arena_copy(fields->arena, digits);
}

void fields_seconds(struct fields *fields, const char *name, nanoseconds since_1970)
{
    char digits[40];
    int length = snprintf(digits, sizeof(digits), "%" PRId64 ".%06" PRId64, since_1970 / SECOND,
                          since_1970 % SECOND / MICROSECOND);

    fields_number(fields, name, (struct span){digits, (size_t)length});
}

void fields_bool(struct fields *fields, const char *name, bool value)
{
    add(fields, name, FIELD_BOOL)->flag = value;
}

void fields_address(struct fields *fields, const char *name, const struct address *address)
{
    struct address *copy;

    if (address->length == 0) {
        fields_null(fields, name);
        return;
    }
    copy = arena_new(fields->arena, sizeof(*copy));
    *copy = *address;
    add(fields, name, FIELD_ADDRESS)->address = copy;
}

struct fields *fields_object(struct fields *fields, const char *name)
{
    struct fields *object = arena_new(fields->arena, sizeof(*object));

    object->arena = fields->arena;
    add(fields, name, FIELD_OBJECT)->object = object;
    return object;
}

struct list *fields_list(struct fields *fields, const char *name)
{
    struct list *list = arena_new(fields->arena, sizeof(*list));

    list->arena = fields->arena;
    add(fields, name, FIELD_LIST)->list = list;
    return list;
}

struct fields *list_add(struct list *list)
{
    struct fields *fields = arena_new(list->arena, sizeof(*fields));

    fields->arena = list->arena;
    if (list->last)
        list->last->next = fields;
    else
        list->first = fields;
    list->last = fields;
    return fields;
}

const struct field *fields_find(const struct fields *fields, struct span name)
{
    for (const struct field *field = fields->first; field; field = field->next)
        if (span_is(name, field->name))
            return field;
    return NULL;
}

static void add_frame(struct fields *parts, const struct address *address)
{
    cleanup_buffer struct buffer hardware = {0};

    address_hardware(&hardware, address);
    fields_integer(parts, "ethertype", address_ethertype(address));
    fields_text(parts, "address", buffer_span(&hardware));
    fields_text(parts, "packet_type", span_of(address_packet_type(address)));
}

void fields_address_parts(struct fields *parts, const struct address *address)
{
    cleanup_buffer struct buffer host = {0};
    int family = address_family(address);

    address_host(&host, address);
    fields_text(parts, "family", span_of(address_family_name(family)));
    switch (family) {
    case AF_UNIX: fields_text(parts, "path", buffer_span(&host)); break;
    case AF_PACKET:
        fields_text(parts, "interface", buffer_span(&host));
        add_frame(parts, address);
        break;
    default:
        fields_text(parts, "address", buffer_span(&host));
        if (address_has_port(address))
            fields_integer(parts, "port", address_port(address));
    }
}

static const struct field *field_of_address(const struct address *address, struct span name,
                                            struct arena *arena)
{
    struct fields *parts = arena_new(arena, sizeof(*parts));

    parts->arena = arena;
    fields_address_parts(parts, address);
    return fields_find(parts, name);
}

const struct field *fields_at(const struct fields *fields, struct span path, struct arena *arena)
{
    const char *dot = memchr(path.data, '.', path.length);
    size_t length = dot ? (size_t)(dot - path.data) : path.length;
    const struct field *field = fields_find(fields, (struct span){path.data, length});

    if (!field || !dot)
        return field;
    path = span_after(path, length + 1);
    if (field->type == FIELD_OBJECT)
        return fields_at(field->object, path, arena);
    return field->type == FIELD_ADDRESS ? field_of_address(field->address, path, arena) : NULL;
}

void field_format(struct buffer *out, const struct field *field)
{
    switch (field->type) {
    case FIELD_TEXT:
    case FIELD_NUMBER: buffer_append(out, field->text); break;
    case FIELD_INTEGER: buffer_printf(out, "%" PRId64, field->integer); break;
    case FIELD_BOOL: buffer_append_text(out, field->flag ? "true" : "false"); break;
    case FIELD_ADDRESS: address_format(out, field->address); break;
    case FIELD_NULL:
    case FIELD_OBJECT:
    case FIELD_LIST: break;
    }
}
