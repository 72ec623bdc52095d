/* From words to values of the program. */
#include "export/translate/code.h"

#include "base/number.h"
#include "commands.h"
#include "export/translate/call.h"
#include "export/translate/closed.h"
#include "export/translate/language.h"
#include "export/translate/translate.h"
#include "export/translate/variable.h"
#include "lang/compare.h"
#include "shell/regex.h"
#include "shell/session.h"

#include <inttypes.h>
#include <stdio.h>
#include <strings.h>

bool code_number(struct code code, int64_t *ret_number)
{
    return code.constant && number_integer(code.value, ret_number);
}

/* inf and nan as strtod(3) takes them, which the shell asks. */
static const char *unreal(struct translation *t, struct span text)
{
    static const char *const words[] = {"inf", "infinity", "nan"};
    size_t sign = text.length && strchr("+-", text.data[0]) ? 1 : 0;
    const char *word = arena_text(&t->arena, span_after(text, sign));

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (text.length - sign == strlen(words[i]) && strcasecmp(word, words[i]) == 0)
            return made(t, "%s%.3s", text.data[0] == '-' ? "-" : "", words[i]);
    give_up_for(t, "it is no number");
    return "0";
}

/* No number of either language begins with a needless 0, but a fraction may; a wide one is no integer of C's. */
const char *code_real(struct translation *t, struct span text)
{
    int64_t integer;
    double number;

    if (number_integer(text, &integer))
        return made(t, "%" PRId64 "%s", integer, integer == INT64_MIN ? ".0" : "");
    if (!number_real(text, &number))
        return unreal(t, text);
    bool is_fraction = memchr(text.data, '.', text.length) || memchr(text.data, 'e', text.length) ||
                       memchr(text.data, 'E', text.length);
    return made(t, "%.*s%s", SPAN_ARGS(text), is_fraction ? "" : ".0");
}

static bool has_foreign_letter(struct span text)
{
    for (size_t i = 0; i < text.length; i++)
        if (!text.data[i] || !strchr("0123456789abcdefABCDEFxX+-.", text.data[i]))
            return true;
    return false;
}

static bool is_printable(struct span text)
{
    for (size_t i = 0; i < text.length; i++)
        if ((unsigned char)text.data[i] >= 0x7f || (unsigned char)text.data[i] < ' ')
            return false;
    return true;
}

struct code code_constant(struct span value)
{
    struct code code = {.constant = true, .value = value};
    int64_t number;
    double real;
    char canonical[32] = "";

    code.never_number = !number_integer(value, &number) && !number_real(value, &real);
    if (number_integer(value, &number))
        snprintf(canonical, sizeof(canonical), "%" PRId64, number);
    code.canonical = code.never_number || span_is(value, canonical);
    code.type = canonical[0] && span_is(value, canonical) ? CODE_NUMBER
                : is_printable(value)                     ? CODE_STRING
                                                          : CODE_BYTES;
    return code;
}

struct code code_expression(enum code_type type, const char *text)
{
    return (struct code){.type = type, .text = text, .canonical = type == CODE_NUMBER};
}

/* Within a try alone: elsewhere the session had no error. */
const char *code_in_range(struct translation *t, struct code code, int64_t least, int64_t most)
{
    const char *text = t->language->write(t, code, AS_NUMBER);
    int64_t number;

    if (!t->within_try)
        return text;
    if (!code.constant)
        return t->language->ranged(t, text, least, most);
    if (code_number(code, &number) && (number < least || number > most))
        give_up_as_mistaken(t, "usage");
    return text;
}

const char *code_size(struct translation *t, struct code code)
{
    uint64_t size;

    if (code.constant && number_size(code.value, &size))
        return made(t, "%" PRIu64, size);
    if (code.constant || code.type == CODE_NUMBER)
        return code_in_range(t, code, 0, INT64_MAX);
    const char *text = made(t, "size_from(%s)", code_write(t, code, AS_VALUE));
    return t->language->checked(t, code_expression(CODE_NUMBER, text), "size").text;
}

const char *code_byte(struct translation *t, struct code code)
{
    int64_t number;

    if (code.constant && code.value.length == 1 && !code_number(code, &number))
        return made(t, "%d", (unsigned char)code.value.data[0]);
    if (code.constant)
        return code_in_range(t, code, 0, UINT8_MAX);
    if (code.type == CODE_NUMBER)
        return t->language->ranged(t, code.text, 0, UINT8_MAX);
    const char *text = made(t, "byte_from(%s)", code_write(t, code, AS_VALUE));
    return t->language->checked(t, code_expression(CODE_NUMBER, text), "byte").text;
}

