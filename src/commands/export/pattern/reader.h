/* What the files share that read a pattern. Private to this folder. */
#ifndef COMMANDS_EXPORT_PATTERN_READER_H
#define COMMANDS_EXPORT_PATTERN_READER_H

#include "export/pattern/pattern.h"

/* What (?imsxxn) sets, up to the end of its group. */
struct pattern_flags {
    bool ignores_case, by_lines, dot_is_all, is_spaced, is_spaced_in_sets, captures_none;
};

enum { MOST_CAPTURES = 99, MOST_DEPTH = 32 };

/* A group that captures. Its number is PCRE2's: in (?|...) several have the same. */
struct capture {
    struct span name;
    unsigned number;
    bool is_closed, is_denied; /* within (?!...), which leaves nothing behind */
};

struct pattern_reader {
    struct arena *arena;
    struct span rest;
    const char *why; /* it is given up */
    struct pattern_flags flags;
    bool is_quoted; /* between \Q and \E */
    unsigned depth, looks, denials, behinds;
    unsigned number; /* of the last group */
    struct capture captures[MOST_CAPTURES];
    unsigned capture_count;
    bool takes_case, ignores_case; /* an atom did */
};

/* False, for a reader that gives up: the first reason stays. */
bool reader_lack(struct pattern_reader *r, const char *why);
bool reader_skip(struct pattern_reader *r, const char *text);
/* So many bytes are taken. */
struct span reader_take(struct pattern_reader *r, size_t length);
/* Through the byte, which is not among what is given; false without one. */
bool reader_take_to(struct pattern_reader *r, char end, struct span *ret_text);
/* Comments, \Q and \E, and blanks where these mean nothing. */
void reader_skip_ignored(struct pattern_reader *r);

/* A flag or more, behind `(?`, through `)` or `:`. False where these are none, and nothing is taken. */
bool reader_flags(struct pattern_reader *r, bool *ret_begins_group);

/* A byte or a set of them. */
bool reader_bytes(struct pattern_reader *r, struct pattern_node *node);
/* ^, \b and their like; false where there is none. */
bool reader_place(struct pattern_reader *r, struct pattern_node *node);
/* \1, \g{-1}, \k<name>, (?P=name); false where there is none, or it can't be followed. */
bool reader_reference(struct pattern_reader *r, struct pattern_node *node);
/* *, +, {2,3} and their like, with what makes them lazy or possessive; none is once. */
bool reader_repetition(struct pattern_reader *r, struct pattern_node *node);

#endif
