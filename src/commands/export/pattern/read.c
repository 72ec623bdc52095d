/* From the text of a pattern to its tree: groups, alternatives, repetitions. PCRE2 has taken the pattern before, so
 * that mistakes are few. */
#include "export/pattern/reader.h"

#include "shell/regex.h"

static bool read_alternatives(struct pattern_reader *r, struct pattern_node *group);

/* ---- groups ---- */

struct group_start {
    const char *typed;
    enum pattern_group group;
    char name_end; /* of one with a name; else NUL */
    bool resets;   /* each alternative counts its groups from the same number on */
};

static bool read_group_start(struct pattern_reader *r, struct group_start *ret_start,
                             struct span *ret_name)
{
    static const struct group_start starts[] = {
        {"?:", GROUP_PLAIN, 0, 0},
        {"?|", GROUP_PLAIN, 0, true},
        {"?>", GROUP_ATOMIC, 0, 0},
        {"?=", GROUP_AHEAD, 0, 0},
        {"?!", GROUP_NOT_AHEAD, 0, 0},
        {"?<=", GROUP_BEHIND, 0, 0},
        {"?<!", GROUP_NOT_BEHIND, 0, 0},
        {"?P<", GROUP_CAPTURES, '>', 0},
        {"?<", GROUP_CAPTURES, '>', 0},
        {"?'", GROUP_CAPTURES, '\'', 0},
        {"*atomic:", GROUP_ATOMIC, 0, 0},
        {"*pla:", GROUP_AHEAD, 0, 0},
        {"*positive_lookahead:", GROUP_AHEAD, 0, 0},
        {"*nla:", GROUP_NOT_AHEAD, 0, 0},
        {"*negative_lookahead:", GROUP_NOT_AHEAD, 0, 0},
        {"*plb:", GROUP_BEHIND, 0, 0},
        {"*positive_lookbehind:", GROUP_BEHIND, 0, 0},
        {"*nlb:", GROUP_NOT_BEHIND, 0, 0},
        {"*negative_lookbehind:", GROUP_NOT_BEHIND, 0, 0},
    };
    bool begins_group;

    *ret_name = (struct span){0};
    for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
        if (reader_skip(r, starts[i].typed)) {
            *ret_start = starts[i];
            return !starts[i].name_end || reader_take_to(r, starts[i].name_end, ret_name) ||
                   reader_lack(r, "no such name");
        }
    if (reader_flags(r, &begins_group)) {
        *ret_start = (struct group_start){.group = GROUP_PLAIN};
        return true;
    }
    *ret_start = (struct group_start){
        .group = r->flags.captures_none ? GROUP_PLAIN : GROUP_CAPTURES,
    };
    if (span_starts(r->rest, SPAN("*")))
        return reader_lack(r, "no verb");
    return !span_starts(r->rest, SPAN("?")) || reader_lack(r, "no such group");
}

static bool begin_capture(struct pattern_reader *r, struct pattern_node *node)
{
    if (r->capture_count == MOST_CAPTURES)
        return reader_lack(r, "no groups so many");
    for (unsigned i = 0; i < r->capture_count; i++)
        if (span_equal(r->captures[i].name, node->name))
            node->name = (struct span){0}; /* in (?|...): that number has the name */
    r->captures[r->capture_count++] = (struct capture){
        .name = node->name,
        .number = ++r->number,
        .is_denied = r->denials,
    };
    node->number = r->capture_count;
    return true;
}

static bool read_reset(struct pattern_reader *r, struct pattern_node *node);

/* Behind its parenthesis. */
static bool read_group(struct pattern_reader *r, struct pattern_node *node)
{
    struct pattern_flags flags = r->flags;
    struct group_start start;

    *node = (struct pattern_node){.kind = PATTERN_GROUP};
    if (++r->depth > MOST_DEPTH)
        return reader_lack(r, "no groups so deep");
    if (!read_group_start(r, &start, &node->name))
        return false;
    node->group = start.group;
    if (start.group == GROUP_CAPTURES && !begin_capture(r, node))
        return false;
    bool looks = start.group >= GROUP_AHEAD, behind = start.group >= GROUP_BEHIND;
    bool denies = start.group == GROUP_NOT_AHEAD || start.group == GROUP_NOT_BEHIND;
    r->looks += looks;
    r->behinds += behind;
    r->denials += denies;
    if (!(start.resets ? read_reset(r, node) : read_alternatives(r, node)))
        return false;
    if (!reader_skip(r, ")"))
        return reader_lack(r, "no end of its group");
    r->looks -= looks;
    r->behinds -= behind;
    r->denials -= denies;
    r->depth--;
    r->flags = flags;
    if (node->group == GROUP_CAPTURES)
        r->captures[node->number - 1].is_closed = true;
    return true;
}

