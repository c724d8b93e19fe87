// The allocator's functions once more, in front of glibc's: each counts what Swift's objects and arrays ask for and passes
// it on. What the standard library takes for frames of code that is not optimised is not counted.
#define _GNU_SOURCE
#include "AllocationCount.h"

#include <dlfcn.h>
#include <errno.h>
#include <link.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

static _Atomic size_t count;
static _Atomic size_t bytes;

size_t allocation_count(void) { return atomic_load(&count); }
size_t allocation_bytes(void) { return atomic_load(&bytes); }

#ifdef __GLIBC__
// Where Swift's function for all objects begins and ends.
static _Atomic uintptr_t first;
static _Atomic uintptr_t end;

bool count_allocations(void) {
    void *allocate = dlsym(RTLD_DEFAULT, "swift_slowAlloc");
    Dl_info place;
    ElfW(Sym) *symbol = NULL;
    if (allocate == NULL || !dladdr1(allocate, &place, (void **)&symbol, RTLD_DL_SYMENT) || symbol == NULL) return false;
    atomic_store(&end, (uintptr_t)allocate + symbol->st_size);
    atomic_store(&first, (uintptr_t)allocate);
    return true;
}

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);
extern void __libc_free(void *);

static void note(size_t size, void *caller) {
    uintptr_t from = atomic_load_explicit(&first, memory_order_relaxed);
    if (from == 0 || (uintptr_t)caller < from || (uintptr_t)caller >= atomic_load(&end)) return;
    atomic_fetch_add_explicit(&count, 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&bytes, size, memory_order_relaxed);
}

void *malloc(size_t size) {
    note(size, __builtin_return_address(0));
    return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
    note(number * size, __builtin_return_address(0));
    return __libc_calloc(number, size);
}

void *realloc(void *old, size_t size) {
    note(size, __builtin_return_address(0));
    return __libc_realloc(old, size);
}

void *memalign(size_t alignment, size_t size) {
    note(size, __builtin_return_address(0));
    return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    note(size, __builtin_return_address(0));
    return __libc_memalign(alignment, size);
}

int posix_memalign(void **result, size_t alignment, size_t size) {
    note(size, __builtin_return_address(0));
    void *found = __libc_memalign(alignment, size);
    if (found == NULL) return ENOMEM;
    *result = found;
    return 0;
}

void free(void *pointer) { __libc_free(pointer); }
#else
bool count_allocations(void) { return false; }
#endif
