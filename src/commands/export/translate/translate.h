/* The session in another language. One walk over its statements serves every language: it keeps what names
 * stand for and writes each command by the template in its row; how a value, a call or a block is written
 * is the language's. Private to src/commands. */
#ifndef COMMANDS_EXPORT_TRANSLATE_H
#define COMMANDS_EXPORT_TRANSLATE_H

#include "export/export.h"
#include "export/scene.h"
#include "export/translate/status.h"

struct doubted;
struct given_name;
struct language;
struct loop_round;
struct lost_file;
struct parts;
struct timed;
struct try_way;
struct use_from;
struct variable;

/* What comes after the statement that is written: the others of its block, the loop once more, what is behind. */
struct frame {
    const struct statement *next;
    const struct statement *loop; /* whose block it is; NULL for none */
    const char *source;           /* the file or entry whose statements they are; NULL for none */
    const struct frame *outer;
};

/* Where the lines of a try begin; in C, where an error leads. Opened and closed by the language. */
struct open_try {
    unsigned label;
    size_t start;
    struct open_try *outer;
};

/* Of the session's, that ended the try here: then $? is that word. */
struct mistake {
    enum { NO_MISTAKE, MISTAKE_PERHAPS, MISTAKE } is;
    const char *status; /* of one that is certain */
    size_t length;      /* of what was written before it, which has run */
    unsigned missing, indent;
};

struct translation {
    struct session *session;
    const struct language *language;
    struct parts *parts; /* that the program may have */
    struct lookout *lookout;
    struct arena arena;
    bool of_some;     /* of some handles: those of the others are known by their addresses */
    size_t forgotten; /* statements that the journal no longer has */

    /* What is written. */
    struct buffer out;
    struct buffer constants; /* that the language has no name for: set at the beginning */
    unsigned indent, within_try;
    unsigned missing, temporaries, pairs, tries, timeouts; /* so far */
    struct open_try *open_try;                             /* the innermost one */

    /* What names stand for. */
    struct scene scene;
    struct variable *variables, *last_variable, *variables_by_name;
    struct given_name *names, *names_given; /* the session's, and what the program calls them */
    struct buffer definitions; /* a byte for each variable: by what has been written up to here */
    struct variable **assignments;         /* in their order */
    size_t assignment_count, marked_count; /* and for how many marks are written */

    /* What a walk finds for the next one. */
    bool changed;                /* there is something new: once more */
    bool uses_data, uses_status; /* $_ and $? are read somewhere */
    bool holds_status;           /* $? is read where a block may have left it */
    bool loose_data;             /* $_ is read where nothing may have come */
    bool uses_from;              /* the sender's address is asked for */
    bool watches;                /* what comes on a handle is shown as it comes */
    struct lost_file *lost_files;
    struct doubted *doubted; /* handles that may be closed where they are used */
    struct timed *timed;     /* handles that have a timeout somewhere */
    struct loop_round *loops;
    struct use_from *uses; /* of what is received */

    /* Where the walk is. */
    const struct step *step;   /* that is written */
    const struct frame *frame; /* the innermost one, as the following */
    struct try_way *try_way;
    struct loop_round *loop; /* the last so far */
    struct status status;
    bool data_lost;    /* $_ may be of something that is left out */
    unsigned receipts; /* how many statements that receive there were so far */
    bool data_known;   /* here $_ is certain to hold something */
    bool failed;       /* the statement can't be written */
    const char *why;   /* where that wants to be said; else NULL */
    struct mistake mistake;
    bool goes_on;   /* behind each error: with -k in a block that is no try's */
    bool hides_end; /* of the innermost try: replies of a replay in it may have differed */
    bool lacks;     /* a template's optional part asks for what isn't given */

    /* What is run by others: files, logs, lessons, entries of the history. */
    unsigned inclusions;    /* inside one another */
    unsigned included;      /* so far */
    size_t included_length; /* of those inside others */
    struct program **programs;
    size_t program_count;
};

/* ---- the walk ---- */

unsigned translate(struct session *session, const struct steps *steps,
                   const struct language *language, struct buffer *out);
/* False where it is left out. */
bool translate_statement(struct translation *t, const struct statement *statement);
/* One after the other, in that frame; in a try up to a mistake, for nothing behind it has run. */
void translate_list(struct translation *t, const struct statement *first, struct frame *frame);
/* The end of what stands in a try: how it has come about. */
void translate_end_of_try(struct translation *t, const struct step *step);
void translate_block(struct translation *t, const struct block *block,
                     const struct statement *loop);
/* False where it can't be written; then nothing is. */
bool translate_inner(struct translation *t, const struct statement *statement);

/* ---- lines ---- */

void line(struct translation *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* One of comment, whatever stands in it. */
void comment(struct translation *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *made(struct translation *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A line of comment that says what is missing; they are counted. */
void leave_out(struct translation *t, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* The statement can't be written; the other says why, in words that last. */
void give_up(struct translation *t);
void give_up_for(struct translation *t, const char *why);
/* The session couldn't run it either: $? is that word then. It ends the try around it, as it did there. */
void give_up_as_mistaken(struct translation *t, const char *status);
/* Whether the session could isn't known. */
void give_up_as_perhaps_mistaken(struct translation *t);
/* Whether the session had no such name either, for all that was done before is in the program. */
bool was_nowhere(const struct translation *t, struct span name);
/* The innermost try begins where the text ends, and is given back as it was. */
struct open_try *open_try(struct translation *t);
struct open_try close_try(struct translation *t);

#endif
