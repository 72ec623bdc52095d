#include "commands/table.h"

#include "commands.h"

const struct command *const commands_table[] = {
    /* Making */
    &socket_command,
    &open_command,
    &server_command,
    &pair_command,
    &dup_command,
    &adopt_command,
    /* Connecting */
    &connect_command,
    &bind_command,
    &listen_command,
    &accept_command,
    &shutdown_command,
    &close_command,
    &disconnect_command,
    /* Sending */
    &send_command,
    &sendall_command,
    &sendline_command,
    &sendto_command,
    &sendfd_command,
    /* Receiving */
    &recv_command,
    &recvfrom_command,
    &recvmsg_command,
    &recvline_command,
    &recvexact_command,
    &recvall_command,
    &expect_command,
    &recvfd_command,
    /* Settings */
    &getsockopt_command,
    &setsockopt_command,
    &options_command,
    &timeout_command,
    &blocking_command,
    &line_ending_command,
    /* Looking */
    &info_command,
    &sockets_command,
    &getsockname_command,
    &getpeername_command,
    &fileno_command,
    &sockatmark_command,
    &poll_command,
    &resolve_command,
    &service_command,
    &hostname_command,
    &interfaces_command,
    /* Session */
    &use_command,
    &rename_command,
    &let_command,
    &unset_command,
    &variables_command,
    &print_command,
    &set_command,
    &help_command,
    &sleep_command,
    &quit_command,
    /* Control flow */
    &repeat_command,
    &if_command,
    &while_command,
    &try_command,
    &source_command,
    &shell_command,
    /* Checking */
    &assert_command,
    NULL,
};
