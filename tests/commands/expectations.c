/* What tests say about the last reply. */
#include "base/escape.h"
#include "harness.h"

static const struct seen *last(struct shell *shell, const char *file, int line)
{
    if (!shell->last)
        shell_fail(shell, file, line, "there was no reply");
    return shell->last;
}

void shell_field(struct shell *shell, const char *path, const char *value, const char *file,
                 int line)
{
    const char *found = seen_field(last(shell, file, line), path);

    if (!found)
        shell_fail(shell, file, line, "there is no field %s", path);
    if (strcmp(found, value))
        shell_fail(shell, file, line, "field %s is \"%s\", wanted \"%s\"", path, found, value);
}

void shell_no_field(struct shell *shell, const char *path, const char *file, int line)
{
    const char *found = seen_field(last(shell, file, line), path);

    if (found)
        shell_fail(shell, file, line, "field %s is there: \"%s\"", path, found);
}

static void compare(struct shell *shell, const char *what, struct span found, struct span wanted,
                    const char *file, int line)
{
    cleanup_buffer struct buffer message = {0};

    if (span_equal(found, wanted))
        return;
    escape_quoted(&message, found);
    buffer_append_text(&message, ", wanted ");
    escape_quoted(&message, wanted);
    shell_fail(shell, file, line, "%s is %s", what, buffer_text(&message));
}

void shell_data(struct shell *shell, struct span data, const char *file, int line)
{
    const struct seen *seen = last(shell, file, line);

    if (!seen->has_data)
        shell_fail(shell, file, line, "the reply has no data");
    compare(shell, "the data", buffer_span(&seen->data), data, file, line);
}

void shell_word(struct shell *shell, const char *word, const char *value, const char *file,
                int line)
{
    shell_run(shell, file, line, "print %s", word);
    compare(shell, word, buffer_span(&last(shell, file, line)->data), span_of(value), file, line);
}

static void expect_part(struct shell *shell, const char *what, const char *text, const char *part,
                        const char *file, int line)
{
    if (!strstr(text, part))
        shell_fail(shell, file, line, "the %s holds no \"%s\": %s", what, part, text);
}

void shell_text(struct shell *shell, const char *part, const char *file, int line)
{
    expect_part(shell, "text", last(shell, file, line)->text, part, file, line);
}

void shell_json(struct shell *shell, const char *part, const char *file, int line)
{
    expect_part(shell, "JSON", last(shell, file, line)->json, part, file, line);
}

void shell_hint(struct shell *shell, const char *part, const char *file, int line)
{
    expect_part(shell, "hint", last(shell, file, line)->error.hint, part, file, line);
}
