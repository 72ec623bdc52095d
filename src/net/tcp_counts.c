#include "net/tcp_counts.h"

#include <errno.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum { ATTEMPTS = 4 };

static const struct {
    const char *file, *line, *name;
    size_t offset;
} rows[] = {
    {"/proc/net/snmp", "Tcp:", "OutRsts", offsetof(struct tcp_counts, resets)},
    {"/proc/net/netstat", "TcpExt:", "TCPAbortOnClose", offsetof(struct tcp_counts, unread)},
    {"/proc/net/netstat", "TcpExt:", "TCPOrigDataSent", offsetof(struct tcp_counts, segments)},
    {"/proc/net/netstat", "TcpExt:", "TCPTimeWaitOverflow", offsetof(struct tcp_counts, given_up)},
    {"/proc/net/netstat", "TcpExt:", "TCPAbortOnMemory", offsetof(struct tcp_counts, given_up)},
    {"/proc/net/netstat", "TcpExt:", "TCPAbortOnTimeout", offsetof(struct tcp_counts, given_up)},
    {"/proc/net/netstat", "TcpExt:", "TCPAbortOnLinger", offsetof(struct tcp_counts, given_up)},
};

/* A line of names, and behind it one of numbers. */
static unsigned take(const char *file, char *names, char *numbers, struct tcp_counts *counts)
{
    char *line = strtok_r(names, " \n", &names), *name, *number;
    unsigned found = 0;

    strtok_r(numbers, " \n", &numbers);
    while (line && (name = strtok_r(names, " \n", &names)) &&
           (number = strtok_r(numbers, " \n", &numbers)))
        for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
            if (strcmp(rows[i].file, file) == 0 && strcmp(rows[i].line, line) == 0 &&
                strcmp(rows[i].name, name) == 0) {
                *(uint64_t *)((char *)counts + rows[i].offset) += strtoumax(number, NULL, 10);
                found++;
            }
    return found;
}

static unsigned read_file(const char *path, struct tcp_counts *counts)
{
    char names[8192], numbers[8192];
    unsigned found = 0;
    FILE *file = fopen(path, "re");

    while (file && fgets(names, sizeof(names), file) && fgets(numbers, sizeof(numbers), file))
        found += take(path, names, numbers, counts);
    if (file)
        fclose(file);
    return found;
}

/* Two files are read at two times: so that each RST is counted in both or in neither, none may be sent meanwhile. */
static bool read_all(struct tcp_counts *ret_counts)
{
    struct tcp_counts counts = {0}, again = {0};
    unsigned found = read_file("/proc/net/snmp", &counts) + read_file("/proc/net/netstat", &counts);

    *ret_counts = counts;
    return found == sizeof(rows) / sizeof(rows[0]) && read_file("/proc/net/snmp", &again) &&
           again.resets == counts.resets;
}

bool tcp_counts_read(struct tcp_counts *ret_counts)
{
    struct tcp_counts counts;
    int number = errno;
    bool is_known = false;

    for (unsigned i = 0; i < ATTEMPTS && !is_known; i++)
        is_known = read_all(&counts);
    errno = number;
    if (is_known)
        *ret_counts = counts;
    return is_known;
}
