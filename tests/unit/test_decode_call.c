/* Calls in strace's words. Those that a kernel makes are beside strace's own in script/test_trace.py; here is
 * what is rare: forgotten and cut bytes, odd addresses, unknown numbers. */
#include "support.h"

#include "journal/decode.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/vm_sockets.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/un.h>

static const char *option_name(int level, int number)
{
    return level == IPPROTO_TCP && number == TCP_NODELAY ? "TCP_NODELAY" : NULL;
}

static const struct decode usual = {.shown = DECODE_SHOWN, .option_name = option_name};

/* The journal fills the lengths in. */
static void measure(struct journal_event *event, const struct journal_bytes *bytes)
{
    event->address_length = (unsigned short)bytes->address.length;
    event->data_length = (unsigned short)bytes->data.length;
    event->control_length = (unsigned short)bytes->control.length;
    if (event->data_total == 0)
        event->data_total = bytes->data.length;
}

static void check(struct journal_event event, struct journal_bytes bytes, const char *wanted)
{
    cleanup_buffer struct buffer line = {0};

    measure(&event, &bytes);
    event.elapsed = 1234567;
    decode_call(&line, &usual, &event, &bytes);
    buffer_append_byte(&line, '\n');
    cleanup_buffer struct buffer whole = {0};
    buffer_printf(&whole, "%s <0.001234>\n", wanted);
    assert_string_equal(buffer_text(&line), buffer_text(&whole));
}

#define BYTES(value) ((struct span){(const char *)&(value), sizeof(value)})

static void test_results_stand_in_a_column(void **state)
{
    (void)state;
    check((struct journal_event){.call = CALL_LISTEN, .fd = 3, .numbers = {5}},
          (struct journal_bytes){0}, "listen(3, 5)                            = 0");
    check((struct journal_event){.call = CALL_CLOSE, .fd = 3, .result = -1, .error = EBADF},
          (struct journal_bytes){0},
          "close(3)                                = -1 EBADF (Bad file descriptor)");
}

static void test_numbers_without_name(void **state)
{
    (void)state;
    check((struct journal_event){.call = CALL_SOCKET, .numbers = {99, 0x40007, 5}, .result = 3},
          (struct journal_bytes){0}, "socket(0x63 /* AF_??? */, 0x40007 /* SOCK_??? */, 5) = 3");
    check((struct journal_event){.call = CALL_SOCKET,
                                 .numbers = {AF_INET, SOCK_RAW | SOCK_CLOEXEC, 200},
                                 .result = 3},
          (struct journal_bytes){0},
          "socket(AF_INET, SOCK_RAW|SOCK_CLOEXEC, 0xc8 /* IPPROTO_??? */) = 3");
    check(
        (struct journal_event){
            .call = CALL_SENDTO, .fd = 4, .numbers = {1, MSG_OOB | 0x1000000}, .result = 1},
        (struct journal_bytes){.data = SPAN("x")},
        "sendto(4, \"x\", 1, MSG_OOB|0x1000000, NULL, 0) = 1");
    check((struct journal_event){.call = CALL_SETSOCKOPT, .fd = 4, .numbers = {99, 7, 4}},
          (struct journal_bytes){.data = SPAN("\1\0\0\0")},
          "setsockopt(4, 0x63 /* SOL_?? */, 7, [1], 4) = 0");
    check((struct journal_event){.call = CALL_SETSOCKOPT,
                                 .fd = 4,
                                 .numbers = {IPPROTO_TCP, TCP_NODELAY, 4}},
          (struct journal_bytes){.data = SPAN("\1\0\0\0")},
          "setsockopt(4, SOL_TCP, TCP_NODELAY, [1], 4) = 0");
}

static void test_data_is_escaped_and_cut(void **state)
{
    struct journal_event sent = {.call = CALL_SENDTO, .fd = 4, .numbers = {9, 0}, .result = 9};

    (void)state;
    check(sent, (struct journal_bytes){.data = SPAN("\0\1\0011\0018\"\\\r")},
          "sendto(4, \"\\0\\1\\0011\\18\\\"\\\\\\r\", 9, 0, NULL, 0) = 9");
    check(sent, (struct journal_bytes){.data = SPAN("\033[2J\x7f\xc3\xa9\xff")},
          "sendto(4, \"\\33[2J\\177\\303\\251\\377\", 9, 0, NULL, 0) = 9");
    check(sent, (struct journal_bytes){.data = SPAN("0123456789abcdef0123456789abcdef")},
          "sendto(4, \"0123456789abcdef0123456789abcdef\", 9, 0, NULL, 0) = 9");
    check(sent, (struct journal_bytes){.data = SPAN("0123456789abcdef0123456789abcdef!")},
          "sendto(4, \"0123456789abcdef0123456789abcdef\"..., 9, 0, NULL, 0) = 9");
    /* Less was kept than there was. */
    sent.data_total = 5000;
    check(sent, (struct journal_bytes){.data = SPAN("hello")},
          "sendto(4, \"hello\"..., 9, 0, NULL, 0)    = 9");
}

