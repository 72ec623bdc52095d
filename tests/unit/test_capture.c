/* A capture as blocks of a file: the journal is written to as the calls would, and the kernel's answers are
 * made up. */
#include "support.h"

#include "base/checksum.h"
#include "journal/capture.h"
#include "journal/packet.h"
#include "journal/pcapng.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

enum { IPV4 = 20, TCP_SEQUENCE = 4, TCP_OFFSET = 12, TCP_FLAGS = 13 };

struct scene {
    struct journal *journal;
    struct capture *capture;
    struct buffer file;
    size_t room; /* of the disk */
    struct journal_end local, peer;
    struct span waiting; /* to be received */
    bool has_ended;      /* behind that */
    struct capture_counts counts;
    nanoseconds patience;
    uint64_t segments; /* one more with each question */
    bool is_acknowledged;
    int left; /* the state of what is closed, as the kernel tells; 0 where it doesn't */
};

static struct journal_end end_of(in_addr_t host, unsigned port)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(host)};
    struct journal_end end = {.length = sizeof(address)};

    memcpy(end.bytes, &address, sizeof(address));
    return end;
}

static struct journal_end end_at(unsigned port)
{
    return end_of(INADDR_LOOPBACK, port);
}

static bool keep(void *context, struct span blocks)
{
    struct scene *scene = context;

    if (scene->file.length + blocks.length > scene->room)
        return false;
    buffer_append(&scene->file, blocks);
    return true;
}

static bool local(void *context, int fd, struct journal_end *ret_end)
{
    (void)fd;
    *ret_end = ((struct scene *)context)->local;
    return true;
}

static bool peer(void *context, int fd, struct journal_end *ret_end)
{
    const struct scene *scene = context;

    (void)fd;
    if (scene->peer.length == 0)
        return false;
    *ret_end = scene->peer;
    return true;
}

static bool source(void *context, int fd, const struct journal_end *to, struct journal_end *ret_end)
{
    (void)to;
    return local(context, fd, ret_end);
}

static void waiting(void *context, int fd, size_t known, struct buffer *bytes)
{
    (void)fd;
    buffer_append(bytes, span_after(((struct scene *)context)->waiting, known));
}

static bool has_ended(void *context, int fd)
{
    (void)fd;
    return ((struct scene *)context)->has_ended;
}

static bool left(void *context, const struct journal_end *own, const struct journal_end *to,
                 int *ret_state)
{
    const struct scene *scene = context;

    (void)own;
    (void)to;
    *ret_state = scene->left;
    return scene->left != 0;
}

static bool counts(void *context, struct capture_counts *ret_counts)
{
    *ret_counts = ((const struct scene *)context)->counts;
    return true;
}

static bool patience(void *context, int fd, nanoseconds *ret_patience)
{
    (void)fd;
    *ret_patience = ((const struct scene *)context)->patience;
    return true;
}

static bool segments(void *context, int fd, uint64_t *ret_count)
{
    (void)fd;
    *ret_count = ((struct scene *)context)->segments++;
    return true;
}

static bool is_acknowledged(void *context, int fd)
{
    (void)fd;
    return ((const struct scene *)context)->is_acknowledged;
}

static size_t piece(void *context, int fd)
{
    (void)context;
    (void)fd;
    return 0;
}

static bool sends_header(void *context, int fd)
{
    (void)context;
    (void)fd;
    return false;
}

static struct scene start_scene(void)
{
    return (struct scene){
        .journal = journal_new(JOURNAL_LEAST),
        .room = SIZE_MAX,
        .local = end_at(1000),
    };
}

static void start_capture(struct scene *scene)
{
    scene->capture = capture_new(scene->journal, &(struct capture_ways){
                                                     .context = scene,
                                                     .write = keep,
                                                     .local = local,
                                                     .peer = peer,
                                                     .source = source,
                                                     .waiting = waiting,
                                                     .has_ended = has_ended,
                                                     .left = left,
                                                     .counts = counts,
                                                     .patience = patience,
                                                     .segments = segments,
                                                     .is_acknowledged = is_acknowledged,
                                                     .piece = piece,
                                                     .sends_header = sends_header,
                                                 });
}

static void end_scene(struct scene *scene)
{
    capture_free(scene->capture);
    journal_free(scene->journal);
    buffer_free(&scene->file);
}

