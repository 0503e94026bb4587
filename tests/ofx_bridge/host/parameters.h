// Parameters: as a plugin describes them, and as an instance holds them.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "properties.h"

namespace host {

struct Param {
    Param(std::string name, std::string type, const std::string &about);

    const std::string name, type;
    Properties properties;
    char kind() const;  // i d s of its value, or 0 when it has none

    Value value() const;
    Value value_at(Time time) const;  // linear between the keys of numbers, the key before for all others
    void set(const Value &value);
    void set_at(Time time, const Value &value);
    std::vector<Time> keys() const;
    void drop_keys();

 private:
    mutable std::mutex mutex_;
    Value value_;
    std::map<Time, Value> keys_;
};

struct ParamSet {
    ParamSet(const std::string &about, bool described) : properties(about), being_described(described) {}

    Properties properties;
    std::vector<std::unique_ptr<Param>> params;  // in the order of their description
    bool being_described;

    Param *find(const std::string &name) const;
    Param &add(const std::string &name, const std::string &type);
};

// Parameter types that this host's paramDefine takes; the rest is refused, as a host without them would.
void refuse_parameter_types(std::vector<std::string> types);

extern const ParameterSuite parameter_suite;

}  // namespace host
