// The parameter suite: the C face of Param and ParamSet.
#include <cstdarg>
#include <set>

#include "faults.h"
#include "parameters.h"

namespace host {

namespace {

std::set<std::string> &refused() {
    static auto *types = new std::set<std::string>;
    return *types;
}

const std::set<std::string> known = {"OfxParamTypeInteger", "OfxParamTypeDouble", "OfxParamTypeBoolean",   "OfxParamTypeChoice",
                                     "OfxParamTypeString",  "OfxParamTypeGroup",  "OfxParamTypePushButton", "OfxParamTypePage"};

bool in_action(std::initializer_list<const char *> actions) {
    for (const char *action : actions) {
        if (scene().action == action) {
            return true;
        }
    }
    return false;
}

Param *param_of(void *handle, const char *function) {
    need_action(function);
    if (handle == nullptr) {
        fault(std::string(function) + " of no parameter");
    }
    return static_cast<Param *>(handle);
}

Status define(void *handle, const char *type, const char *name, void **properties) {
    auto *set = static_cast<ParamSet *>(handle);
    if (!set->being_described || !in_action({"OfxImageEffectActionDescribeInContext"})) {
        fault("paramDefine outside of DescribeInContext");
        return err_bad_handle;
    }
    if (known.count(type) == 0) {
        fault(std::string("paramDefine of a type that few hosts have: ") + type);
    }
    if (known.count(type) == 0 || refused().count(type) != 0) {
        return err_unsupported;
    }
    if (set->find(name) != nullptr) {
        fault(std::string("parameter defined twice: ") + name);
        return err_exists;
    }
    auto &param = set->add(name, type);
    if (properties != nullptr) {
        *properties = &param.properties;
    }
    return ok;
}

Status get_handle(void *handle, const char *name, void **param, void **properties) {
    need_action("paramGetHandle");
    auto *set = static_cast<ParamSet *>(handle);
    if (set->being_described) {
        fault("paramGetHandle of a descriptor");
    }
    auto *found = set->find(name);
    if (found == nullptr) {
        return err_unknown;
    }
    *param = found;
    if (properties != nullptr) {
        *properties = &found->properties;
    }
    return ok;
}

Status set_get_property_set(void *handle, void **properties) {
    *properties = &static_cast<ParamSet *>(handle)->properties;
    return ok;
}

Status param_get_property_set(void *handle, void **properties) {
    auto *param = param_of(handle, "paramGetPropertySet");
    *properties = param != nullptr ? &param->properties : nullptr;
    return param != nullptr ? ok : err_bad_handle;
}

Status give(const Param &param, const Value &value, va_list arguments) {
    switch (param.kind()) {
        case 'i': *va_arg(arguments, int *) = std::get<int>(value); return ok;
        case 'd': *va_arg(arguments, double *) = std::get<double>(value); return ok;
        case 's': *va_arg(arguments, char **) = kept(std::get<std::string>(value)); return ok;
        default: fault("the value of " + param.name + ", which has none, was asked for"); return err_unsupported;
    }
}

Status get_value(void *handle, ...) {
    auto *param = param_of(handle, "paramGetValue");
    if (param == nullptr) {
        return err_bad_handle;
    }
    if (scene().render != nullptr) {
        fault("paramGetValue of " + param->name + " while rendering: only paramGetValueAtTime is allowed");
    }
    va_list arguments;
    va_start(arguments, handle);
    const auto status = give(*param, param->value(), arguments);
    va_end(arguments);
    return status;
}

Status get_value_at_time(void *handle, Time time, ...) {
    auto *param = param_of(handle, "paramGetValueAtTime");
    if (param == nullptr) {
        return err_bad_handle;
    }
    va_list arguments;
    va_start(arguments, time);
    const auto status = give(*param, param->value_at(time), arguments);
    va_end(arguments);
    return status;
}

bool may_write(const Param &param) {
    if (in_action({"OfxActionInstanceChanged", "OfxActionBeginInstanceChanged", "OfxActionEndInstanceChanged"}) ||
        in_action({"OfxActionSyncPrivateData"})) {
        return true;
    }
    fault("parameter " + param.name + " was set");
    return false;
}

Value taken(const Param &param, va_list arguments) {
    switch (param.kind()) {
        case 'i': return va_arg(arguments, int);
        case 'd': return va_arg(arguments, double);
        default: return std::string(va_arg(arguments, const char *));
    }
}

Status set_value(void *handle, ...) {
    auto *param = param_of(handle, "paramSetValue");
    if (param == nullptr || param->kind() == 0 || !may_write(*param)) {
        return err_bad_handle;
    }
    va_list arguments;
    va_start(arguments, handle);
    param->set(taken(*param, arguments));
    va_end(arguments);
    return ok;
}

Status set_value_at_time(void *handle, Time time, ...) {
    auto *param = param_of(handle, "paramSetValueAtTime");
    if (param == nullptr || param->kind() == 0 || !may_write(*param)) {
        return err_bad_handle;
    }
    va_list arguments;
    va_start(arguments, time);
    param->set_at(time, taken(*param, arguments));
    va_end(arguments);
    return ok;
}

Status unsupported(void *, Time, ...) {
    return err_unsupported;
}

Status unsupported_integral(void *, Time, Time, ...) {
    return err_unsupported;
}

Status get_num_keys(void *handle, unsigned *count) {
    *count = static_cast<unsigned>(static_cast<Param *>(handle)->keys().size());
    return ok;
}

Status get_key_time(void *handle, unsigned place, Time *time) {
    const auto keys = static_cast<Param *>(handle)->keys();
    if (place >= keys.size()) {
        return err_bad_index;
    }
    *time = keys[place];
    return ok;
}

Status get_key_index(void *, Time, int, int *) {
    return err_unsupported;
}

Status delete_key(void *, Time) {
    return err_unsupported;
}

Status delete_all_keys(void *handle) {
    static_cast<Param *>(handle)->drop_keys();
    return ok;
}

Status copy(void *, void *, Time, const RangeD *) {
    return err_unsupported;
}

Status edit_begin(void *, const char *) {
    count("edits open", 1);
    return ok;
}

Status edit_end(void *) {
    count("edits open", -1);
    return ok;
}

}  // namespace

void refuse_parameter_types(std::vector<std::string> types) {
    refused() = {types.begin(), types.end()};
}

const ParameterSuite parameter_suite = {
    define,               get_handle,   set_get_property_set, param_get_property_set, get_value,      get_value_at_time, unsupported,
    unsupported_integral, set_value,    set_value_at_time,    get_num_keys,           get_key_time,   get_key_index,     delete_key,
    delete_all_keys,      copy,         edit_begin,           edit_end};

}  // namespace host
