#include "export/pattern/measure.h"

static int plus(int a, int b)
{
    return a > PATTERN_ENDLESS - b ? PATTERN_ENDLESS : a + b;
}

static int times(int a, int b)
{
    return a && b > PATTERN_ENDLESS / a ? PATTERN_ENDLESS : a * b;
}

bool byte_sets_meet(const struct byte_set *a, const struct byte_set *b)
{
    for (int byte = 0; byte < BYTE_VALUES; byte++)
        if (a->has[byte] && b->has[byte])
            return true;
    return false;
}

void byte_set_join(struct byte_set *set, const struct byte_set *other)
{
    for (int byte = 0; byte < BYTE_VALUES; byte++)
        set->has[byte] |= other->has[byte];
}

static bool is_look(const struct pattern_node *node)
{
    return node->kind == PATTERN_GROUP && node->group >= GROUP_AHEAD;
}

struct pattern_width pattern_width_of_group(const struct pattern_node *group)
{
    struct pattern_width width = pattern_width(group->alternatives->first);

    for (const struct pattern_alternative *a = group->alternatives; a; a = a->next) {
        struct pattern_width other = pattern_width(a->first);
        width.least = other.least < width.least ? other.least : width.least;
        width.most = other.most > width.most ? other.most : width.most;
    }
    return width;
}

static struct pattern_width width_of_one(const struct pattern_node *node)
{
    switch (node->kind) {
    case PATTERN_BYTE: return (struct pattern_width){1, 1};
    case PATTERN_REFERENCE: return (struct pattern_width){0, PATTERN_ENDLESS};
    case PATTERN_LINE_END: return (struct pattern_width){1, 2};
    case PATTERN_GROUP:
        if (!is_look(node))
            return pattern_width_of_group(node);
        break;
    case PATTERN_PLACE: break;
    }
    return (struct pattern_width){0, 0};
}

struct pattern_width pattern_width(const struct pattern_node *nodes)
{
    struct pattern_width width = {0, 0};

    for (const struct pattern_node *node = nodes; node; node = node->next) {
        struct pattern_width one = width_of_one(node);
        width.least = plus(width.least, times(one.least, node->least));
        width.most = plus(width.most, times(one.most, node->most));
    }
    return width;
}

bool pattern_first_of_node(const struct pattern_node *node, struct byte_set *first)
{
    static const struct byte_set line_ends = {
        .has = {['\n'] = true, ['\v'] = true, ['\f'] = true, ['\r'] = true, [0x85] = true}};
    bool may_be_empty = node->least == 0;

    if (node->most == 0)
        return true;
    switch (node->kind) {
    case PATTERN_BYTE: byte_set_join(first, &node->bytes); return may_be_empty;
    case PATTERN_LINE_END: byte_set_join(first, &line_ends); return may_be_empty;
    case PATTERN_PLACE:
        if (node->place == PLACE_LINE_END || node->place == PLACE_LAST_LINE_END)
            first->has['\r'] = first->has['\n'] = true;
        return true;
    case PATTERN_REFERENCE:
        for (int byte = 0; byte < BYTE_VALUES; byte++)
            first->has[byte] = true;
        return true;
    case PATTERN_GROUP: break;
    }
    if (node->group >= GROUP_BEHIND)
        return true;
    for (const struct pattern_alternative *a = node->alternatives; a; a = a->next)
        may_be_empty |= pattern_first(a->first, first);
    return may_be_empty || is_look(node);
}

bool pattern_first(const struct pattern_node *nodes, struct byte_set *first)
{
    for (const struct pattern_node *node = nodes; node; node = node->next)
        if (!pattern_first_of_node(node, first))
            return false;
    return true;
}

bool pattern_has_conditions(const struct pattern_node *group)
{
    for (const struct pattern_alternative *a = group->alternatives; a; a = a->next)
        for (const struct pattern_node *node = a->first; node; node = node->next) {
            bool is_condition = node->kind == PATTERN_PLACE || node->kind == PATTERN_REFERENCE;
            if (is_condition || is_look(node) ||
                (node->kind == PATTERN_GROUP && pattern_has_conditions(node)))
                return true;
        }
    return false;
}
