// What the small test programs share: a check that ends the program and says where.
#pragma once

#include <cstdio>
#include <cstdlib>

#define CHECK(what)                                                              \
    do {                                                                         \
        if (!(what)) {                                                           \
            std::fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #what); \
            std::exit(1);                                                        \
        }                                                                        \
    } while (false)