static void test_forgotten_bytes(void **state)
{
    cleanup_buffer struct buffer line = {0};
    struct journal_event event = {.call = CALL_CONNECT, .fd = 4, .address_length = 16};

    (void)state;
    decode_arguments(&line, &usual, &event, NULL);
    assert_spans(buffer_span(&line), SPAN("4, /* forgotten */, 16"));
    for (int call = 0; call < CALL_COUNT; call++) {
        struct journal_event other = {.call = (enum journal_call)call,
                                      .data_total = 5,
                                      .data_length = 5,
                                      .control_length = 9};
        buffer_clear(&line);
        decode_arguments(&line, &usual, &other, NULL);
        assert_true(line.length > 0);
    }
}

static void test_addresses(void **state)
{
    struct sockaddr_in6 link = {.sin6_family = AF_INET6, .sin6_port = htons(80)};
    struct sockaddr_vm vm = {
        .svm_family = AF_VSOCK, .svm_cid = VMADDR_CID_ANY, .svm_port = VMADDR_PORT_ANY};
    struct sockaddr_un path = {.sun_family = AF_UNIX, .sun_path = "/tmp/\033[2J"};
    struct sockaddr_ll packet = {.sll_family = AF_PACKET, .sll_halen = 200};
    struct sockaddr nobody = {.sa_family = AF_UNSPEC};
    struct journal_event event = {.call = CALL_CONNECT, .fd = 4};

    (void)state;
    inet_pton(AF_INET6, "fe80::1", &link.sin6_addr);
    link.sin6_scope_id = 999999;
    check(event, (struct journal_bytes){.address = BYTES(link)},
          "connect(4, {sa_family=AF_INET6, sin6_port=htons(80), sin6_flowinfo=htonl(0), "
          "inet_pton(AF_INET6, \"fe80::1\", &sin6_addr), sin6_scope_id=999999}, 28) = 0");
    check(event, (struct journal_bytes){.address = BYTES(vm)},
          "connect(4, {sa_family=AF_VSOCK, svm_cid=VMADDR_CID_ANY, svm_port=VMADDR_PORT_ANY, "
          "svm_flags=0}, 16) = 0");
    check(event, (struct journal_bytes){.address = BYTES(path)},
          "connect(4, {sa_family=AF_UNIX, sun_path=\"/tmp/\\33[2J\"}, 110) = 0");
    check(
        event, (struct journal_bytes){.address = BYTES(nobody)},
        "connect(4, {sa_family=AF_UNSPEC, sa_data=\"\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\"}, "
        "16) = 0");
    check(event, (struct journal_bytes){.address = SPAN("\2\0\0")},
          "connect(4, {sa_family=AF_INET, sa_data=\"\\0\"}, 3) = 0");
    check(event, (struct journal_bytes){.address = SPAN("\1\0")},
          "connect(4, {sa_family=AF_UNIX}, 2)      = 0");
    check(event, (struct journal_bytes){.address = BYTES(packet)},
          "connect(4, {sa_family=AF_PACKET, sll_protocol=htons(0 /* ETH_P_??? */), sll_ifindex=0, "
          "sll_hatype=ARPHRD_NETROM, sll_pkttype=PACKET_HOST, sll_halen=200, sll_addr=[00, 00, 00, "
          "00, "
          "00, 00, 00, 00, ...]}, 20) = 0");
}

static void test_descriptors_flags(void **state)
{
    struct journal_event event = {.call = CALL_FCNTL, .fd = 5, .numbers = {F_GETFL}};

    (void)state;
    event.result = O_RDWR | O_NONBLOCK;
    check(event, (struct journal_bytes){0},
          "fcntl(5, F_GETFL)                       = 0x802 (flags O_RDWR|O_NONBLOCK)");
    event.result = O_RDONLY;
    check(event, (struct journal_bytes){0},
          "fcntl(5, F_GETFL)                       = 0 (flags O_RDONLY)");
    event.numbers[0] = F_GETFD;
    event.result = FD_CLOEXEC;
    check(event, (struct journal_bytes){0},
          "fcntl(5, F_GETFD)                       = 0x1 (flags FD_CLOEXEC)");
}

