#include "journal/ladder_svg.h"

#include "base/escape.h"

enum {
    LEFT = 90, /* where the times end */
    MARGIN = 70,
    PAIR = 460,    /* from lifeline to lifeline of two */
    SEVERAL = 280, /* of more */
    HEAD = 76,
    ROW = 30,
    FOOT = 20,
    CHARACTER = 8, /* about the width of one */
};

/* Sizes are the figure's own; colours go with the reader's, light or dark. */
static const char style[] =
    "<style>\n"
    "svg { background: #fff; color: #1b1f24; font: 13px sans-serif }\n"
    ".paper { fill: #fff }\n"
    ".life { stroke: #8c959f; stroke-width: 1.5 }\n"
    ".data { stroke: #0b5cad; stroke-width: 1.5; fill: none }\n"
    ".segment { stroke: #6b7280; stroke-width: 1.5; stroke-dasharray: 6 4; fill: none }\n"
    ".head-data { fill: #0b5cad } .head-segment { fill: #6b7280 }\n"
    ".lost { stroke: #b42318; stroke-width: 2 }\n"
    ".note { fill: #1b1f24 } .look { fill: #fff; stroke: #1b1f24; stroke-width: 1.5 }\n"
    ".box { fill: #eef2f6; stroke: #8c959f }\n"
    ".guess { stroke-dasharray: 3 3 }\n"
    "text { fill: #1b1f24 }\n"
    ".name { font-weight: bold; font-size: 15px }\n"
    ".address, .time, .bytes { font-family: monospace; font-size: 12px }\n"
    ".time, .remark { fill: #57606a }\n"
    ".state { font-size: 11px }\n"
    "@media (prefers-color-scheme: dark) {\n"
    "svg { background: #14171c } .paper { fill: #14171c } text { fill: #e6e9ee }\n"
    ".data { stroke: #6cb0f5 } .head-data { fill: #6cb0f5 }\n"
    ".segment { stroke: #9aa4b0 } .head-segment { fill: #9aa4b0 }\n"
    ".note { fill: #e6e9ee } .look { fill: #14171c; stroke: #e6e9ee }\n"
    ".box { fill: #252b33 } .time, .remark { fill: #9aa4b0 } .lost { stroke: #ff8a80 }\n"
    "}\n"
    "</style>\n";

struct picture {
    struct buffer *out;
    const struct ladder_view *view;
    const struct ladder_figure *figure;
    int y, gap;
};

/* What stands between tags. It is printable already. */
static void append_escaped(struct buffer *out, struct span text)
{
    for (size_t i = 0; i < text.length; i++) {
        char byte = text.data[i];
        if (byte == '&')
            buffer_append_text(out, "&amp;");
        else if (byte == '<')
            buffer_append_text(out, "&lt;");
        else if (byte == '>')
            buffer_append_text(out, "&gt;");
        else
            buffer_append_byte(out, byte);
    }
}

static void append_text(struct buffer *out, const char *class, const char *anchor, int x, int y,
                        struct span text)
{
    if (text.length == 0)
        return;
    buffer_printf(out, "<text class=\"%s\" text-anchor=\"%s\" x=\"%d\" y=\"%d\">", class, anchor, x,
                  y);
    append_escaped(out, text);
    buffer_append_text(out, "</text>\n");
}

static int gap_of(const struct ladder_figure *figure)
{
    return figure->column_count > 2 ? SEVERAL : PAIR;
}

static int x_of(const struct picture *picture, size_t place)
{
    return LEFT + MARGIN + (int)place * picture->gap;
}

static int width_of(const struct ladder_figure *figure)
{
    int gaps = figure->column_count > 1 ? (int)figure->column_count - 1 : 1;

    return LEFT + 2 * MARGIN + gaps * gap_of(figure);
}

static const struct ladder_rung *rung_at(const struct picture *picture, size_t i)
{
    return &picture->view->ladder->rungs[picture->figure->rungs[i]];
}

/* ---- parts ---- */

static void draw_heads(const struct picture *picture)
{
    for (size_t i = 0; i < picture->figure->column_count; i++) {
        cleanup_buffer struct buffer name = {0};
        cleanup_buffer struct buffer address = {0};
        cleanup_buffer struct buffer remark = {0};
        unsigned column = picture->figure->columns[i];
        int x = x_of(picture, i);
        ladder_name(&name, picture->view->ladder, column);
        ladder_address(&address, picture->view->ladder, column);
        ladder_remark(&remark, picture->view->ladder, column);
        append_text(picture->out, "name", "middle", x, picture->y + 20, buffer_span(&name));
        append_text(picture->out, "address", "middle", x, picture->y + 38, buffer_span(&address));
        append_text(picture->out, "remark", "middle", x, picture->y + (address.length ? 55 : 38),
                    buffer_span(&remark));
    }
}

