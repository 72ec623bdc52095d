/* An expansion is one piece of one word, whatever bytes it holds. */
#include "shell/expand.h"

#include "base/memory.h"
#include "base/nearest.h"
#include "base/number.h"
#include "shell/run.h"
#include "shell/session.h"

#include <errno.h>
#include <inttypes.h>

static bool fail_unknown(const struct session *session, struct span name, struct error *error)
{
    struct nearest nearest = names_nearest(session->names, name, NAMES_ALL);
    char shown[64];

    error_copy(shown, sizeof(shown), name);
    error_set(error, ERROR_NAME, "there is no variable or handle %s", shown);
    error_hint(error, "`variables` and `sockets` list them; `let %s VALUE` makes one", shown);
    return nearest_hint(&nearest, error, NULL);
}

static struct span first_part(struct span path)
{
    const char *dot = path.length ? memchr(path.data, '.', path.length) : NULL;

    return dot ? (struct span){path.data, (size_t)(dot - path.data)} : path;
}

static void offer_field(struct nearest *nearest, const struct field *field, struct arena *arena)
{
    struct fields parts = {.arena = arena};

    nearest_offer(nearest, span_of(field->name));
    if (field->type == FIELD_ADDRESS)
        fields_address_parts(&parts, field->address);
    for (const struct field *part = parts.first; part; part = part->next) {
        cleanup_buffer struct buffer path = {0};
        buffer_printf(&path, "%s.%s", field->name, part->name);
        nearest_offer(nearest, arena_copy(arena, buffer_span(&path)));
    }
}

static bool hint_fields(const struct entry *entry, const struct fields *fields, struct span wanted,
                        struct error *error)
{
    struct nearest nearest = nearest_start(wanted);
    char question[160];

    for (const struct field *field = fields->first; field; field = field->next)
        offer_field(&nearest, field, fields->arena);
    return error_hint(error, "%s%s`info %s` shows its fields",
                      nearest_question(&nearest, question, sizeof(question)),
                      nearest.count ? " " : "", entry->name);
}

/* A field of a handle's info. */
static bool append_field(struct session *session, struct entry *entry, const struct piece *piece,
                         struct buffer *out, struct error *error)
{
    cleanup_reply struct reply info = reply_start(&session->arena);
    char shown[64];

    error_copy(shown, sizeof(shown), piece->field);
    if (!entry->socket) {
        error_set(error, ERROR_NAME, "%s is a variable: it has no field %s", entry->name, shown);
        return error_hint(error, "only handles have fields; \"${%s}.%s\" puts text behind it",
                          entry->name, shown);
    }
    if (!session_info(session, entry, first_part(piece->field), &info, error))
        return false;

    const struct field *field = fields_at(&info.fields, piece->field, &session->arena);
    if (!field) {
        error_set(error, ERROR_NAME, "%s has no field %s", entry->name, shown);
        return hint_fields(entry, &info.fields, piece->field, error);
    }
    if (field->type == FIELD_NULL) {
        error_set(error, ERROR_NAME, "%s has no %s now", entry->name, shown);
        return error_hint(error, "`info %s` shows what it has", entry->name);
    }
    field_format(out, field);
    return true;
}

static bool append_value(struct buffer *out, struct span value, struct error *error)
{
    if (!buffer_try_reserve(out, value.length))
        return expand_fail_memory(value.length, error);
    buffer_append(out, value);
    return true;
}

static bool append_variable(struct session *session, const struct piece *piece, struct buffer *out,
                            struct error *error)
{
    if (span_is(piece->text, "_") || span_is(piece->text, "?")) {
        if (piece->field.length)
            return error_set(error, ERROR_NAME, "$%.*s has no fields", SPAN_ARGS(piece->text));
        if (piece->text.data[0] == '_')
            return append_value(out, buffer_span(&session->last_data), error);
        buffer_append_text(out, error_kind(session->last_category)->name);
        return true;
    }

