// The floor: what the kernel takes to put Hubbub's bytes on its lines, in as many writes, with as little else as can be.
//
// floor PORT MILLISECONDS: no state but the sockets. Whatever came is put into one frame each, of the length of Hubbub's,
// and every so many milliseconds one write goes to each connection. It answers the handshake of the load generator only,
// checks nothing, stores nothing and waits for nobody.
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

enum { LIMIT = 20000, ROOM = 1 << 16, BATCH = 1 << 24 };

struct line { unsigned char *in; int have, is_open; };

static struct line lines[LIMIT];
static int members[LIMIT], count, where[LIMIT];
static char *batch;
static size_t filled;
static long seq;

static const char ANSWER[] =
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

static void leave(int fd) {
    if (lines[fd].is_open) {
        members[where[fd]] = members[--count];
        where[members[where[fd]]] = where[fd];
    }
    free(lines[fd].in);
    memset(&lines[fd], 0, sizeof lines[fd]);
    close(fd);
}

static void say(const char *payload, int size) {
    const char *text = memmem(payload, size, "\"text\":\"", 8), *draft = memmem(payload, size, "\"draft\":\"", 9);
    if (!text || !draft || filled + size + 512 > BATCH) return;
    int text_size = payload + size - text - 1;  // the text comes last, and the brace after it is not ours
    static char body[ROOM + 512];
    int n = sprintf(body, "{\"type\":\"message\",\"seq\":%ld,\"draft\":\"%.9s\",\"from\":{\"id\":\"0123456789abcdef\","
        "\"name\":\"Brisk Otter\"},%.*s,\"at\":\"2026-01-02T03:04:05.678Z\"}", ++seq, draft + 9, text_size, text);
    char *out = batch + filled;
    *out++ = (char)0x81;
    if (n < 126) *out++ = n;
    else *out++ = 126, *out++ = n >> 8, *out++ = n;
    memcpy(out, body, n);
    filled = out + n - batch;
}

static int take(int fd) {
    struct line *line = &lines[fd];
    if (!line->in) line->in = malloc(ROOM);
    int got = read(fd, line->in + line->have, ROOM - line->have);
    if (got <= 0) return 0;
    line->have += got;
    unsigned char *at = line->in, *end = line->in + line->have;
    if (!line->is_open) {
        unsigned char *body = memmem(at, line->have, "\r\n\r\n", 4);
        if (!body) return 1;
        at = body + 4;
        line->is_open = 1;
        where[fd] = count;
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
        if ((at[0] & 15) == 1) say((char *)at + head, size);
        at += head + size;
    }
    line->have = end - at;
    memmove(line->in, at, line->have);
    if (!line->have) free(line->in), line->in = NULL;
    return 1;
}

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

int main(int argc, char **argv) {
    double every = argc > 2 ? atof(argv[2]) : 0, due = 0;
    struct rlimit files = {LIMIT, LIMIT};
    setrlimit(RLIMIT_NOFILE, &files);
    batch = malloc(BATCH);
    int door = socket(AF_INET, SOCK_STREAM, 0), yes = 1, poll = epoll_create1(0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    setsockopt(door, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(door, (void *)&address, sizeof address) || listen(door, 4096)) return 1;
    epoll_ctl(poll, EPOLL_CTL_ADD, door, &(struct epoll_event){.events = EPOLLIN, .data.fd = door});
    for (;;) {
        struct epoll_event events[1024];
        double left = due - now();
        int n = epoll_wait(poll, events, 1024, filled ? (left > 0 ? (int)left + 1 : 0) : -1);
        for (int i = 0; i < n; i++) {
            int fd = events[i].data.fd;
            if (fd == door) {
                if ((fd = accept(door, 0, 0)) < 0) continue;
                setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
                epoll_ctl(poll, EPOLL_CTL_ADD, fd, &(struct epoll_event){.events = EPOLLIN, .data.fd = fd});
            } else if (!take(fd)) leave(fd);
        }
        if (filled && now() >= due) {
            for (int i = 0; i < count; i++)
                if (send(members[i], batch, filled, MSG_DONTWAIT | MSG_NOSIGNAL) < 0) continue;
            filled = 0;
            due = now() + every;
        }
    }
}