/* ---- alternatives ---- */

static bool read_atom(struct pattern_reader *r, struct pattern_node *node)
{
    static const char specials[] = "^$.[\\(*+?";
    bool is_plain = r->is_quoted || !r->rest.data[0] || !strchr(specials, r->rest.data[0]);

    if (is_plain)
        return reader_bytes(r, node);
    if (reader_reference(r, node) || (!r->why && reader_place(r, node)))
        return true;
    if (r->why)
        return false;
    if (reader_skip(r, "("))
        return read_group(r, node);
    if (reader_skip(r, "\\R")) {
        *node = (struct pattern_node){.kind = PATTERN_LINE_END};
        return true;
    }
    if (strchr("*+?", r->rest.data[0]))
        return reader_lack(r, "no repetition there");
    return reader_bytes(r, node);
}

static bool at_end_of_alternative(const struct pattern_reader *r)
{
    return !r->rest.length || (!r->is_quoted && strchr("|)", r->rest.data[0]) && r->rest.data[0]);
}

/* Flags by themselves, (?i), are of what is behind them, of the next alternatives, too. */
static bool skip_flags(struct pattern_reader *r)
{
    struct pattern_flags flags = r->flags;
    struct span rest = r->rest;
    bool begins_group;

    if (r->is_quoted || !reader_skip(r, "("))
        return false;
    if (reader_flags(r, &begins_group) && !begins_group)
        return true;
    r->rest = rest;
    r->flags = flags;
    return false;
}

static bool read_alternative(struct pattern_reader *r, struct pattern_node **end)
{
    for (;;) {
        reader_skip_ignored(r);
        if (at_end_of_alternative(r))
            return true;
        if (skip_flags(r))
            continue;
        struct pattern_node *node = arena_new(r->arena, sizeof(*node));
        if (!read_atom(r, node) || !reader_repetition(r, node))
            return false;
        *end = node;
        end = &node->next;
    }
}

/* Each as it begins; `resets` to the same number of groups. */
static bool read_each(struct pattern_reader *r, struct pattern_node *group, bool resets)
{
    struct pattern_alternative **end = &group->alternatives;
    unsigned number = r->number, highest = number;

    do {
        r->number = resets ? number : r->number;
        *end = arena_new(r->arena, sizeof(**end));
        if (!read_alternative(r, &(*end)->first))
            return false;
        end = &(*end)->next;
        highest = r->number > highest ? r->number : highest;
    } while (reader_skip(r, "|"));
    r->number = highest;
    return true;
}

static bool read_alternatives(struct pattern_reader *r, struct pattern_node *group)
{
    return read_each(r, group, false);
}

static bool read_reset(struct pattern_reader *r, struct pattern_node *group)
{
    return read_each(r, group, true);
}

const struct pattern *pattern_read(struct arena *arena, struct span text, const char **ret_why)
{
    struct pattern_reader r = {.arena = arena, .rest = text, .flags = {.by_lines = true}};
    struct pattern_node *root = arena_new(arena, sizeof(*root));
    struct pattern *pattern = arena_new(arena, sizeof(*pattern));
    struct error ignored;

    *ret_why = "no such pattern";
    struct regex *regex = regex_compile(text, &ignored);
    if (!regex)
        return NULL;
    pattern->begins_within_line_end = regex_begins_within_line_end(regex);
    regex_free(regex);

    *root = (struct pattern_node){.kind = PATTERN_GROUP, .least = 1, .most = 1};
    bool done = read_alternatives(&r, root) && (!r.rest.length || reader_lack(&r, "no such end"));
    pattern->root = root;
    pattern->ignores_case = r.ignores_case && !r.takes_case;
    *ret_why = r.why;
    return done ? pattern : NULL;
}
