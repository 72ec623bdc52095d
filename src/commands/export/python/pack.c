/* pack and unpack in Python 3: the same letters. */
#include "export/python/python.h"

#include "base/pack.h"
#include "export/translate/translate.h"

static const char *format_literal(struct translation *t, const struct pack_format *format)
{
    const char *order = format->native ? "" : format->big_endian ? "!" : "<";
    struct span letters = format->text;

    if (letters.length && strchr("!<>=@", letters.data[0]))
        letters = span_after(letters, 1);
    return made(t, "\"%s%.*s\"", order, SPAN_ARGS(letters));
}

/* As the shell has them: true and false, and fractions in decimal. */
static void write_as_text(struct translation *t, const struct pack_format *format,
                          const char *const *names, size_t count)
{
    struct pack_item item;
    size_t i = 0;

    for (struct pack_walk walk = pack_start(format); i < count && pack_next(&walk, &item); i++)
        if (item.kind == PACK_BOOL)
            line(t, "%s = \"true\" if %s else \"false\"", names[i], names[i]);
        else if (item.kind == PACK_REAL)
            line(t, "%s = fraction_text(%s, \"%c\")", names[i], names[i], item.letter);
}

void python_unpack(struct translation *t, const struct pack_format *format, struct code data,
                   const char *from, const char *const *names, size_t count)
{
    cleanup_buffer struct buffer targets = {0};

    for (size_t i = 0; i < count; i++)
        buffer_printf(&targets, "%s%s", i ? ", " : "", names[i]);
    buffer_append_text(&targets, count == 0 ? "" : count == 1 ? ", = " : " = ");
    const char *bytes = python_write(t, data, AS_BYTES);
    if (from)
        line(t, "%sstruct.unpack_from(%s, %s%s%s)", buffer_text(&targets),
             format_literal(t, format), bytes, strcmp(from, "0") == 0 ? "" : ", ",
             strcmp(from, "0") == 0 ? "" : from);
    else
        line(t, "%sstruct.unpack(%s, %s)", buffer_text(&targets), format_literal(t, format), bytes);
    write_as_text(t, format, names, count);
}

struct code python_pack(struct translation *t, const struct pack_format *format,
                        const char *const *values, size_t count)
{
    cleanup_buffer struct buffer list = {0};

    for (size_t i = 0; i < count; i++)
        buffer_printf(&list, ", %s", values[i]);
    return code_expression(
        CODE_BYTES, made(t, "struct.pack(%s%s)", format_literal(t, format), buffer_text(&list)));
}
