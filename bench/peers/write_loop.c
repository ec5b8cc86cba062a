// The lower bound: the kernel's cost of writing Hubbub's bytes to all connections, in as many writes, with little else.
//
// write_loop PORT MILLISECONDS: makes each message it receives into a frame of the length of Hubbub's, and at this interval
// makes one write to each connection. It answers only the load generator's handshake, validates nothing, stores nothing
// and drops what a connection does not accept.
#define _GNU_SOURCE
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MAX_CONNECTIONS = 20000, INPUT_BYTES = 1 << 16, BATCH_BYTES = 1 << 24 };

struct connection { unsigned char *in; int have, is_open; };

static struct connection connections[MAX_CONNECTIONS];
static int members[MAX_CONNECTIONS], count, position[MAX_CONNECTIONS];
static char *batch;
static size_t filled;
static long seq;

static const char ANSWER[] =
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

static void close_connection(int fd) {
    if (connections[fd].is_open) {
        members[position[fd]] = members[--count];
        position[members[position[fd]]] = position[fd];
    }
    free(connections[fd].in);
    memset(&connections[fd], 0, sizeof connections[fd]);
    close(fd);
}

static void append(const char *payload, int size) {
    const char *text = memmem(payload, size, "\"text\":\"", 8), *draft = memmem(payload, size, "\"draft\":\"", 9);
    if (!text || !draft || filled + size + 512 > BATCH_BYTES) return;
    int text_size = payload + size - text - 1;  // the text is the last field; without the closing brace
    static char body[INPUT_BYTES + 512];
    int n = sprintf(body, "{\"type\":\"message\",\"seq\":%ld,\"draft\":\"%.9s\",\"from\":{\"id\":\"0123456789abcdef\","
        "\"name\":\"Brisk Otter\"},%.*s,\"at\":\"2026-01-02T03:04:05.678Z\"}", ++seq, draft + 9, text_size, text);
    char *out = batch + filled;
    *out++ = (char)0x81;
    if (n < 126) *out++ = n;
    else *out++ = 126, *out++ = n >> 8, *out++ = n;
    memcpy(out, body, n);
    filled = out + n - batch;
}

static int receive(int fd) {
    struct connection *connection = &connections[fd];
    if (!connection->in) connection->in = malloc(INPUT_BYTES);
    int got = read(fd, connection->in + connection->have, INPUT_BYTES - connection->have);
    if (got <= 0) return 0;
    connection->have += got;
    unsigned char *at = connection->in, *end = connection->in + connection->have;
    if (!connection->is_open) {
        unsigned char *body = memmem(at, connection->have, "\r\n\r\n", 4);
        if (!body) return 1;
        at = body + 4;
        connection->is_open = 1;
        position[fd] = count;
        members[count++] = fd;
        if (write(fd, ANSWER, sizeof ANSWER - 1) < 0) return 0;
    }
    while (end - at >= 6) {
        int size = at[1] & 127, head = 6;
        if (size == 126) {
            if (end - at < 8) break;
            size = at[2] << 8 | at[3];
            head = 8;
        }
        if (end - at < head + size) break;
        for (int i = 0; i < size; i++) at[head + i] ^= at[head - 4 + (i & 3)];
        if ((at[0] & 15) == 1) append((char *)at + head, size);
        at += head + size;
    }
    connection->have = end - at;
    memmove(connection->in, at, connection->have);
    if (!connection->have) free(connection->in), connection->in = NULL;
    return 1;
}

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

int main(int argc, char **argv) {
    double every = argc > 2 ? atof(argv[2]) : 0, due = 0;
    struct rlimit files = {MAX_CONNECTIONS, MAX_CONNECTIONS};
    setrlimit(RLIMIT_NOFILE, &files);
    batch = malloc(BATCH_BYTES);
    int listener = socket(AF_INET, SOCK_STREAM, 0), yes = 1, poll = epoll_create1(0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(listener, (void *)&address, sizeof address) || listen(listener, 4096)) return 1;
    epoll_ctl(poll, EPOLL_CTL_ADD, listener, &(struct epoll_event){.events = EPOLLIN, .data.fd = listener});
    for (;;) {
        struct epoll_event events[1024];
        double left = due - now();
        int n = epoll_wait(poll, events, 1024, filled ? (left > 0 ? (int)left + 1 : 0) : -1);
        for (int i = 0; i < n; i++) {
            int fd = events[i].data.fd;
            if (fd == listener) {
                if ((fd = accept(listener, 0, 0)) < 0) continue;
                setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
                epoll_ctl(poll, EPOLL_CTL_ADD, fd, &(struct epoll_event){.events = EPOLLIN, .data.fd = fd});
            } else if (!receive(fd)) close_connection(fd);
        }
        if (filled && now() >= due) {
            for (int i = 0; i < count; i++)
                if (send(members[i], batch, filled, MSG_DONTWAIT | MSG_NOSIGNAL) < 0) continue;
            filled = 0;
            due = now() + every;
        }
    }
}
