// Where plugin and bridge meet, and how uprez is run here. All text is UTF-8.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace uprez {

std::optional<std::string> environment(const char *name);     // absent when unset or empty
double number_from(const char *name, double otherwise);       // a number >= 0 in the environment

std::string state_folder();  // $UPREZ_STATE, else the user's own; it may not exist yet
bool make_state_folder(std::string &why);
std::string address_file();
std::string log_file();

// Where a bridge listens.
struct Address {
    std::string place, token;
    std::uint32_t pid = 0;  // 0: not said

    bool operator==(const Address &other) const { return place == other.place && token == other.token && pid == other.pid; }
};
std::optional<Address> read_address(const std::string &file);      // absent when the file is not there or is none
std::optional<Address> given_address(const std::string &place);    // that of $UPREZ_OFX_BACKEND: the token lies beside it

std::vector<std::string> split_command(const std::string &text);   // as a shell does: blanks, quotes, backslashes
std::vector<std::string> split_windows_command(const std::string &text);  // a backslash is a backslash there
// How to run uprez: $UPREZ_COMMAND, else what the bundle says, else `uprez` on the PATH; empty when there is none.
std::vector<std::string> uprez_command(const std::string &bundle_folder);

std::string tail_of(const std::string &file, std::uint64_t from);  // the last lines after so many bytes
std::uint64_t size_of(const std::string &file);                    // 0 when it is not there

}  // namespace uprez
