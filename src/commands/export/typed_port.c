#include "export/typed_port.h"

#include "base/number.h"
#include "journal/journal.h"
#include "net/address.h"

#include <netinet/in.h>

static uint32_t port_of(struct span bytes)
{
    struct address address = {.length = (socklen_t)bytes.length};

    if (bytes.length > sizeof(address.storage))
        return 0;
    memcpy(&address.storage, bytes.data, bytes.length);
    return address_has_port(&address) ? address_port(&address) : 0;
}

/* Whether it was there before the statement and still is, and no bind(2) has asked for its port. */
static bool has_chosen_port(const struct journal *journal, const struct journal_socket *socket,
                            const struct journal_statement *noted)
{
    bool was_there = false;

    for (uint64_t i = 1; i < noted->first_event; i++) {
        const struct journal_event *event = journal_event(journal, i);
        struct journal_bytes bytes = {0};
        if (!event || event->kind != JOURNAL_CALL || event->socket != socket->id)
            continue;
        if (event->call == CALL_CLOSE ||
            (event->call == CALL_BIND &&
             (!journal_bytes(journal, event, &bytes) || port_of(bytes.address) != 0)))
            return false;
        was_there = true;
    }
    return was_there;
}

/* Whether a name came to be a socket's only then, or later. */
static bool is_given_later(const struct journal *journal, const char *name, uint64_t statement)
{
    for (; statement < journal_next_statement(journal); statement++) {
        const struct journal_statement *noted = journal_statement(journal, statement);
        struct span text = noted ? journal_statement_text(journal, noted) : SPAN("");
        if (memmem(text.data, text.length, "rename", strlen("rename")) &&
            memmem(text.data, text.length, name, strlen(name)))
            return true;
    }
    return false;
}

static const struct journal_socket *find_holder(const struct journal *journal, uint32_t port,
                                                const struct journal_statement *noted)
{
    const struct journal_socket *socket = journal_socket_behind(journal, 0);

    for (; socket; socket = journal_socket_behind(journal, socket->id)) {
        struct span local = {socket->local.bytes, socket->local.length};
        if (socket->origin == ORIGIN_MADE && socket->name[0] && port_of(local) == port &&
            has_chosen_port(journal, socket, noted) &&
            !is_given_later(journal, socket->name, noted->number))
            return socket;
    }
    return NULL;
}

/* A number that stands for itself; a part of a name, an address or a fraction doesn't. */
static bool read_port(struct span word, char before, struct span behind, uint32_t *ret_port)
{
    int64_t number;
    bool is_apart = strchr(" \t\n:;{(\"", before) && (!behind.length || behind.data[0] != '.');

    if (!is_apart || word.length > 5 || !number_integer(word, &number) ||
        number < IPPORT_RESERVED || number > UINT16_MAX)
        return false;
    *ret_port = (uint32_t)number;
    return true;
}

/* The quote that a byte leaves the text in: a field in '...' would stand for itself. */
static char quote_behind(char quote, char before, char byte)
{
    if (!quote)
        return byte == '\'' || byte == '"' ? byte : '\0';
    return byte == quote && (quote == '\'' || before != '\\') ? '\0' : quote;
}

void typed_port_append(struct buffer *out, const struct journal *journal,
                       const struct journal_statement *noted, struct span text)
{
    char quote = '\0', before = ' ';

    while (text.length) {
        size_t length = span_word_length(text);
        struct span word = {text.data, length ? length : 1};
        const struct journal_socket *holder = NULL;
        uint32_t port;

        text = span_after(text, word.length);
        quote = quote_behind(quote, before, word.data[0]);
        if (length && quote != '\'' && read_port(word, before, text, &port))
            holder = find_holder(journal, port, noted);
        if (holder)
            buffer_printf(out, "${%s.local.port}", holder->name);
        else
            buffer_append(out, word);
        before = word.data[word.length - 1];
    }
}
