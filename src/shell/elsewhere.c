#include "elsewhere.h"

#include "base/buffer.h"

#include <ctype.h>
#include <stdlib.h>
#include <unistd.h>

/* Names, with one blank between them; the statement that does it here; what has to follow it, in capitals, of
 * which the last may stand for several words; and what to say of it. A row without statement only says. */
static const struct {
    char names[72], statement[24], operands[16], says[104];
} known[] = {
    {"man", "help", "COMMAND", " tells of a command, `help` lists them"},
    {"nc ncat netcat telnet socat", "open", "HOST PORT",
     " connects, `server tcp ADDRESS PORT` listens"},
    {"curl wget http", "open", "HOST PORT", " connects, and `sendline \"GET / HTTP/1.0\"` asks"},
    {"read recvn recv_all", "recv", "",
     " receives, `recvexact N` so many bytes, `recvline` a line"},
    {"write sendmsg send_all", "send", "DATA", " sends, `sendall DATA` all of it"},
    {"puts writeln println", "sendline", "DATA", " sends a line, `print DATA` shows it here"},
    {"readline gets", "recvline", "", " receives a line"},
    {"select pselect epoll epoll_wait kqueue", "poll", "", " tells which handles are ready"},
    {"echo printf cout", "print", "WORD...", " shows it, `send WORD...` sends it"},
    {"cat less more", "print <", "FILE", " shows a file, `send < FILE` sends it"},
    {"gethostbyname getaddrinfo gethostbyaddr getnameinfo dig nslookup host", "resolve", "HOST",
     " looks it up, `resolve --reverse ADDRESS` the other way"},
    {"getservbyname getservbyport", "service", "NAME", " tells of a port"},
    {"gethostname uname", "hostname", "", " tells this machine's name"},
    {"htons htonl ntohs ntohl", "pack", "!H NUMBER",
     " gives bytes in network order; ports are written as plain numbers"},
    {"inet_pton inet_aton inet_ntop inet_ntoa inet_addr", "", "",
     "addresses are written as text: `connect 127.0.0.1 80`"},
    {"fcntl ioctl setblocking", "blocking", "off", " makes a handle non-blocking"},
    {"settimeout", "timeout", "DURATION", " ends a wait, `recv --timeout DURATION` one only"},
    {"errno perror strerror", "explain error", "", " tells of the last error"},
    {"netstat ss lsof", "sockets", "", " lists those of this session"},
    {"ifconfig ip ipconfig", "interfaces", "", " lists the network interfaces"},
    {"setenv env var local", "let", "NAME VALUE", " sets a variable, `variables` lists them"},
    {"for foreach loop", "repeat", "N { }", " and `while A != B { }` are the loops"},
    {"do end done fi then function def", "", "", "blocks stand in braces: `repeat 3 { print a }`"},
    {"usleep delay", "sleep", "DURATION", " waits"},
    {"wait", "poll", "", " waits for a handle, `sleep DURATION` for a time"},
    {"reset", "close --reset", "", " ends a connection with RST"},
    {"logout :q :q! :wq q quit() exit()", "quit", "", " ends socksh"},
    {"import from require", "", "",
     "nothing has to be imported: `socket tcp` makes a socket, `help start` is for the first "
     "minute"},
    {"clear cls", "", "", "Ctrl-L clears the screen"},
    {"cd pushd popd", "", "",
     "socksh stays where it was started; in one `! cd DIRECTORY; ls` the shell goes"},
    {"fg bg jobs disown", "", "", "socksh has no jobs; `! COMMAND &` runs one beside it"},
};

/* Programs whose names are near to those of commands, and are meant all the same. */
static const char programs[] = "ls pwd ping which kill ps wc su";

enum { KNOWN = sizeof(known) / sizeof(known[0]) };

static bool has_name(const char *names, struct span name)
{
    while (*names) {
        size_t length = strcspn(names, " ");
        if (span_equal(name, (struct span){names, length}))
            return true;
        names += length + (names[length] == ' ');
    }
    return false;
}

static bool is_plain(const struct word *word)
{
    struct span text = word->literal;

    for (size_t i = 0; i < text.length; i++)
        if (!isalnum((unsigned char)text.data[i]) && !strchr("_./:@%", text.data[i]))
            return false;
    return !word->pieces && !word->block && text.length;
}

static size_t count_words(const char *operands)
{
    size_t count = *operands != '\0';

    for (; *operands; operands++)
        count += *operands == ' ';
    return count;
}

/* What was typed behind the name, where that is what has to follow; else its place. */
static void append_operands(struct buffer *out, const struct statement *statement,
                            const char *operands)
{
    size_t wanted = count_words(operands), given = statement->word_count;
    bool fits = given == wanted || (given > wanted && strstr(operands, "..."));

    for (size_t i = 0; i < given; i++)
        fits &= is_plain(&statement->words[i]);
    if (!fits || given == 0) {
        buffer_printf(out, "%s%s", *operands ? " " : "", operands);
        return;
    }
    for (size_t i = 0; i < given; i++)
        buffer_printf(out, " %.*s", SPAN_ARGS(statement->words[i].literal));
}

static bool is_program(struct span name)
{
    const char *path = getenv("PATH");
    bool found = false;

    while (path && *path && !found) {
        cleanup_buffer struct buffer file = {0};
        size_t length = strcspn(path, ":");
        buffer_printf(&file, "%.*s/%.*s", (int)length, path, SPAN_ARGS(name));
        found = path[0] == '/' && access(buffer_text(&file), X_OK) == 0;
        path += length + (path[length] == ':');
    }
    return found;
}

bool elsewhere_hint_program(const struct statement *statement, struct error *error)
{
    struct span name = statement->command;
    struct word word = {.literal = name};

    if (!is_plain(&word) || !is_program(name))
        return false;
    error_hint(error, "`! %.*s` runs the program", SPAN_ARGS(name));
    return true;
}

/* Of a page that is a command's, or of another one. */
static bool hint_manual(command_table commands, const struct statement *statement,
                        struct error *error)
{
    struct error ignored;

    if (!span_is(statement->command, "man") || statement->word_count == 0)
        return false;
    const struct word *page = &statement->words[statement->word_count - 1];
    if (is_plain(page) && command_find(commands, page->literal, false, &ignored))
        error_hint(error, "`help %.*s` tells of the command", SPAN_ARGS(page->literal));
    else
        error_hint(error, "`help` lists the commands, `help start` is for the first minute");
    return true;
}

bool elsewhere_hint(command_table commands, const struct statement *statement, struct error *error)
{
    cleanup_buffer struct buffer does = {0};
    size_t row = 0;

    if (hint_manual(commands, statement, error))
        return true;
    while (row < KNOWN && !has_name(known[row].names, statement->command))
        row++;
    if (row == KNOWN)
        return has_name(programs, statement->command) && elsewhere_hint_program(statement, error);
    if (known[row].statement[0]) {
        buffer_printf(&does, "`%.*s%s%s", SPAN_ARGS(statement->handle),
                      statement->handle.length ? "." : "", known[row].statement);
        append_operands(&does, statement, known[row].operands);
        buffer_append_byte(&does, '`');
    }
    error_hint(error, "%s%s", buffer_text(&does), known[row].says);
    return true;
}
