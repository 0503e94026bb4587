// The OpenFX C ABI as a host sees it. Declared a second time, apart from the plugin's own headers, so that a slip in one of them shows.
#pragma once

#include <cstddef>

namespace host {

using Status = int;
using Time = double;

constexpr Status ok = 0, failed = 1, err_unknown = 3, err_unsupported = 5, err_exists = 6, err_memory = 8, err_bad_handle = 9;
constexpr Status err_bad_index = 10, err_value = 11, reply_default = 14;

struct RectD {
    double x1, y1, x2, y2;
};
struct RectI {
    int x1, y1, x2, y2;
};
struct RangeD {
    double min, max;
};

struct HostStruct {
    void *properties;
    const void *(*fetch_suite)(void *host, const char *name, int version);
};

using MainEntry = Status (*)(const char *action, const void *handle, void *in, void *out);

struct PluginStruct {
    const char *api;
    int api_version;
    const char *identifier;
    unsigned major, minor;
    void (*set_host)(HostStruct *);
    MainEntry main_entry;
};

struct PropertySuite {
    Status (*set_pointer)(void *, const char *, int, void *);
    Status (*set_string)(void *, const char *, int, const char *);
    Status (*set_double)(void *, const char *, int, double);
    Status (*set_int)(void *, const char *, int, int);
    Status (*set_pointers)(void *, const char *, int, void *const *);
    Status (*set_strings)(void *, const char *, int, const char *const *);
    Status (*set_doubles)(void *, const char *, int, const double *);
    Status (*set_ints)(void *, const char *, int, const int *);
    Status (*get_pointer)(void *, const char *, int, void **);
    Status (*get_string)(void *, const char *, int, char **);
    Status (*get_double)(void *, const char *, int, double *);
    Status (*get_int)(void *, const char *, int, int *);
    Status (*get_pointers)(void *, const char *, int, void **);
    Status (*get_strings)(void *, const char *, int, char **);
    Status (*get_doubles)(void *, const char *, int, double *);
    Status (*get_ints)(void *, const char *, int, int *);
    Status (*reset)(void *, const char *);
    Status (*dimension)(void *, const char *, int *);
};

struct ImageEffectSuite {
    Status (*get_property_set)(void *, void **);
    Status (*get_param_set)(void *, void **);
    Status (*clip_define)(void *, const char *, void **);
    Status (*clip_get_handle)(void *, const char *, void **, void **);
    Status (*clip_get_property_set)(void *, void **);
    Status (*clip_get_image)(void *, Time, const RectD *, void **);
    Status (*clip_release_image)(void *);
    Status (*clip_get_region_of_definition)(void *, Time, RectD *);
    int (*abort)(void *);
    Status (*image_memory_alloc)(void *, std::size_t, void **);
    Status (*image_memory_free)(void *);
    Status (*image_memory_lock)(void *, void **);
    Status (*image_memory_unlock)(void *);
};

struct ParameterSuite {
    Status (*define)(void *, const char *, const char *, void **);
    Status (*get_handle)(void *, const char *, void **, void **);
    Status (*set_get_property_set)(void *, void **);
    Status (*get_property_set)(void *, void **);
    Status (*get_value)(void *, ...);
    Status (*get_value_at_time)(void *, Time, ...);
    Status (*get_derivative)(void *, Time, ...);
    Status (*get_integral)(void *, Time, Time, ...);
    Status (*set_value)(void *, ...);
    Status (*set_value_at_time)(void *, Time, ...);
    Status (*get_num_keys)(void *, unsigned *);
    Status (*get_key_time)(void *, unsigned, Time *);
    Status (*get_key_index)(void *, Time, int, int *);
    Status (*delete_key)(void *, Time);
    Status (*delete_all_keys)(void *);
    Status (*copy)(void *, void *, Time, const RangeD *);
    Status (*edit_begin)(void *, const char *);
    Status (*edit_end)(void *);
};

struct MemorySuite {
    Status (*alloc)(void *, std::size_t, void **);
    Status (*free)(void *);
};

using ThreadFunction = void (*)(unsigned index, unsigned count, void *custom);

struct MultiThreadSuite {
    Status (*multi_thread)(ThreadFunction, unsigned, void *);
    Status (*cpus)(unsigned *);
    Status (*index)(unsigned *);
    int (*is_spawned)();
    Status (*mutex_create)(void **, int);
    Status (*mutex_destroy)(void *);
    Status (*mutex_lock)(void *);
    Status (*mutex_unlock)(void *);
    Status (*mutex_try_lock)(void *);
};

struct MessageSuite {
    Status (*message)(void *, const char *, const char *, const char *, ...);
    Status (*set_persistent)(void *, const char *, const char *, const char *, ...);
    Status (*clear_persistent)(void *);
};

struct ProgressSuite1 {
    Status (*start)(void *, const char *);
    Status (*update)(void *, double);
    Status (*end)(void *);
};

struct ProgressSuite2 {
    Status (*start)(void *, const char *, const char *);
    Status (*update)(void *, double);
    Status (*end)(void *);
};

struct TimeLineSuite {
    Status (*get_time)(void *, double *);
    Status (*goto_time)(void *, double);
    Status (*bounds)(void *, double *, double *);
};

}  // namespace host
