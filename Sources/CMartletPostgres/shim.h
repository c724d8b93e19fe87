#ifndef C_MARTLET_POSTGRES_H
#define C_MARTLET_POSTGRES_H

#include <libpq-fe.h>

#endif
