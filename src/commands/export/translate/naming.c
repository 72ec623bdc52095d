#include "export/translate/naming.h"

#include "export/translate/language.h"
#include "export/translate/parts.h"
#include "export/translate/translate.h"
#include "lang/parse.h"

#include <uthash.h>

struct given_name {
    const char *name;  /* the session's */
    const char *given; /* the program's in this walk; NULL for none yet */
    UT_hash_handle hh, hh_given;
};

static struct given_name *find_name(const struct translation *t, struct span name)
{
    struct given_name *found;

    HASH_FIND(hh, t->names, name.data, name.length, found);
    return found;
}

static struct given_name *find_given(const struct translation *t, struct span name)
{
    struct given_name *found;

    HASH_FIND(hh_given, t->names_given, name.data, name.length, found);
    return found;
}

/* What the program calls its own variables: value1, number1, ends1, c_in, u_from, x_socket. */
static bool looks_like_ours(struct span name)
{
    static const char *const ends[] = {"_in", "_from", "_socket", "_set", "_words", "_WORDS"};
    size_t digits = 0;

    while (digits < name.length && strchr("0123456789", name.data[name.length - digits - 1]))
        digits++;
    struct span stem = {name.data, name.length - digits};
    if (digits && (span_is(stem, "value") || span_is(stem, "number") || span_is(stem, "left") ||
                   span_is(stem, "ancillary") || span_is(stem, "ends")))
        return true;
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
        if (name.length > strlen(ends[i]) &&
            span_is(span_after(name, name.length - strlen(ends[i])), ends[i]))
            return true;
    return false;
}

static bool is_used_otherwise(struct translation *t, struct span name)
{
    const struct language *language = t->language;

    return strstr(language->reserved, made(t, " %.*s ", SPAN_ARGS(name))) ||
           (language->is_taken && language->is_taken(name)) || span_is(name, language->data) ||
           span_is(name, language->status) || looks_like_ours(name) || parts_know(t->parts, name);
}

/* What the language uses otherwise it doesn't with an underscore behind; but that may be another name of the
 * session's, which stays that one's. */
static const char *choose(struct translation *t, struct span name)
{
    const char *given = made(t, "%.*s%s", SPAN_ARGS(name), is_used_otherwise(t, name) ? "_" : "");

    while (find_given(t, span_of(given)) || (given[name.length] && find_name(t, span_of(given))))
        given = made(t, "%s_", given);
    return given;
}

static struct given_name *note(struct translation *t, struct span name)
{
    struct given_name *noted = arena_new(&t->arena, sizeof(*noted));

    *noted = (struct given_name){.name = arena_text(&t->arena, name)};
    HASH_ADD_KEYPTR(hh, t->names, noted->name, name.length, noted);
    t->changed |= find_given(t, name) != NULL; /* the next walk leaves it that name */
    return noted;
}

const char *name_in_program(struct translation *t, struct span name)
{
    if (span_starts(name, SPAN(NAME_OURS)))
        return arena_text(&t->arena, span_after(name, strlen(NAME_OURS)));
    if (!parse_is_name(name))
        give_up(t);
    struct given_name *known = find_name(t, name);
    if (!known)
        known = note(t, name);
    if (!known->given) {
        known->given = choose(t, name);
        HASH_ADD_KEYPTR(hh_given, t->names_given, known->given, strlen(known->given), known);
    }
    return known->given;
}

void naming_restart(struct translation *t)
{
    HASH_CLEAR(hh_given, t->names_given);
    for (struct given_name *one = t->names; one; one = one->hh.next)
        one->given = NULL;
}

void naming_free(struct translation *t)
{
    HASH_CLEAR(hh_given, t->names_given);
    HASH_CLEAR(hh, t->names);
}
