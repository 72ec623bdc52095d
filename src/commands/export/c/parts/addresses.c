/* Addresses in a program in C: of names, of sockets, and as text. */

//: address
struct address {
    struct sockaddr_storage storage;
    socklen_t length;
};

//: find_unix_address(
/* @NAME is an abstract address. */
static int find_unix_address(const char *path, struct address *address)
{
    struct sockaddr_un *name = (struct sockaddr_un *)&address->storage;
    size_t length = strlen(path);

    if (length >= sizeof(name->sun_path)) {
        errno = ENAMETOOLONG;
        return -1;
    }
    name->sun_family = AF_UNIX;
    memcpy(name->sun_path, path, length + 1);
    if (path[0] == '@')
        name->sun_path[0] = '\0';
    address->length =
        (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length + (path[0] != '@'));
    return 0;
}

//: without_brackets(
/* [::1] is ::1. */
static const char *without_brackets(const char *host)
{
    size_t length = strlen(host);
    int has_brackets = length > 2 && host[0] == '[' && host[length - 1] == ']';

    return has_brackets ? text(literal(host + 1, length - 2)) : host;
}

//: look_up(
/* All addresses of a host; whoever asks frees them. */
static int look_up(const char *host, const char *port, int family, int type, int flags,
                   struct addrinfo **all)
{
    struct addrinfo hints = {0};

    hints.ai_family = family;
    hints.ai_socktype = type;
    hints.ai_flags = flags;
    long number = port ? strtol(port, NULL, 10) : 0;
    int is_port = number >= 0 && number <= 65535, has_none = port && !*port;
    int failure = has_none  ? EAI_SERVICE
                  : is_port ? getaddrinfo(host, port, &hints, all)
                            : EAI_FAIL;
    if (!is_port)
        problem = "usage";
    else if (failure)
        problem = failure == EAI_SERVICE ? "service" : "address";
    return failure ? -1 : 0;
}

//: find_address(
/* For a socket of this kind; a Unix socket's has no port. No host is any, to bind to. */
static int find_address(int family, int type, const char *host, const char *port,
                        struct address *address)
{
    struct addrinfo *found;

    memset(address, 0, sizeof(*address));
    if (!port)
        return find_unix_address(host, address);
    if (look_up(host, type == SOCK_RAW ? NULL : port, family, type, host ? 0 : AI_PASSIVE, &found) < 0)
        return -1;
    memcpy(&address->storage, found->ai_addr, found->ai_addrlen);
    address->length = found->ai_addrlen;
    freeaddrinfo(found);
    return 0;
}

//: local_address(
static struct address local_address(int fd)
{
    struct address address = {0};

    address.length = sizeof(address.storage);
    getsockname(fd, (struct sockaddr *)&address.storage, &address.length);
    return address;
}

//: peer_address(
static struct address peer_address(int fd)
{
    struct address address = {0};

    address.length = sizeof(address.storage);
    getpeername(fd, (struct sockaddr *)&address.storage, &address.length);
    return address;
}

//: known_peer(
/* The same where it may have none. */
static struct address known_peer(int fd)
{
    struct address address = {0};

    address.length = sizeof(address.storage);
    if (getpeername(fd, (struct sockaddr *)&address.storage, &address.length) < 0)
        problem = "socket";
    return address;
}

//: numeric_part(
/* The host, or the port, in numbers. */
static struct bytes numeric_part(struct address address, int of_port)
{
    struct bytes host = room(NI_MAXHOST), port = room(NI_MAXSERV);

    host.data[0] = port.data[0] = '\0';
    getnameinfo((struct sockaddr *)&address.storage, address.length, host.data, NI_MAXHOST,
                port.data, NI_MAXSERV, NI_NUMERICHOST | NI_NUMERICSERV);
    return of_port ? from_text(port.data) : from_text(host.data);
}

//: host_of(
static struct bytes host_of(struct address address)
{
    return numeric_part(address, 0);
}

//: port_of(
static long long port_of(struct address address)
{
    return number(numeric_part(address, 1));
}