static void draw_lifelines(const struct picture *picture, int from, int to)
{
    for (size_t i = 0; i < picture->figure->column_count; i++)
        buffer_printf(picture->out,
                      "<line class=\"life\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>\n",
                      x_of(picture, i), from, x_of(picture, i), to);
}

static void draw_time(const struct picture *picture, const struct ladder_rung *rung,
                      nanoseconds *told)
{
    cleanup_buffer struct buffer text = {0};

    if (rung->time == *told)
        return;
    *told = rung->late ? -1 : rung->time;
    buffer_append_text(&text, rung->late ? "~" : "");
    ladder_time(&text, picture->view, rung->time);
    append_text(picture->out, "time", "end", LEFT - 10, picture->y + 4, buffer_span(&text));
}

/* Words, and bytes as far as there is room. */
static void draw_label(const struct picture *picture, const struct ladder_rung *rung,
                       const char *anchor, int x, int y)
{
    cleanup_buffer struct buffer text = {0};
    cleanup_buffer struct buffer bytes = {0};
    size_t room = (size_t)(picture->gap - 30) / CHARACTER;

    ladder_label(&text, picture->view->ladder, rung);
    size_t used = escape_width(buffer_span(&text)) + 1;
    if (used < room)
        ladder_bytes(&bytes, picture->view->ladder, rung, room - used);
    buffer_printf(picture->out, "<text class=\"label\" text-anchor=\"%s\" x=\"%d\" y=\"%d\">",
                  anchor, x, y);
    append_escaped(picture->out, buffer_span(&text));
    if (bytes.length) {
        buffer_append_text(picture->out, " <tspan class=\"bytes\">");
        append_escaped(picture->out, buffer_span(&bytes));
        buffer_append_text(picture->out, "</tspan>");
    }
    buffer_append_text(picture->out, "</text>\n");
}

static void draw_note(const struct picture *picture, const struct ladder_rung *rung)
{
    size_t place = ladder_place(picture->figure, rung->from);
    bool is_left = place > 0 && place + 1 == picture->figure->column_count;
    int x = x_of(picture, place);

    buffer_printf(picture->out, "<circle class=\"%s\" cx=\"%d\" cy=\"%d\" r=\"4\"/>\n",
                  rung->kind == LADDER_LOOK ? "look" : "note", x, picture->y);
    draw_label(picture, rung, is_left ? "end" : "start", is_left ? x - 12 : x + 12, picture->y + 4);
}

static void draw_arrow(const struct picture *picture, const struct ladder_rung *rung)
{
    const char *kind = rung->kind == LADDER_SEGMENT ? "segment" : "data";
    int from = x_of(picture, ladder_place(picture->figure, rung->from));
    int to = x_of(picture, ladder_place(picture->figure, rung->to));
    int way = to > from ? 1 : -1, end = rung->lost ? to - 24 * way : to - 2 * way;

    buffer_printf(picture->out, "<path class=\"%s\" d=\"M%d %dH%d\"/>\n", kind, from, picture->y,
                  end - (rung->lost ? 0 : 6 * way));
    if (rung->lost)
        buffer_printf(picture->out, "<path class=\"lost\" d=\"M%d %dl8 8m0 -8l-8 8\"/>\n", end - 4,
                      picture->y - 4);
    else
        buffer_printf(picture->out, "<path class=\"head-%s\" d=\"M%d %dl%d -5v10z\"/>\n", kind, end,
                      picture->y, -9 * way);
    draw_label(picture, rung, "middle", from + way * picture->gap / 2, picture->y - 5);
}

static void draw_state(const struct picture *picture, const struct ladder_rung *rung)
{
    cleanup_buffer struct buffer text = {0};
    int x = x_of(picture, ladder_place(picture->figure, rung->from));

    ladder_state(&text, rung);
    buffer_printf(
        picture->out,
        "<rect class=\"box%s\" x=\"%d\" y=\"%d\" width=\"120\" height=\"18\" rx=\"4\"/>\n",
        rung->told ? "" : " guess", x - 60, picture->y - 9);
    append_text(picture->out, "state", "middle", x, picture->y + 4, buffer_span(&text));
}

/* ---- rows ---- */

/* How many rungs from here share a row: changes of state at different ends. */
static size_t row_length(const struct picture *picture, size_t first)
{
    bool is_taken[LADDER_ABREAST] = {false};
    size_t i = first;

    for (; i < picture->figure->rung_count; i++) {
        const struct ladder_rung *rung = rung_at(picture, i);
        size_t place = ladder_place(picture->figure, rung->from);
        if (rung->kind != LADDER_STATE || is_taken[place])
            break;
        is_taken[place] = true;
    }
    return i == first ? 1 : i - first;
}

