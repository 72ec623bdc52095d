/* The completions of bash, zsh and fish. */
#include "describe.h"

#include "base/buffer.h"
#include "options.h"

static const char bash_begin[] =
    "_socksh()\n"
    "{\n"
    "    local current=${COMP_WORDS[COMP_CWORD]} wants_file=yes ended= i\n"
    "    COMPREPLY=()\n"
    "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
    "        case $ended${COMP_WORDS[i]} in\n";

static const char bash_end[] =
    "        --) ended=ended ;;\n"
    "        -?*) ;;\n"
    "        *) return ;; # behind FILE there is nothing\n"
    "        esac\n"
    "    done\n"
    "    ((i == COMP_CWORD)) || return # the value of an option\n"
    "    if [[ $current == -* && -z $ended ]]; then\n"
    "        mapfile -t COMPREPLY < <(compgen -W \"$_socksh_options\" -- \"$current\")\n"
    "    elif [[ $wants_file ]]; then\n"
    "        compopt -o filenames 2>/dev/null\n"
    "        mapfile -t COMPREPLY < <(\n"
    "            compgen -d -- \"$current\"\n"
    "            compgen -f -X '!*.socksh' -- \"$current\"\n"
    "        )\n"
    "    fi\n"
    "}\n"
    "\n"
    "complete -F _socksh socksh\n";

static void append_names(struct buffer *out)
{
    for (const struct program_option *option = program_options; option->code; option++) {
        buffer_append_text(out, option == program_options ? "" : " ");
        option_append(out, option);
    }
}

/* Behind -c there is no FILE. */
void describe_bash(struct buffer *out)
{
    buffer_append_text(out, "# Completions of socksh for bash; generated.\n\n_socksh_options='");
    append_names(out);
    buffer_append_text(out, "'\n\n");
    buffer_append_text(out, bash_begin);
    for (const struct program_option *option = program_options; option->code; option++) {
        if (!option->value)
            continue;
        buffer_append_text(out, "        ");
        option_append(out, option);
        buffer_printf(out, ") ((i++))%s ;;\n", option->code == 'c' ? "; wants_file=" : "");
    }
    buffer_append_text(out, bash_end);
}

/* A word between single quotes. In zsh a quote inside leaves them for a moment, in fish it is escaped. */
static void append_shell_word(struct buffer *out, const char *word, const char *quote_inside)
{
    buffer_append_byte(out, '\'');
    for (; *word; word++) {
        if (*word == '\'')
            buffer_append_text(out, quote_inside);
        else
            buffer_append_byte(out, *word);
    }
    buffer_append_byte(out, '\'');
}

/* What _arguments of zsh reads in a description. */
static void append_zsh_text(struct buffer *out, const char *text)
{
    for (; *text; text++) {
        if (strchr("[]:\\", *text))
            buffer_append_byte(out, '\\');
        buffer_append_byte(out, *text);
    }
}

void describe_zsh(struct buffer *out)
{
    buffer_append_text(out, "#compdef socksh\n# Completions of socksh for zsh; generated.\n\n"
                            "_arguments -s -S -A '-*' \\\n");
    for (const struct program_option *option = program_options; option->code; option++) {
        cleanup_buffer struct buffer word = {0};
        buffer_append_text(&word, option->code == 'c' ? "(1)" : option->code == 'e' ? "*" : "");
        option_append(&word, option);
        buffer_append_byte(&word, '[');
        append_zsh_text(&word, option->summary);
        buffer_append_byte(&word, ']');
        if (option->value)
            buffer_printf(&word, ":%s: ", option->value);
        buffer_append_text(out, "    ");
        append_shell_word(out, buffer_text(&word), "'\\''");
        buffer_append_text(out, " \\\n");
    }
    buffer_append_text(out, "    '1:script:_files -g \"*.socksh(-.)\"'\n");
}

void describe_fish(struct buffer *out)
{
    buffer_append_text(out, "# Completions of socksh for fish; generated.\n\n"
                            "complete -c socksh -f\n");
    for (const struct program_option *option = program_options; option->code; option++) {
        if (option_has_letter(option))
            buffer_printf(out, "complete -c socksh -s %c", option->code);
        else
            buffer_printf(out, "complete -c socksh -l %s", option->name);
        buffer_append_text(out, option->value ? " -x -d " : " -d ");
        append_shell_word(out, option->summary, "\\'");
        buffer_append_byte(out, '\n');
    }
    buffer_append_text(out, "complete -c socksh -k -n 'not __fish_seen_argument -s c' "
                            "-a '(__fish_complete_suffix .socksh)'\n");
}
