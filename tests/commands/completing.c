#include "completing.h"

#include <string.h>

static const char *const history[] = {
    "c = socket tcp; connect history.example 80",
    "sendto --more other.example 53 hello",
    "print connect",
    "srv = server tcp 127.0.0.1 0",
    "connect history.example 0",
};

struct completion *complete(struct shell *shell, struct span text, size_t cursor)
{
    struct completion_line line = {
        .text = text,
        .cursor = cursor,
        .history = history,
        .history_count = sizeof(history) / sizeof(history[0]),
    };

    return completion_find(shell->session, &line);
}

/* The line without its last |, whose place is the cursor. */
struct completion *complete_line(struct shell *shell, const char *line)
{
    cleanup_buffer struct buffer text = {0};
    const char *mark = strrchr(line, '|');

    assert_non_null(mark);
    buffer_append(&text, (struct span){line, (size_t)(mark - line)});
    buffer_append_text(&text, mark + 1);
    return complete(shell, buffer_span(&text), (size_t)(mark - line));
}

const struct candidate *find(const struct completion *completion, const char *text)
{
    for (size_t i = 0; i < completion->count; i++)
        if (strcmp(completion->items[i].text, text) == 0)
            return &completion->items[i];
    return NULL;
}

/* With what follows each, and with commas between. */
static void write_candidates(struct buffer *out, const struct completion *completion)
{
    for (size_t i = 0; i < completion->count && out->length < 4000; i++) {
        buffer_append_text(out, i ? "," : "");
        buffer_append_text(out, completion->items[i].text);
        if (completion->items[i].suffix)
            buffer_append_byte(out, completion->items[i].suffix);
    }
}

void check_all(struct shell *shell, const char *line, const char *wanted, const char *file, int at)
{
    cleanup_buffer struct buffer found = {0};
    struct completion *completion = complete_line(shell, line);

    write_candidates(&found, completion);
    completion_free(completion);
    if (strcmp(buffer_text(&found), wanted) != 0)
        shell_fail(shell, file, at, "%s\n  gives  %s\n  not    %s", line, buffer_text(&found),
                   wanted);
}

void check_some(struct shell *shell, const char *line, const char *const texts[], bool wanted,
                const char *file, int at)
{
    cleanup_buffer struct buffer found = {0};
    struct completion *completion = complete_line(shell, line);

    write_candidates(&found, completion);
    for (size_t i = 0; texts[i]; i++)
        if (!find(completion, texts[i]) == wanted)
            shell_fail(shell, file, at, "%s\n  %s %s: %s", line, wanted ? "lacks" : "has", texts[i],
                       buffer_text(&found));
    completion_free(completion);
}

void check_order(struct shell *shell, const char *line, const char *first, const char *second,
                 const char *file, int at)
{
    struct completion *completion = complete_line(shell, line);
    const struct candidate *a = find(completion, first), *b = find(completion, second);

    if (!a || !b || a > b)
        shell_fail(shell, file, at, "%s: %s should stand before %s", line, first, second);
    completion_free(completion);
}

void check_summary(struct shell *shell, const char *line, const char *text, const char *part,
                   const char *file, int at)
{
    struct completion *completion = complete_line(shell, line);
    const struct candidate *found = find(completion, text);

    if (!found || !strstr(found->summary, part))
        shell_fail(shell, file, at, "%s: %s is told as %s, without %s", line, text,
                   found ? found->summary : "nothing", part);
    completion_free(completion);
}
