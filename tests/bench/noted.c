/* noted PORT COUNT MESSAGE: what talk does, and each call is noted in a journal that nobody reads, as socksh notes
 * its own: statement, time, arguments, result, bytes. */
#include "loopback.h"

#include "journal/journal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static void note(struct journal *journal, enum journal_call call, nanoseconds began, int fd,
                 size_t room, struct span data)
{
    struct journal_event event = {
        .call = call,
        .socket = 1,
        .fd = fd,
        .time = began,
        .elapsed = clock_now() - began,
        .numbers = {(int64_t)room, call == CALL_SENDTO ? MSG_NOSIGNAL : 0},
        .result = (int64_t)data.length,
    };

    journal_write(journal, &event, &(struct journal_bytes){.data = data});
}

static void send_noted(struct journal *journal, int fd, struct span message)
{
    struct journal_cause outer = journal_enter(journal, SPAN("c.send $m"), 1);
    nanoseconds began = clock_now();
    size_t sent = (size_t)checked(send(fd, message.data, message.length, MSG_NOSIGNAL), "send");

    note(journal, CALL_SENDTO, began, fd, message.length, (struct span){message.data, sent});
    journal_leave(journal, outer, 0, "");
}

static void receive_noted(struct journal *journal, int fd, char *room, size_t length)
{
    struct journal_cause outer = journal_enter(journal, SPAN("x = c.recv"), 1);

    for (size_t have = 0; have < length;) {
        nanoseconds began = clock_now();
        long got = checked(recv(fd, room + have, length - have, 0), "recv");
        if (got == 0)
            exit(EXIT_FAILURE);
        note(journal, CALL_RECVFROM, began, fd, length - have,
             (struct span){room + have, (size_t)got});
        have += (size_t)got;
    }
    journal_leave(journal, outer, 0, "");
}

int main(int argc, char **argv)
{
    if (argc != 4)
        return EXIT_FAILURE;

    struct span message = span_of(argv[3]);
    struct journal *journal = journal_new(JOURNAL_USUAL);
    char room[4096];
    int fd = loopback_connect(argv[1]);

    if (message.length > sizeof(room))
        return EXIT_FAILURE;
    for (long left = atol(argv[2]); left > 0; left--) {
        send_noted(journal, fd, message);
        receive_noted(journal, fd, room, message.length);
    }
    write_all(1, room, message.length);
    journal_free(journal);
    return EXIT_SUCCESS;
}
