/* What the sources of candidates share. Private to the completion files. */
#ifndef SHELL_COMPLETION_PARTS_H
#define SHELL_COMPLETION_PARTS_H

#include "lang/position.h"
#include "shell/command.h"
#include "shell/completion.h"
#include "shell/session.h"

/* The word that is asked about, and what is known of it. */
struct completer {
    struct session *session;
    const struct journal *past; /* the session's own: its network has another one meanwhile */
    const struct completion_line *line;
    const struct position *position;
    const struct command *command; /* NULL where there is none yet */
    struct socket *socket;         /* that the command acts on, or NULL */
    struct span before;            /* the parameter's predecessor, "" for none */
    struct span word;              /* as it is typed, up to the cursor */
    struct typed typed;
    bool any_case;   /* beginnings in any case will do */
    bool unquotable; /* names of the language: never in quotes */
    struct completion *completion;
    size_t capacity;
};

/* Offer a value: kept where it begins as was typed. The summary is printf-made. */
void offer(struct completer *c, struct span value, char suffix, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
bool offer_is_wanted(const struct completer *c, struct span value);
/* The same, where no other has this value; looks at those from `first` on. */
void offer_once(struct completer *c, size_t first, struct span value, char suffix,
                const char *summary);

/* Leave so much of what is typed as it is, and complete the rest. False where quotes stand in it. */
bool step_over(struct completer *c, size_t length);

/* The socket that a command acts on: of HANDLE. or the current one; NULL for none. Without a command, of the
 * one that may come. */
struct socket *find_socket(const struct session *session, const struct position *position,
                           const struct command *command);

/* The type of that socket, or the one that the words before make; NULL where neither is known. */
const struct socket_type *type_of(const struct completer *c);

/* completion_names.c */
void complete_head(struct completer *c);
void complete_commands(struct completer *c);
void complete_handles(struct completer *c, char suffix);
void complete_past_handles(struct completer *c);
void complete_variables(struct completer *c, char suffix);
void complete_values(struct completer *c); /* $name */
void complete_expansion(struct completer *c);
void complete_fields(struct completer *c);
bool complete_prompt(struct completer *c); /* {FIELD} */

/* completion_options.c */
void complete_options(struct completer *c, unsigned without_traits);
void complete_option_value(struct completer *c);

/* completion_net.c. Services are those over `protocol`, NULL for any. */
void complete_interfaces(struct completer *c);
void complete_services(struct completer *c, const char *protocol);
void complete_protocols(struct completer *c);
void complete_groups(struct completer *c);

/* completion_hosts.c. What goes on behind a host in a URL is its suffix. */
void complete_hosts(struct completer *c, char suffix);
void complete_local(struct completer *c);

/* completion_url.c. What has its port in it. */
bool is_url(struct span word);
void complete_url(struct completer *c);

/* completion_history.c: the words that stood for the same in the history. */
void complete_used(struct completer *c, size_t first, enum completes kind, char suffix);
void complete_history(struct completer *c);

/* completion_lists.c: rows that a command lists without words, or with others. */
void complete_own_list(struct completer *c);
void complete_own_value(struct completer *c);
void complete_helped(struct completer *c);
void complete_explained(struct completer *c);

/* completion_files.c */
void complete_files(struct completer *c);

/* completion_shell.c: a program behind ! or |. */
void complete_shell_command(struct completer *c);

/* Those from `first` on in the order of their labels. */
void sort_candidates(struct completer *c, size_t first);

/* completion_words.c: the words of a command. The parameter that the word is of, and the one before it. */
struct operand_place {
    const struct parameter *parameter; /* NULL where no word belongs */
    struct span before;
    bool options; /* one may stand here */
};
struct operand_place find_place(const struct command *command, const struct position *position,
                                const struct socket *socket);
void complete_argument(struct completer *c);

#endif