static void add_socket(struct scene *scene, unsigned id, int family, int type)
{
    journal_add_socket(
        scene->journal,
        &(struct journal_socket){.id = id, .fd = (int)id, .family = family, .type = type});
}

static void note(struct scene *scene, enum journal_call call, int64_t result, struct span data,
                 const struct journal_end *address)
{
    struct journal_event event = {
        .call = call,
        .socket = 1,
        .fd = 1,
        .result = result < 0 ? -1 : result,
        .error = result < 0 ? (int)-result : 0,
        .numbers = {100},
        .time = clock_now(),
    };
    struct journal_bytes bytes = {.data = data};

    if (address)
        bytes.address = (struct span){address->bytes, address->length};
    journal_write(scene->journal, &event, &bytes);
}

/* ---- blocks ---- */

static uint32_t number_at(struct span bytes, size_t place)
{
    uint32_t number;

    assert_true(place + sizeof(number) <= bytes.length);
    memcpy(&number, bytes.data + place, sizeof(number));
    return number;
}

/* The next block of that type, whole; no data where there is none. All are checked on the way. */
static struct span next_block(struct span *rest, uint32_t type)
{
    while (rest->length) {
        uint32_t length = number_at(*rest, 4);
        assert_true(length % 4 == 0 && length <= rest->length);
        assert_int_equal(number_at(*rest, length - 4), length);
        struct span block = {rest->data, length};
        *rest = span_after(*rest, length);
        if (number_at(block, 0) == type)
            return block;
    }
    return (struct span){0};
}

static struct span next_packet(struct span *rest)
{
    struct span block = next_block(rest, 6);

    return block.length ? (struct span){block.data + 28, number_at(block, 20)} : block;
}

/* The flags of all packets, which are TCP over IPv4 with right checksums and without a gap: "S SA A". */
static void expect_flags(const struct scene *scene, const char *flags)
{
    cleanup_buffer struct buffer found = {0};
    struct span rest = buffer_span(&scene->file), packet;

    while ((packet = next_packet(&rest)).length) {
        assert_int_equal(checksum_internet((struct span){packet.data, IPV4}), 0);
        unsigned bits = (unsigned char)packet.data[IPV4 + TCP_FLAGS];
        if (found.length)
            buffer_append_byte(&found, ' ');
        for (unsigned i = 0; i < 6; i++)
            if (bits & 1u << i)
                buffer_append_byte(&found, "FSRPAU"[i]);
    }
    assert_string_equal(buffer_text(&found), flags);
}

static void test_file_begins_with_a_section(void **state)
{
    struct scene scene = start_scene();
    struct span rest;

    (void)state;
    start_capture(&scene);
    rest = buffer_span(&scene.file);
    struct span section = next_block(&rest, 0x0A0D0D0A);
    assert_ptr_equal(section.data, scene.file.data);
    assert_int_equal(number_at(section, 8), 0x1A2B3C4D);
    struct span interface = next_block(&rest, 1);
    assert_int_equal(number_at(interface, 8), LINK_RAW);
    assert_int_equal(rest.length, 0);
    assert_int_equal(capture_bytes(scene.capture), scene.file.length);
    assert_int_equal(capture_packets(scene.capture), 0);
    end_scene(&scene);
}

static void test_a_connection(void **state)
{
    struct scene scene = start_scene();
    struct journal_end to = end_at(2000);

    (void)state;
    start_capture(&scene);
    add_socket(&scene, 1, AF_INET, SOCK_STREAM);
    note(&scene, CALL_CONNECT, -EINPROGRESS, SPAN(""), &to);
    expect_flags(&scene, "S");
    note(&scene, CALL_CONNECT, 0, SPAN(""), &to);
    note(&scene, CALL_SENDTO, 3, SPAN("hello"), NULL);
    note(&scene, CALL_SENDTO, -EAGAIN, SPAN("lo"), NULL);
    note(&scene, CALL_RECVFROM, 4, SPAN("back"), NULL);
    note(&scene, CALL_RECVFROM, 0, SPAN(""), NULL);
    note(&scene, CALL_CLOSE, 0, SPAN(""), NULL);
    expect_flags(&scene, "S SA A PA PA A FA A FA");
    end_scene(&scene);
}

/* Beside no statement, as at a prompt. */
static void note_state(struct scene *scene, int state)
{
    journal_write(
        scene->journal,
        &(struct journal_event){.kind = JOURNAL_STATE, .socket = 1, .fd = 1, .numbers = {0, state}},
        &(struct journal_bytes){0});
}

