/* PCRE2 to Python's re. What lines begin and end with is written out: there are two kinds of ends here, and
 * re.MULTILINE knows one. */
#include "export/python/regex.h"

#include "export/pattern/measure.h"
#include "export/python/regex_set.h"

#include <ctype.h>

struct writing {
    struct buffer *out;
    const char *why;
    bool ignores_case; /* by a flag, of all of it */
};

static bool lack(struct writing *w, const char *why)
{
    if (!w->why)
        w->why = why;
    return false;
}

static bool write_alternatives(struct writing *w, const struct pattern_node *group,
                               const char *bar);

static void write_byte(struct writing *w, const struct pattern_node *node)
{
    bool is_byte = node->byte >= 0 && (w->ignores_case || !node->ignores_case ||
                                       tolower(node->byte) == toupper(node->byte));

    if (is_byte && node->byte && strchr("\\.^$*+?{[|()", node->byte))
        buffer_append_byte(w->out, '\\');
    if (is_byte)
        buffer_append_byte(w->out, (char)node->byte);
    else if (node->typed.length && (w->ignores_case || !node->ignores_case) &&
             python_set_is_common(node->typed))
        buffer_append(w->out, node->typed);
    else
        python_set_write(&node->bytes, w->out);
}

static void write_place(struct writing *w, const struct pattern_node *node)
{
    static const char *const places[] = {
        [PLACE_TEXT_START] = "\\A",
        [PLACE_TEXT_END] = "\\Z",
        [PLACE_LAST_LINE_END] = "(?=(?:\r?\n|\r)?\\Z)",
        [PLACE_LINE_START] = "(?:\\A|(?<=[\r\n])(?!\\Z))",
        [PLACE_LINE_END] = "(?![^\r\n])",
        [PLACE_WORD_EDGE] = "\\b",
        [PLACE_NO_WORD_EDGE] = "(?!\\b)",
        [PLACE_WORD_START] = "\\b(?=\\w)",
        [PLACE_WORD_END] = "\\b(?<=\\w)",
        [PLACE_ANY] = "",
    };
    struct byte_set ignored = {0};
    bool is_at_byte = !pattern_first(node->next, &ignored);

    if (node->place == PLACE_LINE_START && is_at_byte)
        buffer_append_text(w->out, "(?<![^\r\n])");
    else
        buffer_append_text(w->out, places[node->place]);
}

/* A digit behind it would be its own. */
static void write_reference(struct writing *w, const struct pattern_node *node)
{
    const struct pattern_node *next = node->next;
    bool is_repeated = node->least != 1 || node->most != 1;
    bool meets_digit = next && next->kind == PATTERN_BYTE && isdigit(next->byte) && !is_repeated;

    if (node->ignores_case && !w->ignores_case)
        buffer_printf(w->out, "(?i:\\%u)", node->number);
    else
        buffer_printf(w->out, meets_digit ? "(?:\\%u)" : "\\%u", node->number);
}

/* One that looks behind has one width: others stand beside each other. */
static bool write_look_behind(struct writing *w, const struct pattern_node *node)
{
    bool is_denied = node->group == GROUP_NOT_BEHIND;
    struct pattern_width width = pattern_width_of_group(node);
    bool is_split = width.least != width.most;
    const char *bar = !is_split ? "|" : is_denied ? ")(?<!" : ")|(?<=";

    for (const struct pattern_alternative *a = node->alternatives; a; a = a->next) {
        width = pattern_width(a->first);
        if (width.least != width.most)
            return lack(w, "no lookbehind of several lengths");
    }
    buffer_append_text(w->out, is_split && !is_denied ? "(?:" : "");
    buffer_append_text(w->out, is_denied ? "(?<!" : "(?<=");
    if (!write_alternatives(w, node, bar))
        return false;
    buffer_append_text(w->out, is_split && !is_denied ? "))" : ")");
    return true;
}

static bool write_group(struct writing *w, const struct pattern_node *node)
{
    static const char *const starts[] = {
        [GROUP_PLAIN] = "(?:", [GROUP_CAPTURES] = "(",    [GROUP_ATOMIC] = "(?>",
        [GROUP_AHEAD] = "(?=", [GROUP_NOT_AHEAD] = "(?!",
    };

    if (node->group >= GROUP_BEHIND)
        return write_look_behind(w, node);
    if (node->most > 1 && pattern_width_of_group(node).least == 0)
        return lack(w, "no repetition of what may be empty"); /* it ends elsewhere */
    buffer_append_text(w->out, starts[node->group]);
    if (node->name.length)
        buffer_printf(w->out, "?P<%.*s>", SPAN_ARGS(node->name));
    if (!write_alternatives(w, node, "|"))
        return false;
    buffer_append_byte(w->out, ')');
    return true;
}

