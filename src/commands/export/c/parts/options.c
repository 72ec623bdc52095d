/* Values of socket options in a program in C: read as the session shows them, and those that are set by more
 * than a * number. */

//: set_option_bytes(
static int set_option_bytes(int fd, int level, int name, const char *bytes, size_t length)
{
    return setsockopt(fd, level, name, bytes, (socklen_t)length);
}

//: set_large_option(
static int set_large_option(int fd, int level, int name, unsigned long long value)
{
    return setsockopt(fd, level, name, &value, sizeof(value));
}

//: set_option_time(
/* In microseconds. */
static int set_option_time(int fd, int level, int name, long long time)
{
    struct timeval value = {(time_t)(time / 1000000), (suseconds_t)(time % 1000000)};

    return setsockopt(fd, level, name, &value, sizeof(value));
}

//: set_option_numbers(
static int set_option_numbers(int fd, int level, int name, size_t count, const unsigned *numbers)
{
    return setsockopt(fd, level, name, numbers, (socklen_t)(count * sizeof(*numbers)));
}

//: check_option(
/* Whether it can be read. */
static int check_option(int fd, int level, int name)
{
    char value[1024];

    return getsockopt(fd, level, name, value, &(socklen_t){sizeof(value)});
}

//: option_value(
/* What the kernel has, in room for so many bytes; those that it lacks are 0. */
static struct bytes option_value(int fd, int level, int name, size_t size)
{
    struct bytes value = room(size);
    socklen_t length = (socklen_t)size;

    memset(value.data, 0, size);
    if (getsockopt(fd, level, name, value.data, &length) == 0)
        value.length = length < size ? length : size;
    else
        value.length = 0;
    return value;
}

//: formatted(
/* At most 79 bytes. */
static struct bytes formatted(const char *format, ...)
{
    struct bytes text = room(80);
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text.data, 80, format, arguments);
    va_end(arguments);
    text.length = strlen(text.data);
    return text;
}

//: list_word(
/* One more word of a list, which has room for 4096 bytes. */
static void list_word(struct bytes *list, const char *between, const char *word)
{
    snprintf(list->data + list->length, 4096 - list->length, "%s%s", list->length ? between : "", word);
    list->length += strlen(list->data + list->length);
}

//: value_word word_for( option_duration( option_word( option_large_word( option_flags( option_members( option_fields( option_error(
/* A number of the kernel's and the word for it; the last row has none. */
struct value_word {
    long long number;
    const char *word;
};

//: word_for(
/* NULL where there is none. */
static const char *word_for(const struct value_word *words, long long number)
{
    for (; words && words->word; words++)
        if (words->number == number)
            return words->word;
    return NULL;
}

//: option_duration(
/* The word for a number, else a duration. */
static struct bytes option_duration(int fd, int level, int name, const struct value_word *words, const char *unit)
{
    int number = get_option(fd, level, name);
    const char *word = word_for(words, number);

    return word ? from_text(word) : formatted("%d%s", number, unit);
}

//: option_word(
/* The word for a number, where it has one. */
static struct bytes option_word(int fd, int level, int name, const struct value_word *words)
{
    return option_duration(fd, level, name, words, "");
}

//: option_large(
static long long option_large(int fd, int level, int name)
{
    long long number = 0;

    getsockopt(fd, level, name, &number, &(socklen_t){sizeof(number)});
    return number;
}

//: option_large_word(
/* The word for a number of 64 bits, where it has one. */
static struct bytes option_large_word(int fd, int level, int name, const struct value_word *words)
{
    long long number = option_large(fd, level, name);
    const char *word = word_for(words, number);

    return word ? from_text(word) : formatted("%llu", (unsigned long long)number);
}

//: option_flags(
/* The words for the bits that are set; in hexadecimal those that have none. */
static struct bytes option_flags(int fd, int level, int name, const struct value_word *words)
{
    unsigned flags = (unsigned)get_option(fd, level, name);
    struct bytes list = room(4096);

    list.length = 0;
    for (; words && words->word; words++) {
        unsigned bits = (unsigned)words->number;
        if ((flags & bits) != bits)
            continue;
        list_word(&list, ",", words->word);
        flags &= ~bits;
    }
    if (flags)
        list_word(&list, ",", formatted("0x%x", flags).data);
    return list.length ? list : from_text("none");
}

