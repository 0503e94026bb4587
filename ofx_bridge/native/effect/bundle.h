// The folder that the plugin was loaded from.
#pragma once

#include <string>

namespace uprez {

// `told` is the host's word, which some hosts leave out; empty when neither it nor the system knows.
std::string bundle_folder(const std::string &told);

}  // namespace uprez
