#include "export/c/regex_choice.h"

#include "export/pattern/measure.h"

/* What comes behind a node, in its alternative or outside of its group. */
struct behind {
    struct byte_set first;
    bool has_one_width;
};

struct checking {
    bool has_conditions;
    const char *why;
};

/* What is asked for: that there is a match, that it ends at the same place, or that there is one way only. */
enum care { CARE_FOR_MATCH, CARE_FOR_END, CARE_FOR_WAY };

static bool check_alternatives(struct checking *c, const struct pattern_node *group,
                               const struct behind *behind, enum care care);

static bool lack(struct checking *c, const char *why)
{
    if (!c->why)
        c->why = why;
    return false;
}

static bool is_single_byte(const struct pattern_node *node)
{
    return node && node->kind == PATTERN_BYTE && node->least == 1 && node->most == 1;
}

/* Whether they can't both be there: at the same distance from the beginning they take other bytes. */
static bool are_apart(const struct pattern_node *a, const struct pattern_node *b)
{
    for (; is_single_byte(a) && is_single_byte(b); a = a->next, b = b->next)
        if (!byte_sets_meet(&a->bytes, &b->bytes))
            return true;
    struct byte_set first_of_a = {0}, first_of_b = {0};
    bool may_be_empty = pattern_first(a, &first_of_a);
    may_be_empty |= pattern_first(b, &first_of_b);
    return !may_be_empty && !byte_sets_meet(&first_of_a, &first_of_b);
}

static bool has_one_width(struct pattern_width width)
{
    return width.least == width.most;
}

static bool check_repetition(struct checking *c, const struct pattern_node *node,
                             const struct behind *behind, enum care care)
{
    struct pattern_node once = *node;
    struct byte_set first = {0};

    if (node->least == node->most || care == CARE_FOR_MATCH)
        return true;
    if (node->mood == MOOD_LAZY)
        return lack(c, "no lazy repetition");
    pattern_first_of_node(node, &first);
    if (!byte_sets_meet(&first, &behind->first))
        return true;
    once.next = NULL;
    once.least = once.most = 1;
    bool is_longest = care == CARE_FOR_END && behind->has_one_width;
    return (is_longest && has_one_width(pattern_width(&once))) ||
           lack(c, "the longest match, not the first");
}

/* What gives nothing back can be written only where it had nothing to give. */
static bool check_firmness(struct checking *c, const struct pattern_node *node,
                           const struct behind *behind)
{
    const char *why =
        node->mood == MOOD_POSSESSIVE ? "no possessive repetition" : "no atomic group";
    struct checking inside = {0};
    struct pattern_node loose = *node;

    loose.mood = MOOD_GREEDY;
    return (!c->has_conditions && check_repetition(&inside, &loose, behind, CARE_FOR_WAY)) ||
           lack(c, why);
}

static bool check_group(struct checking *c, const struct pattern_node *node,
                        const struct behind *behind, enum care care)
{
    bool is_firm = node->mood == MOOD_POSSESSIVE || node->group == GROUP_ATOMIC;
    struct behind inside = *behind;
    struct checking firm = {0};

    if (node->most > 1) {
        pattern_first_of_node(node, &inside.first);
        inside.has_one_width = false;
    }
    if (!is_firm)
        return check_alternatives(c, node, &inside, care);
    return check_alternatives(&firm, node, &inside, CARE_FOR_WAY) ||
           lack(c, node->mood == MOOD_POSSESSIVE ? "no possessive repetition" : "no atomic group");
}

/* \R doesn't leave \n to what is behind it. */
static bool check_line_end(struct checking *c, const struct pattern_node *node,
                           const struct behind *behind)
{
    bool is_counted = node->least > 1 || (node->most > 1 && node->most < PATTERN_ENDLESS);

    return !(is_counted || behind->first.has['\n']) || lack(c, "no such \\R");
}

static bool check_node(struct checking *c, const struct pattern_node *node,
                       const struct behind *behind, enum care care)
{
    bool is_firm = node->mood == MOOD_POSSESSIVE ||
                   (node->kind == PATTERN_GROUP && node->group == GROUP_ATOMIC);

    if (is_firm && !check_firmness(c, node, behind))
        return false;
    if (!check_repetition(c, node, behind, care))
        return false;
    if (node->kind == PATTERN_LINE_END)
        return check_line_end(c, node, behind);
    return node->kind != PATTERN_GROUP || check_group(c, node, behind, care);
}

static bool check_alternative(struct checking *c, const struct pattern_node *nodes,
                              const struct behind *behind, enum care care)
{
    for (const struct pattern_node *node = nodes; node; node = node->next) {
        struct behind here = {.has_one_width = behind->has_one_width &&
                                               has_one_width(pattern_width(node->next))};
        if (pattern_first(node->next, &here.first))
            byte_set_join(&here.first, &behind->first);
        if (!check_node(c, node, &here, care))
            return false;
    }
    return true;
}

static bool check_alternatives(struct checking *c, const struct pattern_node *group,
                               const struct behind *behind, enum care care)
{
    bool any_will_do = care == CARE_FOR_MATCH || (care == CARE_FOR_END && behind->has_one_width &&
                                                  has_one_width(pattern_width_of_group(group)));

    for (const struct pattern_alternative *a = group->alternatives; a; a = a->next) {
        if (!check_alternative(c, a->first, behind, care))
            return false;
        for (const struct pattern_alternative *b = a->next; b && !any_will_do; b = b->next)
            if (!are_apart(a->first, b->first))
                return lack(c, "the longest alternative, not the first");
    }
    return true;
}

bool posix_choices_agree(const struct pattern *pattern, enum regex_question question,
                         const char **ret_why)
{
    struct checking c = {.has_conditions = pattern_has_conditions(pattern->root)};
    static const struct behind nothing = {.has_one_width = true};
    enum care care = question == REGEX_ENDS ? CARE_FOR_END : CARE_FOR_MATCH;

    bool agree = check_alternatives(&c, pattern->root, &nothing, care);
    if (!agree)
        *ret_why = c.why;
    return agree;
}
