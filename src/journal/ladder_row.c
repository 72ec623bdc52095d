#include "ladder_row.h"

#include "base/escape.h"

const struct row_signs row_lines = {
    .lifeline = "│",
    .note = "●",
    .look = "○",
    .data = "─",
    .segment = "╌",
    .crossing = "┼",
    .right = "►",
    .left = "◄",
    .lost = "×",
};

const struct row_signs row_ascii = {
    .lifeline = "|",
    .note = "*",
    .look = "o",
    .data = "-",
    .segment = ".",
    .crossing = "+",
    .right = ">",
    .left = "<",
    .lost = "x",
};

void row_start(struct row *row, size_t width)
{
    row->width = width < LADDER_WIDE ? width : LADDER_WIDE;
    for (size_t i = 0; i < row->width; i++)
        strcpy(row->cells[i], " ");
}

static void add_mark(char cell[16], struct span character)
{
    size_t length = strlen(cell);

    if (length + character.length >= 16)
        return;
    memcpy(cell + length, character.data, character.length);
    cell[length + character.length] = '\0';
}

void row_put(struct row *row, size_t at, struct span text)
{
    size_t length;

    for (unsigned character; text.length; text = span_after(text, length)) {
        escape_decode(text, &character, &length);
        struct span one = {text.data, length};
        size_t width = escape_width(one);
        if (at + width > row->width)
            return;
        if (width == 0 && at > 0) {
            add_mark(row->cells[at - 1], one);
            continue;
        }
        row->cells[at][0] = '\0';
        add_mark(row->cells[at], one);
        for (size_t i = 1; i < width; i++)
            row->cells[at + i][0] = '\0';
        at += width;
    }
}

void row_append(struct buffer *out, const struct row *row)
{
    for (size_t i = 0; i < row->width; i++)
        buffer_append_text(out, row->cells[i]);
    out->length = span_trim_end(buffer_span(out)).length;
    buffer_append_byte(out, '\n');
}

size_t row_cut(struct span text, size_t columns)
{
    size_t used = 0, cut = 0, length;

    for (unsigned character; cut < text.length; cut += length) {
        struct span rest = span_after(text, cut);
        escape_decode(rest, &character, &length);
        used += escape_width((struct span){rest.data, length});
        if (used > columns)
            break;
    }
    return cut;
}
