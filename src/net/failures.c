#include "net/failures.h"

#include "base/error.h"
#include "base/number.h"

#include <errno.h>
#include <netdb.h>

#define CODE(code) #code, code

const struct failure failures[] = {
    {CODE(EACCES),
     "The kernel, a firewall or the file system forbids it to you. Ports below 1024, broadcasts "
     "and the files of Unix sockets have their own rules.",
     "For a port: take one of 1024 or more. For a broadcast: `setsockopt broadcast on`. For a "
     "path: the rights of the socket file and of every directory above it (ls -l). Else the "
     "firewall, and the security policy of the system."},
    {CODE(EADDRINUSE),
     "The local address is taken: another socket has it, or for TCP an old connection of it is in "
     "TIME-WAIT, which lasts 60 s on Linux. A Unix path is taken as long as its file exists.",
     "Who has it: `! ss -tulpan`, or `! ss -xlp` for Unix sockets. `setsockopt reuseaddr on` "
     "before `bind` passes over TIME-WAIT; port 0 takes a free port; the file of a dead Unix "
     "server may be removed."},
    {CODE(EADDRNOTAVAIL),
     "The address is not one of this machine's, or all local ports that the kernel hands out are "
     "taken.",
     "`interfaces` lists this machine's addresses; * binds to all of them. The range of ports is "
     "in /proc/sys/net/ipv4/ip_local_port_range."},
    {CODE(EAFNOSUPPORT),
     "The address is of another family than the socket, or the kernel has no such family.",
     "`info` tells the socket's type, `resolve` the families a host has; `open` takes whichever "
     "fits."},
    {CODE(EAGAIN),
     "It can't be done now without waiting, and the socket doesn't wait: no data is there, no "
     "room, no connection. It is no failure of the connection. EWOULDBLOCK is the same number.",
     "`poll` waits until it would work; `blocking on` lets the commands wait themselves."},
    {CODE(EALREADY), "An earlier attempt to connect is still under way on this socket.",
     "`poll --write` waits for its end; `disconnect` gives it up."},
    {CODE(EBADF),
     "The descriptor is not open, or not open for this: it was closed before, or never was one.",
     "In a program: who closed it, and whether its number has been given to something else since. "
     "`sockets` lists what is open here."},
    {CODE(EBUSY), "The object is in use by somebody else at this moment.",
     "Try again; of a device or an address: who else uses it."},
    {CODE(ECONNABORTED),
     "The connection was ended on this side before it could be used, such as one whose client had "
     "gone before accept(2) took it. Linux mostly hands that one out all the same.",
     "Go on: the next accept(2) takes the next connection. If it happens often: clients that give "
     "up early."},
    {CODE(ECONNREFUSED),
     "The other machine is there and says no: nothing has that port or path open. TCP answers SYN "
     "with RST, UDP answers with ICMP port unreachable, a Unix path has no listener.",
     "Is the server running, on this port, on this address (127.0.0.1 is not the machine's other "
     "addresses)? On the server: `! ss -tlnp`. A firewall that rejects answers like this, too."},
    {CODE(ECONNRESET),
     "The peer ended the connection at once, with RST: it crashed, closed with data unread, or "
     "knows nothing of the connection (any more). What was on its way may be lost, in both "
     "directions. Unix sockets have no RST: there the peer closed with data unread.",
     "The peer's own log. Did it close while you were still sending? Was the connection idle, so "
     "that a NAT or firewall in between forgot it?"},
    {CODE(EDESTADDRREQ), "A datagram was to be sent and nobody said where to.",
     "`connect` sets a peer for `send`; `sendto` says it each time."},
    {CODE(EDOM), "A number is outside of what the option's function takes.",
     "The option's unit and range: its manual page, or `options` for the value now."},
    {CODE(EDQUOT), "The user's share of the disk is used up.",
     "quota(1); only files, not sockets, meet it."},
    {CODE(EEXIST), "What should be made is there already.", "The name, and who made it."},
    {CODE(EFAULT), "A pointer given to the kernel leads to memory that isn't the program's.",
     "A mistake of the program: buffers that were freed, lengths that don't belong to them. Run it "
     "under valgrind."},
    {CODE(EHOSTDOWN), "The host is on this link but doesn't answer there.",
     "Is it switched on? `! ip neigh` shows what ARP or neighbour discovery found."},
    {CODE(EHOSTUNREACH),
     "No way leads to that host: no route here, a router that says so by ICMP, or nobody on the "
     "link who answers ARP or neighbour discovery for it.",
     "`! ip route get ADDRESS`, `! ip neigh`, ping, traceroute. A firewall may answer like this, "
     "too."},
    {CODE(EINPROGRESS),
     "The connection is being made and the socket doesn't wait for it: SYN is sent, the answer is "
     "not there. It is the normal course of a non-blocking connect.",
     "`poll --write` waits for the end, then `getsockopt error` tells how it went: none is "
     "connected."},
    {CODE(EINTR),
     "A signal came while the call waited; nothing was done. socksh repeats such calls, or ends "
     "the command with the error \"interrupted\".",
     "In a program: make the call again, or install the signal's handler with SA_RESTART. Not so "
     "for close(2), which on Linux has closed the descriptor."},
    {CODE(EINVAL), "An argument makes no sense, or not in the state the socket is in.",
     "The state: `info`. The order of the calls: socket, bind, listen, accept; socket, connect. "
     "Lengths of addresses and options, flags."},
    {CODE(EIO), "The device below failed.", "The system's log (dmesg)."},
    {CODE(EISCONN), "The socket is connected already.",
     "`info` tells to whom. A new conversation takes a new socket; `disconnect` frees this one."},
    {CODE(ELOOP), "The path goes round in circles: too many symbolic links.",
     "ls -l of the path's parts."},
    {CODE(EMFILE), "This process has as many descriptors open as it may have.",
     "`sockets` and `close`; ulimit -n is the limit. In a program: descriptors that are never "
     "closed, see /proc/PID/fd."},
    {CODE(EMSGSIZE), "The message is too large to be sent whole, and messages are not split.",
     "UDP takes 65507 bytes over IPv4 and 65527 over IPv6, less where fragments are forbidden: the "
     "path's MTU. A raw packet with its header, or a frame, can't be larger than the interface's "
     "MTU. A Unix message must fit into the send buffer: `setsockopt sndbuf`."},
    {CODE(ENAMETOOLONG), "The path is too long; a Unix socket's address holds 107 bytes and a NUL.",
     "A shorter path, or a relative one."},
    {CODE(ENETDOWN), "The network interface is switched off.", "`interfaces`, and `! ip link`."},
    {CODE(ENETRESET), "The connection was ended by the network below, or keepalive found nobody.",
     "`getsockopt keepalive`; is the peer still there?"},
    {CODE(ENETUNREACH),
     "This machine has no route to that network; often an IPv6 address where there is no IPv6.",
     "`! ip route` and `! ip -6 route`; `interfaces`; `resolve` shows what other addresses the "
     "host has."},
    {CODE(ENFILE), "The whole system has as many files open as it can.",
     "/proc/sys/fs/file-nr: open, unused, limit. Who holds so many: lsof."},
    {CODE(ENOBUFS), "The kernel had no buffer for it; of an interface: its queue is full.",
     "Try again a little later and more slowly; `getsockopt sndbuf`, and the memory limits in "
     "tcp(7) and udp(7)."},
    {CODE(ENODATA), "There is nothing of what was asked for: no peer, no such attribute.",
     "An option about the peer wants a connected socket."},
    {CODE(ENODEV), "There is no such network interface, by this name or this index.",
     "`interfaces`. A link-local IPv6 address wants its zone: fe80::1%eth0."},
    {CODE(ENOENT), "There is nothing of that name: no such path, or nothing to be told yet.",
     "Spelling, and the current directory: `! pwd`. Is the server that makes the socket's file "
     "running?"},
    {CODE(ENOMEM),
     "The kernel has no memory left for it; of sockets, often their own limit and not the "
     "machine's.",
     "`! free`, /proc/net/sockstat, and tcp_mem and udp_mem in tcp(7) and udp(7)."},
    {CODE(ENONET), "The machine is not on the network.",
     "`interfaces`, `! ip link`. Linux hands it on from ICMP: the peer's host is isolated."},
    {CODE(ENOPKG), "A part of the kernel that would be needed is not built in.",
     "The kernel's modules: lsmod, modprobe."},
    {CODE(ENOPROTOOPT),
     "This kind of socket has no such option at that level; of a connection: the peer's host "
     "doesn't speak the protocol (ICMP).",
     "`options` lists those that the socket has."},
    {CODE(ENOSPC), "The disk is full; of options: a list in the kernel is.",
     "df(1). Only files meet it on close(2)."},
    {CODE(ENOSR), "Out of stream resources: an errno of STREAMS, which other systems have.",
     "As for ENOBUFS."},
    {CODE(ENOSYS), "The kernel doesn't have that call.",
     "`! uname -r`; a sandbox (seccomp) may also hide calls."},
    {CODE(ENOTCONN),
     "The socket isn't connected: it never was, or the connection has ended meanwhile.",
     "`info` tells the state. CLOSED where there was a connection means that the peer reset it."},
    {CODE(ENOTDIR), "A part of the path is a file and no directory.",
     "ls -ld of the path's parts."},
    {CODE(ENOTSOCK), "The descriptor is open, but of no socket: a file, a pipe, a terminal.",
     "In a program: whether the number was closed and given to a file. /proc/PID/fd shows what it "
     "is."},
    {CODE(ENOTTY), "What the descriptor leads to doesn't know that ioctl(2) request.",
     "Whether the request belongs to this kind of socket: ip(7), tcp(7), unix(7), netdevice(7)."},
    {CODE(ENXIO), "There is no device at that number.", "`interfaces` lists the indices."},
    {CODE(EOPNOTSUPP), "This kind of socket doesn't do that. ENOTSUP is the same number.",
     "`info` tells the type. Datagram sockets neither listen nor accept; urgent data is TCP's."},
    {CODE(EOVERFLOW), "A number doesn't fit where it has to go.",
     "Sizes and offsets that are asked for."},
    {CODE(EPERM),
     "It takes a right you don't have (root, or a capability), or a firewall rule forbids it.",
     "Raw sockets want CAP_NET_RAW, settings of the network CAP_NET_ADMIN. `! id`; the firewall: "
     "nft list ruleset."},
    {CODE(EPIPE),
     "Nothing can be sent any more: this side has finished sending, or the connection is gone. The "
     "first send after the peer's RST may tell ECONNRESET, those after it EPIPE. Programs that "
     "don't ask otherwise (MSG_NOSIGNAL) are killed by SIGPIPE at this point.",
     "Did the peer close first? `recv` may still give what it said before. A new conversation "
     "takes a new socket."},
    {CODE(EPROTO),
     "The protocol was violated: something came that may not come here; ICMP reported a problem "
     "with the header.",
     "A capture of the packets."},
    {CODE(EPROTONOSUPPORT),
     "The family doesn't have that protocol, or the kernel was built without it.",
     "/etc/protocols for the numbers; modprobe for sctp and the like."},
    {CODE(EPROTOTYPE),
     "The socket's type and the protocol, or the peer's type, don't fit each other.",
     "Unix: stream, datagram and seqpacket sockets only meet their own kind; `! ss -xl` tells "
     "which one listens."},
    {CODE(ERANGE), "A number is too large or too small.",
     "The option's range, in its manual page."},
    {CODE(EROFS), "The file of the socket would be on a file system that can't be written.",
     "Another directory, such as /run or /tmp; or an abstract address, @NAME, which is no file."},
    {CODE(ESHUTDOWN),
     "The association is shutting down (SCTP), or the endpoint is gone: nothing new can be sent.",
     "`info` tells the state; a new conversation takes a new socket."},
    {CODE(ESOCKTNOSUPPORT), "The family has no sockets of that type.",
     "Type and protocol of socket(2) have to fit; `help socket` lists pairs that do."},
    {CODE(ESPIPE),
     "An offset was given for something that has no positions, such as a pipe or a socket.",
     "Which of the two descriptors the offset belongs to."},
    {CODE(ESRCH), "There is no process of that number.",
     "Credentials that are sent must be one's own, unless one is root."},
    {CODE(ETIMEDOUT),
     "Nobody answered, for as long as the kernel tries: packets are lost on the way, the host is "
     "off, or a firewall drops them without a word.",
     "ping, traceroute; is it the right address? `connect --timeout 2s` waits less. Of a "
     "connection that stood: `info` shows retransmits."},
    {CODE(ETOOMANYREFS),
     "Too many descriptors are under way in messages that nobody has received yet.",
     "The receiver must take them; ulimit -n is the limit."},
    {CODE(EAI_ADDRFAMILY), "The host has addresses, but none of the family that was asked for.",
     "`resolve` shows those it has; `open` takes any."},
    {CODE(EAI_AGAIN),
     "The name server didn't answer in time, or has a passing trouble. Nothing is known about the "
     "name.",
     "Is the network there? /etc/resolv.conf names the servers; try again."},
    {CODE(EAI_BADFLAGS),
     "The flags of the look-up contradict each other: a mistake of the program.",
     "ai_flags: AI_CANONNAME wants a name."},
    {CODE(EAI_FAIL), "The name server answered that it can't or won't answer.",
     "Another name server; dig(1) shows the answer's code (REFUSED, SERVFAIL)."},
    {CODE(EAI_FAMILY), "The system doesn't know that family of addresses.",
     "ai_family: AF_INET, AF_INET6 or AF_UNSPEC."},
    {CODE(EAI_MEMORY), "There was no memory for the answer.", "`! free`."},
    {CODE(EAI_NODATA),
     "The name exists but has no address: it may have other records, such as for mail.",
     "dig(1) NAME ANY; perhaps www. belongs before it."},
    {CODE(EAI_NONAME),
     "Nobody knows that name: not /etc/hosts, not DNS. Of a number: it is no address.",
     "Spelling. A short name gets the domains of \"search\" in /etc/resolv.conf behind it."},
    {CODE(EAI_OVERFLOW), "The name didn't fit into the buffer given to getnameinfo(3).",
     "NI_MAXHOST bytes are enough."},
    {CODE(EAI_SERVICE), "The service has no port for this type of socket.",
     "`service NAME`; /etc/services lists them, for tcp and udp apart."},
    {CODE(EAI_SOCKTYPE), "The type of socket and the protocol of the look-up don't fit.",
     "ai_socktype and ai_protocol: SOCK_STREAM with TCP, SOCK_DGRAM with UDP."},
    {CODE(EAI_SYSTEM), "Something else failed below; errno says what.",
     "errno; strace(1) shows the call."},
    {""},
};

