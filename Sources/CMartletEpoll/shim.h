#ifndef C_MARTLET_EPOLL_H
#define C_MARTLET_EPOLL_H

// Swift's Glibc module leaves this header out. Other systems have no epoll.
#ifdef __linux__
#include <sys/epoll.h>
#endif

#endif
