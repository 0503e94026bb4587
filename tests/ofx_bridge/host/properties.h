// Property sets with the types that the specification gives each name.
#pragma once

#include <map>
#include <mutex>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "ofx.h"

namespace host {

using Value = std::variant<int, double, std::string, void *>;

// A set of named values. Names and types that the specification does not know are faults; names that this set lacks are not.
class Properties {
 public:
    explicit Properties(std::string about);
    ~Properties();
    Properties(const Properties &) = delete;
    Properties &operator=(const Properties &) = delete;

    // Puts a value in, at the host's side. `open`: the plugin may set it.
    Properties &put(const std::string &name, std::vector<Value> values, bool open = true);
    Properties &put(const std::string &name, const std::string &value, bool open = true);
    Properties &put(const std::string &name, int value, bool open = true);
    Properties &put(const std::string &name, double value, bool open = true);
    Properties &put(const std::string &name, const RectI &value, bool open = true);
    Properties &put(const std::string &name, const RectD &value, bool open = true);
    void remove(const std::string &name);
    void copy_from(const Properties &other);

    bool has(const std::string &name) const;
    std::vector<Value> values(const std::string &name) const;
    std::string text(const std::string &name, const std::string &otherwise = "", std::size_t index = 0) const;
    int whole(const std::string &name, int otherwise = 0, std::size_t index = 0) const;
    double number(const std::string &name, double otherwise = 0, std::size_t index = 0) const;
    RectD rectangle(const std::string &name) const;
    std::map<std::string, std::vector<Value>> all() const;
    const std::string &about() const { return about_; }

    // The plugin's side: with the checks.
    Status set(const char *name, int index, const Value &value);
    Status get(const char *name, int index, char type, Value &value);
    Status reset(const char *name);
    Status dimension(const char *name, int &count);

    // The set behind a handle; a fault and null when there is none.
    static Properties *find(void *handle, const char *function);

 private:
    struct Entry {
        std::vector<Value> now, first;
        bool open = true;
    };
    const std::string about_;
    mutable std::mutex mutex_;
    std::map<std::string, Entry> entries_;
};

// Type of a name's values: i d s p, or 0 for a name that neither the specification nor a known host has. '?' takes any.
char type_of(const std::string &name);

// A copy of a text that stays for as long as the process: what a plugin is given it may keep.
char *kept(const std::string &text);

extern const PropertySuite property_suite;

}  // namespace host