/* Two names for one number, and a name that tcp(7) misspells. */
static const char *const other_names[][2] = {
    {"EWOULDBLOCK", "EAGAIN"},
    {"ENOTSUP", "EOPNOTSUPP"},
    {"EAFNOTSUPPORT", "EAFNOSUPPORT"},
};

const struct failure *failure_of(int number)
{
    for (const struct failure *failure = failures; failure->name[0]; failure++)
        if (failure->number == number)
            return failure;
    return NULL;
}

const struct failure *failure_find(struct span word)
{
    int64_t number;

    if (number_integer(word, &number))
        return number > 0 && number < 4096 ? failure_of((int)number) : NULL;
    for (size_t i = 0; i < sizeof(other_names) / sizeof(other_names[0]); i++)
        if (span_is_any_case(word, other_names[i][0]))
            word = span_of(other_names[i][1]);
    for (const struct failure *failure = failures; failure->name[0]; failure++)
        if (span_is_any_case(word, failure->name))
            return failure;
    return NULL;
}

/* Whether the list of calls has this one; with `family`, its namesake: "send" for "sendto". */
static bool has_call(const char *calls, const char *call, bool family)
{
    for (size_t length; *calls; calls += length + (calls[length] == ' ')) {
        length = strcspn(calls, " ");
        if (strncmp(call, calls, length) == 0 && (family || call[length] == '\0'))
            return true;
    }
    return false;
}

bool failure_lists_call(const char *calls, const char *call)
{
    return has_call(calls, call, false);
}

const char *failure_meaning_at(int number, const char *call)
{
    for (int family = 0; family <= 1; family++)
        for (const struct failure_at *at = failures_at; at->calls[0]; at++)
            if (at->number == number && has_call(at->calls, call, family))
                return at->meaning;
    return NULL;
}

const char *failure_name(int number)
{
    const struct failure *failure = failure_of(number);

    return failure ? failure->name : error_code_name(number);
}
