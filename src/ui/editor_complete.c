/* Readline's completion by the host's candidates. Readline would find the word at the cursor by its own rules
 * of quoting, which are not the language's: it is told of one character only that ends words, the one before
 * the host's word. Where the word has that character in it too, readline's word is the rest of it. */
#include "editor_complete.h"

#include "base/charset.h"
#include "base/memory.h"
#include "candidates.h"
#include "shell/completion.h"
#include "ui/editor.h"

#include <stdio.h>
#include <stdlib.h>

#include <readline/history.h>
#include <readline/readline.h>

enum { HISTORY_MOST = 1000 };

static struct {
    const struct editor_host *host;
    const struct completion *completion; /* the host's, of the last word asked about */
    size_t skip;                         /* bytes of the host's word before readline's word */
} complete;

/* The latest lines of the history, the last of them last. The caller frees the array. */
static const char **list_history(size_t *ret_count)
{
    HIST_ENTRY **entries = history_list();
    size_t length = entries ? (size_t)history_length : 0;
    size_t count = length < HISTORY_MOST ? length : HISTORY_MOST;
    const char **lines = memory_new((count + 1) * sizeof(*lines));

    for (size_t i = 0; i < count; i++)
        lines[i] = entries[length - count + i]->line;
    *ret_count = count;
    return lines;
}

static char *find_word(void)
{
    static char breaks[2];
    struct completion_line line = {
        .text = {rl_line_buffer, (size_t)rl_end},
        .cursor = (size_t)rl_point,
    };
    const char **history = list_history(&line.history_count);

    line.history = history;
    complete.completion = complete.host->complete(complete.host->context, &line);
    free(history);
    size_t start = complete.completion->start;
    breaks[0] = '\0';
    if (start > 0)
        breaks[0] = rl_line_buffer[start - 1];
    return breaks;
}

/* A candidate that changes what is before readline's word can't be put in its place. */
static bool is_usable(const struct candidate *candidate)
{
    const char *typed = rl_line_buffer + complete.completion->start;

    return strncmp(candidate->text, typed, complete.skip) == 0;
}

static char *next_candidate(const char *word, int state)
{
    static size_t next;

    (void)word;
    if (state == 0)
        next = 0;
    while (next < complete.completion->count) {
        const struct candidate *candidate = &complete.completion->items[next++];
        if (!is_usable(candidate))
            continue;
        rl_completion_append_character = candidate->suffix;
        return memory_copy_text(candidate->text + complete.skip);
    }
    return NULL;
}

static char **find_candidates(const char *word, int start, int end)
{
    rl_attempted_completion_over = 1;
    if (end == 0) /* there readline looks for no word */
        find_word();
    if (!complete.completion || (size_t)start < complete.completion->start)
        return NULL;
    complete.skip = (size_t)start - complete.completion->start;
    return rl_completion_matches(word, next_candidate);
}

/* Room is left for the line that is typed. */
static void list_candidates(char **matches, int count, int longest)
{
    cleanup_buffer struct buffer text = {0}, shown = {0};
    const struct completion *completion = complete.completion;
    const struct candidate **usable = memory_new((completion->count + 1) * sizeof(*usable));
    size_t used = 0;
    int rows, columns;

    (void)matches, (void)count, (void)longest;
    for (size_t i = 0; i < completion->count; i++)
        if (is_usable(&completion->items[i]))
            usable[used++] = &completion->items[i];
    rl_get_screen_size(&rows, &columns);
    candidates_write(&text, usable, used, rows > 4 ? (size_t)rows - 3 : 1,
                     columns > 1 ? (size_t)columns - 1 : 1);
    free(usable);
    rl_crlf();
    charset_append(&shown, buffer_span(&text));
    fputs(buffer_text(&shown), rl_outstream);
    rl_forced_update_display();
}

void editor_complete_start(const struct editor_host *host)
{
    complete.host = host;
    rl_completion_word_break_hook = find_word;
    rl_attempted_completion_function = find_candidates;
    rl_completion_display_matches_hook = list_candidates;
    rl_sort_completion_matches = 0;
    rl_basic_quote_characters = "";
    rl_completer_quote_characters = "";
}
