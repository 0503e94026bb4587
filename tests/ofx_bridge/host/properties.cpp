#include "properties.h"

#include <utility>

#include "faults.h"

namespace host {

namespace {

std::mutex live_mutex;

std::set<const void *> &live() {
    static auto *sets = new std::set<const void *>;
    return *sets;
}

char letter(const Value &value) {
    return "idsp"[value.index()];
}

// True when the name is known and takes this type; else the fault is noted.
bool fits(const std::string &about, const std::string &name, char type) {
    const char wanted = type_of(name);
    if (wanted == 0) {
        fault(about + ": no such property: " + name);
        return false;
    }
    if (wanted != '?' && wanted != type) {
        fault(about + ": property " + name + " is of type " + wanted + ", used as " + type);
        return false;
    }
    return true;
}

Value blank(char type) {
    switch (type) {
        case 'i': return 0;
        case 'd': return 0.0;
        case 's': return std::string();
        default: return static_cast<void *>(nullptr);
    }
}

}  // namespace

Properties::Properties(std::string about) : about_(std::move(about)) {
    const std::lock_guard<std::mutex> lock(live_mutex);
    live().insert(this);
}

Properties::~Properties() {
    const std::lock_guard<std::mutex> lock(live_mutex);
    live().erase(this);
}

Properties *Properties::find(void *handle, const char *function) {
    need_action(function);
    const std::lock_guard<std::mutex> lock(live_mutex);
    if (live().count(handle) == 0) {
        fault(std::string(function) + " on a handle that is no property set, or no longer one");
        return nullptr;
    }
    return static_cast<Properties *>(handle);
}

Properties &Properties::put(const std::string &name, std::vector<Value> values, bool open) {
    const std::lock_guard<std::mutex> lock(mutex_);
    entries_[name] = Entry{values, values, open};
    return *this;
}

Properties &Properties::put(const std::string &name, const std::string &value, bool open) {
    return put(name, std::vector<Value>{value}, open);
}

Properties &Properties::put(const std::string &name, int value, bool open) {
    return put(name, std::vector<Value>{value}, open);
}

Properties &Properties::put(const std::string &name, double value, bool open) {
    return put(name, std::vector<Value>{value}, open);
}

Properties &Properties::put(const std::string &name, const RectI &value, bool open) {
    return put(name, std::vector<Value>{value.x1, value.y1, value.x2, value.y2}, open);
}

Properties &Properties::put(const std::string &name, const RectD &value, bool open) {
    return put(name, std::vector<Value>{value.x1, value.y1, value.x2, value.y2}, open);
}

void Properties::remove(const std::string &name) {
    const std::lock_guard<std::mutex> lock(mutex_);
    entries_.erase(name);
}

void Properties::copy_from(const Properties &other) {
    for (const auto &[name, values] : other.all()) {
        put(name, values);
    }
}

bool Properties::has(const std::string &name) const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return entries_.count(name) != 0;
}

std::vector<Value> Properties::values(const std::string &name) const {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto found = entries_.find(name);
    return found == entries_.end() ? std::vector<Value>{} : found->second.now;
}

std::string Properties::text(const std::string &name, const std::string &otherwise, std::size_t index) const {
    const auto all = values(name);
    const auto *text = index < all.size() ? std::get_if<std::string>(&all[index]) : nullptr;
    return text != nullptr ? *text : otherwise;
}

int Properties::whole(const std::string &name, int otherwise, std::size_t index) const {
    const auto all = values(name);
    const auto *number = index < all.size() ? std::get_if<int>(&all[index]) : nullptr;
    return number != nullptr ? *number : otherwise;
}

double Properties::number(const std::string &name, double otherwise, std::size_t index) const {
    const auto all = values(name);
    const auto *number = index < all.size() ? std::get_if<double>(&all[index]) : nullptr;
    return number != nullptr ? *number : otherwise;
}

RectD Properties::rectangle(const std::string &name) const {
    return {number(name, 0, 0), number(name, 0, 1), number(name, 0, 2), number(name, 0, 3)};
}

std::map<std::string, std::vector<Value>> Properties::all() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    std::map<std::string, std::vector<Value>> all;
    for (const auto &[name, entry] : entries_) {
        all[name] = entry.now;
    }
    return all;
}

Status Properties::set(const char *name, int index, const Value &value) {
    if (!fits(about_, name, letter(value))) {
        return type_of(name) == 0 ? err_unknown : err_value;
    }
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto found = entries_.find(name);
    if (found == entries_.end()) {
        return err_unknown;
    }
    auto &entry = found->second;
    if (!entry.now.empty() && entry.now.front().index() != value.index()) {
        fault(about_ + ": property " + name + " holds another type than " + letter(value));
        return err_value;
    }
    if (!entry.open) {
        fault(about_ + ": property " + name + " is the host's, and was set");
        return err_value;
    }
    const auto size = entry.now.size();
    if (index < 0 || static_cast<std::size_t>(index) > size) {
        fault(about_ + ": property " + name + " was set at a place beyond its end");
        return err_bad_index;
    }
    if (static_cast<std::size_t>(index) == size) {
        entry.now.push_back(value);
    } else {
        entry.now[static_cast<std::size_t>(index)] = value;
    }
    return ok;
}

Status Properties::get(const char *name, int index, char type, Value &value) {
    if (!fits(about_, name, type)) {
        return type_of(name) == 0 ? err_unknown : err_value;
    }
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto found = entries_.find(name);
    if (found == entries_.end()) {
        return err_unknown;
    }
    const auto &now = found->second.now;
    if (index < 0 || static_cast<std::size_t>(index) >= now.size()) {
        return err_bad_index;
    }
    value = now[static_cast<std::size_t>(index)];
    if (letter(value) != type) {
        fault(about_ + ": property " + name + " holds another type than " + type);
        value = blank(type);
        return err_value;
    }
    return ok;
}

Status Properties::reset(const char *name) {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto found = entries_.find(name);
    if (found == entries_.end()) {
        return err_unknown;
    }
    found->second.now = found->second.first;
    return ok;
}

Status Properties::dimension(const char *name, int &count) {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto found = entries_.find(name);
    if (found == entries_.end()) {
        return err_unknown;
    }
    count = static_cast<int>(found->second.now.size());
    return ok;
}

char *kept(const std::string &text) {
    static std::mutex mutex;
    static auto *texts = new std::set<std::string>;
    const std::lock_guard<std::mutex> lock(mutex);
    return const_cast<char *>(texts->insert(text).first->c_str());
}

}  // namespace host
