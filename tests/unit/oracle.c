#include "oracle.h"

#include "base/escape.h"
#include "lang/parse.h"

/* On purpose not escape.c's own table: bytes as they stand in UTF-8. */
static const char *const forbidden[] = {
    "\u00ad",     /* soft hyphen */
    "\u200b",     /* zero width space */
    "\u200f",     /* right-to-left mark */
    "\u2028",     /* line separator */
    "\u202e",     /* right-to-left override */
    "\u2066",     /* left-to-right isolate */
    "\ufeff",     /* byte order mark */
    "\U000e0041", /* tag A */
};

const char *oracle_unsafe(struct span text)
{
    unsigned character;
    size_t length;

    for (size_t i = 0; i < sizeof(forbidden) / sizeof(forbidden[0]); i++)
        if (text.length && memmem(text.data, text.length, forbidden[i], strlen(forbidden[i])))
            return "a character that deceives";
    for (; text.length; text = span_after(text, length)) {
        if (!escape_decode(text, &character, &length))
            return "a byte that is no UTF-8";
        if (character < 0x20 || (character >= 0x7F && character < 0xA0))
            return "a control character";
    }
    return NULL;
}

static const char *read_back(struct span quoted, struct span wanted)
{
    cleanup_buffer struct buffer text = {0};
    struct program *program;
    struct error error;

    buffer_append_text(&text, "print ");
    buffer_append(&text, quoted);
    if (parse_program(buffer_span(&text), 1, NULL, &program, &error) != PARSE_DONE)
        return "it can't be read back";

    const struct statement *statement = program->body.first;
    bool one = statement && !statement->next && statement->word_count == 1;
    const struct word *word = one ? statement->words : NULL;
    const char *wrong = !word                                ? "it isn't one word"
                        : word->pieces || word->block        ? "something in it is expanded"
                        : !span_equal(word->literal, wanted) ? "it reads back as other bytes"
                        : word->bare                         ? "it isn't a quoted word"
                                                             : NULL;
    program_free(program);
    return wrong;
}

const char *oracle_escape(struct span bytes)
{
    cleanup_buffer struct buffer quoted = {0};
    cleanup_buffer struct buffer line = {0};

    escape_quoted(&quoted, bytes);
    escape_line(&line, bytes);
    const char *wrong = oracle_unsafe(buffer_span(&quoted));
    if (!wrong)
        wrong = oracle_unsafe(buffer_span(&line));
    return wrong ? wrong : read_back(buffer_span(&quoted), bytes);
}
