/* What explain tells of a category of errors. */
#include "explain.h"

#include "base/fold.h"
#include "shell/reply.h"

static const struct {
    const char *causes;
    const char *example; /* meets it and goes on; NULL where that takes more than a line */
} categories[] = {
    [ERROR_USAGE] =
        {"A word is missing, too much or of the wrong type; an option or setting that does "
         "not exist; a quote or block that is never closed; a command that doesn't go with "
         "this type of socket.",
         "try { socket nothing }; print $?"},
    [ERROR_NAME] = {"A mistyped command, handle or variable; a handle that was closed; a name for "
                    "something new that an open handle has.",
                    "try { nobody.recv }; print $?"},
    [ERROR_ADDRESS] = {"A mistyped host; no name server; a host without addresses of the socket's "
                       "family. The code is one of getaddrinfo(3): EAI_NONAME, EAI_AGAIN, ...",
                       "try { resolve host.invalid }; print $?"},
    [ERROR_SERVICE] =
        {"A port was given by a name that /etc/services doesn't know, or not for this "
         "protocol.",
         "try { service no-such-service }; print $?"},
    [ERROR_SOCKET] =
        {"The kernel refused a call on a socket, and errno says why: ECONNREFUSED where "
         "nobody listens, ENOTCONN before `connect`, EADDRINUSE for a taken port.",
         "c = socket tcp; try { c.recv }; print $?"},
    [ERROR_TIMEOUT] =
        {"The time of --timeout, or of the handle's `timeout`, passed and what was waited "
         "for did not come. The kernel's own ETIMEDOUT, when a peer doesn't answer, is "
         "of category socket.",
         "pair a b; try { a.recv --timeout 10ms }; print $?"},
    [ERROR_CLOSED] =
        {"The peer finished sending (FIN) before a line, a number of bytes or a pattern "
         "was whole. For `recv` the end is no error: it has eof true and 0 bytes.",
         "pair a b; close b; try { a.recvline }; print $?"},
    [ERROR_MISMATCH] =
        {"The condition of `assert` doesn't hold, or the message that `expect` looked at "
         "lacks the pattern. The exit status 1 is what test programs give.",
         "try { assert 1 == 2 }; print $?"},
    [ERROR_TLS] =
        {"A certificate that is not trusted, is out of date or of another name; no protocol "
         "or cipher in common; a peer that doesn't speak TLS.",
         NULL},
    [ERROR_FILE] =
        {"The file behind <, > or `source` can't be opened, read or written: it isn't there, "
         "it is not yours, the disk is full.",
         "try { print hello > /nowhere/file }; print $?"},
    [ERROR_RESOURCE] =
        {"No memory or descriptors are left (ENOMEM, EMFILE, ENFILE), or a limit of "
         "socksh's own is reached: the size of a value (`set value-limit`), the depth "
         "of blocks.",
         "pair a b; try { a.recvexact 1000G }; print $?"},
    [ERROR_INTERRUPTED] =
        {"Ctrl-C, or the signal SIGINT, ended a command that waited. The socket stays "
         "usable. It is the one error that -k doesn't pass over.",
         "try { sleep 1h }; print $?"},
};

void tell_category(enum error_category category, struct reply *reply, struct buffer *text)
{
    const struct error_kind *kind = error_kind(category);
    cleanup_buffer struct buffer head = {0};
    cleanup_buffer struct buffer status = {0};
    struct fields *fields = &reply->fields;

    fields_text(fields, "category", span_of(kind->name));
    fields_text(fields, "meaning", span_of(kind->summary));
    fields_text(fields, "exception", span_of(kind->python));
    fields_integer(fields, "exit_status", kind->exit_status);
    fields_text(fields, "causes", span_of(categories[category].causes));
    if (categories[category].example)
        fields_text(fields, "example", span_of(categories[category].example));

    buffer_printf(&head, "%s, a category of errors: %s", kind->name, kind->summary);
    fold(text, "", "  ", buffer_text(&head));
    buffer_append_byte(text, '\n');
    tell_row(text, "in Python", kind->python);
    buffer_printf(&status, "%d, where it ends a run", kind->exit_status);
    tell_row(text, "exit status", buffer_text(&status));
    tell_row(text, "typical causes", categories[category].causes);
    buffer_printf(text, "\nto go on after it, `try`; $? is then %s:\n", kind->name);
    fold(text, "  ", "  ",
         categories[category].example ? categories[category].example : "try { ... }; print $?");
}
