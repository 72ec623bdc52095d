/* PCRE2 to POSIX: every atom is a set of bytes here, and backslashes mean nothing in POSIX's brackets. */
#include "export/c/regex.h"

#include "export/c/regex_choice.h"
#include "export/c/regex_set.h"
#include "export/c/regex_writing.h"
#include "export/pattern/measure.h"

enum { MOST_REPEATED = 255, MOST_COPIES = 2000 };

/* Whether nothing stands before what is written, and nothing behind it. */
struct ends {
    bool leads, trails;
};

static bool write_alternatives(struct posix_writing *w, const struct pattern_node *group,
                               struct ends ends, bool *ret_has_empty);

bool posix_lack(struct posix_writing *w, const char *why)
{
    if (!w->why)
        w->why = why;
    return false;
}

bool posix_write_repetition(struct posix_writing *w, int least, int most)
{
    bool is_endless = most == PATTERN_ENDLESS;

    if (least > MOST_REPEATED || (!is_endless && most > MOST_REPEATED))
        return posix_lack(w, "no more than 255 repetitions");
    if (is_endless && least < 2)
        buffer_append_byte(w->out, least ? '+' : '*');
    else if (is_endless)
        buffer_printf(w->out, "{%d,}", least);
    else if (least == 0 && most == 1)
        buffer_append_byte(w->out, '?');
    else if (least != most)
        buffer_printf(w->out, "{%d,%d}", least, most);
    else if (least != 1)
        buffer_printf(w->out, "{%d}", least);
    return true;
}

static bool write_group(struct posix_writing *w, const struct pattern_node *node, struct ends ends)
{
    static const char *const lacking[] = {
        [GROUP_AHEAD] = "no lookahead",
        [GROUP_NOT_AHEAD] = "no lookahead",
        [GROUP_BEHIND] = "no lookbehind",
        [GROUP_NOT_BEHIND] = "no lookbehind",
    };
    bool is_last_look = node->group == GROUP_AHEAD && ends.trails && w->question == REGEX_MATCHES;
    int copies = w->copies, times = node->most == PATTERN_ENDLESS ? node->least : node->most;
    bool has_empty = false;

    if (node->group >= GROUP_AHEAD && !is_last_look)
        return posix_lack(w, lacking[node->group]);
    if (node->most > 1)
        ends = (struct ends){0};
    w->copies *= times > 1 && times <= MOST_REPEATED ? times : 1;
    buffer_append_byte(w->out, '(');
    if (!write_alternatives(w, node, ends, &has_empty))
        return false;
    buffer_append_byte(w->out, ')');
    if (has_empty && (node->least != 1 || node->most != 1))
        return posix_lack(w, "no empty alternative");
    buffer_append_text(w->out, has_empty ? "?" : "");
    w->copies = copies;
    return true;
}

static bool write_node(struct posix_writing *w, const struct pattern_node *node, struct ends ends)
{
    int times = node->most == PATTERN_ENDLESS ? node->least : node->most;

    if (times > MOST_COPIES / w->copies)
        return posix_lack(w, "no more than 255 repetitions");
    switch (node->kind) {
    case PATTERN_BYTE:
        if (!posix_set_write(&node->bytes, w->out))
            return posix_lack(w, "no empty set");
        break;
    case PATTERN_GROUP:
        if (!write_group(w, node, ends))
            return false;
        break;
    case PATTERN_LINE_END: buffer_append_text(w->out, "(\r\n|[\n\v\f\r\x85])"); break;
    case PATTERN_REFERENCE: return posix_lack(w, "no group that is referred to");
    case PATTERN_PLACE: return posix_lack(w, "no beginning of a line in the middle");
    }
    return posix_write_repetition(w, node->least, node->most);
}

static bool write_place(struct posix_writing *w, const struct pattern_node *before,
                        const struct pattern_node *place, struct ends ends)
{
    bool is_start = place->place == PLACE_TEXT_START || place->place == PLACE_LINE_START ||
                    place->place == PLACE_WORD_START;

    if (is_start)
        return posix_lack(w, "no beginning of a line in the middle");
    if (place->place == PLACE_NO_WORD_EDGE)
        return posix_lack(w, "no such edge of a word");
    if (w->question == REGEX_MATCHES && (place->next || !ends.trails))
        return posix_lack(w, place->place == PLACE_WORD_EDGE ? "no edge of a word in the middle"
                                                             : "no end of a line in the middle");
    return posix_write_end(w, before, place);
}

static bool write_alternative(struct posix_writing *w, const struct pattern_node *nodes,
                              struct ends ends)
{
    const struct pattern_node *before = NULL;
    size_t start = w->out->length;
    bool leads = ends.leads;

    for (const struct pattern_node *node = nodes; node; before = node, node = node->next) {
        if (node->kind == PATTERN_PLACE && node->place == PLACE_ANY)
            continue;
        if (leads && !posix_write_start(w, &node))
            return false;
        if (!node)
            break;
        struct ends here = {.leads = leads && w->out->length == start,
                            .trails = ends.trails && !node->next};
        leads = false;
        bool done = node->kind == PATTERN_PLACE ? write_place(w, before, node, ends)
                                                : write_node(w, node, here);
        if (!done)
            return false;
    }
    return true;
}

static bool write_alternatives(struct posix_writing *w, const struct pattern_node *group,
                               struct ends ends, bool *ret_has_empty)
{
    bool has_any = false;

    for (const struct pattern_alternative *a = group->alternatives; a; a = a->next) {
        size_t start = w->out->length;
        if (!a->first) {
            *ret_has_empty = true;
            continue;
        }
        buffer_append_text(w->out, has_any ? "|" : "");
        start = w->out->length;
        if (!write_alternative(w, a->first, ends))
            return false;
        if (w->out->length == start)
            return posix_lack(w, "no empty alternative");
        has_any = true;
    }
    return has_any || posix_lack(w, "no empty alternative");
}

bool posix_regex(struct span text, enum regex_question question, struct buffer *out,
                 const char **ret_why)
{
    struct arena arena = {0};
    const struct pattern *pattern = pattern_read(&arena, text, ret_why);
    struct posix_writing w = {.pattern = pattern, .question = question, .out = out, .copies = 1};
    struct ends whole = {.leads = true, .trails = true};
    bool has_empty = false;

    bool done = pattern && write_alternatives(&w, pattern->root, whole, &has_empty) &&
                (!has_empty || posix_lack(&w, "no empty alternative"));
    if (w.why)
        *ret_why = w.why;
    if (done)
        done = posix_choices_agree(pattern, question, ret_why);
    arena_free(&arena);
    return done;
}
