/* Calls in any order, with any results, on sockets of every kind, some of which were there before: whatever
 * they say, the file is one of whole blocks. */
#include "target.h"

#include "base/buffer.h"
#include "journal/capture.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

enum { SOCKETS = 12, CALL = 8, ENDS = 4 };

static const struct {
    int family, type, protocol;
} kinds[] = {
    {AF_INET, SOCK_STREAM, 0}, {AF_INET, SOCK_STREAM, 0},           {AF_INET6, SOCK_STREAM, 0},
    {AF_UNIX, SOCK_STREAM, 0}, {AF_UNIX, SOCK_SEQPACKET, 0},        {AF_UNIX, SOCK_DGRAM, 0},
    {AF_INET, SOCK_DGRAM, 0},  {AF_INET6, SOCK_DGRAM, 0},           {AF_INET, SOCK_RAW, 0},
    {AF_INET6, SOCK_RAW, 0},   {AF_INET, SOCK_DGRAM, IPPROTO_ICMP}, {AF_PACKET, SOCK_DGRAM, 0},
};

struct scene {
    struct journal *journal;
    struct buffer file;
};

static bool keep(void *context, struct span blocks)
{
    buffer_append(&((struct scene *)context)->file, blocks);
    return true;
}

static struct journal_end an_end(int family, unsigned number)
{
    struct sockaddr_in inet = {.sin_family = AF_INET, .sin_port = htons((uint16_t)number)};
    struct sockaddr_in6 inet6 = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)number)};
    struct sockaddr_un path = {.sun_family = AF_UNIX, .sun_path = {'/', (char)('a' + number % 26)}};
    struct journal_end end = {0};
    const void *bytes = family == AF_INET6  ? (void *)&inet6
                        : family == AF_UNIX ? (void *)&path
                                            : &inet;

    end.length = (unsigned char)(family == AF_INET6  ? sizeof(inet6)
                                 : family == AF_UNIX ? sizeof(sa_family_t) + 3
                                                     : sizeof(inet));
    memcpy(end.bytes, bytes, end.length);
    return end;
}

static int family_of(int fd)
{
    return kinds[(unsigned)fd % SOCKETS].family;
}

/* Half of the sockets face each other. */
static bool local(void *context, int fd, struct journal_end *ret_end)
{
    (void)context;
    *ret_end = an_end(family_of(fd), (unsigned)fd % ENDS);
    return fd % 5 != 4;
}

static bool peer(void *context, int fd, struct journal_end *ret_end)
{
    (void)context;
    *ret_end = an_end(family_of(fd), (unsigned)fd % ENDS ^ 1u);
    return fd % 3 != 2;
}

static bool source(void *context, int fd, const struct journal_end *to, struct journal_end *ret_end)
{
    (void)to;
    return local(context, fd, ret_end);
}

static void waiting(void *context, int fd, size_t known, struct buffer *bytes)
{
    size_t count = (size_t)(fd % 7);

    (void)context;
    buffer_append_repeated(bytes, 'w', count > known ? count - known : 0);
}

static bool left(void *context, const struct journal_end *own, const struct journal_end *to,
                 int *ret_state)
{
    (void)context;
    (void)to;
    *ret_state = own->bytes[2] % (TCP_CLOSING + 1);
    return own->bytes[2] & 1;
}

static bool has_ended(void *context, int fd)
{
    (void)context;
    return fd % 3 == 0;
}

static bool counts(void *context, struct capture_counts *ret_counts)
{
    (void)context;
    *ret_counts = (struct capture_counts){0};
    return true;
}

static bool patience(void *context, int fd, nanoseconds *ret_patience)
{
    (void)context;
    *ret_patience = SECOND;
    return fd % 2;
}

static bool segments(void *context, int fd, uint64_t *ret_count)
{
    (void)context;
    *ret_count = (uint64_t)fd % 3;
    return fd % 2;
}

static bool is_acknowledged(void *context, int fd)
{
    (void)context;
    return fd % 3 == 0;
}

static size_t piece(void *context, int fd)
{
    (void)context;
    return (size_t)fd % 4;
}

