/* info: all that is known of a handle. */
#include "commands.h"

#include "net/facts.h"
#include "net/option.h"
#include "net/status.h"
#include "shell/request.h"
#include "shell/session.h"

static void add_queue(struct fields *fields, const char *name, int bytes)
{
    if (bytes >= 0)
        fields_integer(fields, name, bytes);
}

static void add_changed_options(struct fields *fields, struct socket *socket)
{
    struct fields *changed = fields_object(fields, "options");
    struct socket *fresh = option_fresh_socket(socket);
    struct error ignored;

    for (const struct socket_option *option = socket_options; fresh && option->name[0]; option++) {
        cleanup_buffer struct buffer value = {0};
        if (option_is_changed(option, socket, fresh, &value))
            fields_text(changed, option_name_of(option, socket), buffer_span(&value));
    }
    socket_close(fresh, &ignored);
}

/* What is asked about, and where what is found goes. */
struct inquiry {
    const struct entry *entry;
    struct socket *socket;
    struct fields *fields;
};

static void add_basics(const struct inquiry *inquiry)
{
    struct fields *fields = inquiry->fields;
    struct socket *socket = inquiry->socket;
    struct status status = status_of(socket);

    fields_text(fields, "handle", span_of(inquiry->entry->name));
    fields_text(fields, "type", span_of(socket->type->name));
    fields_integer(fields, "fd", socket->fd);
    fields_address(fields, "local", &status.local);
    fields_address(fields, "peer", &status.peer);
    if (socket_has_messages(socket))
        fields_address(fields, "from", &socket->from);
    fields_text(fields, "state", span_of(status.state));
    fields_integer(fields, "bytes_in", (int64_t)socket->bytes_in);
    fields_integer(fields, "bytes_out", (int64_t)socket->bytes_out);
    add_queue(fields, "receive_queue", status.receive_queue);
    add_queue(fields, "send_queue", status.send_queue);
    add_queue(fields, "unacknowledged", status.unacknowledged);
    fields_timeout(fields, socket->timeout);
    fields_bool(fields, "blocking", socket->blocking);
    fields_bool(fields, "error_pending", status.error_pending);
    if (socket_type_is_tcp(socket->type) && socket->connected)
        fields_bool(fields, "at_mark", status.at_mark);
}

static void add_fact(struct fields *fields, const struct fact *fact)
{
    switch (fact->kind) {
    case FACT_NUMBER: fields_integer(fields, fact->name, fact->number); break;
    case FACT_FRACTION: fields_number(fields, fact->name, span_of(fact->text)); break;
    case FACT_FLAG: fields_bool(fields, fact->name, fact->number != 0); break;
    case FACT_TEXT: fields_text(fields, fact->name, span_of(fact->text)); break;
    case FACT_NONE: fields_null(fields, fact->name); break;
    }
}

static void add_facts(const struct inquiry *inquiry, facts_adder *add)
{
    struct facts facts = {0};

    add(&facts, inquiry->socket);
    for (size_t i = 0; i < facts.count; i++)
        add_fact(inquiry->fields, &facts.items[i]);
}

/* From the cheap to the dear: where one field is wanted, what stands behind it isn't asked. */
static void add_all(const struct inquiry *inquiry, struct span wanted)
{
    static facts_adder *const adders[] = {facts_add_backlog, facts_add_peer,   facts_add_tcp,
                                          facts_add_mptcp,   facts_add_memory, facts_add_diag};

    add_basics(inquiry);
    for (size_t i = 0; i < sizeof(adders) / sizeof(adders[0]); i++) {
        if (wanted.length && fields_find(inquiry->fields, wanted))
            return;
        add_facts(inquiry, adders[i]);
    }
    if (wanted.length == 0 || !fields_find(inquiry->fields, wanted))
        add_changed_options(inquiry->fields, inquiry->socket);
}

static bool run(struct request *request, struct reply *reply, struct error *error)
{
    struct entry *entry = request_target(request, error);

    if (!entry)
        return false;
    add_all(&(struct inquiry){entry, entry->socket, &reply->fields}, request->wanted);
    return true;
}

static const struct parameter parameters[] = {
    {"HANDLE", PARAMETER_HANDLE, OPTIONAL, "the current handle unless said"},
    PARAMETERS_END,
};

static const struct example examples[] = {
    {"pair a b; a.send hello; info b", "five bytes wait to be received"},
    {"srv = server tcp 127.0.0.1 0; print ${srv.local.port} ${srv.state}", "fields by name"},
    {""},
};

static const struct command_error errors[] = {
    {ERROR_NAME, 0, "there is no such handle, or none is current; a closed one is gone"},
    {0},
};

const struct command info_command = {
    .name = "info",
    .group = GROUP_LOOKING,
    .needs = COMMAND_LOOKS,
    .summary = "all that is known of a handle: addresses, state, queues, options changed",
    .details =
        "Rates are bytes a second. The queues count bytes of data: ss(8) has one more where a SYN "
        "or FIN is under way. In SYN-SENT \"peer\" is whom connect waits for. \"shut\" is the "
        "direction in which nothing more goes, ended here or by the peer. ${HANDLE.FIELD} is a "
        "field of it in any command. Asking changes nothing; a pending error stays pending.",
    .parameters = parameters,
    .examples = examples,
    .c_call =
        "getsockname(2), getpeername(2), getsockopt(2) TCP_INFO and SO_MEMINFO, ioctl(2) SIOCINQ "
        "and SIOCOUTQ, sock_diag(7)",
    .python_call = "",
    .kernel =
        "getsockname(2) and getpeername(2) for the ends; getsockopt(2) with TCP_INFO for TCP's "
        "state, round-trip time, congestion window and retransmissions (of a listener: who waits "
        "to be accepted), with TCP_CC_INFO for what the congestion algorithm tells of itself, with "
        "MPTCP_INFO for what only MPTCP has, "
        "with SO_MEMINFO for the buffers' memory and the drops, with SO_PEERCRED "
        "for a Unix peer; sock_diag(7), a netlink socket, for TCP's running timer, the directions "
        "that are shut and the queue of a Unix listener; ioctl(2) SIOCINQ for the bytes that wait, "
        "SIOCOUTQ for those not "
        "acknowledged and SIOCOUTQNSD for those not sent yet; poll(2) for a pending error. A fresh "
        "socket of the type tells the options' defaults, SO_BUF_LOCK whether the buffers' sizes "
        "were "
        "set; what else the kernel moves by itself counts as changed where this session has set "
        "it. "
        "Nothing goes on the wire, nothing is "
        "changed.",
    .c_example = "struct tcp_info info;\n"
                 "socklen_t length = sizeof(info);\n"
                 "int waiting = 0;\n"
                 "if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &length) == 0 &&\n"
                 "    ioctl(fd, SIOCINQ, &waiting) == 0)\n"
                 "    printf(\"rtt %u us, %d bytes wait\\n\", info.tcpi_rtt, waiting);",
    .python_example = "import fcntl, socket, struct, termios\n"
                      "info = s.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 104)\n"
                      "waiting, = struct.unpack(\"i\", fcntl.ioctl(s, termios.FIONREAD, bytes(4)))",
    .errors = errors,
    .value = "state",
    .run = run,
};
