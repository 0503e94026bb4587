// The host's suites, and who gets them.
#pragma once

#include "ofx.h"
#include "profiles.h"

namespace host {

// Which suites are given, and how they behave, from now on.
void suites_for(const Profile &profile, void *host_properties);

const void *fetch_suite(void *host, const char *name, int version);

extern const MemorySuite memory_suite;
extern const MultiThreadSuite thread_suite, dummy_thread_suite;

}  // namespace host
