// Messages, progress, the time line, and the way to all suites.
#include "suites.h"

#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <string>

#include "effect.h"
#include "faults.h"

namespace host {

namespace {

const Profile *playing = nullptr;
void *given_host = nullptr;

std::string said(const char *format, va_list arguments) {
    char text[4096];
    std::vsnprintf(text, sizeof text, format, arguments);
    return text;
}

Status note(void *handle, const char *type, const std::string &text, bool persistent) {
    need_action(persistent ? "setPersistentMessage" : "message");
    auto *effect = static_cast<Effect *>(handle);
    Record::instance().message({effect != nullptr ? effect->name : "", type, text, persistent});
    if (persistent && effect != nullptr) {
        const std::lock_guard<std::mutex> lock(effect->message_mutex);
        effect->message_type = type;
        effect->message = text;
    }
    return ok;
}

Status message(void *handle, const char *type, const char *, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const auto text = said(format, arguments);
    va_end(arguments);
    return note(handle, type, text, false);
}

Status set_persistent(void *handle, const char *type, const char *, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const auto text = said(format, arguments);
    va_end(arguments);
    return note(handle, type, text, true);
}

Status clear_persistent(void *handle) {
    need_action("clearPersistentMessage");
    if (auto *effect = static_cast<Effect *>(handle); effect != nullptr) {
        const std::lock_guard<std::mutex> lock(effect->message_mutex);
        effect->message_type.clear();
        effect->message.clear();
    }
    return ok;
}

Status progress_start_1(void *, const char *) {
    count("progresses", 1);
    return ok;
}

Status progress_start_2(void *, const char *, const char *) {
    count("progresses", 1);
    return ok;
}

Status progress_update(void *, double part) {
    if (!(part >= 0 && part <= 1)) {
        fault("progress beyond 0 to 1");
    }
    return ok;
}

Status progress_end(void *) {
    count("progresses", -1);
    return ok;
}

Status get_time(void *, double *time) {
    *time = 0;
    return ok;
}

Status goto_time(void *, double) {
    return ok;
}

Status time_bounds(void *, double *first, double *last) {
    *first = *last = 0;
    return ok;
}

const MessageSuite messages = {message, set_persistent, clear_persistent}, hollow_messages = {message, nullptr, nullptr};
const ProgressSuite1 progress_1 = {progress_start_1, progress_update, progress_end};
const ProgressSuite2 progress_2 = {progress_start_2, progress_update, progress_end};
const TimeLineSuite time_line = {get_time, goto_time, time_bounds};

}  // namespace

void suites_for(const Profile &profile, void *host_properties) {
    playing = &profile;
    given_host = host_properties;
    refuse_parameter_types(profile.refused_types);
}

const void *fetch_suite(void *host, const char *name, int version) {
    need_action("fetchSuite");
    if (host != given_host) {
        fault("fetchSuite with another host's handle");
    }
    const auto &missing = playing->missing_suites;
    const std::string wanted = name;
    if (std::find(missing.begin(), missing.end(), wanted) != missing.end()) {
        return nullptr;
    }
    if (wanted == "OfxMessageSuite" && version <= 2) {
        return playing->hollow_messages ? &hollow_messages : &messages;
    }
    if (wanted == "OfxProgressSuite" && version <= 2) {
        return version == 1 ? static_cast<const void *>(&progress_1) : &progress_2;
    }
    if (version != 1) {
        return nullptr;
    }
    if (wanted == "OfxPropertySuite") return &property_suite;
    if (wanted == "OfxImageEffectSuite") return &image_effect_suite;
    if (wanted == "OfxParameterSuite") return &parameter_suite;
    if (wanted == "OfxMemorySuite") return &memory_suite;
    if (wanted == "OfxMultiThreadSuite") return playing->dummy_threads ? &dummy_thread_suite : &thread_suite;
    if (wanted == "OfxTimeLineSuite") return &time_line;
    return nullptr;
}

}  // namespace host
