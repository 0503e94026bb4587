// Memory and threads for plugins that want the host's.
#include <cstdlib>
#include <mutex>
#include <thread>
#include <vector>

#include "faults.h"
#include "suites.h"

namespace host {

namespace {

struct Spawned {
    unsigned index = 0;
    bool is = false;
};

Spawned &spawned() {
    thread_local Spawned here;
    return here;
}

Status alloc(void *, std::size_t bytes, void **memory) {
    need_action("memoryAlloc");
    *memory = std::malloc(bytes);
    count("memories", 1);
    return *memory != nullptr ? ok : err_memory;
}

Status free_memory(void *memory) {
    std::free(memory);
    count("memories", -1);
    return ok;
}

Status multi_thread(ThreadFunction function, unsigned threads, void *custom) {
    need_action("multiThread");
    if (spawned().is) {
        return err_exists;
    }
    const Scene here = scene();
    std::vector<std::thread> workers;
    for (unsigned index = 0; index < threads; index++) {
        workers.emplace_back([=] {
            scene() = here;
            spawned() = {index, true};
            function(index, threads, custom);
        });
    }
    for (auto &worker : workers) {
        worker.join();
    }
    return ok;
}

Status cpus(unsigned *number) {
    *number = 2;
    return ok;
}

Status index(unsigned *number) {
    *number = spawned().index;
    return ok;
}

int is_spawned() {
    return spawned().is ? 1 : 0;
}

Status mutex_create(void **mutex, int) {
    *mutex = new std::recursive_mutex;
    count("mutexes", 1);
    return ok;
}

Status mutex_destroy(void *mutex) {
    delete static_cast<std::recursive_mutex *>(mutex);
    count("mutexes", -1);
    return ok;
}

Status mutex_lock(void *mutex) {
    static_cast<std::recursive_mutex *>(mutex)->lock();
    return ok;
}

Status mutex_unlock(void *mutex) {
    static_cast<std::recursive_mutex *>(mutex)->unlock();
    return ok;
}

Status mutex_try_lock(void *mutex) {
    return static_cast<std::recursive_mutex *>(mutex)->try_lock() ? ok : failed;
}

Status no_threads(ThreadFunction, unsigned, void *) {
    return ok;
}

Status no_mutex(void **mutex, int) {
    *mutex = nullptr;
    return ok;
}

Status no_act(void *) {
    return ok;
}

}  // namespace

const MemorySuite memory_suite = {alloc, free_memory};
const MultiThreadSuite thread_suite = {multi_thread,  cpus,       index,        is_spawned,    mutex_create,
                                       mutex_destroy, mutex_lock, mutex_unlock, mutex_try_lock};
const MultiThreadSuite dummy_thread_suite = {no_threads, cpus, index, is_spawned, no_mutex, no_act, no_act, no_act, no_act};

}  // namespace host
