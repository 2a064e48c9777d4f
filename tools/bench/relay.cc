// A byte relay on bare epoll: for each client a connection to the upstream, and bytes carried both
// ways without a look at them. The least that a proxy in user space can spend; the benchmark shows
// everything as a multiple of it. One thread, blocking connect at accept, no time-outs: a yardstick
// and not a server.
//
// usage: relay LISTEN_PORT UPSTREAM_PORT   (both on 127.0.0.1)

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>

namespace {

sockaddr_in Loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

[[noreturn]] void Fail(const char* what) {
  std::perror(what);
  std::exit(1);
}

struct Side {
  int fd = -1;
  Side* other = nullptr;
  bool closed = false;
};

int Listen(int port) {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  const int on = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  const sockaddr_in address = Loopback(port);
  if (bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) Fail("bind");
  if (listen(fd, 1024) != 0) Fail("listen");
  return fd;
}

void Watch(int epoll, Side* side) {
  const int on = 1;
  setsockopt(side->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  epoll_event event{};
  event.events = EPOLLIN | EPOLLET | EPOLLRDHUP;
  event.data.ptr = side;
  if (epoll_ctl(epoll, EPOLL_CTL_ADD, side->fd, &event) != 0) Fail("epoll_ctl");
}

void Accept(int epoll, int listener, int upstream_port) {
  const int client = accept(listener, nullptr, nullptr);
  if (client < 0) return;
  const int upstream = socket(AF_INET, SOCK_STREAM, 0);
  const sockaddr_in address = Loopback(upstream_port);
  if (connect(upstream, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    close(client);
    close(upstream);
    return;
  }
  auto* const one = new Side{client};
  auto* const two = new Side{upstream, one};
  one->other = two;
  Watch(epoll, one);
  Watch(epoll, two);
}

// Small messages fit the buffer, so one read and one write carry each.
void Carry(Side* side) {
  static char bytes[64 * 1024];
  if (side->closed) return;
  const ssize_t size = recv(side->fd, bytes, sizeof(bytes), MSG_DONTWAIT);
  if (size > 0) {
    for (ssize_t sent = 0; sent < size;) {
      const ssize_t count = send(side->other->fd, bytes + sent, size - sent, MSG_NOSIGNAL);
      if (count < 0) break;
      sent += count;
    }
    return;
  }
  if (size < 0 && errno == EAGAIN) return;
  // Both ends go at once. The sides stay allocated: an event of the other one may still be queued.
  side->closed = side->other->closed = true;
  close(side->other->fd);
  close(side->fd);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: relay LISTEN_PORT UPSTREAM_PORT\n");
    return 2;
  }
  const int listener = Listen(std::atoi(argv[1]));
  const int epoll = epoll_create1(0);
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.ptr = nullptr;
  if (epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event) != 0) Fail("epoll_ctl");
  epoll_event events[256];
  while (true) {
    const int count = epoll_wait(epoll, events, 256, -1);
    for (int i = 0; i < count; ++i) {
      if (events[i].data.ptr == nullptr) {
        Accept(epoll, listener, std::atoi(argv[2]));
      } else {
        Carry(static_cast<Side*>(events[i].data.ptr));
      }
    }
  }
}
