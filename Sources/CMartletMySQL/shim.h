#ifndef C_MARTLET_MYSQL_H
#define C_MARTLET_MYSQL_H

#include <mysql.h>
#include <errmsg.h>

#endif