//: option_members(
/* The words for the bits that are set, of at most 256; where most are, for those that aren't. */
static struct bytes option_members(int fd, int level, int name, const struct value_word *words, int size)
{
    struct bytes list = room(4096);
    unsigned numbers[8] = {0};
    int count = 0;

    getsockopt(fd, level, name, numbers, &(socklen_t){(socklen_t)size / 8});
    for (int bit = 0; bit < size; bit++)
        count += (int)(numbers[bit / 32] >> bit % 32 & 1);
    if (count == 0 || count == size)
        return from_text(count ? "all" : "none");
    list.length = 0;
    for (int bit = 0; bit < size; bit++) {
        const char *word = word_for(words, bit);
        char digits[16];
        if ((numbers[bit / 32] >> bit % 32 & 1) == (count > size / 2))
            continue;
        snprintf(digits, sizeof(digits), "%d", bit);
        list_word(&list, ",", word ? word : digits);
    }
    return joined(2, from_text(count > size / 2 ? "all but " : ""), list);
}

//: option_fields(
/* Numbers of 32 bits in a row, with their names. */
static struct bytes option_fields(int fd, int level, int name, const struct value_word *words)
{
    struct bytes value = option_value(fd, level, name, 1024), list = room(4096);

    list.length = 0;
    for (size_t i = 0; i < value.length / sizeof(int); i++) {
        const char *word = word_for(words, (long long)i);
        char field[64];
        int number;
        memcpy(&number, value.data + i * sizeof(number), sizeof(number));
        snprintf(field, sizeof(field), "%s%s%d", word ? word : "", word ? " " : "", number);
        list_word(&list, ", ", field);
    }
    return list.length ? list : from_text("none");
}

//: option_time(
static struct bytes option_time(int fd, int level, int name)
{
    struct timeval time = {0};

    getsockopt(fd, level, name, &time, &(socklen_t){sizeof(time)});
    if (time.tv_usec == 0)
        return time.tv_sec ? formatted("%llds", (long long)time.tv_sec) : from_text("none");
    if (time.tv_usec % 1000 == 0 && time.tv_sec < 0x7fffffff)
        return formatted("%lldms", (long long)time.tv_sec * 1000 + (long long)time.tv_usec / 1000);
    return formatted("%lld.%06llds", (long long)time.tv_sec, (long long)time.tv_usec);
}

//: option_linger(
static struct bytes option_linger(int fd, int level, int name)
{
    struct linger linger = {0};

    getsockopt(fd, level, name, &linger, &(socklen_t){sizeof(linger)});
    return linger.l_onoff ? formatted("%ds", linger.l_linger) : from_text("off");
}

//: option_text(
/* Text up to a NUL. */
static struct bytes option_text(int fd, int level, int name)
{
    struct bytes value = option_value(fd, level, name, 1024);

    value.length = strnlen(value.data, value.length);
    return value.length ? value : from_text("none");
}

//: interface_name(
static struct bytes interface_name(unsigned index)
{
    struct bytes name = room(IF_NAMESIZE);

    if (index == 0)
        return from_text("any");
    return if_indextoname(index, name.data) ? from_text(name.data) : decimal(index);
}

//: option_interface(
static struct bytes option_interface(int fd, int level, int name)
{
    return interface_name((unsigned)get_option(fd, level, name));
}

//: option_network_interface(
/* An interface whose number is in network byte order. */
static struct bytes option_network_interface(int fd, int level, int name)
{
    return interface_name(ntohl((unsigned)get_option(fd, level, name)));
}

//: option_address(
static struct bytes option_address(int fd, int level, int name)
{
    struct in_addr address = {0};
    struct bytes text = room(INET_ADDRSTRLEN);

    getsockopt(fd, level, name, &address, &(socklen_t){sizeof(address)});
    if (address.s_addr == INADDR_ANY)
        return from_text("any");
    return from_text(inet_ntop(AF_INET, &address, text.data, INET_ADDRSTRLEN));
}

