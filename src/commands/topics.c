/* The texts of the topics. A line that begins with blanks stays as it is. */
#include "commands/topics.h"

#include "shell/command.h"

static const struct example start[] = {
    {"srv = server tcp 127.0.0.1 0; c = open 127.0.0.1 ${srv.local.port}; s = srv.accept; "
     "c.sendline hello; s.recvline; s.info",
     "both ends of a conversation in one shell"},
    {"pair a b; a.send hello; b.recv; close a; b.recv",
     "two connected sockets, and what the end of a stream looks like"},
    {""},
};

static const struct example language[] = {
    {"web = socket tcp; web.getsockopt nodelay", "a name for a new socket; a command on it"},
    {"pair a b; a.send \"one\\r\\n\"; line = b.recvline; print ${line[0:3]}",
     "a value kept, and a slice of it as in Python"},
    {"print $(length hello) bytes  # a comment", "the value of a command inside a word"},
    {""},
};

static const struct example names[] = {
    {"let greeting hello; print $greeting, world", "set one, and use it"},
    {"srv = server tcp 127.0.0.1 0; print ${srv.local.port} ${srv.state}", "fields of a handle"},
    {"pair a b; a.send hello; b.recv; print ${_[-2:]}",
     "the last data received, its last two bytes"},
    {""},
};

static const struct example bytes[] = {
    {"pair a b; a.send x\"de ad\" \"\\r\\n\"; b.recv", "bytes in hexadecimal, then an escape"},
    {"packet = pack !HB 443 7; hexdump $packet; unpack !HB $packet", "numbers as bytes, and back"},
    {"text = encode base64 \"user\\0secret\"; decode base64 $text", "base64"},
    {""},
};

static const struct example redirection[] = {
    {"pair a b; a.send hello; b.recv > /dev/null", "data into a file"},
    {"pair a b; a.send < /etc/hosts; b.recv | wc -c", "data from a file, and into a command"},
    {"name = hostname; print $name > -", "- is standard output"},
    {""},
};

static const struct example blocks[] = {
    {"let n 3; if $n > 2 { print many } else { print few }", "numbers are compared as numbers"},
    {"pair a b; repeat 3 { a.send x }; b.recv", "three times"},
    {"try { open 127.0.0.1 1 }; if $? != ok { print \"failed: $?\" }", "go on after an error"},
    {""},
};

static const struct example errors[] = {
    {"try { open 127.0.0.1 1 }; print $?; explain error", "an error, its category, what it means"},
    {"explain ECONNRESET", "a code of the kernel's"},
    {"explain closed", "a category"},
    {""},
};

static const struct example prompt[] = {
    {"set prompt \"{handle} {peer.port} [{state}]> \"", "the peer's port in the prompt, too"},
    {"set prompt \"\"", "the usual one again"},
    {""},
};

static const struct example waiting[] = {
    {"pair a b; try { a.recv --timeout 20ms }; print $?", "a deadline for one command"},
    {"pair a b; a.timeout 20ms; try { a.recv }; print $?", "a deadline for all of a handle's"},
    {"pair a b; a.blocking off; try { a.recv }; print $?", "EAGAIN, as the kernel gives it"},
    {"pair a b; a.send x; poll a b --timeout 1s", "who is ready"},
    {""},
};

static const struct example scripting[] = {
    {"let --default HOST localhost; print $HOST", "a setting that -e HOST=... overrides"},
    {"pair a b; a.send \"220 ready\\r\\n\"; b.expect ready; assert $_ contains 220",
     "fails where something else comes"},
    {""},
};

static const struct example types[] = {
    {"u = socket udp; u.bind 127.0.0.1 0; u.getsockname", "a datagram socket with a port"},
    {"pair a b unix-seqpacket; a.send one; a.send two; b.recv", "messages keep their boundaries"},
    {""},
};

static const struct example addresses[] = {
    {"resolve localhost 80", "every address of a name"},
    {"s = socket tcp; s.bind * 0; s.getsockname", "any address, a free port"},
    {"s = server unix @example; s.getsockname", "an abstract name, which is no file"},
    {""},
};

static const struct example closing[] = {
    {"pair a b; a.send bye; a.shutdown wr; b.recvall; b.send answer; a.recv", "a half-close"},
    {"pair a b; a.send unread; close b; try { a.recv }; print $?",
     "closed with data unread: ECONNRESET"},
    {""},
};

static const struct example journal[] = {
    {"pair a b; a.send hello; b.recv; close a b; trace; ladder; ladder a",
     "two of its readers, behind the end"},
    {"set journal 1M; set journal", "so much from now on"},
    {""},
};

