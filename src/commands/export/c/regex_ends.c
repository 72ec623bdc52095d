/* The beginnings and ends of lines and words. regcomp(3) looks at nothing that it doesn't take, but the text's ends:
 * so a byte more is taken, where only a match is asked for or nothing else may be in its place. */
#include "export/c/regex_set.h"
#include "export/c/regex_writing.h"
#include "export/pattern/measure.h"

#include <ctype.h>

/* ---- beginnings ---- */

static bool write_set(struct posix_writing *w, const struct byte_set *set)
{
    return posix_set_write(set, w->out) || posix_lack(w, "no empty set");
}

/* Without \n; false where nothing is left. */
static bool without_line_feed(const struct byte_set *set, struct byte_set *ret_rest)
{
    bool has_any = false;

    *ret_rest = *set;
    ret_rest->has['\n'] = false;
    for (int byte = 0; byte < BYTE_VALUES; byte++)
        has_any |= ret_rest->has[byte];
    return has_any;
}

/* A line's beginning before what may take \n itself: not between \r and \n. */
static bool write_line_start_before(struct posix_writing *w, const struct pattern_node **nodes)
{
    const struct pattern_node *node = *nodes;
    struct byte_set rest, behind = {0};
    bool has_rest = without_line_feed(&node->bytes, &rest);
    bool is_endless = node->most == PATTERN_ENDLESS, is_optional = node->least == 0;

    bool is_simple = node->kind == PATTERN_BYTE &&
                     (is_endless ? node->least < 2 : node->most == 1) &&
                     w->question == REGEX_MATCHES && (!is_optional || is_endless);
    if (!is_simple || (is_optional && (pattern_first(node->next, &behind) || behind.has['\n'])))
        return posix_lack(w, "no such beginning of a line");
    buffer_append_text(w->out, has_rest || is_optional ? "((^|\n)" : "(^|\n)");
    write_set(w, &node->bytes);
    buffer_append_text(w->out, is_optional ? "*" : "");
    if (has_rest) {
        buffer_append_text(w->out, is_optional ? "|\r(" : "|\r");
        write_set(w, &rest);
    }
    if (is_optional && has_rest) {
        write_set(w, &node->bytes);
        buffer_append_text(w->out, "*)?");
    } else if (is_optional) {
        buffer_append_text(w->out, "|\r");
    }
    buffer_append_text(w->out, has_rest || is_optional ? ")" : "");
    if (is_endless && !is_optional) {
        write_set(w, &node->bytes);
        buffer_append_byte(w->out, '*');
    }
    *nodes = node->next;
    return true;
}

static bool is_word(int byte)
{
    return byte < 0x80 && (isalnum(byte) || byte == '_');
}

static bool are_of_words(const struct byte_set *set)
{
    for (int byte = 0; byte < BYTE_VALUES; byte++)
        if (set->has[byte] && !is_word(byte))
            return false;
    return true;
}

static const char no_word[] = "[^0-9A-Z_a-z]";

/* Two that end at the same place may begin elsewhere: only where there is one way to begin is the end the same. */
static bool has_one_beginning(const struct posix_writing *w, const struct pattern_node *place)
{
    const struct pattern_alternative *alternatives = w->pattern->root->alternatives;

    return w->question == REGEX_MATCHES || (!alternatives->next && alternatives->first == place);
}

static bool write_start_place(struct posix_writing *w, const struct pattern_node **nodes)
{
    const struct pattern_node *place = *nodes;
    struct byte_set first = {0};
    bool may_be_empty = pattern_first(place->next, &first);

    *nodes = place->next;
    if (place->place == PLACE_TEXT_START) {
        buffer_append_byte(w->out, '^');
        return !place->next || place->next->kind != PATTERN_PLACE ||
               posix_lack(w, "no anchor or repetition there");
    }
    if (place->next && place->next->kind == PATTERN_PLACE &&
        place->next->place < PLACE_LAST_LINE_END)
        return posix_lack(w, "no anchor or repetition there");
    if (may_be_empty)
        return posix_lack(w, "no empty line");
    if (!has_one_beginning(w, place))
        return posix_lack(w, "no such beginning of a line");
    if (place->place == PLACE_WORD_EDGE || place->place == PLACE_WORD_START) {
        buffer_printf(w->out, "(^|%s)", no_word);
        return are_of_words(&first) || posix_lack(w, "no such edge of a word");
    }
    bool may_be_line_end = w->question == REGEX_ENDS
                               ? first.has['\n'] || first.has['\r']
                               : first.has['\n'] && !w->pattern->begins_within_line_end;
    if (may_be_line_end)
        return write_line_start_before(w, nodes);
    buffer_append_text(w->out, "(^|[\r\n])");
    return true;
}

