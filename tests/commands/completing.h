/* For tests of completion: pairs of a typed line, whose cursor is the last | in it, and its candidates. Each
 * fails with the line and what it gives. */
#ifndef TESTS_COMMANDS_COMPLETING_H
#define TESTS_COMMANDS_COMPLETING_H

#include "harness.h"

#include "shell/completion.h"

/* All candidates, in order, with what follows each and with commas between: "socket ,sockets ". */
#define all(shell, line, wanted) check_all(shell, line, wanted, __FILE__, __LINE__)
#define none(shell, line) all(shell, line, "")
/* These are among the candidates; are not. */
#define has(shell, line, ...) \
    check_some(shell, line, (const char *const[]){__VA_ARGS__, NULL}, true, __FILE__, __LINE__)
#define lacks(shell, line, ...) \
    check_some(shell, line, (const char *const[]){__VA_ARGS__, NULL}, false, __FILE__, __LINE__)
/* `first` stands before `second`. */
#define before(shell, line, first, second) \
    check_order(shell, line, first, second, __FILE__, __LINE__)
/* `part` stands in the candidate's summary. */
#define says(shell, line, text, part) check_summary(shell, line, text, part, __FILE__, __LINE__)

/* The caller frees what these return. */
struct completion *complete(struct shell *shell, struct span text, size_t cursor);
struct completion *complete_line(struct shell *shell, const char *line);

const struct candidate *find(const struct completion *completion, const char *text);

void check_all(struct shell *shell, const char *line, const char *wanted, const char *file, int at);
void check_some(struct shell *shell, const char *line, const char *const texts[], bool wanted,
                const char *file, int at);
void check_order(struct shell *shell, const char *line, const char *first, const char *second,
                 const char *file, int at);
void check_summary(struct shell *shell, const char *line, const char *text, const char *part,
                   const char *file, int at);

#endif
