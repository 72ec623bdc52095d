#include "diag.h"
#include "facts_add.h"

/* In the words of the command `shutdown`. What the peer has finished counts, too. */
static void add_shut(struct facts *facts, unsigned directions)
{
    static const char *const words[] = {"none", "rd", "wr", "rdwr"};

    fact_text(facts, "shut", "%s", words[directions & 3]);
}

static void add_timer(struct facts *facts, const struct diag_timer *timer)
{
    if (!timer->name)
        return;
    fact_text(facts, "timer", "%s in %u ms", timer->name, timer->milliseconds);
    if (timer->retries)
        fact_number(facts, "timer_retries", timer->retries);
}

/* As stat(1) tells them. This number is the kernel's own, which makedev(3) lays out in another way. */
static void add_path_device(struct facts *facts, uint32_t device)
{
    fact_text(facts, "path_device", "%u:%u", device >> 20, device & ((1U << 20) - 1));
}

static void add_unix(struct facts *facts, const struct diag_unix *local)
{
    add_shut(facts, local->shut);
    if (local->peer_inode)
        fact_number(facts, "peer_inode", local->peer_inode);
    if (local->path_inode) {
        fact_number(facts, "path_inode", local->path_inode);
        add_path_device(facts, local->path_device);
    }
}

void facts_add_diag(struct facts *facts, struct socket *socket)
{
    struct diag_inet inet;
    struct diag_unix local;

    if (diag_inet(socket, &inet)) {
        add_timer(facts, &inet.timer);
        add_shut(facts, inet.shut);
        if (inet.cgroup)
            fact_number(facts, "cgroup", (int64_t)inet.cgroup);
    } else if (diag_unix(socket, &local)) {
        add_unix(facts, &local);
    }
}
