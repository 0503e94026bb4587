// A host for tests: answers one request a line until its input ends. The protocol stands in protocol.h.
#include <unistd.h>

#include <cstdio>
#include <iostream>

#include "commands.h"
#include "faults.h"

namespace host {

namespace {

Answer told(Session &, const Request &) {
    std::vector<Answer> messages;
    for (const auto &message : Record::instance().take_messages()) {
        Answer one;
        one.add("instance", message.instance).add("type", message.type).add("text", message.text).add("persistent", message.persistent);
        messages.push_back(one);
    }
    return Answer().add("messages", messages);
}

Answer persistent(Session &session, const Request &request) {
    auto &effect = session.named(request);
    const std::lock_guard<std::mutex> lock(effect.message_mutex);
    return Answer().add("type", effect.message_type).add("text", effect.message);
}

Answer faults(Session &, const Request &) {
    return Answer().add("faults", Record::instance().take_faults());
}

Answer counts(Session &, const Request &) {
    Answer all;
    for (const auto &[name, number] : Record::instance().counts()) {
        all.add(name, static_cast<double>(number));
    }
    return Answer().add("counts", all);
}

Answer times(Session &session, const Request &) {
    std::vector<Answer> all;
    for (const auto &time : session.loaded().take_times()) {
        all.push_back(Answer().add("action", time.action).add("seconds", time.seconds).add("main", time.main_thread));
    }
    return Answer().add("times", all);
}

Answer answer(Session &session, const Commands &commands, const std::string &line) {
    try {
        const Request request(line);
        const auto command = commands.find(request.verb);
        if (command == commands.end()) {
            throw Wrong{"no such verb: " + request.verb};
        }
        return command->second(session, request).add("ok", true);
    } catch (const Wrong &wrong) {
        return Answer().add("ok", false).add("error", wrong.words);
    } catch (const std::exception &error) {
        return Answer().add("ok", false).add("error", error.what());
    }
}

// What plugins print must not come between the answers.
std::FILE *own_output() {
    const int kept = dup(STDOUT_FILENO);
    dup2(STDERR_FILENO, STDOUT_FILENO);
    return fdopen(kept, "w");
}

}  // namespace

void add_record_commands(Commands &commands) {
    commands["told"] = told;
    commands["persistent"] = persistent;
    commands["faults"] = faults;
    commands["counts"] = counts;
    commands["times"] = times;
}

}  // namespace host

int main() {
    std::FILE *output = host::own_output();
    host::Session session;
    host::Commands commands;
    host::add_plugin_commands(commands);
    host::add_instance_commands(commands);
    host::add_render_commands(commands);
    host::add_record_commands(commands);
    for (std::string line; std::getline(std::cin, line);) {
        const auto text = host::answer(session, commands, line).json();
        std::fprintf(output, "%s\n", text.c_str());
        std::fflush(output);
    }
    for (auto &[name, job] : session.jobs) {
        job->thread.join();
    }
    std::fclose(output);
    return 0;
}
