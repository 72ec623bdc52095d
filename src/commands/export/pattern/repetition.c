/* How often an atom is there. */
#include "export/pattern/reader.h"

#include <ctype.h>

static int read_number(struct span *text)
{
    int number = 0;

    for (; text->length && isdigit((unsigned char)text->data[0]) && number < 1000000;
         *text = span_after(*text, 1))
        number = 10 * number + (text->data[0] - '0');
    return number;
}

/* {2}, {2,}, {2,3}. What doesn't look so is text, but {,3} and blanks mean something from PCRE2 10.43 on. */
static bool read_bounds(struct pattern_reader *r, struct pattern_node *node)
{
    struct span text = span_after(r->rest, 1);

    if (!text.length || !isdigit((unsigned char)text.data[0])) {
        while (text.length && strchr("0123456789, \t", text.data[0]) && text.data[0])
            text = span_after(text, 1);
        return !span_starts(text, SPAN("}")) || span_starts(r->rest, SPAN("{}")) ||
               reader_lack(r, "no such repetition");
    }
    int least = read_number(&text), most = least;
    if (span_starts(text, SPAN(","))) {
        text = span_after(text, 1);
        bool is_bounded = text.length && isdigit((unsigned char)text.data[0]);
        most = is_bounded ? read_number(&text) : PATTERN_ENDLESS;
    }
    if (!span_starts(text, SPAN("}"))) {
        while (text.length && strchr("0123456789, \t", text.data[0]) && text.data[0])
            text = span_after(text, 1);
        return !span_starts(text, SPAN("}")) || reader_lack(r, "no such repetition");
    }
    node->least = least;
    node->most = most;
    r->rest = span_after(text, 1);
    return true;
}

/* Whether there was one is told by what is left. */
static bool read_bounds_or_sign(struct pattern_reader *r, struct pattern_node *node)
{
    node->least = node->most = 1;
    if (!r->rest.length || r->is_quoted)
        return true;
    if (r->rest.data[0] == '{')
        return read_bounds(r, node);
    if (reader_skip(r, "?")) {
        node->least = 0;
    } else if (reader_skip(r, "*")) {
        node->least = 0;
        node->most = PATTERN_ENDLESS;
    } else if (reader_skip(r, "+")) {
        node->most = PATTERN_ENDLESS;
    }
    return true;
}

bool reader_repetition(struct pattern_reader *r, struct pattern_node *node)
{
    reader_skip_ignored(r);
    struct span before = r->rest;
    if (!read_bounds_or_sign(r, node))
        return false;
    bool is_repeated = r->rest.data != before.data;
    if (!is_repeated)
        return true;
    if (reader_skip(r, "+"))
        node->mood = MOOD_POSSESSIVE;
    else if (reader_skip(r, "?"))
        node->mood = MOOD_LAZY;
    bool takes_nothing =
        node->kind == PATTERN_PLACE || (node->kind == PATTERN_GROUP && node->group >= GROUP_AHEAD);
    return (!takes_nothing && node->most > 0) || reader_lack(r, "no such repetition");
}
