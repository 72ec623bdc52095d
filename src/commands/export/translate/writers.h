/* The commands that no template says: `write` of their rows. Private to src/commands. */
#ifndef COMMANDS_EXPORT_WRITERS_H
#define COMMANDS_EXPORT_WRITERS_H

struct call;
struct translation;

typedef void export_write(struct translation *t, struct call *call);
export_write export_let, export_unset, export_print, export_assert, export_repeat, export_if,
    export_while, export_try, export_source, export_shell, export_quit, export_use, export_rename,
    export_close, export_timeout, export_blocking, export_line_ending, export_pack, export_unpack,
    export_pair, export_open, export_receive, export_expect, export_until, export_poll,
    export_setsockopt, export_getsockopt, export_resolve, export_adopt, export_recvmsg, export_join,
    export_leave, export_recvfd, export_watch, export_sleep, export_replay, export_lesson,
    export_history, export_service, export_fill, export_decode, export_send_all, export_getpeername;

#endif