//: address_text(
static struct bytes address_text(struct address address)
{
    struct sockaddr_un *name = (struct sockaddr_un *)&address.storage;
    struct bytes host = {"", 0, 0};

    if (address.storage.ss_family == AF_UNIX) {
        size_t length = address.length - offsetof(struct sockaddr_un, sun_path);
        int is_abstract = length && !name->sun_path[0];
        if (!length)
            return from_text("(unnamed)"); /* nobody bound it */
        if (is_abstract)
            name->sun_path[0] = '@';
        return from_text(text(literal(name->sun_path, is_abstract ? length : strlen(name->sun_path))));
    }
    host = host_of(address);
    if (address.storage.ss_family == AF_INET6)
        host = joined(3, literal("[", 1), host, literal("]", 1));
    return joined(3, host, literal(":", 1), numeric_part(address, 1));
}

//: path_of(
/* Nothing where nobody bound it. */
static struct bytes path_of(struct address address)
{
    int is_unnamed = address.length <= offsetof(struct sockaddr_un, sun_path);

    return is_unnamed ? from_text("") : address_text(address);
}

//: first_address(
static int first_address(const char *host, const char *port, int family, int flags,
                         struct bytes *into)
{
    struct addrinfo *all;

    if (look_up(host, port, family, SOCK_STREAM, flags, &all) < 0)
        return -1;
    make_room(into, NI_MAXHOST);
    getnameinfo(all->ai_addr, all->ai_addrlen, into->data, NI_MAXHOST, NULL, 0, NI_NUMERICHOST);
    into->length = strlen(into->data);
    freeaddrinfo(all);
    return 0;
}

//: show_addresses(
/* A line for each: its family, the address, the port, and the host's own name where it was asked for. */
static int show_addresses(const char *host, const char *port, int family, int flags)
{
    char address[NI_MAXHOST], number[NI_MAXSERV];
    struct addrinfo *all;

    if (look_up(host, port, family, SOCK_STREAM, flags, &all) < 0)
        return -1;
    for (struct addrinfo *one = all; one; one = one->ai_next) {
        getnameinfo(one->ai_addr, one->ai_addrlen, address, sizeof(address), number, sizeof(number),
                    NI_NUMERICHOST | NI_NUMERICSERV);
        printf("%-5s %s", one->ai_family == AF_INET ? "inet" : "inet6", address);
        if (port)
            printf(" %s", number);
        if (all->ai_canonname)
            printf(" %s", all->ai_canonname);
        putchar('\n');
    }
    freeaddrinfo(all);
    return 0;
}

//: find_name(
/* The name of an address, and where there is a port its service. */
static int find_name(const char *address, const char *port, struct bytes *into)
{
    static const char between[] = ", service ";
    struct addrinfo *all;
    char service[NI_MAXSERV];

    if (look_up(address, port, AF_UNSPEC, SOCK_STREAM, 0, &all) < 0)
        return -1;
    make_room(into, NI_MAXHOST + sizeof(between) + NI_MAXSERV);
    int failure = getnameinfo(all->ai_addr, all->ai_addrlen, into->data, NI_MAXHOST, service,
                              sizeof(service), NI_NAMEREQD);
    freeaddrinfo(all);
    if (failure) {
        problem = "address";
        return -1;
    }
    if (port)
        strcat(strcat(into->data, between), service);
    into->length = strlen(into->data);
    return 0;
}

//: service_port(
static long long service_port(const char *name, const char *protocol)
{
    struct servent *entry = getservbyname(name, protocol);

    if (!entry)
        problem = "service";
    return entry ? ntohs((uint16_t)entry->s_port) : 0;
}

//: service_name(
static struct bytes service_name(long long port, const char *protocol)
{
    struct servent *entry = getservbyport(htons((uint16_t)port), protocol);

    if (!entry)
        problem = "service";
    return from_text(text(from_text(entry ? entry->s_name : "")));
}

//: host_name(
static struct bytes host_name(void)
{
    struct bytes name = room(256);

    gethostname(name.data, 256);
    return from_text(name.data);
}
