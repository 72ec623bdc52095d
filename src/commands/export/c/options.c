/* Socket options in C. */
#include "export/c/c.h"

#include "export/translate/options.h"
#include "export/translate/translate.h"
#include "net/option.h"

#include <ctype.h>
#include <inttypes.h>

/* Options that older headers lack, as in net/option_numbers.h. */
static const char young_options[] =
    " SO_DETACH_REUSEPORT_BPF SO_PREFER_BUSY_POLL SO_BUSY_POLL_BUDGET SO_NETNS_COOKIE SO_BUF_LOCK "
    "SO_RESERVE_MEM SO_TXREHASH SO_RCVMARK SO_PASSPIDFD SO_PEERPIDFD SO_RCVPRIORITY "
    "SO_PASSRIGHTS SO_INQ IP_RECVERR_RFC4884 IP_LOCAL_PORT_RANGE IP_PROTOCOL IPV6_FLOWINFO "
    "IPV6_MULTICAST_ALL IPV6_ROUTER_ALERT_ISOLATE IPV6_RECVERR_RFC4884 IPV6_FLOWLABEL_MGR "
    "IPV6_FLOWINFO_SEND TCP_IS_MPTCP TCP_RTO_MAX_MS TCP_RTO_MIN_US TCP_DELACK_MAX_US ICMP_FILTER "
    "SCTP_NODELAY SCTP_DISABLE_FRAGMENTS PACKET_IGNORE_OUTGOING PACKET_VNET_HDR_SZ ";

static void define(struct translation *t, const char *name, int number)
{
    const char *text = made(t, "#ifndef %s\n#define %s %d\n#endif\n", name, name, number);

    if (!t->constants.length || !strstr(buffer_text(&t->constants), text))
        buffer_append_text(&t->constants, text);
}

static const char *name_of(struct translation *t, const struct socket_option *option)
{
    const char *level = option_level_name(option->level);
    const char *name = option_c_name(option->level, option->number);

    if (name && strstr(young_options, made(t, " %s ", name)))
        define(t, name, option->number);
    return made(t, "%s, %s", level ? level : made(t, "%d", option->level),
                name ? name : made(t, "%d", option->number));
}

static const char *lower_case(struct translation *t, const char *text)
{
    char *lower = made(t, "%s", text);

    for (size_t i = 0; lower[i]; i++)
        lower[i] = (char)tolower((unsigned char)lower[i]);
    return lower;
}

/* A table: so_type_words[] = {{1, "SOCK_STREAM"}, ...}, ended by a row without name. */
static const char *words_of(struct translation *t, const struct socket_option *option)
{
    const char *name = made(t, "%s_words", lower_case(t, option->c_name));
    const char *start = made(t, "static const struct value_word %s[] = {", name);

    if (option->words == OPTION_WITHOUT_WORDS)
        return "NULL";
    if (t->constants.length && strstr(buffer_text(&t->constants), start))
        return name;
    buffer_append_text(&t->constants, start);
    option_words_write(t, option_words(option), "{%" PRId64 ", \"%s\"}");
    buffer_append_text(&t->constants, ", {0, NULL}};\n");
    return name;
}

const struct option_code c_options = {
    .name = name_of,
    .words = words_of,
    .get = "get_option(%s, %s)",
    .set = "set_option(%s, %s, %s)",
    .set_bytes = "set_option_bytes(%s, %s, %s)",
    .set_large = "set_large_option(%s, %s, %s)",
    .set_network = "set_option(%s, %s, (int)htonl(%s))",
    .set_numbers = "set_option_numbers(%s, %s, %zu, (unsigned[]){%s})",
    .set_unsigned = "set_option(%s, %s, (int)%s)",
    .set_time = "set_option_time(%s, %s, %lld)",
    .check = "check_option(%s, %s)",
    .has_timeouts = true,
};
