// Small work on words: JSON strings, pasted paths.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace uprez {

// A JSON string with its quotes; bytes that are not UTF-8 become the replacement character.
std::string json_string(std::string_view text);

// A path as it was pasted: without blanks around it, quotes, file:// and its percent signs.
std::string cleaned_path(std::string_view text);

bool is_blank(std::string_view text);

std::string joined(const std::vector<std::string> &parts, std::string_view between);

}  // namespace uprez
