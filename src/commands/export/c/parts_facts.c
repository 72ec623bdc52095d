/* What the kernel tells of a socket, in a program in C. */
#include "export/c/parts.h"

// clang-format off
const struct part export_c_facts[] = {
    {"tcp_state(",
     "/* The connection's state, by RFC 9293's names. */\n"
     "static struct bytes tcp_state(int fd)\n"
     "{\n"
     "    static const char *const names[] = {\n"
     "        \"?\",         \"ESTABLISHED\", \"SYN-SENT\",   \"SYN-RECEIVED\", \"FIN-WAIT-1\", \"FIN-WAIT-2\",\n"
     "        \"TIME-WAIT\", \"CLOSED\",      \"CLOSE-WAIT\", \"LAST-ACK\",     \"LISTEN\",     \"CLOSING\"};\n"
     "    unsigned char state = 0;\n"
     "\n"
     "    getsockopt(fd, IPPROTO_TCP, TCP_INFO, &state, &(socklen_t){1});\n"
     "    return from_text(names[state < sizeof(names) / sizeof(names[0]) ? state : 0]);\n"
     "}\n", true},
    {"tcp_bytes_out(",
     "/* tcpi_bytes_sent, less what was sent again, and what is not sent yet. */\n"
     "static long long tcp_bytes_out(int fd)\n"
     "{\n"
     "    unsigned char info[216] = {0};\n"
     "    unsigned long long sent, again;\n"
     "    unsigned waiting;\n"
     "\n"
     "    getsockopt(fd, IPPROTO_TCP, TCP_INFO, info, &(socklen_t){sizeof(info)});\n"
     "    memcpy(&sent, info + 200, sizeof(sent));\n"
     "    memcpy(&again, info + 208, sizeof(again));\n"
     "    memcpy(&waiting, info + 144, sizeof(waiting));\n"
     "    return (long long)(sent - again + waiting);\n"
     "}\n", true},
    {"unacknowledged(",
     "/* Bytes under way: the kernel has sent them and has no answer. */\n"
     "static long long unacknowledged(int fd)\n"
     "{\n"
     "    int queued = 0;\n"
     "\n"
     "    ioctl(fd, TIOCOUTQ, &queued);\n"
     "    return queued;\n"
     "}\n", true},
    {"error_pending(",
     "static struct bytes error_pending(int fd)\n"
     "{\n"
     "    struct pollfd now = {fd, 0, 0};\n"
     "\n"
     "    poll(&now, 1, 0);\n"
     "    return now.revents & POLLERR ? literal(\"true\", 4) : literal(\"false\", 5);\n"
     "}\n", true},
    {"credentials peer_credentials(",
     "struct credentials {\n"
     "    int pid;\n"
     "    unsigned uid, gid;\n"
     "};\n", true},
    {"peer_credentials(",
     "/* Process, user and group at the other end. */\n"
     "static struct credentials peer_credentials(int fd)\n"
     "{\n"
     "    struct credentials peer = {0};\n"
     "\n"
     "    getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &(socklen_t){sizeof(peer)});\n"
     "    return peer;\n"
     "}\n", true},
    {0},
};
// clang-format on
