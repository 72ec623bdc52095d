#include "sentence.h"

#include "base/escape.h"

static void append_list(struct buffer *out, const struct list *list)
{
    for (const struct fields *row = list->first; row; row = row->next) {
        buffer_append_text(out, row == list->first ? "" : " ");
        if (row->first)
            field_format(out, row->first);
    }
}

/* A line for each row, of its fields. */
static void append_rows(struct buffer *out, const struct list *list)
{
    for (const struct fields *row = list->first; row; row = row->next) {
        buffer_append_text(out, "\n ");
        for (const struct field *field = row->first; field; field = field->next) {
            cleanup_buffer struct buffer value = {0};
            field_format(&value, field);
            buffer_append_byte(out, ' ');
            escape_line(out, buffer_span(&value));
        }
    }
}

/* Of lists in the rows of a list: each row's first field as a line, and the first fields of the rows within it
 * indented below. Text of ours, shown as it is. */
static void append_groups(struct buffer *out, const struct list *list)
{
    for (const struct fields *row = list->first; row; row = row->next) {
        buffer_append_text(out, row == list->first ? "" : "\n");
        field_format(out, row->first);
        for (const struct field *field = row->first; field; field = field->next)
            for (const struct fields *inner = field->type == FIELD_LIST ? field->list->first : NULL;
                 inner; inner = inner->next) {
                buffer_append_text(out, "\n  ");
                field_format(out, inner->first);
            }
    }
}

/* The raw value of a field; false where there is none. */
static bool append_value(struct buffer *out, const struct outcome *outcome, struct span name)
{
    const struct field *field = outcome->reply ? fields_find(&outcome->reply->fields, name) : NULL;

    if (!field && span_is(name, "handle") && outcome->handle.length) {
        buffer_append(out, outcome->handle);
        return true;
    }
    if (!field || field->type == FIELD_NULL)
        return false;
    if (field->type == FIELD_LIST)
        append_list(out, field->list);
    else
        field_format(out, field);
    return true;
}

/* What the link layer says of a frame beside its interface; false of other addresses. */
static bool append_frame(struct buffer *out, const struct field *field)
{
    if (!field || field->type != FIELD_ADDRESS || address_family(field->address) != AF_PACKET)
        return false;
    address_frame(out, field->address);
    return true;
}

/* {name} or {name|how}, without its braces. */
static bool append_field(struct buffer *out, const struct outcome *outcome, struct span text)
{
    cleanup_buffer struct buffer value = {0};
    const char *bar = memchr(text.data, '|', text.length);
    struct span name = {text.data, bar ? (size_t)(bar - text.data) : text.length};
    struct span how = bar ? span_after(text, name.length + 1) : SPAN("");

    if (span_is(how, "rows") || span_is(how, "groups")) {
        const struct field *field = fields_find(&outcome->reply->fields, name);
        if (field && field->type == FIELD_LIST)
            (span_is(how, "rows") ? append_rows : append_groups)(out, field->list);
        return field;
    }
    if (span_is(how, "frame"))
        return append_frame(out, fields_find(&outcome->reply->fields, name));
    if (!append_value(&value, outcome, name))
        return false;
    if (span_is(how, "lines")) {
        buffer_append(out, buffer_span(&value));
        return true;
    }
    escape_line(out, buffer_span(&value));
    if (how.length)
        buffer_printf(out, " %.*s%s", SPAN_ARGS(how), span_is(buffer_span(&value), "1") ? "" : "s");
    return true;
}

/* Append up to the end, or to a ]; false where a field is missing. */
static bool append_part(struct buffer *out, const struct outcome *outcome, const char **says)
{
    bool complete = true;

    while (**says && **says != ']') {
        const char *at = *says;
        if (*at == '{') {
            const char *end = strchr(at, '}');
            complete &= append_field(out, outcome, (struct span){at + 1, (size_t)(end - at) - 1});
            *says = end + 1;
        } else if (*at == '[') {
            size_t before = out->length;
            ++*says;
            if (!append_part(out, outcome, says))
                out->length = before;
            ++*says;
        } else {
            buffer_append_byte(out, *at);
            ++*says;
        }
    }
    return complete;
}

void sentence_append(struct buffer *out, const struct outcome *outcome, const char *says)
{
    append_part(out, outcome, &says);
}
