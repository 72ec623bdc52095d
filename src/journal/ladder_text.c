#include "journal/ladder_text.h"

#include "base/escape.h"
#include "ladder_row.h"

#include <stdio.h>

enum {
    GUTTER = 10, /* of the times */
    MARGIN = 7,  /* half a state */
    NEAR = 24,   /* columns from lifeline to lifeline at the least */
    FAR = 64,    /* at the most: an arrow is not made longer */
};

struct drawing {
    struct buffer *out;
    const struct ladder_view *view;
    const struct ladder_figure *figure;
    const struct row_signs *signs;
    size_t width, gap;
    size_t lines[LADDER_ABREAST]; /* where the lifelines are */
    char time[24];                /* told last */
    bool is_late;                 /* that of a rung that was */
};

static size_t fit(size_t columns)
{
    return columns < LADDER_NARROW ? LADDER_NARROW : columns > LADDER_WIDE ? LADDER_WIDE : columns;
}

size_t ladder_text_abreast(size_t columns)
{
    size_t most = 1 + (fit(columns) - GUTTER - 3) / NEAR;

    return most < 2 ? 2 : most > LADDER_ABREAST ? LADDER_ABREAST : most;
}

static void lay_out(struct drawing *drawing)
{
    size_t count = drawing->figure->column_count, room = drawing->width - GUTTER - 1;
    size_t gaps = count > 1 ? count - 1 : 1;
    bool has_margins = room / gaps > NEAR + 2 * MARGIN;
    size_t margin = has_margins ? MARGIN : 1;

    drawing->gap = (room - 2 * margin) / gaps;
    if (drawing->gap > FAR)
        drawing->gap = FAR;
    for (size_t i = 0; i < count; i++)
        drawing->lines[i] = GUTTER + margin + i * drawing->gap;
}

/* A row with all lifelines in it. */
static void start_row(const struct drawing *drawing, struct row *row)
{
    row_start(row, drawing->width);
    for (size_t i = 0; i < drawing->figure->column_count; i++)
        row_put(row, drawing->lines[i], span_of(drawing->signs->lifeline));
}

/* ---- the head ---- */

/* What a column's head can take up, without touching its neighbours': more to the left, where the gutter
 * leaves room. */
static size_t zone_start(const struct drawing *drawing, size_t i)
{
    return i == 0 ? 0 : drawing->lines[i] - drawing->gap / 2 - GUTTER / 2 + 2;
}

static size_t zone_end(const struct drawing *drawing, size_t i)
{
    return i + 1 == drawing->figure->column_count
               ? drawing->width
               : drawing->lines[i] + drawing->gap / 2 - GUTTER / 2;
}

/* In the middle above the lifeline, as far as the zone lets. */
static void put_centred(const struct drawing *drawing, struct row *row, size_t i, struct span text)
{
    size_t width = escape_width(text), start = zone_start(drawing, i);
    size_t end = zone_end(drawing, i), at = drawing->lines[i];

    at = at > start + width / 2 ? at - width / 2 : start;
    if (at + width > end)
        at = end > start + width ? end - width : start;
    row_put(row, at, text);
}

/* Beginnings of `text` that find room in the zone are taken line by line. */
static bool put_piece(const struct drawing *drawing, struct row *row, size_t i, struct span text,
                      size_t line)
{
    size_t room = zone_end(drawing, i) - zone_start(drawing, i);
    size_t cut = 0;

    for (; text.length; line--) {
        cut = row_cut(text, room);
        if (line == 0)
            break;
        text = span_after(text, cut);
    }
    put_centred(drawing, row, i, (struct span){text.data, text.length ? cut : 0});
    return text.length;
}

static void append_heads(struct drawing *drawing,
                         void (*say)(struct buffer *, const struct ladder *, unsigned))
{
    bool is_more = true;

    for (size_t line = 0; is_more; line++) {
        struct row row;
        is_more = false;
        row_start(&row, drawing->width);
        for (size_t i = 0; i < drawing->figure->column_count; i++) {
            cleanup_buffer struct buffer text = {0};
            say(&text, drawing->view->ladder, drawing->figure->columns[i]);
            is_more |= put_piece(drawing, &row, i, buffer_span(&text), line);
        }
        if (is_more)
            row_append(drawing->out, &row);
    }
}

/* Who has no address but its name has what else there is to say in that place. */
static void say_address(struct buffer *out, const struct ladder *ladder, unsigned column)
{
    size_t before = out->length;

    ladder_address(out, ladder, column);
    if (out->length == before)
        ladder_remark(out, ladder, column);
}

