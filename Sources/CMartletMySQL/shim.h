#ifndef C_MARTLET_MYSQL_H
#define C_MARTLET_MYSQL_H

#include <dlfcn.h>
#include <mysql.h>
#include <errmsg.h>

typedef void (*martlet_tls_clear)(void);

// OpenSSL's ERR_clear_error; NULL where libmariadb is built on another library.
static inline martlet_tls_clear martlet_find_tls_clear(void) {
    void *program = dlopen(0, RTLD_NOW);
    return program ? (martlet_tls_clear)dlsym(program, "ERR_clear_error") : 0;
}

#endif