static void test_an_end_behind_what_waits(void **state)
{
    static const char said[] = "noticed between statements";
    struct scene scene = start_scene();
    struct journal_end to = end_at(2000);

    (void)state;
    start_capture(&scene);
    add_socket(&scene, 1, AF_INET, SOCK_STREAM);
    note(&scene, CALL_CONNECT, 0, SPAN(""), &to);
    scene.waiting = SPAN("bye");
    note_state(&scene, TCP_CLOSE_WAIT);
    expect_flags(&scene, "S SA A PA FA A");
    note(&scene, CALL_RECVFROM, 2, SPAN("by"), NULL);
    note(&scene, CALL_RECVFROM, 1, SPAN("e"), NULL);
    note(&scene, CALL_RECVFROM, 0, SPAN(""), NULL);
    expect_flags(&scene, "S SA A PA FA A");
    assert_non_null(memmem(scene.file.data, scene.file.length, said, strlen(said)));
    end_scene(&scene);
}

static void test_an_end_behind_what_was_received_in_part(void **state)
{
    struct scene scene = start_scene();
    struct journal_end to = end_at(2000);

    (void)state;
    start_capture(&scene);
    add_socket(&scene, 1, AF_INET, SOCK_STREAM);
    note(&scene, CALL_CONNECT, 0, SPAN(""), &to);
    note(&scene, CALL_RECVFROM, 2, SPAN("go"), NULL);
    scene.waiting = SPAN("od bye");
    note_state(&scene, TCP_CLOSE_WAIT);
    note(&scene, CALL_SENDTO, 1, SPAN("x"), NULL);
    note(&scene, CALL_SENDTO, -EPIPE, SPAN("x"), NULL);
    note(&scene, CALL_RECVFROM, 6, SPAN("od bye"), NULL);
    expect_flags(&scene, "S SA A PA A PA FA A PA R");
    end_scene(&scene);
}

static void look_before(struct scene *scene, enum journal_call call)
{
    journal_tell_before(scene->journal,
                        &(struct journal_event){.call = call, .socket = 1, .fd = 1});
}

static void test_what_waits_when_something_is_sent(void **state)
{
    static const enum journal_call calls[] = {CALL_SENDTO, CALL_SENDMSG};
    struct journal_end to = end_at(2000);

    (void)state;
    for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
        struct scene scene = start_scene();
        start_capture(&scene);
        assert_true(journal_wants_before(scene.journal));
        add_socket(&scene, 1, AF_INET, SOCK_STREAM);
        look_before(&scene, calls[i]);
        note(&scene, CALL_CONNECT, 0, SPAN(""), &to);
        scene.waiting = SPAN("bye");
        look_before(&scene, calls[i]);
        look_before(&scene, calls[i]);
        note(&scene, calls[i], 1, SPAN("x"), NULL);
        note(&scene, CALL_RECVFROM, 3, SPAN("bye"), NULL);
        expect_flags(&scene, "S SA A PA PA");
        end_scene(&scene);
    }
}

static void test_an_end_of_a_unix_stream_when_something_is_sent(void **state)
{
    struct scene scene = start_scene();

    (void)state;
    scene.peer = (struct journal_end){.length = 2, .bytes = {AF_UNIX}};
    add_socket(&scene, 1, AF_UNIX, SOCK_STREAM);
    start_capture(&scene);
    scene.has_ended = true;
    look_before(&scene, CALL_SENDTO);
    note(&scene, CALL_SENDTO, -EPIPE, SPAN("x"), NULL);
    expect_flags(&scene, "FA A");
    end_scene(&scene);
}

/* The kernel goes on without a descriptor: a peer's FIN comes behind the close. */
static void test_an_answer_to_a_close(void **state)
{
    static const struct {
        int states[2];
        const char *flags;
    } rows[] = {
        {{TCP_FIN_WAIT1, TCP_TIME_WAIT}, "S SA A FA FA A"},
        {{TCP_FIN_WAIT2, TCP_TIME_WAIT}, "S SA A FA A FA A"},
        {{TCP_FIN_WAIT2, TCP_CLOSE}, "S SA A FA A"},
        {{0, TCP_TIME_WAIT}, "S SA A FA"},
    };
    struct journal_end to = end_at(2000);

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct scene scene = start_scene();
        start_capture(&scene);
        add_socket(&scene, 1, AF_INET, SOCK_STREAM);
        note(&scene, CALL_CONNECT, 0, SPAN(""), &to);
        note(&scene, CALL_CLOSE, 0, SPAN(""), NULL);
        for (size_t look = 0; look < 2; look++) {
            scene.left = rows[i].states[look];
            capture_look_back(scene.capture);
        }
        expect_flags(&scene, rows[i].flags);
        end_scene(&scene);
    }
}