static void write_repetition(struct writing *w, const struct pattern_node *node)
{
    static const char *const moods[] = {
        [MOOD_GREEDY] = "", [MOOD_LAZY] = "?", [MOOD_POSSESSIVE] = "+"};

    if (node->least == 1 && node->most == 1)
        return;
    if (node->most == PATTERN_ENDLESS && node->least < 2)
        buffer_append_byte(w->out, node->least ? '+' : '*');
    else if (node->most == PATTERN_ENDLESS)
        buffer_printf(w->out, "{%d,}", node->least);
    else if (node->least == 0 && node->most == 1)
        buffer_append_byte(w->out, '?');
    else if (node->least == node->most)
        buffer_printf(w->out, "{%d}", node->least);
    else
        buffer_printf(w->out, "{%d,%d}", node->least, node->most);
    buffer_append_text(w->out, moods[node->mood]);
}

static bool write_node(struct writing *w, const struct pattern_node *node)
{
    struct pattern_node loose = *node;

    /* Python 3.11 repeats some groups wrongly that give nothing back. */
    if (node->mood == MOOD_POSSESSIVE && node->kind != PATTERN_BYTE) {
        loose.mood = MOOD_GREEDY;
        buffer_append_text(w->out, "(?>");
        if (!write_node(w, &loose))
            return false;
        buffer_append_byte(w->out, ')');
        return true;
    }
    switch (node->kind) {
    case PATTERN_BYTE: write_byte(w, node); break;
    case PATTERN_PLACE: write_place(w, node); break;
    case PATTERN_REFERENCE: write_reference(w, node); break;
    case PATTERN_LINE_END: buffer_append_text(w->out, "(?:\r\n|[\n\v\f\x85]|\r(?!\n))"); break;
    case PATTERN_GROUP:
        if (!write_group(w, node))
            return false;
    }
    write_repetition(w, node);
    return true;
}

static bool write_alternatives(struct writing *w, const struct pattern_node *group, const char *bar)
{
    for (const struct pattern_alternative *a = group->alternatives; a; a = a->next) {
        for (const struct pattern_node *node = a->first; node; node = node->next)
            if (!write_node(w, node))
                return false;
        buffer_append_text(w->out, a->next ? bar : "");
    }
    return true;
}

/* Whether a match might be found between \r and \n where PCRE2 looks for none. A repetition without end has taken the
 * \r as well. */
static bool is_to_be_guarded(const struct pattern *pattern)
{
    const struct pattern_alternative *alternatives = pattern->root->alternatives;
    const struct pattern_node *first = alternatives->first;
    struct byte_set bytes = {0};

    if (pattern->begins_within_line_end)
        return false;
    bool takes_both = !alternatives->next && first && first->kind == PATTERN_BYTE &&
                      first->most == PATTERN_ENDLESS && first->least && first->least < 2 &&
                      first->bytes.has['\r'];
    bool may_be_empty = pattern_first_of_node(pattern->root, &bytes);
    bool takes_line_end = bytes.has['\n'] && !takes_both;
    return takes_line_end || (may_be_empty && pattern_has_conditions(pattern->root));
}

/* Whether every set has both cases of a letter, or none: (?i) would add what is missing. */
static bool has_both_cases(const struct pattern_node *group)
{
    for (const struct pattern_alternative *a = group->alternatives; a; a = a->next)
        for (const struct pattern_node *node = a->first; node; node = node->next) {
            if (node->kind == PATTERN_GROUP && !has_both_cases(node))
                return false;
            for (int byte = 'a'; byte <= 'z' && node->kind == PATTERN_BYTE; byte++)
                if (node->bytes.has[byte] != node->bytes.has[toupper(byte)])
                    return false;
        }
    return true;
}

bool python_regex(struct span text, struct buffer *out, const char **ret_why)
{
    struct arena arena = {0};
    const struct pattern *pattern = pattern_read(&arena, text, ret_why);
    bool is_guarded = pattern && is_to_be_guarded(pattern);
    struct writing w = {.out = out};

    w.ignores_case = pattern && pattern->ignores_case && has_both_cases(pattern->root);
    buffer_append_text(out, w.ignores_case ? "(?i)" : "");
    buffer_append_text(out, is_guarded ? "(?!(?<=\r)\n)(?:" : "");
    bool done = pattern && write_alternatives(&w, pattern->root, "|");
    buffer_append_text(out, is_guarded ? ")" : "");
    if (w.why)
        *ret_why = w.why;
    arena_free(&arena);
    return done;
}