const char *code_write(struct translation *t, struct code code, enum wanted wanted)
{
    enum { LONGEST = 1000000000 }; /* seconds that the session takes */
    const char *text = t->language->write(t, code, wanted);
    bool is_duration = wanted == AS_SECONDS && code.type == CODE_NUMBER && !code.constant;

    return is_duration && t->within_try ? t->language->ranged(t, text, 0, LONGEST) : text;
}

/* Constants beside one another are one. */
struct code code_join(struct translation *t, const struct code *codes, size_t count)
{
    struct code *joined = arena_new(&t->arena, (count + 1) * sizeof(*joined));
    size_t kept = 0;
    bool never_number = false;

    for (size_t i = 0; i < count; i++) {
        if (kept && codes[i].constant && joined[kept - 1].constant) {
            cleanup_buffer struct buffer both = {0};
            buffer_append(&both, joined[kept - 1].value);
            buffer_append(&both, codes[i].value);
            joined[kept - 1] = code_constant(arena_copy(&t->arena, buffer_span(&both)));
        } else if (!codes[i].constant || codes[i].value.length) {
            joined[kept++] = codes[i];
        }
    }
    if (kept == 0)
        return code_constant(SPAN(""));
    if (kept == 1)
        return joined[0];
    for (size_t i = 0; i < kept; i++)
        never_number |= joined[i].constant && has_foreign_letter(joined[i].value);
    struct code code = t->language->join(t, joined, kept);
    code.never_number = code.canonical = never_number;
    return code;
}

/* $_ */
static struct code code_of_data(struct translation *t)
{
    t->changed |= !t->uses_data;
    t->uses_data = true;
    t->loose_data |= !t->data_known;
    if (t->data_lost)
        give_up_for(t, "what was received before is not exported");
    return code_expression(CODE_BYTES, t->language->data);
}

/* One that has nothing here, or not what the session gave it. */
static struct code give_up_variable(struct translation *t, const struct variable *variable,
                                    struct span name)
{
    if (!variable && was_nowhere(t, name))
        give_up_as_mistaken(t, "name");
    else if (variable && variable_definition(t, variable) == LOST)
        give_up_for(t, made(t, "what %.*s was given before is not exported", SPAN_ARGS(name)));
    else
        give_up(t);
    return code_constant(SPAN(""));
}

static struct code code_of_variable(struct translation *t, const struct piece *piece)
{
    struct variable *variable = variable_find(t, piece->text);

    if (piece->field.length)
        return code_of_field(t, piece);
    if (!name_is_variable(t, piece->text) && scene_find(&t->scene, piece->text)) {
        open_handle(t, piece->text);
        return code_constant(piece->text);
    }
    if (span_is(piece->text, "_"))
        return code_of_data(t);
    if (span_is(piece->text, "?"))
        return status_read(t);
    if (!variable_is_there(t, variable))
        return give_up_variable(t, variable, piece->text);
    variable_check(t, variable);
    struct code code = code_expression(variable_type(t, variable), variable_name(t, piece->text));
    code.canonical = variable->canonical;
    code.never_number = variable->never_number;
    return code;
}

static const char *write_bound(struct translation *t, const struct bound *bound)
{
    if (bound->kind == BOUND_NONE)
        return "";
    if (bound->kind == BOUND_NUMBER)
        return made(t, "%" PRId64, bound->number);
    struct piece piece = {.kind = PIECE_VARIABLE, .text = bound->name};
    return code_write(t, code_of_variable(t, &piece), AS_NUMBER);
}

/* Slices count bytes, so what is sliced is bytes. */
static struct code code_of_slice(struct translation *t, const struct piece *piece)
{
    struct variable *variable = variable_find(t, piece->text);
    bool one_byte = piece->slice.kind == SLICE_BYTE;

    if (variable && !variable->sliced)
        variable->sliced = t->changed = true;
    const char *start = write_bound(t, &piece->slice.start);
    if (one_byte && t->within_try)
        return t->language->byte(t, code_of_variable(t, piece), start);
    const char *end = one_byte ? "" : write_bound(t, &piece->slice.end);
    return t->language->slice(t, code_of_variable(t, piece), start, end, one_byte);
}

/* A call is made before the line that needs what it gives. */
static struct code code_of_statement(struct translation *t, const struct statement *statement)
{
    const struct command *command = step_command(t->session, statement);
    struct statement named = *statement;
    struct call call;