/* A connection that is gone behind a close, by what the kernel has counted since then, FIN and all. */
static void test_a_reset_behind_a_close(void **state)
{
    enum { HERE = INADDR_LOOPBACK, THERE = 0x0A000001 };
    static const struct {
        in_addr_t host;
        struct capture_counts since;
        nanoseconds patience;
        bool is_shown;
        int seen; /* right behind the close; 0 for FIN-WAIT-1 */
    } rows[] = {
        {HERE, {.resets = 1, .segments = 1}, 60 * SECOND, true},
        {HERE, {.resets = 1, .segments = 9, .unread = 1}, 60 * SECOND, true},
        {HERE, {.resets = 1, .segments = 2}, 60 * SECOND, false}, /* it may be our own */
        {HERE, {.resets = 2, .segments = 1}, 60 * SECOND, false},
        {HERE, {.segments = 1}, 60 * SECOND, false},
        {HERE, {.resets = 1, .segments = 1, .given_up = 1}, 60 * SECOND, false},
        {HERE, {.resets = 1, .segments = 1}, 0, false}, /* its time is up */
        {THERE, {.segments = 9}, 60 * SECOND, true},
        {THERE, {.segments = 9}, 0, false},
        {THERE, {.segments = 9, .given_up = 1}, 60 * SECOND, false},
        {THERE, {.resets = 1, .segments = 1}, 60 * SECOND, false},
        {THERE, {.segments = 1}, 60 * SECOND, true, TCP_FIN_WAIT2},
        /* the peer's FIN came right before the close: its ACK of ours ends what is in LAST-ACK */
        {THERE, {.segments = 1}, 60 * SECOND, false, TCP_LAST_ACK},
        {THERE, {.segments = 1}, 60 * SECOND, false, TCP_CLOSE},
        {HERE, {.resets = 1, .segments = 1}, 60 * SECOND, false, TCP_CLOSE},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct scene scene = start_scene();
        struct journal_end to = end_of(rows[i].host, 2000);
        struct journal_event coming = {.call = CALL_CLOSE, .socket = 1, .fd = 1};
        scene.patience = rows[i].patience;
        start_capture(&scene);
        add_socket(&scene, 1, AF_INET, SOCK_STREAM);
        note(&scene, CALL_CONNECT, 0, SPAN(""), &to);
        journal_tell_before(scene.journal, &coming);
        scene.left = rows[i].seen ? rows[i].seen : TCP_FIN_WAIT1;
        note(&scene, CALL_CLOSE, 0, SPAN(""), NULL);
        scene.counts = rows[i].since;
        scene.left = TCP_CLOSE;
        capture_look_back(scene.capture);
        expect_flags(&scene, rows[i].is_shown ? "S SA A FA RA" : "S SA A FA");
        end_scene(&scene);
    }
}

/* What is told of a connection that was reset: the bytes the kernel has counted, a FIN among them or not. */
static void test_an_end_in_front_of_a_reset(void **state)
{
    static const struct {
        int64_t count;
        const char *flags;
    } rows[] = {{3, "S SA A PA RA"}, {4, "S SA A PA FA A RA"}, {0, "S SA A PA RA"}};
    struct journal_end to = end_at(2000);

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct scene scene = start_scene();
        struct journal_event over = {.kind = JOURNAL_STATE,
                                     .socket = 1,
                                     .fd = 1,
                                     .numbers = {TCP_ESTABLISHED, TCP_CLOSE, rows[i].count}};
        start_capture(&scene);
        add_socket(&scene, 1, AF_INET, SOCK_STREAM);
        note(&scene, CALL_CONNECT, 0, SPAN(""), &to);
        scene.waiting = SPAN("bye");
        journal_write(scene.journal, &over, &(struct journal_bytes){0});
        expect_flags(&scene, rows[i].flags);
        end_scene(&scene);
    }
}

