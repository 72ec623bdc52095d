/* Any journal has a ladder, also one that no kernel makes. */
#include "support.h"

#include "base/escape.h"
#include "journal/ladder_svg.h"
#include "journal/ladder_text.h"

#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>

static struct journal_end some_end(struct random *random, int family)
{
    struct journal_end end = {.length = (unsigned char)random_below(random, 2)};
    struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = (in_port_t)random_below(random, 4)};
    struct sockaddr_in6 in6 = {.sin6_family = AF_INET6, .sin6_port = in.sin_port};
    bool is_in = family == AF_INET;

    if (end.length == 0 || family == AF_UNIX)
        return (struct journal_end){0};
    end.length = is_in ? sizeof(in) : sizeof(in6);
    memcpy(end.bytes, is_in ? (const void *)&in : (const void *)&in6, end.length);
    return end;
}

static void add_some_socket(struct journal *journal, struct random *random, unsigned id)
{
    static const int families[] = {AF_INET, AF_INET6, AF_UNIX};
    static const int types[] = {SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET};
    int family = families[random_below(random, 3)];

    journal_add_socket(journal, &(struct journal_socket){
                                    .id = id,
                                    .name = {(char)('a' + id % 26)},
                                    .fd = (int)random_below(random, 8),
                                    .family = family,
                                    .type = types[random_below(random, 3)],
                                    .origin = (enum journal_origin)random_below(random, 5),
                                    .other = random_below(random, id),
                                    .local = some_end(random, family),
                                    .peer = some_end(random, family),
                                });
}

static void add_some_event(struct journal *journal, struct random *random)
{
    static const int errors[] = {EAGAIN, EINPROGRESS, ECONNREFUSED, ECONNRESET, EPIPE, ETIMEDOUT};
    cleanup_buffer struct buffer data = {0};
    unsigned sockets = journal_next_socket(journal);
    struct journal_end to = some_end(random, random_below(random, 2) ? AF_INET : AF_INET6);
    struct journal_event event = {
        .kind = random_below(random, 4) ? JOURNAL_CALL : JOURNAL_STATE,
        .call = (enum journal_call)random_below(random, CALL_COUNT),
        .socket = random_below(random, sockets + 1),
        .fd = (int)random_below(random, 8),
        .time = clock_now(),
        .numbers = {random_below(random, 12), random_below(random, 14), random_below(random, 4)},
        .result = (int64_t)random_below(random, 12) - 3,
    };

    random_bytes(random, &data, 64);
    if (event.result < 0) {
        event.result = -1;
        event.error = errors[random_below(random, sizeof(errors) / sizeof(errors[0]))];
    }
    journal_write(journal, &event,
                  &(struct journal_bytes){
                      .address = {to.bytes, to.length},
                      .data = buffer_span(&data),
                      .control = buffer_span(&data),
                  });
}

/* Rows are as wide as the page at the most, and printable. */
static void check_page(const struct buffer *text, size_t columns)
{
    struct span rest = buffer_span(text);

    while (rest.length) {
        size_t length = (size_t)((const char *)memchr(rest.data, '\n', rest.length) - rest.data);
        struct span line = {rest.data, length};
        assert_true(escape_width(line) <= columns);
        for (size_t i = 0; i < length; i++)
            assert_true((unsigned char)line.data[i] >= ' ' && line.data[i] != 0x7F);
        assert_true(escape_is_utf8(line));
        rest = span_after(rest, length + 1);
    }
}

/* Histories that no kernel makes, and whose beginnings are forgotten. */
static void test_any_journal_is_shown(void **unused)
{
    struct random random = {.state = 7};

    (void)unused;
    for (int round = 0; round < 200; round++) {
        struct journal *journal = journal_new(JOURNAL_LEAST);
        cleanup_buffer struct buffer text = {0};
        size_t columns = 30 + random_below(&random, 150);
        for (int i = 0; i < 400; i++) {
            if (i < 2 || random_below(&random, 20) == 0)
                add_some_socket(journal, &random, journal_next_socket(journal));
            add_some_event(journal, &random);
        }
        struct ladder *ladder = ladder_new(journal);
        struct ladder_view *view = ladder_view_new(
            ladder, &(struct ladder_choice){.abreast = ladder_text_abreast(columns),
                                            .sockets = &(unsigned){1 + random_below(&random, 4)},
                                            .socket_count = random_below(&random, 2),
                                            .rungs = 1 + random_below(&random, 500)});
        ladder_text(&text, view, &(struct ladder_page){columns, round % 2});
        check_page(&text, columns < LADDER_NARROW ? LADDER_NARROW : columns);
        ladder_svg(&text, view);
        ladder_view_free(view);
        ladder_free(ladder);
        journal_free(journal);
    }
}

/* No kernel lets a listener send, but what was noted is shown at each end that it stands for. */
static void test_more_arrows_than_calls(void **unused)
{
    struct journal *journal = journal_new(JOURNAL_LEAST);

    (void)unused;
    journal_add_socket(
        journal, &(struct journal_socket){.id = 1, .family = AF_UNIX, .type = SOCK_SEQPACKET});
    for (unsigned id = 2; id <= 40; id += 2) {
        struct journal_end name = {.length = 3, .bytes = {AF_UNIX, 0, (char)id}};
        struct journal_event event = {.call = CALL_RECVFROM, .socket = id, .result = 1};
        journal_add_socket(journal, &(struct journal_socket){.id = id,
                                                             .family = AF_UNIX,
                                                             .type = SOCK_SEQPACKET,
                                                             .origin = ORIGIN_ACCEPTED,
                                                             .other = 1,
                                                             .peer = name});
        journal_add_socket(
            journal, &(struct journal_socket){
                         .id = id + 1, .family = AF_UNIX, .type = SOCK_SEQPACKET, .local = name});
        journal_write(journal, &event, &(struct journal_bytes){.data = SPAN("x")});
    }
    for (int i = 0; i < 20; i++) {
        struct journal_event event = {.call = CALL_SENDTO, .socket = 1, .result = 1};
        journal_write(journal, &event, &(struct journal_bytes){.data = SPAN("x")});
    }
    struct ladder *ladder = ladder_new(journal);
    assert_true(ladder->rung_count > 400);
    ladder_free(ladder);
    journal_free(journal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_any_journal_is_shown),
        cmocka_unit_test(test_more_arrows_than_calls),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