//: option_ports(
/* The first port of a range, and above it the last one. */
static struct bytes option_ports(int fd, int level, int name)
{
    unsigned ports = (unsigned)get_option(fd, level, name), low = ports & 0xffff, high = ports >> 16;

    if (!ports)
        return from_text("none");
    return joined(3, low ? decimal(low) : from_text(""), from_text("-"), high ? decimal(high) : from_text(""));
}

//: option_bytes(
/* In hexadecimal. */
static struct bytes option_bytes(int fd, int level, int name)
{
    struct bytes value = option_value(fd, level, name, 1024), list = room(4096);

    list.length = 0;
    for (size_t i = 0; i < value.length; i++) {
        char digits[4];
        snprintf(digits, sizeof(digits), "%02x", (unsigned char)value.data[i]);
        list_word(&list, " ", digits);
    }
    return list.length ? list : from_text("none");
}

//: option_number_or_bytes(
static struct bytes option_number_or_bytes(int fd, int level, int name)
{
    struct bytes value = option_value(fd, level, name, 1024);

    return value.length == sizeof(int) ? decimal(get_option(fd, level, name)) : option_bytes(fd, level, name);
}

//: option_error(
/* The name of an error that a socket can have. */
static struct bytes option_error(int fd, int level, int name)
{
#define NAMED(error) {error, #error}
    static const struct value_word errors[] = {
        {0, "none"}, NAMED(ECONNREFUSED), NAMED(ECONNRESET), NAMED(ECONNABORTED), NAMED(EPIPE), NAMED(ETIMEDOUT),
        NAMED(EHOSTUNREACH), NAMED(ENETUNREACH), NAMED(EHOSTDOWN), NAMED(ENETDOWN), NAMED(ENONET), NAMED(ENOPROTOOPT),
        NAMED(EPROTO), NAMED(EOPNOTSUPP), NAMED(EMSGSIZE), NAMED(EACCES), NAMED(EPERM), NAMED(EINVAL), NAMED(ENODEV),
        NAMED(ENXIO), NAMED(ENOBUFS), NAMED(ENOMEM), NAMED(EADDRINUSE), NAMED(EADDRNOTAVAIL), NAMED(ENOTCONN),
        NAMED(EISCONN), NAMED(EAGAIN), NAMED(EINPROGRESS), NAMED(EALREADY), NAMED(EINTR), NAMED(EIO), NAMED(EBADMSG),
        NAMED(EFAULT), NAMED(ESHUTDOWN), NAMED(ECANCELED), {0, NULL}};
    int number = get_option(fd, level, name);
    const char *word = word_for(errors, number);

    return word ? from_text(word) : formatted("E%d", number);
}

//: set_multicast_address(
/* Where multicast leaves: by an address of that interface. */
static int set_multicast_address(int fd, const char *address)
{
    struct in_addr local = {0};

    if (inet_pton(AF_INET, address, &local) != 1) {
        errno = EINVAL;
        return -1;
    }
    return setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &local, sizeof(local));
}

//: set_multicast_interface(
/* Where multicast leaves; the interface's own address is all that is read back. */
static int set_multicast_interface(int fd, int index)
{
    struct ip_mreqn request = {0};
    struct ifreq own = {0};

    if (index < 0)
        return -1;
    request.imr_ifindex = index;
    if (if_indextoname((unsigned)index, own.ifr_name) && ioctl(fd, SIOCGIFADDR, &own) == 0)
        request.imr_address = ((struct sockaddr_in *)&own.ifr_addr)->sin_addr;
    return setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &request, sizeof(request));
}

//: set_packet_info(
/* Where packets are sent from. */
static int set_packet_info(int fd, int level, int name, const char *address, int index)
{
    struct {
        struct in6_addr address;
        int index;
    } info = {.index = index};

    if (inet_pton(AF_INET6, address, &info.address) != 1) {
        errno = EINVAL;
        return -1;
    }
    return setsockopt(fd, level, name, &info, sizeof(info));
}

//: set_packet_membership(
static int set_packet_membership(int fd, int level, int name, int index, unsigned short mode)
{
    struct packet_mreq request = {.mr_ifindex = index, .mr_type = mode};

    return setsockopt(fd, level, name, &request, sizeof(request));
}
