/* A regular expression of the shell, which is PCRE2's, as a tree: what the languages' writers write anew. What bytes
 * an atom takes is asked of PCRE2 itself. Private to src/commands. */
#ifndef COMMANDS_EXPORT_PATTERN_H
#define COMMANDS_EXPORT_PATTERN_H

#include "base/arena.h"

#include <limits.h>

enum { BYTE_VALUES = 256, PATTERN_ENDLESS = INT_MAX };

struct byte_set {
    bool has[BYTE_VALUES];
};

enum pattern_kind {
    PATTERN_BYTE, /* one, of a set */
    PATTERN_PLACE,
    PATTERN_GROUP,
    PATTERN_REFERENCE, /* what a group took, once more */
    PATTERN_LINE_END,  /* \R: one byte, or two; never the first of two alone */
};

/* Between bytes: nothing is taken. */
enum pattern_place {
    PLACE_TEXT_START,
    PLACE_TEXT_END,
    PLACE_LAST_LINE_END, /* the text's end, or before the line's end that the text ends with */
    PLACE_LINE_START,
    PLACE_LINE_END,
    PLACE_WORD_EDGE,
    PLACE_NO_WORD_EDGE,
    PLACE_WORD_START,
    PLACE_WORD_END,
    PLACE_ANY, /* \K: where a match ends is all that is asked for */
};

enum pattern_group {
    GROUP_PLAIN,
    GROUP_CAPTURES,
    GROUP_ATOMIC,
    GROUP_AHEAD,
    GROUP_NOT_AHEAD,
    GROUP_BEHIND,
    GROUP_NOT_BEHIND,
};

enum pattern_mood { MOOD_GREEDY, MOOD_LAZY, MOOD_POSSESSIVE };

struct pattern_alternative;

struct pattern_node {
    struct pattern_node *next; /* what follows it in its alternative */
    enum pattern_kind kind;
    struct span
        typed; /* a set in brackets where it was typed so, and means by itself what it means here */
    struct byte_set bytes;
    int byte; /* the only one, whatever its case; or -1 */
    enum pattern_place place;
    enum pattern_group group;
    struct pattern_alternative *alternatives;
    struct span name;
    unsigned
        number; /* of a group that captures, counted as they stand; or of the one that is referred to */
    bool ignores_case;
    int least, most; /* 1 and 1, where nothing repeats it */
    enum pattern_mood mood;
};

struct pattern_alternative {
    struct pattern_alternative *next;
    struct pattern_node *first; /* NULL for an empty one */
};

struct pattern {
    const struct pattern_node *root; /* a group */
    bool ignores_case;               /* all of it does */
    bool begins_within_line_end;     /* a match may, between \r and \n */
};

/* NULL where it is wrong, or has what is not translated at all, a recursion for one: `ret_why` says which. */
const struct pattern *pattern_read(struct arena *arena, struct span text, const char **ret_why);

#endif