static void test_malformed_control_messages(void **state)
{
    struct cmsghdr head = {.cmsg_len = 3, .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS};
    struct journal_event event = {.call = CALL_SENDMSG, .fd = 5, .numbers = {1}, .result = 1};

    (void)state;
    check(event, (struct journal_bytes){.data = SPAN("x"), .control = BYTES(head)},
          "sendmsg(5, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base=\"x\", iov_len=1}], "
          "msg_iovlen=1, msg_control=[{cmsg_len=3, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS}], "
          "msg_controllen=16, msg_flags=0}, 0) = 1");
    head.cmsg_len = 5000;
    head.cmsg_level = 77;
    check(event, (struct journal_bytes){.data = SPAN("x"), .control = BYTES(head)},
          "sendmsg(5, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base=\"x\", iov_len=1}], "
          "msg_iovlen=1, msg_control=[{cmsg_len=5000, cmsg_level=0x4d /* SOL_??? */, "
          "cmsg_type=0x1}], msg_controllen=16, msg_flags=0}, 0) = 1");
    check(event, (struct journal_bytes){.data = SPAN("x"), .control = SPAN("short")},
          "sendmsg(5, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base=\"x\", iov_len=1}], "
          "msg_iovlen=1, msg_control=[], msg_controllen=5, msg_flags=0}, 0) = 1");
}

static void test_netlink_messages(void **state)
{
    struct nlmsghdr head = {.nlmsg_len = 20,
                            .nlmsg_type = RTM_GETLINK,
                            .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP,
                            .nlmsg_seq = 7};
    struct journal_event event = {
        .call = CALL_SENDTO, .fd = 5, .numbers = {20, 0}, .result = 20, .netlink = 1};
    char several[40] = {0};

    (void)state;
    memcpy(several, &head, sizeof(head));
    check(event, (struct journal_bytes){.data = {several, 20}},
          "sendto(5, [{nlmsg_len=20, nlmsg_type=RTM_GETLINK, nlmsg_flags=NLM_F_REQUEST|NLM_F_DUMP, "
          "nlmsg_seq=7, nlmsg_pid=0}, \"\\0\\0\\0\\0\"], 20, 0, NULL, 0) = 20");
    head = (struct nlmsghdr){.nlmsg_len = 18, .nlmsg_type = NLMSG_DONE, .nlmsg_flags = 0x302};
    memcpy(several + 20, &head, sizeof(head));
    event.netlink = 5;
    check(event, (struct journal_bytes){.data = BYTES(several)},
          "sendto(5, [[{nlmsg_len=20, nlmsg_type=0x12 /* NLMSG_??? */, "
          "nlmsg_flags=NLM_F_REQUEST|NLM_F_DUMP, nlmsg_seq=7, nlmsg_pid=0}, \"\\0\\0\\0\\0\"], "
          "[{nlmsg_len=18, nlmsg_type=NLMSG_DONE, nlmsg_flags=NLM_F_MULTI|0x300, nlmsg_seq=0, "
          "nlmsg_pid=0}, \"\\0\\0\"]], 20, 0, NULL, 0) = 20");
}

/* Of long answers a journal keeps the beginning, and what is no message stays a string. */
static void test_netlink_messages_in_part(void **state)
{
    struct nlmsghdr head = {.nlmsg_len = 1000, .nlmsg_type = 99};
    struct journal_event event = {
        .call = CALL_SENDTO, .fd = 5, .numbers = {3000, 0}, .netlink = 1, .data_total = 3000};

    (void)state;
    check(event, (struct journal_bytes){.data = BYTES(head)},
          "sendto(5, [[{nlmsg_len=1000, nlmsg_type=0x63 /* NLMSG_??? */, nlmsg_flags=0, "
          "nlmsg_seq=0, nlmsg_pid=0}, \"\"...], ...], 3000, 0, NULL, 0) = 0");
    head.nlmsg_len = 3; /* less than it is */
    event.data_total = sizeof(head);
    check(event, (struct journal_bytes){.data = BYTES(head)},
          "sendto(5, [[{nlmsg_len=3, nlmsg_type=0x63 /* NLMSG_??? */, nlmsg_flags=0, nlmsg_seq=0, "
          "nlmsg_pid=0}]], 3000, 0, NULL, 0) = 0");
    event.data_total = 0;
    check(event, (struct journal_bytes){.data = SPAN("short")},
          "sendto(5, \"short\", 3000, 0, NULL, 0)    = 0");
}