static void test_only_what_the_kernel_took(void **state)
{
    struct scene scene = start_scene();
    struct span rest;

    (void)state;
    scene.peer = end_at(2000);
    add_socket(&scene, 1, AF_INET, SOCK_STREAM);
    start_capture(&scene);
    note(&scene, CALL_SENDTO, 3, SPAN("hello"), NULL);
    rest = buffer_span(&scene.file);
    assert_bytes(span_after(next_packet(&rest), 40), "hel");
    end_scene(&scene);
}

static void test_what_nobody_answers(void **state)
{
    static const struct {
        int error;
        const char *flags;
    } rows[] = {{ECONNREFUSED, "S RA"},
                {ETIMEDOUT, "S"},
                {EHOSTUNREACH, "S"},
                {ECONNRESET, "S SA A RA"},
                {EPIPE, "S SA A FA A RA"}};
    struct journal_end to = end_at(2000);

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct scene scene = start_scene();
        start_capture(&scene);
        add_socket(&scene, 1, AF_INET, SOCK_STREAM);
        note(&scene, CALL_CONNECT, -EINPROGRESS, SPAN(""), &to);
        note(&scene, CALL_CONNECT, -rows[i].error, SPAN(""), &to);
        note(&scene, CALL_CLOSE, 0, SPAN(""), NULL);
        expect_flags(&scene, rows[i].flags);
        end_scene(&scene);
    }
}

/* connect(2) tells what came of an attempt once, also where that was seen before; then it calls anew. */
static void test_an_attempt_that_was_over_before_it_was_told(void **state)
{
    static const int told[] = {ECONNRESET, ECONNREFUSED, ECONNABORTED};
    struct journal_end to = end_at(2000);

    (void)state;
    for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++) {
        struct scene scene = start_scene();
        start_capture(&scene);
        add_socket(&scene, 1, AF_INET, SOCK_STREAM);
        note(&scene, CALL_CONNECT, -EINPROGRESS, SPAN(""), &to);
        note(&scene, CALL_RECVFROM, -ECONNREFUSED, SPAN(""), NULL);
        note(&scene, CALL_CONNECT, -told[i], SPAN(""), &to);
        expect_flags(&scene, "S RA");
        note(&scene, CALL_CONNECT, -ECONNREFUSED, SPAN(""), &to);
        expect_flags(&scene, "S RA S RA");
        end_scene(&scene);
    }
}

static void test_nothing_was_sent_where_there_is_no_way(void **state)
{
    struct scene scene = start_scene();
    struct journal_end to = end_at(2000);

    (void)state;
    start_capture(&scene);
    add_socket(&scene, 1, AF_INET, SOCK_STREAM);
    note(&scene, CALL_CONNECT, -ENETUNREACH, SPAN(""), &to);
    expect_flags(&scene, "");
    end_scene(&scene);
}

static void test_large_sends_fit_into_packets(void **state)
{
    struct scene scene = start_scene();
    cleanup_buffer struct buffer large = {0};
    struct span rest, packet;
    size_t total = 0, count = 0;

    (void)state;
    buffer_append_repeated(&large, 'x', 200000);
    scene.peer = end_at(2000);
    add_socket(&scene, 1, AF_INET, SOCK_STREAM);
    start_capture(&scene);
    note(&scene, CALL_SENDTO, 200000, buffer_span(&large), NULL);
    for (rest = buffer_span(&scene.file); (packet = next_packet(&rest)).length; count++) {
        assert_true(packet.length <= 65535);
        total += packet.length - 40;
    }
    assert_int_equal(total, 200000);
    assert_int_equal(count, 4);
    assert_int_equal(capture_packets(scene.capture), 4);
    end_scene(&scene);
}

static void test_what_is_left_out_is_said_once(void **state)
{
    struct scene scene = start_scene();
    struct span rest, block;

    (void)state;
    start_capture(&scene);
    add_socket(&scene, 1, AF_VSOCK, SOCK_STREAM);
    note(&scene, CALL_SENDTO, 5, SPAN("hello"), NULL);
    note(&scene, CALL_SENDTO, 5, SPAN("hello"), NULL);
    rest = buffer_span(&scene.file);
    next_block(&rest, 1);
    block = next_block(&rest, 1);
    assert_int_equal(number_at(block, 8), LINK_UPPER_PDU);
    block = next_packet(&rest);
    assert_bytes(((struct span){block.data, 24}), "\0\x0c\0\x10"
                                                  "data-text-lines\0\0\0\0\0");
    assert_non_null(memmem(block.data, block.length, "vsock", 5));
    assert_int_equal(next_packet(&rest).length, 0);
    end_scene(&scene);
}