const struct topic topics[] = {
    {"start", "the first minute",
     "A socket has a name, its handle; commands are the socket calls. `web.recv` acts on web, "
     "`recv` alone on "
     "the current handle: the one made last, or chosen with `use`. A web server in three lines:\n"
     "\n"
     "    web = open example.com 80\n"
     "    send \"GET / HTTP/1.0\\r\\nHost: example.com\\r\\n\\r\\n\"\n"
     "    recvall\n"
     "\n"
     "Or try both ends of a conversation in this shell, as below. Ctrl-C ends a command that "
     "waits, `explain "
     "error` tells what went wrong, `quit` ends.",
     start},
    {"language", "statements, words, quotes, comments",
     "    [NAME =] [HANDLE.]COMMAND ARGUMENT... [< FILE] [> FILE | >> FILE]\n"
     "\n"
     "A line or a ; ends a statement. NAME = names a new handle, or keeps the command's value.\n"
     "\n"
     "    word      as it stands\n"
     "    'word'    as it stands, blanks too\n"
     "    \"word\"    with $names and escapes: \\r \\n \\t \\0 \\e \\\\ \\\" \\$ \\xHH \\uHHHH\n"
     "    x\"6f 6b\"  bytes in hexadecimal\n"
     "    $name     a variable; ${name.field} a field; ${name[2:5]} a slice\n"
     "    $(...)    the value of a command\n"
     "\n"
     "Pieces that touch are one word. What is put in for a $ is never split or read again. # at "
     "the "
     "beginning of a word is a comment. A { or } that stands alone begins or ends a block.\n"
     "\n"
     "At the prompt a beginning of a command's name will do where no other name begins so: res "
     "is "
     "`resolve`, q is `quit`, which then asks where connections are open. In scripts commands "
     "have their whole names.",
     language},
    {"names", "names for values and handles, their fields and slices",
     "`let NAME VALUE` sets a variable, `NAME = COMMAND` keeps what the command gives: its data, "
     "else its main "
     "field. A value is any bytes. `variables` lists them, `unset` removes one. Handles are names "
     "too: $web is the name itself, ${web.peer.port} a field of its `info`.\n"
     "\n"
     "    $_   the last data received\n"
     "    $?   the category of the last statement's error, or ok",
     names},
    {"bytes", "binary data: writing, packing, looking",
     "Any byte can stand in a value. Escapes stand in \"...\", hexadecimal in x\"...\". `pack` and "
     "`unpack` use the letters of Python's struct. What comes from a peer is shown with the same "
     "escapes, so that it can be typed back; data that is no text is shown as `hexdump` does.",
     bytes},
    {"redirection", "data from files, into files, into commands",
     "    < FILE      the data of a sending command comes from a file\n"
     "    > FILE      the data of a reply, or its text, goes to a file\n"
     "    >> FILE     the same, behind what is there\n"
     "    | COMMAND   the same, into a command of sh, up to the end of the line\n"
     "    ! COMMAND   runs a command of sh\n"
     "\n"
     "- is standard input or output. Data goes as raw bytes. `sendall < FILE` takes a file of any "
     "size, `recvall > FILE` a stream of any length. A FIFO waits until somebody has opened its "
     "other side; --timeout and Ctrl-C end that.",
     redirection},
    {"blocks", "if, while, repeat and try",
     "`repeat N { }`, `if A == B { } else { }`, `while A != B { }`, `try { }`. The operators are "
     "== != < <= > >= "
     "contains matches, as in `assert`. { and } stand as words by themselves; a block goes on over "
     "several lines. An error ends the block it is in, and `try` ends the error: $? has its "
     "category.",
     blocks},
    {"errors", "what an error tells, and how to go on",
     "An error has a category, the kernel's code where there is one, what it was about, and a line "
     "with the "
     "likely cause. `explain error` tells more of the last one. A script ends at its first error, "
     "with "
     "the exit status of its category, unless `try` or -k goes on; at the prompt nothing is lost.\n"
     "\n"
     "The categories: usage, name, address, service, socket, timeout, closed, mismatch, tls, file, "
     "resource, interrupted. Four things look alike to a careless program and are told apart here: "
     "the "
     "end of a stream, a reset, an empty datagram, one that was cut.",
     errors},
    {"waiting", "deadlines, Ctrl-C, sockets that do not block",
     "A command that waits is ended by Ctrl-C, by --timeout D, or by the handle's `timeout`; the "
     "socket stays "
     "usable. Durations are 250ms, 2s, 1m; a bare number is seconds. `blocking off` shows EAGAIN "
     "and "
     "EINPROGRESS as the kernel gives them; `poll` waits for several handles.",
     waiting},
    {"prompt", "typing and pasting statements",
     "The prompt tells the current handle and its state; `set prompt` makes it another. TAB "
     "completes the word at the cursor, Up recalls what was typed, a block whole. An open block "
     "or quote goes on behind ...>.\n"
     "\n"
     "A pasted text waits for Enter, also one that ends with a line feed. Then it runs line by "
     "line, each shown with its reply, as if "
     "it had been typed. An error ends its own line alone, but ten lines in a row that fail leave "
     "out the rest; so does Ctrl-C. Of more than a thousand lines those that follow show only "
     "errors.\n"
     "\n"
     "What arrives by itself is told in a line of its own, also while you type. Not so what a "
     "statement of yours brings about at once on another handle of this shell, as `send` does on a "
     "pair: it would be told behind every `send`.\n"
     "\n"
     "A line that takes longer than a second tells what it waits for. Ctrl-C leaves it, Ctrl-D at "
     "an empty line leaves the session.",
     prompt},
    {"scripting", "statements in files and pipes",
     "    socksh FILE             a script; #!/usr/bin/env -S socksh as its first line works\n"
     "    socksh -c 'STATEMENTS'  these\n"
     "    ... | socksh -          statements as they come\n"
     "    -e NAME=VALUE           sets a variable first\n"
     "    -q                      only data, raw: for pipes\n"
     "    -k                      go on after errors\n"
     "\n"
     "The first error ends a script, and the exit status tells its category (`help errors`). "
     "`expect` "
     "and `assert` check what came. In scripts commands have their whole names. `source FILE` runs "
     "a "
     "script in this session.",
     scripting},
    {"json", "replies for programs",
     "With --json each reply is one object on a line. The last of\n"
     "\n"
     "    socksh --json -c 'pair a b; a.send hello; b.recv'\n"
     "\n"
     "is this one, here on two lines:\n"
     "\n"
     "    {\"line\":1,\"command\":\"recv\",\"handle\":\"b\",\"ok\":true,\"elapsed_us\":3,\n"
     "     \"length\":5,\"text\":\"hello\",\"base64\":\"aGVsbG8=\",\"eof\":false}\n"
     "\n"
     "base64 is always there where there is data, text only where it is valid "
     "UTF-8. An error is {\"category\", \"code\", \"errno\", \"call\", \"subject\", \"message\", "
     "\"hint\"} and "
     "\"ok\" is false. The fields are those of ${handle.field}. What `! COMMAND` prints goes into "
     "its "
     "reply.",
     NULL},
    {"types", "the kinds of sockets",
     "    tcp tcp6 mptcp sctp    streams: no message boundaries; `connect`, or `listen` and "
     "`accept`\n"
     "    udp udp6 udplite       datagrams: each whole or not at all\n"
     "    unix unix-dgram        the same on this machine, by a path or @NAME\n"
     "    unix-seqpacket         messages in order, with an end\n"
     "    raw raw6 icmp icmp6    IP packets, pings; raw wants the right CAP_NET_RAW\n"
     "    packet packet-dgram    frames of an interface; CAP_NET_RAW\n"
     "    vsock vsock-seqpacket  between a virtual machine and its host\n"
     "\n"
     "`help socket` lists all. `options` shows what a socket can be told.",
     types},
    {"addresses", "hosts, ports, paths",
     "HOST is a name, an IPv4 or IPv6 address, or [fe80::1%eth0] with its interface. PORT is a "
     "number or the "
     "name of a service; 0 takes a free one. * is any address, to bind to. Sockets of Unix have a "
     "PATH, "
     "or @NAME for a name that is no file. `open` takes tcp://HOST:PORT, udp://HOST:PORT and "
     "unix:PATH too, and tries every address of a name.",
     addresses},
    {"closing", "the ends of a connection",
     "`shutdown wr` says that all is sent: the peer reads the end of the stream and may still "
     "answer. `close` "
     "ends both directions; with data unread, or with --reset, the peer gets ECONNRESET. A peer "
     "that is "
     "gone is often noticed at the second `send`: the first is answered by RST, the next fails "
     "with "
     "EPIPE. `info` tells how much the peer has not acknowledged.",
     closing},
    {"journal", "the memory of what happened, and what reads it",
     "What happened is kept in memory, in the journal, always and by itself.\n"
     "\n"
     "    trace          the system calls, with their arguments and results\n"
     "    ladder         who sent what when, as a diagram\n"
     "    states         the way of a socket through TCP's states\n"
     "    export         the statements that went well, as a program\n"
     "    capture, log   what happens from now on, whole, into a file\n"
     "\n"
     "The journal's size is bounded, 8M unless `set journal SIZE` says otherwise, from 64K to 1G. "
     "Where it is full the oldest is forgotten: first the bytes that a call moved, of which it has "
     "256 at the most anyway, while the call, its time and its size stay; then the call. "
     "Statements have a quarter of it for themselves: with 8M some 32,000 calls and 8000 "
     "statements are known. Of the sockets all that are open are known, and the last thousand. Who "
     "wants all bytes of a long transfer begins `capture` or `log` before it.",
     journal},
    {0},
};
