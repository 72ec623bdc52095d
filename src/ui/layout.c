/* Fields as a person reads them: a line each, numbers two by two, lists as tables. */
#include "layout.h"

#include "base/escape.h"
#include "base/fold.h"

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

enum { COLUMNS = 16, LEAST_ROOM = 16, INDENT = 4 };

struct table {
    size_t widths[COLUMNS];
    size_t columns; /* of the terminal, 0 for any */
};

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

/* The names of the first row's fields, or its values. Returns where the last of them begins. */
static size_t write_row(struct buffer *out, const struct fields *row, const size_t widths[COLUMNS],
                        bool head)
{
    size_t column = 0, start = 0;

    buffer_append_byte(out, ' ');
    for (const struct field *field = row->first; field && column < COLUMNS; field = field->next) {
        start = out->length + 1;
        buffer_append_byte(out, ' ');
        if (head)
            buffer_append_text(out, field->name);
        else
            layout_cell(out, field);
        size_t width = escape_width(span_after(buffer_span(out), start));
        if (field->next && widths[column] > width)
            buffer_append_repeated(out, ' ', widths[column] - width);
        column++;
    }
    return start;
}

/* What has no room goes on in its last column, where that has some. */
static void append_row(struct buffer *out, const struct fields *row, const struct table *table,
                       bool head)
{
    cleanup_buffer struct buffer text = {0};
    size_t last = write_row(&text, row, table->widths, head);
    size_t start = escape_width((struct span){buffer_text(&text), last});
    bool has_room = start + LEAST_ROOM <= table->columns;

    fold_wrap(out, buffer_span(&text), 0, has_room ? start : INDENT, table->columns);
    buffer_append_byte(out, '\n');
}

static void append_table(struct buffer *out, const struct list *list, size_t columns)
{
    struct table table = {.columns = columns};

    if (!list->first) {
        buffer_append_text(out, "  none\n");
        return;
    }
    measure(list, table.widths);
    append_row(out, list->first, &table, true);
    for (const struct fields *row = list->first; row; row = row->next)
        append_row(out, row, &table, false);
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

/* Many numbers in a row stand two by two, where there is room. */
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
                                          size_t count, size_t columns)
{
    size_t in_row = columns && columns < (size_t)2 * PAIR_WIDTH ? 1 : 2;

    for (size_t i = 0; i < count; i++) {
        size_t start = out->length;
        buffer_printf(out, "  %-19s ", field->name);
        layout_cell(out, field);
        size_t width = out->length - start;
        bool ends_line = (i + 1) % in_row == 0 || i + 1 == count;
        if (!ends_line && width < PAIR_WIDTH)
            buffer_append_repeated(out, ' ', PAIR_WIDTH - width);
        if (ends_line)
            buffer_append_byte(out, '\n');
        if (i + 1 < count)
            field = field->next;
    }
    return field;
}

static void append_lines(struct buffer *out, const struct fields *fields, size_t columns)
{
    cleanup_buffer struct buffer lines = {0};

    for (const struct field *field = fields->first; field; field = field->next) {
        size_t numbers = count_numbers(field);
        if (numbers >= MANY)
            field = append_numbers(&lines, field, numbers, columns);
        else
            append_line(&lines, field);
    }
    fold_lines(out, buffer_span(&lines), columns);
}

void layout_fields(struct buffer *out, const struct fields *fields, size_t columns)
{
    bool has_table = false;

    for (const struct field *field = fields->first; field; field = field->next) {
        if (field->type == FIELD_LIST)
            append_table(out, field->list, columns);
        has_table |= field->type == FIELD_LIST;
    }
    if (!has_table)
        append_lines(out, fields, columns);
}