static void say_remark(struct buffer *out, const struct ladder *ladder, unsigned column)
{
    cleanup_buffer struct buffer address = {0};

    ladder_address(&address, ladder, column);
    if (address.length)
        ladder_remark(out, ladder, column);
}

/* ---- rungs ---- */

static void put_time(struct drawing *drawing, struct row *row, const struct ladder_rung *rung)
{
    cleanup_buffer struct buffer text = {0};

    ladder_time(&text, drawing->view, rung->time);
    if (strcmp(buffer_text(&text), drawing->time) == 0 && (rung->late || !drawing->is_late))
        return;
    snprintf(drawing->time, sizeof(drawing->time), "%s", buffer_text(&text));
    drawing->is_late = rung->late;
    buffer_clear(&text);
    buffer_append_text(&text, rung->late ? "~" : "");
    buffer_append_text(&text, drawing->time);
    size_t width = text.length < GUTTER - 1 ? GUTTER - 1 - text.length : 0;
    row_put(row, width, buffer_span(&text));
}

/* Where text beside a lifeline stands: to its right, of the last one to its left. */
struct beside {
    size_t start, room;
    bool is_left;
};

static struct beside beside(const struct drawing *drawing, size_t place)
{
    size_t count = drawing->figure->column_count, line = drawing->lines[place];

    if (count == 1)
        return (struct beside){line + 2, drawing->width - line - 2, false};
    if (place + 1 == count)
        return (struct beside){line - drawing->gap + 2, drawing->gap - 3, true};
    return (struct beside){line + 2, drawing->gap - 3, false};
}

static void put_beside(struct row *row, const struct beside *beside, struct span text)
{
    size_t width = escape_width(text);
    size_t shift = beside->is_left && width < beside->room ? beside->room - width : 0;

    row_put(row, beside->start + shift, text);
}

/* Words, and as many of the bytes as there is room for. */
static void describe(const struct drawing *drawing, const struct ladder_rung *rung, size_t room,
                     struct buffer *text)
{
    cleanup_buffer struct buffer bytes = {0};

    ladder_label(text, drawing->view->ladder, rung);
    size_t used = escape_width(buffer_span(text)) + 1;
    if (used >= room)
        return;
    ladder_bytes(&bytes, drawing->view->ladder, rung, room - used);
    if (bytes.length)
        buffer_append_byte(text, ' ');
    buffer_append(text, buffer_span(&bytes));
}

/* The beginning of a text that fits, up to a blank where there is one. */
static struct span take_line(struct span *text, size_t room)
{
    size_t cut = row_cut(*text, room), end = cut;

    if (cut < text->length)
        while (end > 0 && text->data[end] != ' ')
            end--;
    struct span line = {text->data, end ? end : cut};
    *text = span_after(*text, line.length + (end && end < text->length));
    return line;
}

static void draw_note(struct drawing *drawing, const struct ladder_rung *rung)
{
    size_t place = ladder_place(drawing->figure, rung->from);
    struct beside side = beside(drawing, place);
    cleanup_buffer struct buffer text = {0};
    bool is_first = true;

    describe(drawing, rung, side.room, &text);
    for (struct span rest = buffer_span(&text); rest.length; is_first = false) {
        struct row row;
        start_row(drawing, &row);
        if (is_first) {
            put_time(drawing, &row, rung);
            row_put(
                &row, drawing->lines[place],
                span_of(rung->kind == LADDER_LOOK ? drawing->signs->look : drawing->signs->note));
        }
        put_beside(&row, &side, take_line(&rest, side.room));
        row_append(drawing->out, &row);
    }
}

/* The line itself, from a lifeline to just before another one. */
static void put_arrow(const struct drawing *drawing, struct row *row,
                      const struct ladder_rung *rung, size_t from, size_t to)
{
    const struct row_signs *signs = drawing->signs;
    bool goes_right = to > from;
    size_t left = goes_right ? from : to, right = goes_right ? to : from;
    const char *sign = rung->kind == LADDER_SEGMENT ? signs->segment : signs->data;

    for (size_t at = left + 1; at < right; at++)
        row_put(row, at, span_of(sign));
    for (size_t i = 0; i < drawing->figure->column_count; i++)
        if (drawing->lines[i] > left && drawing->lines[i] < right)
            row_put(row, drawing->lines[i], span_of(signs->crossing));
    if (rung->lost) {
        row_put(row, goes_right ? to - 2 : to + 2, span_of(signs->lost));
        row_put(row, goes_right ? to - 1 : to + 1, SPAN(" "));
    } else {
        row_put(row, goes_right ? to - 1 : to + 1,
                span_of(goes_right ? signs->right : signs->left));
    }
}

