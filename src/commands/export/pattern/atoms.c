/* What a pattern has beside bytes and groups: places, and references to groups. */
#include "export/pattern/reader.h"

#include <ctype.h>

bool reader_place(struct pattern_reader *r, struct pattern_node *node)
{
    static const struct {
        const char *typed;
        enum pattern_place by_lines, otherwise;
    } places[] = {
        {"^", PLACE_LINE_START, PLACE_TEXT_START},
        {"$", PLACE_LINE_END, PLACE_LAST_LINE_END},
        {"\\A", PLACE_TEXT_START, PLACE_TEXT_START},
        {"\\G", PLACE_TEXT_START, PLACE_TEXT_START},
        {"\\z", PLACE_TEXT_END, PLACE_TEXT_END},
        {"\\Z", PLACE_LAST_LINE_END, PLACE_LAST_LINE_END},
        {"\\b", PLACE_WORD_EDGE, PLACE_WORD_EDGE},
        {"\\B", PLACE_NO_WORD_EDGE, PLACE_NO_WORD_EDGE},
        {"[[:<:]]", PLACE_WORD_START, PLACE_WORD_START},
        {"[[:>:]]", PLACE_WORD_END, PLACE_WORD_END},
        {"\\K", PLACE_ANY, PLACE_ANY},
    };

    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
        if (reader_skip(r, places[i].typed)) {
            *node = (struct pattern_node){
                .kind = PATTERN_PLACE,
                .place = r->flags.by_lines ? places[i].by_lines : places[i].otherwise,
            };
            return node->place != PLACE_ANY || !r->looks || reader_lack(r, "no \\K in a look");
        }
    return false;
}

/* What is referred to, as it was typed. */
static bool take_reference(struct pattern_reader *r, struct span *ret_to)
{
    static const struct {
        const char *start;
        char end;
    } forms[] = {{"\\g{", '}'}, {"\\k{", '}'}, {"\\k<", '>'}, {"\\k'", '\''}, {"(?P=", ')'}};
    size_t length = 0;

    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
        if (reader_skip(r, forms[i].start))
            return reader_take_to(r, forms[i].end, ret_to);
    bool is_relative = span_starts(r->rest, SPAN("\\g-")) || span_starts(r->rest, SPAN("\\g+"));
    size_t start = is_relative || span_starts(r->rest, SPAN("\\g")) ? 2 : 1;
    struct span digits = span_after(r->rest, start + is_relative);
    while (length < digits.length && isdigit((unsigned char)digits.data[length]))
        length++;
    if (!length || (start == 1 && digits.data[0] == '0'))
        return false;
    *ret_to = span_after(reader_take(r, start + is_relative + length), start);
    return true;
}

/* A group's number in PCRE2, or 0. A number of two digits may be a byte's where there is no such group. */
static unsigned number_of(const struct pattern_reader *r, struct span to)
{
    bool is_relative = to.length && strchr("+-", to.data[0]);
    unsigned number = 0;

    for (unsigned i = 0; i < r->capture_count; i++)
        if (r->captures[i].name.length && span_equal(r->captures[i].name, to))
            return r->captures[i].number;
    if (to.length > 3)
        return 0;
    for (size_t i = is_relative; i < to.length; i++) {
        if (!isdigit((unsigned char)to.data[i]))
            return 0;
        number = 10 * number + (unsigned)(to.data[i] - '0');
    }
    if (!is_relative)
        return number;
    return to.data[0] == '-' && number <= r->number ? r->number + 1 - number : 0;
}

bool reader_reference(struct pattern_reader *r, struct pattern_node *node)
{
    struct span to;
    unsigned groups = 0;

    if (r->rest.data[0] != '\\' && !span_starts(r->rest, SPAN("(?P=")))
        return false;
    if (!take_reference(r, &to))
        return false;
    *node = (struct pattern_node){.kind = PATTERN_REFERENCE, .ignores_case = r->flags.ignores_case};
    r->takes_case |= !r->flags.ignores_case;
    r->ignores_case |= r->flags.ignores_case;
    unsigned number = number_of(r, to);
    bool is_known = number && !r->behinds;
    for (unsigned i = 0; i < r->capture_count; i++) {
        const struct capture *capture = &r->captures[i];
        if (capture->number != number)
            continue;
        node->number = i + 1;
        is_known &= capture->is_closed && !capture->is_denied;
        groups++;
    }
    return (is_known && groups == 1) || reader_lack(r, "no such reference");
}
