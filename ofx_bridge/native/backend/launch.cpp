#include "launch.h"

#include <algorithm>
#include <iterator>

namespace uprez {

bool leads_astray(const std::string &variable) {
    static constexpr const char *hosts_own[] = {
        "PYTHONHOME", "PYTHONPATH",      "PYTHONSTARTUP",     "PYTHONEXECUTABLE",      "__PYVENV_LAUNCHER__",
        "LD_PRELOAD", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_INSERT_LIBRARIES", "QT_PLUGIN_PATH",
    };
    return std::any_of(std::begin(hosts_own), std::end(hosts_own), [&](const char *name) { return variable == name; });
}

}  // namespace uprez
