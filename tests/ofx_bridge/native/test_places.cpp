// Small things: command lines, address files, the breaker, patience, words.
#include <cstdlib>
#include <fstream>

#include "breaker.h"
#include "check.h"
#include "launch.h"
#include "pace.h"
#include "places.h"
#include "words.h"

namespace {

using namespace uprez;
using Words = std::vector<std::string>;
using std::chrono::milliseconds;

void commands() {
    CHECK((split_command("uprez") == Words{"uprez"}));
    CHECK((split_command("  a  b\tc ") == Words{"a", "b", "c"}));
    CHECK((split_command("'/a b/python' -m uprez") == Words{"/a b/python", "-m", "uprez"}));
    CHECK((split_command("\"/a \\\"b\\\"/x\" ''") == Words{"/a \"b\"/x", ""}));
    CHECK((split_command("/a\\ b 'c\\d' \"e\\f\"") == Words{"/a b", "c\\d", "e\\f"}));
    CHECK((split_command("a'b c'd") == Words{"ab cd"}));
    CHECK(split_command("").empty() && split_command("  ").empty());
    CHECK((split_windows_command("\"C:\\Program Files\\uprez.exe\" -x  y") == Words{"C:\\Program Files\\uprez.exe", "-x", "y"}));
}

void write(const std::string &file, const std::string &text) { std::ofstream(file, std::ios::binary) << text; }

void addresses(const std::string &folder) {
    const std::string file = folder + "/address", token(64, 'a');
    CHECK(!read_address(file));
    write(file, "/tmp/sock\n" + token + "\n42\n");
    const auto address = read_address(file);
    CHECK(address && address->place == "/tmp/sock" && address->token == token && address->pid == 42);
    const Words all_bad = {"/s\n" + token + "\n",     "/s\n" + token + "\nx\n", "/s\n" + token + "\n0\n",    "/s\n" + token + "\n-1\n",
                           "/s\nshort\n42\n", "\n" + token + "\n42\n",  std::string("\xFF\x00\n", 3)};
    for (const std::string &bad : all_bad) {
        write(file, bad);
        CHECK(!read_address(file));
    }
    write(folder + "/sock.token", token + "\n");
    CHECK(given_address(folder + "/sock")->token == token && !given_address(folder + "/none"));
}

void how_to_run(const std::string &folder) {
    setenv("UPREZ_COMMAND", "py -m uprez", 1);
    CHECK((uprez_command(folder) == Words{"py", "-m", "uprez"}));
    unsetenv("UPREZ_COMMAND");
    setenv("PATH", folder.c_str(), 1);
    CHECK(uprez_command("").empty());
    CHECK(std::system(("/bin/mkdir -p '" + folder + "/b.ofx.bundle/Contents/Resources'").c_str()) == 0);
    write(folder + "/b.ofx.bundle/Contents/Resources/backend.txt", "/opt/my python\r\n-m\nuprez\n\n");
    CHECK((uprez_command(folder + "/b.ofx.bundle") == Words{"/opt/my python", "-m", "uprez"}));
    write(folder + "/uprez", "#!/bin/sh\n");
    CHECK(uprez_command("").empty());
    CHECK(std::system(("/bin/chmod +x '" + folder + "/uprez'").c_str()) == 0);
    CHECK((uprez_command("") == Words{folder + "/uprez"}));
}

void state(const std::string &folder) {
    std::string why;
    setenv("UPREZ_STATE", (folder + "/deep/state").c_str(), 1);
    CHECK(make_state_folder(why) && make_state_folder(why));
    CHECK(address_file() == folder + "/deep/state/ofx-1.address" && log_file() == folder + "/deep/state/ofx.log");
    setenv("UPREZ_STATE", "/dev/null/x", 1);
    CHECK(!make_state_folder(why) && !why.empty());
    setenv("UPREZ_STATE", "~/mine", 1);
    setenv("HOME", "/home/me", 1);
    CHECK(state_folder() == "/home/me/mine");
    unsetenv("UPREZ_STATE");
    setenv("XDG_STATE_HOME", "/xdg", 1);
    CHECK(state_folder() == "/xdg/uprez");
    std::string lines;
    for (int i = 0; i < 40; ++i) lines += "line " + std::to_string(i) + "\n";
    write(folder + "/log", lines);
    CHECK(tail_of(folder + "/log", 0).compare(0, 8, "line 28\n") == 0);
    CHECK(tail_of(folder + "/log", lines.size() - 8) == "line 39" && tail_of(folder + "/none", 0).empty());
}

void breaker() {
    Breaker breaker(milliseconds(50));
    const Clock::time_point now = Clock::now();
    breaker.failed(now);
    breaker.failed(now);
    CHECK(breaker.left(now) == Clock::duration::zero());
    breaker.worked();
    for (int i = 0; i < 3; ++i) breaker.failed(now);
    CHECK(breaker.left(now) == milliseconds(50) && breaker.left(now + milliseconds(20)) == milliseconds(30));
    CHECK(breaker.left(now + milliseconds(50)) == Clock::duration::zero());
    breaker.failed(now + milliseconds(60));  // one more is enough
    CHECK(breaker.left(now + milliseconds(70)) == milliseconds(40));
    breaker.worked();
    CHECK(breaker.left(now + milliseconds(70)) == Clock::duration::zero());
}

void patience() {
    Pace pace;
    CHECK(pace.patience() == 1800);
    pace.add(1);
    CHECK(pace.patience() == 1800);
    for (int i = 0; i < 40; ++i) pace.add(100);
    CHECK(pace.patience() == 2000);
    pace.add(-1);
    pace.add(0.0 / 0.0 * 0);
    CHECK(pace.patience() == 2000);
}

void words() {
    const Failure all[] = {
        switched_off(),  uprez_not_found(), not_started("a", "b"), nobody_at("a", "b"), no_answer("a"),
        other_version(), unreadable(),      ended_again(),         ended_on_task(),     given_up(),
        too_long(),      not_a_frame(),     no_progress(1800),      never_fits(9, 8),    no_memory("none"),
        inner_fault("a"), resting(std::chrono::seconds(3), too_long()),
    };
    for (const Failure &each : all) CHECK(each.what.size() > 10 && each.fix.size() > 10);
    CHECK(in_one_line({"A.", "b\nc", "d"}) == "A. b c");
    CHECK(leads_astray("PYTHONHOME") && leads_astray("LD_PRELOAD") && !leads_astray("PATH"));
    CHECK(process_lives(own_pid()) && !process_lives(0x7FFFFFF0));
}

}  // namespace

int main(int count, char **arguments) {
    CHECK(count == 2);
    const std::string folder = arguments[1];
    commands();
    addresses(folder);
    how_to_run(folder);
    state(folder);
    breaker();
    patience();
    words();
    return 0;
}