/* In the middle between the sender's lifeline and the next one. */
static void put_on_arrow(const struct drawing *drawing, struct row *row, size_t from, size_t to,
                         struct span text)
{
    size_t width = escape_width(text) + 2;
    size_t start = to > from ? from + 1 : from - drawing->gap + 1;
    size_t at = start + (drawing->gap - 1 - width) / 2;

    row_put(row, at, SPAN(" "));
    row_put(row, at + 1, text);
    row_put(row, at + width - 1, SPAN(" "));
}

/* What doesn't fit on the arrow stands above it. */
static void draw_above(struct drawing *drawing, const struct ladder_rung *rung, struct span text,
                       size_t place)
{
    struct beside side = beside(drawing, place);

    while (text.length) {
        struct row row;
        start_row(drawing, &row);
        put_time(drawing, &row, rung);
        put_beside(&row, &side, take_line(&text, side.room));
        row_append(drawing->out, &row);
    }
}

static void draw_arrow(struct drawing *drawing, const struct ladder_rung *rung)
{
    size_t place = ladder_place(drawing->figure, rung->from);
    size_t from = drawing->lines[place];
    size_t to = drawing->lines[ladder_place(drawing->figure, rung->to)];
    size_t room = drawing->gap - 6; /* blanks around it, line on both sides, the head */
    cleanup_buffer struct buffer text = {0};
    struct row row;

    describe(drawing, rung, room, &text);
    bool fits = escape_width(buffer_span(&text)) <= room;
    if (!fits)
        draw_above(drawing, rung, buffer_span(&text), place);
    start_row(drawing, &row);
    put_time(drawing, &row, rung);
    put_arrow(drawing, &row, rung, from, to);
    if (fits)
        put_on_arrow(drawing, &row, from, to, buffer_span(&text));
    row_append(drawing->out, &row);
}

/* ---- states ---- */

static void put_state(const struct drawing *drawing, struct row *row,
                      const struct ladder_rung *rung)
{
    cleanup_buffer struct buffer text = {0};

    ladder_state(&text, rung);
    put_centred(drawing, row, ladder_place(drawing->figure, rung->from), buffer_span(&text));
}

static void draw_first_states(const struct drawing *drawing)
{
    struct row row;
    bool has_any = false;

    start_row(drawing, &row);
    for (size_t i = 0; i < drawing->figure->column_count; i++)
        if (drawing->figure->states[i]) {
            put_state(drawing, &row, drawing->figure->states[i]);
            has_any = true;
        }
    if (has_any)
        row_append(drawing->out, &row);
}

static const struct ladder_rung *rung_at(const struct drawing *drawing, size_t i)
{
    return &drawing->view->ladder->rungs[drawing->figure->rungs[i]];
}

/* Changes at different ends share a row. Returns how many there were. */
static size_t draw_states(const struct drawing *drawing, size_t first)
{
    bool is_taken[LADDER_ABREAST] = {false};
    struct row row;
    size_t i = first;

    start_row(drawing, &row);
    for (; i < drawing->figure->rung_count; i++) {
        const struct ladder_rung *rung = rung_at(drawing, i);
        size_t place = ladder_place(drawing->figure, rung->from);
        if (rung->kind != LADDER_STATE || is_taken[place])
            break;
        is_taken[place] = true;
        put_state(drawing, &row, rung);
    }
    row_append(drawing->out, &row);
    return i - first;
}

static void draw(struct drawing *drawing)
{
    lay_out(drawing);
    append_heads(drawing, ladder_name);
    append_heads(drawing, say_address);
    append_heads(drawing, say_remark);
    draw_first_states(drawing);
    for (size_t i = 0; i < drawing->figure->rung_count;) {
        const struct ladder_rung *rung = rung_at(drawing, i);
        if (rung->kind == LADDER_STATE) {
            i += draw_states(drawing, i);
            continue;
        }
        if (ladder_is_arrow(rung) && rung->from != rung->to)
            draw_arrow(drawing, rung);
        else
            draw_note(drawing, rung);
        i++;
    }
}

void ladder_text(struct buffer *out, const struct ladder_view *view, const struct ladder_page *page)
{
    for (size_t i = 0; i < view->figure_count; i++) {
        struct drawing drawing = {
            .out = out,
            .view = view,
            .figure = &view->figures[i],
            .signs = page->has_lines ? &row_lines : &row_ascii,
            .width = fit(page->columns),
        };
        draw(&drawing);
        buffer_append_byte(out, '\n');
    }
    ladder_remarks(out, view, fit(page->columns) - 1);
}