static bool sends_header(void *context, int fd)
{
    (void)context;
    return fd % 2;
}

static void add_sockets(struct scene *scene, unsigned first)
{
    for (unsigned id = first; id < first + SOCKETS; id++)
        journal_add_socket(scene->journal, &(struct journal_socket){
                                               .id = id,
                                               .fd = (int)id,
                                               .family = kinds[id % SOCKETS].family,
                                               .type = kinds[id % SOCKETS].type,
                                               .protocol = kinds[id % SOCKETS].protocol,
                                               .origin = id % 5,
                                               .other = id - 1,
                                           });
}

static struct span take(struct span *input, size_t most)
{
    struct span taken = {input->data, input->length < most ? input->length : most};

    *input = span_after(*input, most);
    return taken;
}

/* What the journal promises: a receive has no more data than its result, a send no less. */
static void make_call(struct scene *scene, struct span *input)
{
    struct span head = take(input, CALL);
    const unsigned char *b = (const unsigned char *)head.data;
    if (head.length < CALL)
        return;
    struct journal_bytes bytes = {.data = take(input, b[3] % 64)};
    bool is_sent = b[0] % CALL_COUNT == CALL_SENDTO || b[0] % CALL_COUNT == CALL_SENDMSG;
    struct journal_event event = {
        .kind = b[0] >> 7 ? JOURNAL_STATE : JOURNAL_CALL,
        .call = b[0] % CALL_COUNT,
        .socket = b[1] % (2 * SOCKETS + 1),
        .fd = b[1] % (2 * SOCKETS + 1),
        .result = b[2] % 4 == 0 ? -1
                  : is_sent     ? (int64_t)bytes.data.length
                                : b[4],
        .error = b[2] % 4 == 0 ? b[4] % 134 : 0,
        .numbers = {b[5], b[6]},
    };
    struct journal_end end = an_end(family_of(event.fd), b[7] % ENDS);

    if (!is_sent && (int64_t)bytes.data.length > event.result)
        bytes.data.length = event.result < 0 ? 0 : (size_t)event.result;
    if (b[7] & 64)
        bytes.address = (struct span){end.bytes, end.length};
    if (b[7] & 128 && input->length >= 64)
        bytes.control = take(input, 64);
    if (b[2] % 8 == 1)
        journal_tell_before(scene->journal, &event);
    journal_write(scene->journal, &event, &bytes);
}

static uint32_t number_at(struct span bytes, size_t place)
{
    uint32_t number;

    memcpy(&number, bytes.data + place, sizeof(number));
    return number;
}

/* All blocks are whole; returns how many are packets. */
static uint64_t check_blocks(struct span file)
{
    uint64_t packets = 0;

    while (file.length) {
        must(file.length >= 12, "a block has a head and an end");
        uint32_t length = number_at(file, 4);
        must(length >= 12 && length % 4 == 0 && length <= file.length, "a block is whole");
        must(number_at(file, length - 4) == length, "a block's lengths are the same");
        if (number_at(file, 0) == 6) {
            packets++;
            must(28 + number_at(file, 20) + 4 <= length, "a packet fits into its block");
            must(number_at(file, 20) <= number_at(file, 24), "a part is no longer than the whole");
        }
        file = span_after(file, length);
    }
    return packets;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct scene scene = {.journal = journal_new(JOURNAL_LEAST)};
    struct span input = {(const char *)data, size};

    add_sockets(&scene, 1);
    for (unsigned i = 0; i < 4; i++)
        make_call(&scene, &input);
    struct capture *capture = capture_new(scene.journal, &(struct capture_ways){
                                                             .context = &scene,
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
    add_sockets(&scene, 1 + SOCKETS);
    while (input.length)
        make_call(&scene, &input);
    must(check_blocks(buffer_span(&scene.file)) == capture_packets(capture),
         "the packets are counted");
    must(scene.file.length == capture_bytes(capture), "the bytes are counted");
    capture_look_back(capture);
    capture_free(capture);
    journal_free(scene.journal);
    buffer_free(&scene.file);
    return 0;
}