static bool takes_line_feed_first(const struct pattern_node *nodes)
{
    struct byte_set first = {0};

    pattern_first(nodes, &first);
    return first.has['\n'];
}

/* PCRE2 begins no match between \r and \n. What may take any number of \r first begins before them anyway. */
static bool write_guarded(struct posix_writing *w, const struct pattern_node **nodes)
{
    const struct pattern_node *node = *nodes;
    bool is_endless = node->most == PATTERN_ENDLESS && node->least < 2;
    struct byte_set first = {0}, rest;

    bool may_be_none = pattern_first_of_node(node, &first);
    if (node->kind == PATTERN_LINE_END ||
        (node->kind == PATTERN_BYTE && is_endless && first.has['\r']))
        return node->least || !takes_line_feed_first(node->next) || node->kind == PATTERN_BYTE ||
               posix_lack(w, "no look at what is before a match");
    if (may_be_none && takes_line_feed_first(node->next))
        return posix_lack(w, "no look at what is before a match");
    if (!first.has['\n'] || (node->kind == PATTERN_GROUP && node->most == 1))
        return true;
    if (node->least == 0 && node->kind == PATTERN_BYTE &&
        (is_endless || w->question == REGEX_MATCHES))
        return true;
    bool is_simple =
        node->kind == PATTERN_BYTE && node->least == 1 && (is_endless || node->most == 1);
    if (!is_simple || w->question == REGEX_ENDS)
        return posix_lack(w, "no look at what is before a match");
    bool has_rest = without_line_feed(&node->bytes, &rest);
    buffer_append_text(w->out, has_rest ? "((^|[^\r])\n|" : "(^|[^\r])\n");
    if (has_rest)
        write_set(w, &rest);
    buffer_append_text(w->out, has_rest ? ")" : "");
    if (is_endless) {
        write_set(w, &node->bytes);
        buffer_append_byte(w->out, '*');
    }
    *nodes = node->next;
    return true;
}

bool posix_write_start(struct posix_writing *w, const struct pattern_node **nodes)
{
    const struct pattern_node *node = *nodes;

    if (!node)
        return true;
    if (node->kind == PATTERN_PLACE &&
        (node->place == PLACE_TEXT_START || node->place == PLACE_LINE_START ||
         node->place == PLACE_WORD_EDGE || node->place == PLACE_WORD_START))
        return write_start_place(w, nodes);
    if (node->kind == PATTERN_PLACE || w->pattern->begins_within_line_end ||
        !takes_line_feed_first(node))
        return true;
    return write_guarded(w, nodes);
}

/* ---- ends ---- */

/* Whether what is before is certain to end with a byte of a word. */
static bool ends_with_word(const struct pattern_node *before)
{
    return before && before->kind == PATTERN_BYTE && before->least && are_of_words(&before->bytes);
}

bool posix_write_end(struct posix_writing *w, const struct pattern_node *before,
                     const struct pattern_node *place)
{
    if (w->question == REGEX_ENDS)
        return posix_lack(w, "no look at what is behind the match");
    switch (place->place) {
    case PLACE_LINE_END: buffer_append_text(w->out, "([\r\n]|$)"); return true;
    case PLACE_TEXT_END: buffer_append_byte(w->out, '$'); return true;
    case PLACE_LAST_LINE_END: buffer_append_text(w->out, "(\r?\n|\r)?$"); return true;
    case PLACE_WORD_EDGE:
    case PLACE_WORD_END:
        buffer_printf(w->out, "(%s|$)", no_word);
        return ends_with_word(before) || posix_lack(w, "no such edge of a word");
    default: return posix_lack(w, "no beginning of a line in the middle");
    }
}
