/* Socket options in Python 3. */
#include "export/python/python.h"

#include "export/translate/options.h"
#include "export/translate/translate.h"
#include "net/option.h"

#include <inttypes.h>

/* Options that Python's socket module has under their own names; the others go by number. */
static const char known_options[] =
    " SO_ACCEPTCONN SO_BINDTODEVICE SO_DEBUG SO_DOMAIN SO_PASSCRED SO_PASSSEC SO_PEERCRED "
    "SO_PEERSEC "
    "SO_PROTOCOL SO_SNDLOWAT TCP_CONGESTION TCP_FASTOPEN TCP_NOTSENT_LOWAT IP_TRANSPARENT "
    "IPV6_CHECKSUM IPV6_DONTFRAG IPV6_RECVHOPLIMIT IPV6_RECVPKTINFO IPV6_RECVTCLASS IPV6_TCLASS "
    "SO_REUSEADDR SO_REUSEPORT SO_KEEPALIVE SO_BROADCAST SO_RCVBUF SO_SNDBUF SO_LINGER SO_ERROR "
    "SO_DONTROUTE SO_OOBINLINE SO_TYPE SO_RCVLOWAT SO_PRIORITY SO_MARK TCP_NODELAY TCP_CORK "
    "TCP_KEEPIDLE TCP_KEEPINTVL TCP_KEEPCNT TCP_MAXSEG TCP_QUICKACK TCP_DEFER_ACCEPT TCP_SYNCNT "
    "TCP_LINGER2 TCP_WINDOW_CLAMP TCP_USER_TIMEOUT IP_HDRINCL IP_TTL IP_TOS IP_MULTICAST_TTL "
    "IP_MULTICAST_LOOP IPV6_V6ONLY IPV6_UNICAST_HOPS IPV6_MULTICAST_HOPS IPV6_MULTICAST_LOOP "
    "IPV6_MULTICAST_IF ";

/* By its own name, which is set at the program's beginning. */
static const char *constant(struct translation *t, const char *name, int value)
{
    const char *text = made(t, "%s = %d\n", name, value);

    if (!t->constants.length || !strstr(buffer_text(&t->constants), text))
        buffer_append_text(&t->constants, text);
    return name;
}

static const char *level_of(struct translation *t, int level)
{
    static const char *const lacking[] = {"SOL_RAW", "SOL_PACKET", "SOL_TLS", "SOL_MPTCP"};
    const char *name = option_level_name(level);

    if (!name)
        return made(t, "%d", level);
    for (size_t i = 0; i < sizeof(lacking) / sizeof(lacking[0]); i++)
        if (strcmp(name, lacking[i]) == 0)
            return constant(t, name, level);
    return made(t, "socket.%s", name);
}

static const char *name_of(struct translation *t, const struct socket_option *option)
{
    const char *level = level_of(t, option->level);
    const char *name = option_c_name(option->level, option->number);

    if (!name)
        return made(t, "%s, %d", level, option->number);
    bool is_known = strstr(known_options, made(t, " %s ", name));
    return made(t, "%s, %s%s", level, is_known ? "socket." : "",
                is_known ? name : constant(t, name, option->number));
}

/* A dictionary: SO_TYPE_WORDS = {1: "SOCK_STREAM", ...} */
static const char *words_of(struct translation *t, const struct socket_option *option)
{
    const char *name = made(t, "%s_WORDS", option->c_name), *start = made(t, "%s = {", name);

    if (option->words == OPTION_WITHOUT_WORDS)
        return "{}";
    if (t->constants.length && strstr(buffer_text(&t->constants), start))
        return name;
    buffer_append_text(&t->constants, start);
    option_words_write(t, option_words(option), "%" PRId64 ": \"%s\"");
    buffer_append_text(&t->constants, "}\n");
    return name;
}

const struct option_code python_options = {
    .name = name_of,
    .words = words_of,
    .get = "%s.getsockopt(%s)",
    .set = "%s.setsockopt(%s, %s)",
    .set_bytes = "%s.setsockopt(%s, %s)",
    .set_large = "%s.setsockopt(%s, struct.pack(\"Q\", %s))",
    .set_network = "%s.setsockopt(%s, struct.pack(\"!I\", %s))",
    .set_unsigned = "%s.setsockopt(%s, struct.pack(\"I\", %s))",
    .set_numbers = "%s.setsockopt(%s, struct.pack(\"%zuI\", %s))",
    .set_time = "%s.setsockopt(%s, struct.pack(\"ll\", *divmod(%" PRId64 ", 1000000)))",
    .with_structures = "with_structures(%s)",
};
