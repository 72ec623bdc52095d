/* How a statement ended in the session where it stands in a try: the journal noted which ones failed. Private to
 * src/commands. */
#ifndef COMMANDS_EXPORT_FATE_H
#define COMMANDS_EXPORT_FATE_H

struct statement;
struct translation;

struct fate {
    enum { WENT_WELL, FAILED, UNKNOWN } is;
    const char *status; /* what $? was behind one that failed */
};

/* Its own failure, not one that a try inside of it caught. Of one that runs more than once it is the same each
 * time, or unknown. */
struct fate fate_of(const struct translation *t, const struct statement *statement);
/* The statement that is left out may be the one that ended the try. */
void fate_of_left_out(struct translation *t, const struct statement *statement);

#endif
