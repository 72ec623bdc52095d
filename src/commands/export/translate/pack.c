/* pack and unpack: their values, and the variables that these go to. */
#include "export/translate/writers.h"

#include "base/number.h"
#include "base/pack.h"
#include "export/translate/call.h"
#include "export/translate/closed.h"
#include "export/translate/code.h"
#include "export/translate/files.h"
#include "export/translate/language.h"
#include "export/translate/translate.h"
#include "export/translate/variable.h"

#include <inttypes.h>

static bool find_format(struct translation *t, const struct call *call,
                        struct pack_format *ret_format)
{
    struct error ignored;

    struct span text = call_constant(t, call_argument(call, "FORMAT"));

    if (t->failed || pack_parse(text, ret_format, &ignored))
        return !t->failed;
    give_up_as_mistaken(t, "usage");
    return false;
}

static enum wanted as_packed(enum pack_kind kind)
{
    switch (kind) {
    case PACK_BYTE:
    case PACK_TEXT:
    case PACK_PASCAL: return AS_BYTES;
    case PACK_REAL: return AS_REAL;
    default: return AS_NUMBER;
    }
}

/* A number that only an unsigned one has room for; NULL where it is none. */
static const char *large_number(struct translation *t, const struct pack_item *item,
                                struct code code)
{
    bool is_negative, takes_large = item->kind == PACK_UNSIGNED || item->kind == PACK_POINTER;
    uint64_t amount;

    if (!takes_large || !code.constant || item->size < sizeof(amount) ||
        !number_wide(code.value, &is_negative, &amount) || is_negative || amount <= INT64_MAX)
        return NULL;
    return made(t, t->language->large_number, amount);
}

void export_pack(struct translation *t, struct call *call)
{
    const struct argument_words *given = call_argument(call, "VALUE");
    struct pack_format format;
    struct pack_item item;
    size_t count = 0, values = given ? given->count : 0;

    if (!find_format(t, call, &format))
        return;
    if (format.values != values) {
        give_up_as_mistaken(t, "usage");
        return;
    }
    const char **written = arena_new(&t->arena, (values + 1) * sizeof(*written));
    for (struct pack_walk walk = pack_start(&format); pack_next(&walk, &item); count++) {
        struct code code = code_of_word(t, &given->words[count]);
        if (item.kind == PACK_BOOL && code.constant)
            code = code_constant(span_is(code.value, "on") || span_is(code.value, "true") ||
                                         span_is(code.value, "1")
                                     ? SPAN("1")
                                     : SPAN("0"));
        written[count] = large_number(t, &item, code);
        if (!written[count])
            written[count] = code_write(t, code, as_packed(item.kind));
    }
    call->result = t->language->pack(t, &format, written, values);
}

/* A number that only an unsigned variable has room for. */
static bool is_too_large(const struct translation *t, const struct pack_item *item)
{
    return item->size == sizeof(uint64_t) && item->kind != PACK_SIGNED &&
           !t->language->has_large_numbers;
}

/* What a letter gives, as a type of a value. */
static enum code_type type_of_item(const struct translation *t, const struct pack_item *item)
{
    bool is_whole =
        item->kind == PACK_SIGNED || item->kind == PACK_UNSIGNED || item->kind == PACK_POINTER;

    if (is_whole)
        return is_too_large(t, item) ? CODE_TEXT : CODE_NUMBER;
    if (item->kind == PACK_BOOL || item->kind == PACK_REAL)
        return CODE_TEXT;
    return item->kind == PACK_BYTE || item->kind == PACK_TEXT || item->kind == PACK_PASCAL
               ? CODE_BYTES
               : CODE_NONE;
}

enum { UNPACKED = 4096 /* variables at the most: what no session has run may want any number */ };

/* Where the values of unpack go. */
struct unpacked {
    const char **names;
    struct {
        struct span name; /* of a variable that is wider than its letter: empty for none */
        struct code value;
    } * widened;
    size_t count;
    struct code *parts; /* of all of them in one, with blanks between */
    size_t part_count;
};

static struct span next_name(struct span *list)
{
    const char *comma = list->length ? memchr(list->data, ',', list->length) : NULL;
    struct span name = {list->data, comma ? (size_t)(comma - list->data) : list->length};

    *list = span_after(*list, name.length + 1);
    return name;
}

static struct span name_for(struct translation *t, enum code_type type)
{
    return name_of_ours(t, type == CODE_NUMBER ? "number" : "value");
}

static void add_unpacked(struct translation *t, struct unpacked *unpacked, struct span name,
                         enum code_type type)
{
    size_t i = unpacked->count++;
    struct code code = code_expression(type, "");

    unpacked->names[i] = variable_declare(t, name, code);
    if (variable_find(t, name)->type == type)
        return;
    unpacked->widened[i].name = name;
    name = name_for(t, type);
    unpacked->names[i] = variable_declare(t, name, code);
    unpacked->widened[i].value = code_expression(type, unpacked->names[i]);
}

/* The names of NAME,NAME,..., or names of our own where the value is all that is wanted. */
static void find_names(struct translation *t, const struct call *call, struct span list,
                       const struct pack_format *format, struct unpacked *unpacked)
{
    struct pack_item item;
    bool is_listed = list.length, is_right = true;

    if (format->values > UNPACKED) {
        give_up_for(t, "it gives too many values");
        return;
    }
    unpacked->parts = arena_new(&t->arena, (2 * format->values + 1) * sizeof(*unpacked->parts));
    unpacked->names = arena_new(&t->arena, (format->values + 1) * sizeof(*unpacked->names));
    unpacked->widened = arena_new(&t->arena, (format->values + 1) * sizeof(*unpacked->widened));
    for (struct pack_walk walk = pack_start(format); pack_next(&walk, &item);) {
        enum code_type type = type_of_item(t, &item);
        struct span name = next_name(&list);
        check_free(t, name);
        if (type == CODE_NONE) {
            give_up(t);
            return;
        }
        if (!name.length && format->values == 1 && call->statement->name.length)
            name = call->statement->name;
        add_unpacked(t, unpacked, name.length ? name : name_for(t, type), type);
        if (unpacked->part_count)
            unpacked->parts[unpacked->part_count++] = code_constant(SPAN(" "));
        unpacked->parts[unpacked->part_count++] =
            code_expression(type, unpacked->names[unpacked->count - 1]);
        is_right &= !is_listed || name.length;
    }
    if (!is_right || list.length) /* a name for every value */
        give_up_as_mistaken(t, "usage");
}

void export_unpack(struct translation *t, struct call *call)
{
    const struct argument_words *into = call_option(call, "into"),
                                *from = call_option(call, "from");
    struct code data = call->statement->input ? code_of_file(t, call->statement->input)
                                              : call_value(t, call_argument(call, "DATA"));
    struct span list = into ? call_constant(t, into) : SPAN("");
    const char *start = from ? code_in_range(t, call_value(t, from), 0, INT64_MAX) : NULL;
    struct unpacked unpacked = {0};
    struct pack_format format;

    if (!find_format(t, call, &format))
        return;
    find_names(t, call, list, &format, &unpacked);
    if (t->failed)
        return;
    t->language->unpack(t, &format, data, start, unpacked.names, unpacked.count);
    for (size_t i = 0; i < unpacked.count; i++)
        if (unpacked.widened[i].name.length)
            variable_assign(t, unpacked.widened[i].name, unpacked.widened[i].value);
    bool is_named = format.values == 1 && !into && call->statement->name.length;
    if (!is_named && (call->statement->name.length || call->statement->output || !into))
        call_deliver(t, call, code_join(t, unpacked.parts, unpacked.part_count));
}