    struct entry *entry = names_find(session->names, piece->text);
    if (!entry)
        return fail_unknown(session, piece->text, error);
    if (piece->field.length)
        return append_field(session, entry, piece, out, error);
    if (!entry->socket)
        return append_value(out, buffer_span(&entry->value), error);
    buffer_append_text(out, entry->name);
    return true;
}

static bool bound_value(struct session *session, const struct bound *bound, int64_t missing,
                        int64_t *ret_value, struct error *error)
{
    struct entry *entry;

    *ret_value = bound->kind == BOUND_NUMBER ? bound->number : missing;
    if (bound->kind != BOUND_NAME)
        return true;
    entry = names_find(session->names, bound->name);
    if (!entry)
        return fail_unknown(session, bound->name, error);
    return number_integer(buffer_span(&entry->value), ret_value) ||
           error_set(error, ERROR_USAGE, "%s holds no whole number to slice with", entry->name);
}

/* As in Python: negative counts from the end, and a range is cut to what is there. */
static int64_t clamp(int64_t at, int64_t length)
{
    if (at < 0)
        at = at < -length ? 0 : at + length;
    return at > length ? length : at;
}

static bool append_slice(struct session *session, const struct slice *slice, struct span value,
                         struct buffer *out, struct error *error)
{
    int64_t length = (int64_t)value.length, start, end;

    if (!bound_value(session, &slice->start, 0, &start, error) ||
        !bound_value(session, &slice->end, length, &end, error))
        return false;
    if (slice->kind == SLICE_BYTE) {
        if (start >= length || start < -length)
            return error_set(error, ERROR_USAGE, "index %" PRId64 " is outside of %zu bytes", start,
                             value.length);
        start = clamp(start, length);
        end = start + 1;
    }
    start = clamp(start, length);
    end = clamp(end, length);
    struct span part = {value.data + start, end > start ? (size_t)(end - start) : 0};
    return append_value(out, part, error);
}

static bool append_piece(struct session *session, const struct piece *piece, struct buffer *out,
                         struct error *error)
{
    cleanup_buffer struct buffer whole = {0};
    struct span value;

    switch (piece->kind) {
    case PIECE_TEXT: buffer_append(out, piece->text); return true;
    case PIECE_STATEMENT:
        return run_substitution(session, piece->statement, &value, error) &&
               append_value(out, value, error);
    case PIECE_VARIABLE:
        if (piece->slice.kind == SLICE_NONE)
            return append_variable(session, piece, out, error);
        return append_variable(session, piece, &whole, error) &&
               append_slice(session, &piece->slice, buffer_span(&whole), out, error);
    }
    return false;
}

bool expand_fail_limit(const struct session *session, struct error *error)
{
    return error_set(error, ERROR_RESOURCE, "a value has %" PRIu64 " bytes at the most",
                     session->value_limit);
}

bool expand_fail_memory(size_t size, struct error *error)
{
    return error_call(error, ERROR_RESOURCE, ENOMEM, "malloc", "%zu bytes", size);
}

bool expand_has_memory(size_t size, struct error *error)
{
    return memory_is_there(size) || expand_fail_memory(size, error);
}

bool expand_word(struct session *session, const struct word *word, struct span *ret_value,
                 struct error *error)
{
    cleanup_buffer struct buffer value = {0};

    if (word->block) {
        error_set(error, ERROR_USAGE, "a block can't stand here");
        return error_at(error, word->place);
    }
    if (!word->pieces) {
        *ret_value = word->literal;
        return true;
    }
    for (const struct piece *piece = word->pieces; piece; piece = piece->next) {
        if (!append_piece(session, piece, &value, error))
            return error_at(error, piece->place);
        if (value.length > session->value_limit) {
            expand_fail_limit(session, error);
            return error_at(error, piece->place);
        }
    }
    if (!expand_has_memory(value.length, error))
        return false;
    *ret_value = arena_copy(&session->arena, buffer_span(&value));
    return true;
}
