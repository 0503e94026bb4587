#include "parameters.h"

#include <iterator>
#include <utility>

namespace host {

namespace {

// Properties that a parameter of any type has, and those of some types, as a host makes them.
void common(Properties &set, const std::string &name, const std::string &type) {
    set.put("OfxPropType", "OfxTypeParameter", false).put("OfxPropName", name, false).put("OfxParamPropType", type, false);
    set.put("OfxPropLabel", name).put("OfxPropShortLabel", name).put("OfxPropLongLabel", name);
    set.put("OfxParamPropScriptName", name).put("OfxParamPropHint", "").put("OfxParamPropParent", "");
    set.put("OfxParamPropSecret", 0).put("OfxParamPropEnabled", 1);
    set.put("OfxPropIcon", std::vector<Value>{std::string(), std::string()});
}

void valued(Properties &set) {
    set.put("OfxParamPropAnimates", 1).put("OfxParamPropIsAnimating", 0, false).put("OfxParamPropIsAutoKeying", 0, false);
    set.put("OfxParamPropPersistant", 1).put("OfxParamPropEvaluateOnChange", 1).put("OfxParamPropPluginMayWrite", 0);
    set.put("OfxParamPropCanUndo", 1).put("OfxParamPropCacheInvalidation", "OfxParamInvalidateValueChange");
}

void ranged(Properties &set, const Value &least, const Value &most) {
    set.put("OfxParamPropMin", std::vector<Value>{least}).put("OfxParamPropMax", std::vector<Value>{most});
    set.put("OfxParamPropDisplayMin", std::vector<Value>{least}).put("OfxParamPropDisplayMax", std::vector<Value>{most});
}

void by_type(Properties &set, const std::string &type) {
    if (type == "OfxParamTypeDouble") {
        set.put("OfxParamPropDefault", 0.0).put("OfxParamPropIncrement", 1.0).put("OfxParamPropDigits", 2);
        set.put("OfxParamPropDoubleType", "OfxParamDoubleTypePlain").put("OfxParamPropShowTimeMarker", 0);
        ranged(set, -1e30, 1e30);
    } else if (type == "OfxParamTypeInteger") {
        set.put("OfxParamPropDefault", 0);
        ranged(set, -2147483647 - 1, 2147483647);
    } else if (type == "OfxParamTypeBoolean") {
        set.put("OfxParamPropDefault", 0);
    } else if (type == "OfxParamTypeChoice") {
        set.put("OfxParamPropDefault", 0).put("OfxParamPropChoiceOption", std::vector<Value>{});
        set.put("OfxParamPropChoiceOrder", std::vector<Value>{});
    } else if (type == "OfxParamTypeString") {
        set.put("OfxParamPropDefault", "").put("OfxParamPropStringMode", "OfxParamStringIsSingleLine");
        set.put("OfxParamPropStringFilePathExists", 1);
    } else if (type == "OfxParamTypeGroup") {
        set.put("OfxParamPropGroupOpen", 1);
    } else if (type == "OfxParamTypePage") {
        set.put("OfxParamPropPageChild", std::vector<Value>{});
    }
}

}  // namespace

Param::Param(std::string its_name, std::string its_type, const std::string &about)
    : name(std::move(its_name)), type(std::move(its_type)), properties(about + ", parameter " + name) {
    common(properties, name, type);
    if (kind() != 0) {
        valued(properties);
    }
    by_type(properties, type);
}

char Param::kind() const {
    if (type == "OfxParamTypeDouble") {
        return 'd';
    }
    if (type == "OfxParamTypeString") {
        return 's';
    }
    return type == "OfxParamTypeInteger" || type == "OfxParamTypeBoolean" || type == "OfxParamTypeChoice" ? 'i' : '\0';
}

Value Param::value() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return keys_.empty() ? value_ : keys_.begin()->second;
}

Value Param::value_at(Time time) const {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (keys_.empty()) {
        return value_;
    }
    const auto after = keys_.upper_bound(time);
    if (after == keys_.begin() || after == keys_.end()) {
        return after == keys_.begin() ? after->second : std::prev(after)->second;
    }
    const auto before = std::prev(after);
    const auto *from = std::get_if<double>(&before->second), *to = std::get_if<double>(&after->second);
    if (from == nullptr || to == nullptr) {
        return before->second;
    }
    return *from + (*to - *from) * (time - before->first) / (after->first - before->first);
}

void Param::set(const Value &value) {
    const std::lock_guard<std::mutex> lock(mutex_);
    keys_.clear();
    value_ = value;
}

void Param::set_at(Time time, const Value &value) {
    const std::lock_guard<std::mutex> lock(mutex_);
    keys_[time] = value;
}

std::vector<Time> Param::keys() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    std::vector<Time> times;
    for (const auto &[time, value] : keys_) {
        times.push_back(time);
    }
    return times;
}

void Param::drop_keys() {
    set(value());
}

Param *ParamSet::find(const std::string &name) const {
    for (const auto &param : params) {
        if (param->name == name) {
            return param.get();
        }
    }
    return nullptr;
}

Param &ParamSet::add(const std::string &name, const std::string &type) {
    params.push_back(std::make_unique<Param>(name, type, properties.about()));
    return *params.back();
}

}  // namespace host
