/* A TCP connection that waits belongs to nobody yet: among the sockets with the listener's local end it is one without
 * an inode that has not begun to close. Which listener's it is no socket says; so that is told only
 * where there is one listener that it can be. */
#include "net/accept_queue.h"

#include "diag.h"
#include "diag_ask.h"

#include <linux/inet_diag.h>
#include <linux/unix_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>

enum { HOST = 16 };

struct search {
    uint32_t inode;   /* of the listener */
    uint32_t host[4]; /* where it listens */
    uint16_t port;
    bool found, ambiguous;
    struct address_list peers;
};

static bool is_any(const uint32_t host[4])
{
    return !(host[0] | host[1] | host[2] | host[3]);
}

static bool overlap(const uint32_t a[4], const uint32_t b[4])
{
    return is_any(a) || is_any(b) || memcmp(a, b, HOST) == 0;
}

/* As accept(2) would tell it. */
static struct address peer_of(const struct inet_diag_msg *found)
{
    struct address peer = {0};
    struct sockaddr_in6 *six = (struct sockaddr_in6 *)&peer.storage;
    struct sockaddr_in *four = (struct sockaddr_in *)&peer.storage;

    peer.storage.ss_family = found->idiag_family;
    if (found->idiag_family == AF_INET6) {
        memcpy(&six->sin6_addr, found->id.idiag_dst, sizeof(six->sin6_addr));
        six->sin6_port = found->id.idiag_dport;
        if (IN6_IS_ADDR_LINKLOCAL(&six->sin6_addr))
            six->sin6_scope_id = found->id.idiag_if;
        peer.length = sizeof(*six);
    } else {
        four->sin_addr.s_addr = found->id.idiag_dst[0];
        four->sin_port = found->id.idiag_dport;
        peer.length = sizeof(*four);
    }
    return peer;
}

static void take_tcp(void *context, struct span payload)
{
    struct search *search = context;
    struct inet_diag_msg found;

    if (payload.length < sizeof(found))
        return;
    memcpy(&found, payload.data, sizeof(found));
    if (found.id.idiag_sport != search->port || !overlap(found.id.idiag_src, search->host))
        return;
    if (found.idiag_state == TCP_LISTEN && found.idiag_inode == search->inode) {
        search->found = true;
    } else if (found.idiag_state == TCP_LISTEN) {
        search->ambiguous = true;
    } else if (found.idiag_inode == 0 && search->peers.count < ACCEPT_QUEUE_PEERS) {
        struct address peer = peer_of(&found);
        address_list_add(&search->peers, &peer);
    }
}

static void find_tcp(struct socket *listener, uint32_t inode, struct address_list *peers)
{
    struct inet_diag_req_v2 request = {
        .sdiag_family = (uint8_t)listener->type->family,
        .sdiag_protocol = IPPROTO_TCP,
        .idiag_states = 1U << TCP_LISTEN | 1U << TCP_ESTABLISHED | 1U << TCP_CLOSE_WAIT,
        .id.idiag_cookie = {INET_DIAG_NOCOOKIE, INET_DIAG_NOCOOKIE},
    };
    struct search search = {.inode = inode};
    struct address local;
    struct error ignored;

    if (!socket_local(listener, &local, &ignored))
        return;
    diag_copy_end(&local, search.host, &search.port);
    request.id.idiag_sport = search.port;
    bool told = diag_ask_for_all(&request, sizeof(request), take_tcp, &search);
    if (told && search.found && !search.ambiguous)
        *peers = search.peers;
    else
        address_list_free(&search.peers);
}

/* One attribute of a Unix socket; its value is in `room`. */
static bool ask_unix(uint32_t inode, uint32_t show, unsigned attribute, char room[DIAG_ANSWER],
                     struct span *ret_value)
{
    struct unix_diag_req request = {
        .sdiag_family = AF_UNIX,
        .udiag_states = ~0U,
        .udiag_ino = inode,
        .udiag_show = show,
        .udiag_cookie = {INET_DIAG_NOCOOKIE, INET_DIAG_NOCOOKIE},
    };
    struct span payload;

    return diag_ask(&request, sizeof(request), room, &payload) &&
           diag_attribute(payload, sizeof(struct unix_diag_msg), attribute, ret_value);
}

static void add_unix(uint32_t inode, struct address_list *peers)
{
    char room[DIAG_ANSWER];
    struct address peer = {.storage.ss_family = AF_UNIX};
    struct sockaddr_un *un = (struct sockaddr_un *)&peer.storage;
    struct span name;

    if (!ask_unix(inode, UDIAG_SHOW_NAME, UNIX_DIAG_NAME, room, &name) ||
        name.length > sizeof(un->sun_path))
        return;
    memcpy(un->sun_path, name.data, name.length);
    peer.length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + name.length);
    address_list_add(peers, &peer);
}

/* The kernel tells the inodes of the clients. */
static void find_unix(uint32_t listener, struct address_list *peers)
{
    char room[DIAG_ANSWER];
    struct span inodes;
    uint32_t inode;

    if (!ask_unix(listener, UDIAG_SHOW_ICONS, UNIX_DIAG_ICONS, room, &inodes))
        return;
    for (; inodes.length >= sizeof(inode) && peers->count < ACCEPT_QUEUE_PEERS;
         inodes = span_after(inodes, sizeof(inode))) {
        memcpy(&inode, inodes.data, sizeof(inode));
        if (inode) /* 0: the client has closed */
            add_unix(inode, peers);
    }
}

struct address_list accept_queue_peers(struct socket *listener)
{
    struct address_list peers = {0};
    struct stat status;

    if (!listener->listening || fstat(listener->fd, &status) < 0)
        return peers;
    if (listener->type->family == AF_UNIX)
        find_unix((uint32_t)status.st_ino, &peers);
    else if (listener->type->protocol == IPPROTO_TCP)
        find_tcp(listener, (uint32_t)status.st_ino, &peers);
    return peers;
}
