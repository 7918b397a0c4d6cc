/*
 * Makes the kernel ask for a module, as a program without privileges would where none are needed:
 *
 *   trigger socket FAMILY TYPE PROTOCOL      as uid 65534
 *   trigger alg TYPE NAME                    as uid 65534: bind() of an AF_ALG socket
 *   trigger mount TYPE                       as uid 65534, in a user namespace of its own
 *   trigger open c|b MAJOR MINOR             open() of a device node
 *   trigger tcp ULP|CONGESTION NAME          setsockopt() of a TCP socket
 *   trigger ldisc NUMBER                     ioctl(TIOCSETD) of a pseudo terminal
 *   trigger exec                             as uid 65534: execve() of a file in a format that no module is known to have
 *
 * What the system call says does not matter: the modules that are there afterwards do.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/if_alg.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#ifndef TCP_ULP
#define TCP_ULP 31
#endif

static void become_nobody(void) {
  if (setgid(65534) != 0 || setuid(65534) != 0) exit(2);
}

static int bind_alg(const char *type, const char *name) {
  struct sockaddr_alg address = {.salg_family = AF_ALG};
  strncpy((char *)address.salg_type, type, sizeof address.salg_type - 1);
  strncpy((char *)address.salg_name, name, sizeof address.salg_name - 1);
  int fd = socket(AF_ALG, SOCK_SEQPACKET, 0);
  return fd < 0 ? fd : bind(fd, (struct sockaddr *)&address, sizeof address);
}

static int open_node(const char *kind, int major, int minor) {
  const char *path = "/dev/trigger";
  unlink(path);
  if (mknod(path, (*kind == 'b' ? S_IFBLK : S_IFCHR) | 0600, makedev(major, minor)) != 0) return -1;
  return open(path, O_RDONLY | O_NONBLOCK);
}

static int set_tcp(const char *what, const char *name) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  return setsockopt(fd, IPPROTO_TCP, strcmp(what, "ULP") == 0 ? TCP_ULP : TCP_CONGESTION, name, strlen(name));
}

static int set_ldisc(int number) {
  int fd = open("/dev/ptmx", O_RDWR | O_NOCTTY);
  return ioctl(fd, TIOCSETD, &number);
}

static int exec_unknown(void) {
  static const char magic[] = {1, 2, 3, 4};
  char *arguments[] = {"unknown", NULL};
  int fd = open("/unknown", O_WRONLY | O_CREAT | O_TRUNC, 0755);
  if (fd < 0 || write(fd, magic, sizeof magic) != sizeof magic || close(fd) != 0) return -1;
  become_nobody();
  return execv("/unknown", arguments);
}

int main(int argc, char **argv) {
  int result = -1;
  if (argc == 5 && strcmp(argv[1], "socket") == 0) {
    become_nobody();
    result = socket(atoi(argv[2]), atoi(argv[3]), atoi(argv[4]));
  } else if (argc == 4 && strcmp(argv[1], "alg") == 0) {
    become_nobody();
    result = bind_alg(argv[2], argv[3]);
  } else if (argc == 3 && strcmp(argv[1], "mount") == 0) {
    become_nobody();
    if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return 2;
    result = mount("none", "/mnt", argv[2], 0, NULL);
  } else if (argc == 5 && strcmp(argv[1], "open") == 0) {
    result = open_node(argv[2], atoi(argv[3]), atoi(argv[4]));
  } else if (argc == 4 && strcmp(argv[1], "tcp") == 0) {
    result = set_tcp(argv[2], argv[3]);
  } else if (argc == 3 && strcmp(argv[1], "ldisc") == 0) {
    result = set_ldisc(atoi(argv[2]));
  } else if (argc == 2 && strcmp(argv[1], "exec") == 0) {
    result = exec_unknown();
  } else {
    return 2;
  }
  return result < 0 ? 1 : 0;
}
