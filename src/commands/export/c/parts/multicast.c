/* Interfaces and multicast groups in a program in C, by the calls of RFC 3678. */

//: numeric_address(
/* The level of its family; negative for what is no such address. */
static int numeric_address(const char *text, struct sockaddr_storage *address)
{
    int is_four = inet_pton(AF_INET, text, &((struct sockaddr_in *)address)->sin_addr) == 1;

    if (!is_four && inet_pton(AF_INET6, text, &((struct sockaddr_in6 *)address)->sin6_addr) != 1) {
        errno = EINVAL;
        return -1;
    }
    address->ss_family = is_four ? AF_INET : AF_INET6;
    return is_four ? IPPROTO_IP : IPPROTO_IPV6;
}

//: interface_named(
/* Negative for none: 0 would leave the choice to the routes. */
static int interface_named(const char *name)
{
    unsigned index = if_nametoindex(name);

    return index ? (int)index : -1;
}

//: interface_with(
/* The one that has this address; negative for none. */
static int interface_with(const char *address)
{
    struct sockaddr_storage wanted = {0};
    struct ifaddrs *all;
    int level = numeric_address(address, &wanted), index = -1;
    size_t start = level ? offsetof(struct sockaddr_in6, sin6_addr) : offsetof(struct sockaddr_in, sin_addr);
    size_t length = level ? sizeof(struct in6_addr) : sizeof(struct in_addr);

    if (level < 0 || getifaddrs(&all) < 0)
        return -1;
    for (struct ifaddrs *one = all; one && index < 0; one = one->ifa_next) {
        const char *own = (const char *)one->ifa_addr;
        if (own && one->ifa_addr->sa_family == wanted.ss_family &&
            memcmp(own + start, (const char *)&wanted + start, length) == 0)
            index = (int)if_nametoindex(one->ifa_name);
    }
    freeifaddrs(all);
    errno = ENODEV;
    return index;
}

//: interface_index(
/* Of its name, its number or an address of it; 0 is any. */
static int interface_index(const char *text)
{
    char *end;
    long index = strtol(text, &end, 10);

    if (!*end && end != text)
        return (int)index;
    if (strcmp(text, "any") == 0)
        return 0;
    index = interface_named(text);
    return index < 0 ? interface_with(text) : (int)index;
}

//: change_membership(
static int change_membership(int fd, const char *group, int interface, int option)
{
    struct group_req request = {0};
    int level = numeric_address(group, &request.gr_group);

    request.gr_interface = (uint32_t)interface;
    return level < 0 || interface < 0 ? -1 : setsockopt(fd, level, option, &request, sizeof(request));
}

//: join_group(
static int join_group(int fd, const char *group, int interface)
{
    return change_membership(fd, group, interface, MCAST_JOIN_GROUP);
}

//: leave_group(
static int leave_group(int fd, const char *group, int interface)
{
    return change_membership(fd, group, interface, MCAST_LEAVE_GROUP);
}

//: change_source(
/* The same of one sender to the group. */
static int change_source(int fd, const char *group, const char *source, int interface, int option)
{
    struct group_source_req request = {0};
    int level = numeric_address(group, &request.gsr_group);

    request.gsr_interface = (uint32_t)interface;
    if (level < 0 || interface < 0 || numeric_address(source, &request.gsr_source) < 0)
        return -1;
    return setsockopt(fd, level, option, &request, sizeof(request));
}

//: join_source(
static int join_source(int fd, const char *group, const char *source, int interface)
{
    return change_source(fd, group, source, interface, MCAST_JOIN_SOURCE_GROUP);
}

//: leave_source(
static int leave_source(int fd, const char *group, const char *source, int interface)
{
    return change_source(fd, group, source, interface, MCAST_LEAVE_SOURCE_GROUP);
}

//: block_source(
static int block_source(int fd, const char *group, const char *source, int interface)
{
    return change_source(fd, group, source, interface, MCAST_BLOCK_SOURCE);
}

//: unblock_source(
static int unblock_source(int fd, const char *group, const char *source, int interface)
{
    return change_source(fd, group, source, interface, MCAST_UNBLOCK_SOURCE);
}