    if (!command || !command->exported || (command->needs & COMMAND_CONTROLS) ||
        t->mistake.is == MISTAKE) { /* it hasn't run */
        give_up(t);
        return code_constant(SPAN(""));
    }
    if (command->exported->is_pure) {
        struct code code =
            call_read(t, statement, &call) ? call_result(t, &call) : code_constant(SPAN(""));
        status_is(t, "ok");
        return code;
    }
    named.name = name_of_ours(t, "value");
    named.next = NULL;
    translate_statement(t, &named);
    struct piece piece = {.kind = PIECE_VARIABLE, .text = named.name};
    return code_of_variable(t, &piece);
}

/* The parts of a value, in order. */
struct parts {
    struct code *items;
    size_t count, capacity;
};

static void add_part(struct translation *t, struct parts *parts, struct code code)
{
    if (parts->count == parts->capacity) {
        struct code *more = arena_new(&t->arena, (2 * parts->count + 8) * sizeof(*more));
        if (parts->count)
            memcpy(more, parts->items, parts->count * sizeof(*more));
        parts->items = more;
        parts->capacity = 2 * parts->count + 8;
    }
    parts->items[parts->count++] = code;
}

static void add_word(struct translation *t, struct parts *parts, const struct word *word)
{
    if (word->block)
        give_up(t);
    if (!word->pieces)
        add_part(t, parts, code_constant(word->literal));
    for (const struct piece *p = word->pieces; p; p = p->next)
        add_part(t, parts,
                 p->kind == PIECE_TEXT         ? code_constant(p->text)
                 : p->kind == PIECE_STATEMENT  ? code_of_statement(t, p->statement)
                 : p->slice.kind != SLICE_NONE ? code_of_slice(t, p)
                                               : code_of_variable(t, p));
}

struct code code_of_words(struct translation *t, const struct word *words, size_t count,
                          struct span tail)
{
    struct parts parts = {0};

    for (size_t i = 0; i < count; i++) {
        if (i)
            add_part(t, &parts, code_constant(SPAN(" ")));
        add_word(t, &parts, &words[i]);
    }
    add_part(t, &parts, code_constant(tail));
    return code_join(t, parts.items, parts.count);
}

struct code code_of_word(struct translation *t, const struct word *word)
{
    return code_of_words(t, word, 1, SPAN(""));
}

/* ---- conditions ---- */

static bool is_number(struct code code)
{
    int64_t number;

    return code.type == CODE_NUMBER || code_number(code, &number);
}

void code_check_pattern(struct translation *t, struct code pattern)
{
    struct error error = {0};
    struct regex *regex;

    if (!t->within_try || !pattern.constant)
        return;
    regex = regex_compile(pattern.value, &error);
    regex_free(regex);
    if (!regex && error.category == ERROR_USAGE)
        give_up_as_mistaken(t, "usage");
}

const char *code_compare(struct translation *t, struct code a, struct span sign, struct code b)
{
    bool by_bytes = a.never_number || b.never_number || (a.canonical && b.canonical);
    enum comparison comparison;

    if (!compare_parse(sign, &comparison)) {
        give_up(t);
        return "";
    }
    if (comparison == COMPARISON_MATCHES)
        code_check_pattern(t, b);
    if (comparison == COMPARISON_MATCHES)
        return t->language->matches(t, a, b);
    if (comparison == COMPARISON_CONTAINS)
        return t->language->contains(t, a, b);
    if (is_number(a) && is_number(b))
        return t->language->compare_numbers(t, a, sign, b);
    bool equality = comparison == COMPARISON_EQUAL || comparison == COMPARISON_UNEQUAL;
    if (by_bytes && (equality || a.never_number || b.never_number))
        return t->language->compare_bytes(t, a, sign, b);
    return t->language->compare(t, a, sign, b);
}

const char *code_condition(struct translation *t, const struct word *words)
{
    struct code a = code_of_word(t, &words[0]), b = code_of_word(t, &words[2]);

    if (!words[1].pieces && !words[1].block)
        return code_compare(t, a, words[1].literal, b);
    give_up(t);
    return "";
}

const char *code_loop_condition(struct translation *t, const struct word *words)
{
    bool is_known = !words[0].pieces && !words[1].pieces && !words[2].pieces;
    enum comparison comparison;

    if (!is_known || !compare_parse(words[1].literal, &comparison) ||
        comparison == COMPARISON_MATCHES)
        return code_condition(t, words);
    return t->language->truth[compare_holds(words[0].literal, comparison, words[2].literal)];
}
