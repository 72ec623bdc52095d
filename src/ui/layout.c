/* Fields as a person reads them: a line each, numbers two by two, lists as tables. */
#include "layout.h"

#include "base/escape.h"

void layout_cell(struct buffer *out, const struct field *field)
{
    cleanup_buffer struct buffer value = {0};

    if (field->type == FIELD_BOOL)
        buffer_append_text(&value, field->flag ? "yes" : "-");
    else
        field_format(&value, field);
    if (value.length == 0)
        buffer_append_byte(&value, '-');
    escape_line(out, buffer_span(&value));
}

enum { COLUMNS = 16 };

static void measure(const struct list *list, size_t widths[COLUMNS])
{
    for (const struct fields *row = list->first; row; row = row->next) {
        size_t column = 0;
        for (const struct field *f = row->first; f && column < COLUMNS; f = f->next, column++) {
            cleanup_buffer struct buffer cell = {0};
            layout_cell(&cell, f);
            size_t width = escape_width(buffer_span(&cell));
            size_t head = strlen(f->name);
            widths[column] = widths[column] > width ? widths[column] : width;
            widths[column] = widths[column] > head ? widths[column] : head;
        }
    }
}

/* The names of the first row's fields, or its values. */
static void append_row(struct buffer *out, const struct fields *row, const size_t widths[COLUMNS],
                       bool head)
{
    size_t column = 0;

    buffer_append_byte(out, ' ');
    for (const struct field *field = row->first; field && column < COLUMNS; field = field->next) {
        size_t before = out->length + 1;
        buffer_append_byte(out, ' ');
        if (head)
            buffer_append_text(out, field->name);
        else
            layout_cell(out, field);
        size_t width = escape_width(span_after(buffer_span(out), before));
        if (field->next && widths[column] > width)
            buffer_append_repeated(out, ' ', widths[column] - width);
        column++;
    }
    buffer_append_byte(out, '\n');
}

static void append_table(struct buffer *out, const struct list *list)
{
    size_t widths[COLUMNS] = {0};

    if (!list->first) {
        buffer_append_text(out, "  none\n");
        return;
    }
    measure(list, widths);
    append_row(out, list->first, widths, true);
    for (const struct fields *row = list->first; row; row = row->next)
        append_row(out, row, widths, false);
}

static void append_object(struct buffer *out, const struct fields *object)
{
    for (const struct field *field = object->first; field; field = field->next) {
        buffer_printf(out, "%s%s=", field == object->first ? "" : " ", field->name);
        layout_cell(out, field);
    }
    buffer_append_text(out, object->first ? "" : "none changed");
}

static void append_line(struct buffer *out, const struct field *field)
{
    buffer_printf(out, "  %-15s ", field->name);
    if (field->type == FIELD_OBJECT)
        append_object(out, field->object);
    else
        layout_cell(out, field);
    buffer_append_byte(out, '\n');
}

/* Many numbers in a row stand two by two. */
enum { MANY = 4, PAIR_WIDTH = 38 };

static size_t count_numbers(const struct field *field)
{
    size_t count = 0;

    for (; field && field->type == FIELD_INTEGER; field = field->next)
        count++;
    return count;
}

/* Returns the last of them. */
static const struct field *append_numbers(struct buffer *out, const struct field *field,
                                          size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t start = out->length;
        buffer_printf(out, "  %-19s ", field->name);
        layout_cell(out, field);
        size_t width = out->length - start;
        bool ends_line = i % 2 == 1 || i + 1 == count;
        if (!ends_line && width < PAIR_WIDTH)
            buffer_append_repeated(out, ' ', PAIR_WIDTH - width);
        if (ends_line)
            buffer_append_byte(out, '\n');
        if (i + 1 < count)
            field = field->next;
    }
    return field;
}

static void append_lines(struct buffer *out, const struct fields *fields)
{
    for (const struct field *field = fields->first; field; field = field->next) {
        size_t numbers = count_numbers(field);
        if (numbers >= MANY)
            field = append_numbers(out, field, numbers);
        else
            append_line(out, field);
    }
}

void layout_fields(struct buffer *out, const struct fields *fields)
{
    bool has_table = false;

    for (const struct field *field = fields->first; field; field = field->next) {
        if (field->type == FIELD_LIST)
            append_table(out, field->list);
        has_table |= field->type == FIELD_LIST;
    }
    if (!has_table)
        append_lines(out, fields);
}
