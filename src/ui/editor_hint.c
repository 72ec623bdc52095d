#include "editor_hint.h"

#include "base/buffer.h"
#include "base/charset.h"
#include "base/escape.h"
#include "ui/editor.h"

#include <stdio.h>
#include <string.h>

#include <readline/readline.h>

enum {
    ROOM_LEAST = 4, /* columns that a hint can be read in */
    /* Readline draws something else than prompt and line then. */
    ELSEWHERE = RL_STATE_ISEARCH | RL_STATE_NSEARCH | RL_STATE_NUMERICARG | RL_STATE_SEARCH,
};

static struct {
    const struct editor_host *host;
    bool shown;
} hint;

/* Columns of the prompt, without what stands between readline's marks. */
static size_t prompt_width(void)
{
    cleanup_buffer struct buffer text = {0};
    bool hidden = false;

    for (const char *at = rl_display_prompt ? rl_display_prompt : ""; *at; at++) {
        if (*at == RL_PROMPT_START_IGNORE || *at == RL_PROMPT_END_IGNORE)
            hidden = *at == RL_PROMPT_START_IGNORE;
        else if (!hidden)
            buffer_append_byte(&text, *at);
    }
    return escape_width(buffer_span(&text));
}

/* Columns that the mode may take before the prompt: show-mode-in-prompt. */
static size_t mode_width(void)
{
    static const char *const modes[] = {"emacs-mode-string", "vi-ins-mode-string",
                                        "vi-cmd-mode-string"};
    const char *shows = rl_variable_value("show-mode-in-prompt");
    size_t width = 0;

    if (!shows || strcmp(shows, "on") != 0)
        return 0;
    for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
        const char *mode = rl_variable_value(modes[i]);
        width += mode ? strlen(mode) : 0;
    }
    return width;
}

/* Columns behind the cursor; 0 unless prompt and line are on one row, and can be counted. */
static size_t find_room(void)
{
    cleanup_buffer struct buffer shown = {0};
    struct span line = {rl_line_buffer, (size_t)rl_end};
    int rows, columns;

    escape_message(&shown, line);
    if (!span_equal(line, buffer_span(&shown)))
        return 0;
    rl_get_screen_size(&rows, &columns);
    size_t used = prompt_width() + mode_width() + escape_width(line) + 1;
    return columns > 0 && used < (size_t)columns ? (size_t)columns - used : 0;
}

/* Its beginning that fits, in whole characters. */
static struct span cut(struct span text, size_t room)
{
    while (text.length && escape_width(text) > room)
        do
            text.length--;
        while (text.length && (text.data[text.length] & 0xC0) == 0x80);
    return text;
}

void editor_hint_show(void)
{
    if (rl_point != rl_end || RL_ISSTATE(ELSEWHERE))
        return;
    size_t room = find_room();
    const struct editor_hint *said =
        room >= ROOM_LEAST ? hint.host->hint(hint.host->context, rl_line_buffer) : NULL;
    cleanup_buffer struct buffer shown = {0};
    charset_append(&shown, said ? said->text : SPAN(""));
    struct span text = cut(buffer_span(&shown), room);
    if (text.length == 0)
        return;
    fprintf(rl_outstream, "\033[2m%.*s\033[0m\033[%zuD", SPAN_ARGS(text), escape_width(text));
    fflush(rl_outstream);
    hint.shown = true;
}

void editor_hint_hide(void)
{
    if (hint.shown)
        fputs("\033[J", rl_outstream);
    hint.shown = false;
}

/* In the middle of a line, or with nothing to take, the key does what it always did. */
static int take_or_move(int count, int key)
{
    const struct editor_hint *said =
        rl_point == rl_end ? hint.host->hint(hint.host->context, rl_line_buffer) : NULL;

    if (!said || !said->takes)
        return rl_forward_char(count, key);
    rl_insert_text(said->text.data);
    return 0;
}

/* Keys that the user's .inputrc has given another meaning keep it. */
static void bind_keys(Keymap keymap)
{
    static const char *const keys[] = {"\033[C", "\033OC", "\006"};

    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
        if (rl_function_of_keyseq(keys[i], keymap, NULL) == rl_forward_char)
            rl_bind_keyseq_in_map(keys[i], take_or_move, keymap);
}

void editor_hint_start(const struct editor_host *host)
{
    hint.host = host;
    rl_initialize();
    bind_keys(rl_get_keymap_by_name("emacs"));
    bind_keys(rl_get_keymap_by_name("vi-insert"));
}