static void test_a_full_disk_ends_it(void **state)
{
    struct scene scene = start_scene();

    (void)state;
    scene.peer = end_at(2000);
    add_socket(&scene, 1, AF_INET, SOCK_STREAM);
    start_capture(&scene);
    note(&scene, CALL_SENDTO, 5, SPAN("hello"), NULL);
    scene.room = scene.file.length;
    assert_true(capture_runs(scene.capture));
    note(&scene, CALL_SENDTO, 5, SPAN("hello"), NULL);
    assert_false(capture_runs(scene.capture));
    assert_false(journal_wants_data(scene.journal));
    scene.room = SIZE_MAX;
    note(&scene, CALL_SENDTO, 5, SPAN("hello"), NULL);
    assert_int_equal(capture_packets(scene.capture), 1);
    assert_int_equal(capture_bytes(scene.capture), scene.file.length);
    expect_flags(&scene, "PA");
    end_scene(&scene);
}

static void test_secrets_have_a_block(void **state)
{
    struct scene scene = start_scene();
    struct span lines = SPAN("CLIENT_RANDOM 00 11\n"), rest, block;

    (void)state;
    start_capture(&scene);
    capture_secrets(scene.capture, lines);
    rest = buffer_span(&scene.file);
    block = next_block(&rest, 10);
    assert_int_equal(number_at(block, 8), 0x544C534B);
    assert_int_equal(number_at(block, 12), lines.length);
    assert_spans(((struct span){block.data + 16, lines.length}), lines);
    end_scene(&scene);
}

static void test_lengths_that_no_header_can_say(void **state)
{
    struct packet_end from = {.version = 4, .port = 1}, to = {.version = 4, .port = 2};
    cleanup_buffer struct buffer packet = {0};

    (void)state;
    packet_udp(&packet, IPPROTO_UDP, &from, &to, SPAN("part"), 100000);
    assert_int_equal((unsigned char)packet.data[2] << 8 | (unsigned char)packet.data[3], 65535);
    assert_int_equal(packet.length, IPV4 + 8 + 4);
}

static void test_headers_that_are_none(void **state)
{
    static const char *const packets[] = {"", "E", "\x60xxxxxxxxxxxxxxxxxxxxxxx",
                                          "\x4Fxxxxxxxxxxxxxxxxxxxxxxxxx",
                                          "\x44xxxxxxxxxxxxxxxxxxxxx"};
    struct packet_end from = {.version = 4};

    (void)state;
    for (size_t i = 0; i < sizeof(packets) / sizeof(packets[0]); i++) {
        cleanup_buffer struct buffer packet = {0};
        buffer_append_text(&packet, packets[i]);
        assert_false(packet_complete(&packet, &from));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_file_begins_with_a_section),
        cmocka_unit_test(test_a_connection),
        cmocka_unit_test(test_an_end_behind_what_waits),
        cmocka_unit_test(test_an_end_behind_what_was_received_in_part),
        cmocka_unit_test(test_what_waits_when_something_is_sent),
        cmocka_unit_test(test_an_end_of_a_unix_stream_when_something_is_sent),
        cmocka_unit_test(test_an_answer_to_a_close),
        cmocka_unit_test(test_a_reset_behind_a_close),
        cmocka_unit_test(test_an_end_in_front_of_a_reset),
        cmocka_unit_test(test_only_what_the_kernel_took),
        cmocka_unit_test(test_what_nobody_answers),
        cmocka_unit_test(test_an_attempt_that_was_over_before_it_was_told),
        cmocka_unit_test(test_nothing_was_sent_where_there_is_no_way),
        cmocka_unit_test(test_large_sends_fit_into_packets),
        cmocka_unit_test(test_what_is_left_out_is_said_once),
        cmocka_unit_test(test_a_full_disk_ends_it),
        cmocka_unit_test(test_secrets_have_a_block),
        cmocka_unit_test(test_lengths_that_no_header_can_say),
        cmocka_unit_test(test_headers_that_are_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