static bool has_first_states(const struct ladder_figure *figure)
{
    for (size_t i = 0; i < figure->column_count; i++)
        if (figure->states[i])
            return true;
    return false;
}

static int height_of(const struct picture *picture)
{
    int rows = has_first_states(picture->figure);

    for (size_t i = 0; i < picture->figure->rung_count; i += row_length(picture, i))
        rows++;
    return HEAD + rows * ROW + FOOT;
}

static void draw_rung(const struct picture *picture, const struct ladder_rung *rung,
                      nanoseconds *told)
{
    if (rung->kind == LADDER_STATE) {
        draw_state(picture, rung);
        return;
    }
    draw_time(picture, rung, told);
    if (ladder_is_arrow(rung) && rung->from != rung->to)
        draw_arrow(picture, rung);
    else
        draw_note(picture, rung);
}

static void draw(struct picture *picture)
{
    int top = picture->y, height = height_of(picture);
    nanoseconds told = -1;

    draw_heads(picture);
    draw_lifelines(picture, top + HEAD - 12, top + height - FOOT / 2);
    picture->y = top + HEAD + 4;
    for (size_t i = 0; i < picture->figure->column_count; i++)
        if (picture->figure->states[i])
            draw_state(picture, picture->figure->states[i]);
    picture->y += has_first_states(picture->figure) ? ROW : 0;
    for (size_t i = 0, count; i < picture->figure->rung_count; i += count) {
        count = row_length(picture, i);
        for (size_t j = i; j < i + count; j++)
            draw_rung(picture, rung_at(picture, j), &told);
        picture->y += ROW;
    }
    picture->y = top + height;
}

/* ---- the whole ---- */

static void append_ends(struct buffer *out, const struct ladder_view *view)
{
    for (size_t i = 0; i < view->figure_count; i++)
        for (size_t j = 0; j < view->figures[i].column_count; j++) {
            cleanup_buffer struct buffer name = {0};
            ladder_name(&name, view->ladder, view->figures[i].columns[j]);
            buffer_append_text(out, i + j == 0 ? "" : j == 0 ? "; " : ", ");
            append_escaped(out, buffer_span(&name));
        }
}

static void start(struct buffer *out, const struct ladder_view *view, int width, int height)
{
    buffer_printf(out,
                  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                  "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
                  "viewBox=\"0 0 %d %d\" role=\"img\" aria-labelledby=\"title what\">\n"
                  "<title id=\"title\">Conversation of ",
                  width, height, width, height);
    append_ends(out, view);
    buffer_append_text(out,
                       "</title>\n<desc id=\"what\">A sequence diagram: a column for each end, "
                       "time in seconds downwards. Solid arrows are bytes that a program "
                       "sent, dashed ones what the kernels exchange.</desc>\n");
    buffer_append_text(out, style);
    buffer_append_text(out, "<rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n");
}

static void append_remarks(struct buffer *out, struct span remarks, int y)
{
    while (remarks.length) {
        const char *feed = memchr(remarks.data, '\n', remarks.length);
        size_t length = feed ? (size_t)(feed - remarks.data) : remarks.length;
        append_text(out, "remark", "start", 12, y, (struct span){remarks.data, length});
        remarks = span_after(remarks, length + 1);
        y += ROW - 8;
    }
}

static int count_lines(struct span text)
{
    int count = 0;

    for (size_t i = 0; i < text.length; i++)
        count += text.data[i] == '\n';
    return count;
}

void ladder_svg(struct buffer *out, const struct ladder_view *view)
{
    cleanup_buffer struct buffer remarks = {0};
    int width = LEFT + 2 * MARGIN + PAIR, height = 0;

    for (size_t i = 0; i < view->figure_count; i++) {
        struct picture picture = {.view = view, .figure = &view->figures[i]};
        int own = width_of(&view->figures[i]);
        width = own > width ? own : width;
        height += height_of(&picture);
    }
    ladder_remarks(&remarks, view, 80);
    start(out, view, width, height + FOOT + (ROW - 8) * count_lines(buffer_span(&remarks)));

    struct picture picture = {.out = out, .view = view};
    for (size_t i = 0; i < view->figure_count; i++) {
        picture.figure = &view->figures[i];
        picture.gap = gap_of(picture.figure);
        draw(&picture);
    }
    append_remarks(out, buffer_span(&remarks), picture.y + 14);
    buffer_append_text(out, "</svg>\n");
}
