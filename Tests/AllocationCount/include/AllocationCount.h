#ifndef ALLOCATION_COUNT_H
#define ALLOCATION_COUNT_H

#include <stdbool.h>
#include <stddef.h>

// Begins to count; false where that cannot be done, which is without glibc or Swift's runtime as a library.
bool count_allocations(void);
// How often memory was asked for since.
size_t allocation_count(void);
// How many bytes were asked for.
size_t allocation_bytes(void);

#endif
