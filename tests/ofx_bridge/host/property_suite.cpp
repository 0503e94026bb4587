// The property suite: the C face of Properties.
#include "properties.h"

#include "faults.h"

namespace host {

namespace {

template <typename T>
Status set_one(void *handle, const char *name, int index, T value, const char *function) {
    auto *set = Properties::find(handle, function);
    return set != nullptr ? set->set(name, index, Value(value)) : err_bad_handle;
}

Status set_pointer(void *handle, const char *name, int index, void *value) {
    return set_one(handle, name, index, value, "propSetPointer");
}

Status set_string(void *handle, const char *name, int index, const char *value) {
    if (value == nullptr) {
        fault(std::string("propSetString of no text: ") + name);
        return err_value;
    }
    return set_one(handle, name, index, std::string(value), "propSetString");
}

Status set_double(void *handle, const char *name, int index, double value) {
    return set_one(handle, name, index, value, "propSetDouble");
}

Status set_int(void *handle, const char *name, int index, int value) {
    return set_one(handle, name, index, value, "propSetInt");
}

template <typename T>
Status set_all(Status (*one)(void *, const char *, int, T), void *handle, const char *name, int count, const T *values) {
    for (int index = 0; index < count; index++) {
        if (const auto status = one(handle, name, index, values[index]); status != ok) {
            return status;
        }
    }
    return ok;
}

Status set_pointers(void *handle, const char *name, int count, void *const *values) {
    return set_all<void *>(set_pointer, handle, name, count, values);
}

Status set_strings(void *handle, const char *name, int count, const char *const *values) {
    return set_all<const char *>(set_string, handle, name, count, values);
}

Status set_doubles(void *handle, const char *name, int count, const double *values) {
    return set_all<double>(set_double, handle, name, count, values);
}

Status set_ints(void *handle, const char *name, int count, const int *values) {
    return set_all<int>(set_int, handle, name, count, values);
}

Status get_one(void *handle, const char *name, int index, char type, Value &value, const char *function) {
    auto *set = Properties::find(handle, function);
    return set != nullptr ? set->get(name, index, type, value) : err_bad_handle;
}

Status get_pointer(void *handle, const char *name, int index, void **value) {
    Value found;
    const auto status = get_one(handle, name, index, 'p', found, "propGetPointer");
    *value = status == ok ? std::get<void *>(found) : nullptr;
    return status;
}

Status get_string(void *handle, const char *name, int index, char **value) {
    Value found;
    const auto status = get_one(handle, name, index, 's', found, "propGetString");
    if (status == ok) {
        *value = kept(std::get<std::string>(found));
    }
    return status;
}

Status get_double(void *handle, const char *name, int index, double *value) {
    Value found;
    const auto status = get_one(handle, name, index, 'd', found, "propGetDouble");
    if (status == ok) {
        *value = std::get<double>(found);
    }
    return status;
}

Status get_int(void *handle, const char *name, int index, int *value) {
    Value found;
    const auto status = get_one(handle, name, index, 'i', found, "propGetInt");
    if (status == ok) {
        *value = std::get<int>(found);
    }
    return status;
}

template <typename T>
Status get_all(Status (*one)(void *, const char *, int, T *), void *handle, const char *name, int count, T *values) {
    for (int index = 0; index < count; index++) {
        if (const auto status = one(handle, name, index, values + index); status != ok) {
            return status;
        }
    }
    return ok;
}

Status get_pointers(void *handle, const char *name, int count, void **values) {
    return get_all<void *>(get_pointer, handle, name, count, values);
}

Status get_strings(void *handle, const char *name, int count, char **values) {
    return get_all<char *>(get_string, handle, name, count, values);
}

Status get_doubles(void *handle, const char *name, int count, double *values) {
    return get_all<double>(get_double, handle, name, count, values);
}

Status get_ints(void *handle, const char *name, int count, int *values) {
    return get_all<int>(get_int, handle, name, count, values);
}

Status reset(void *handle, const char *name) {
    auto *set = Properties::find(handle, "propReset");
    return set != nullptr ? set->reset(name) : err_bad_handle;
}

Status dimension(void *handle, const char *name, int *count) {
    auto *set = Properties::find(handle, "propGetDimension");
    return set != nullptr ? set->dimension(name, *count) : err_bad_handle;
}

}  // namespace

const PropertySuite property_suite = {set_pointer, set_string,   set_double,  set_int,     set_pointers, set_strings,
                                      set_doubles, set_ints,     get_pointer, get_string,  get_double,   get_int,
                                      get_pointers, get_strings, get_doubles, get_ints,    reset,        dimension};

}  // namespace host
