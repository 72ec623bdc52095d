/* The #includes of a program in C.  */
#include "export/c/parts.h"

// clang-format off
const struct part export_c_includes[] = {
    {"inet_pton( inet_ntop( htons( htonl( ntohl(", "#include <arpa/inet.h>\n", false},
    {"errno EAGAIN", "#include <errno.h>\n", false},
    {"fcntl(", "#include <fcntl.h>\n", false},
    {"getifaddrs(", "#include <ifaddrs.h>\n", false},
    {"LLONG_MAX", "#include <limits.h>\n", false},
    {"PACKET_*", "#include <linux/if_packet.h>\n", false},
    {"INFINITY NAN", "#include <math.h>\n", false},
    {"if_nametoindex( if_indextoname(", "#include <net/if.h>\n", false},
    {"addrinfo AI_* getaddrinfo( getnameinfo( getservbyname( getservbyport( NI_MAXHOST", "#include <netdb.h>\n", false},
    {"ICMP6_FILTER", "#include <netinet/icmp6.h>\n", false},
    {"IPPROTO_* IP_* IPV6_* ntohs( group_req group_source_req sockaddr_in sockaddr_in6", "#include <netinet/in.h>\n", false},
    {"TCP_*", "#include <netinet/tcp.h>\n", false},
    {"UDP_*", "#include <netinet/udp.h>\n", false},
    {"poll( pollfd POLLOUT", "#include <poll.h>\n", false},
    {"regcomp( regexec( regex_t", "#include <regex.h>\n", false},
    {"va_list va_arg", "#include <stdarg.h>\n", false},
    {"size_t offsetof(", "#include <stddef.h>\n", false},
    {"uint16_t uint32_t uint64_t int8_t int16_t int32_t int64_t", "#include <stdint.h>\n", false},
    {"printf( puts( perror( fprintf( snprintf( sprintf( fwrite( putchar( popen( setvbuf( FILE stdout vsnprintf(", "#include <stdio.h>\n", false},
    {"exit( malloc( calloc( realloc( free( abort( getenv( strtoll( strtol( strtod( system(", "#include <stdlib.h>\n", false},
    {"memcpy( memcmp( memset( strlen( strcmp( strncmp( strcat( strchr( strpbrk( strspn( strnlen(", "#include <string.h>\n", false},
    {"epoll_wait(", "#include <sys/epoll.h>\n", false},
    {"ioctl(", "#include <sys/ioctl.h>\n", false},
    {"socket( send( recv( recvfrom( sendto( setsockopt( getsockopt( connect( bind( listen( accept( shutdown( socketpair( getsockname( getpeername( sockaddr_storage AF_* SO_*", "#include <sys/socket.h>\n", false},
    {"timeval", "#include <sys/time.h>\n", false},
    {"ssize_t", "#include <sys/types.h>\n", false},
    {"sockaddr_un", "#include <sys/un.h>\n", false},
    {"SO_VM_*", "#include <linux/vm_sockets.h>\n", false},
    {"close( dup( gethostname( getpid(", "#include <unistd.h>\n", false},
    {0},
};
// clang-format on