static void test_several_messages_at_once(void **state)
{
    struct journal_part parts[] = {{.length = 2, .sent = 2}, {.length = 3, .sent = 0}};
    struct journal_event event = {
        .kind = JOURNAL_LIBRARY, .call = CALL_SENDMMSG, .fd = 5, .numbers = {2, 0}, .result = 1};

    (void)state;
    check(event, (struct journal_bytes){.data = SPAN("abcde"), .control = BYTES(parts)},
          "[library] sendmmsg(5, [{msg_hdr={msg_name=NULL, msg_namelen=0, "
          "msg_iov=[{iov_base=\"ab\", iov_len=2}], msg_iovlen=1, msg_controllen=0, msg_flags=0}, "
          "msg_len=2}, {msg_hdr={msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base=\"cde\", "
          "iov_len=3}], msg_iovlen=1, msg_controllen=0, msg_flags=0}}], 2, 0) = 1");
    event.numbers[0] = 1;
    event.result = -1;
    event.error = EPERM; /* as a packet filter has it */
    check(event,
          (struct journal_bytes){.data = SPAN("ab"),
                                 .control = {(const char *)parts, sizeof(parts[0])}},
          "[library] sendmmsg(5, [{msg_hdr={msg_name=NULL, msg_namelen=0, "
          "msg_iov=[{iov_base=\"ab\", iov_len=2}], msg_iovlen=1, msg_controllen=0, msg_flags=0}}], "
          "1, 0) = -1 EPERM (Operation not permitted)");
}

static void test_forgotten_messages(void **state)
{
    cleanup_buffer struct buffer line = {0};
    struct journal_event event = {
        .kind = JOURNAL_LIBRARY, .call = CALL_SENDMMSG, .fd = 5, .numbers = {2, 0}, .result = 2};

    (void)state;
    decode_call(&line, &(struct decode){.shown = DECODE_SHOWN}, &event, NULL);
    assert_non_null(strstr(buffer_text(&line), "sendmmsg(5, /* forgotten */, 2, 0)"));
}

static void test_parts(void **state)
{
    struct journal_part parts[] = {{.length = 2}, {.length = 3}};
    struct journal_event event = {
        .kind = JOURNAL_LIBRARY, .call = CALL_WRITEV, .fd = 5, .numbers = {2}, .result = 5};
    struct journal_event read = {
        .kind = JOURNAL_LIBRARY, .call = CALL_READ, .fd = 5, .numbers = {2}, .result = 2};

    (void)state;
    check(event, (struct journal_bytes){.data = SPAN("abcde"), .control = BYTES(parts)},
          "[library] writev(5, [{iov_base=\"ab\", iov_len=2}, {iov_base=\"cde\", iov_len=3}], 2) = "
          "5");
    check(read, (struct journal_bytes){.data = SPAN("ab")},
          "[library] read(5, \"ab\", 2)                        = 2");
    read.result = -1;
    read.error = EAGAIN;
    check(read, (struct journal_bytes){0},
          "[library] read(5, 0x..., 2)                       = -1 EAGAIN (Resource temporarily "
          "unavailable)");
}

static void test_interfaces(void **state)
{
    struct ifreq request = {.ifr_name = "nowhere0"};
    struct journal_event event = {.kind = JOURNAL_SHELL,
                                  .call = CALL_IOCTL,
                                  .fd = 5,
                                  .numbers = {SIOCGIFINDEX},
                                  .result = -1,
                                  .error = ENODEV};

    (void)state;
    check(event, (struct journal_bytes){.data = BYTES(request)},
          "[shell] ioctl(5, SIOCGIFINDEX, {ifr_name=\"nowhere0\"}) = -1 ENODEV (No such device)");
    event.numbers[0] = SIOCGIFMTU;
    event.result = 0;
    request.ifr_mtu = 1500;
    check(event, (struct journal_bytes){.data = BYTES(request)},
          "[shell] ioctl(5, SIOCGIFMTU, {ifr_name=\"nowhere0\", ifr_mtu=1500}) = 0");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_results_stand_in_a_column),
        cmocka_unit_test(test_numbers_without_name),
        cmocka_unit_test(test_data_is_escaped_and_cut),
        cmocka_unit_test(test_forgotten_bytes),
        cmocka_unit_test(test_addresses),
        cmocka_unit_test(test_descriptors_flags),
        cmocka_unit_test(test_malformed_control_messages),
        cmocka_unit_test(test_netlink_messages),
        cmocka_unit_test(test_netlink_messages_in_part),
        cmocka_unit_test(test_several_messages_at_once),
        cmocka_unit_test(test_forgotten_messages),
        cmocka_unit_test(test_parts),
        cmocka_unit_test(test_interfaces),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
