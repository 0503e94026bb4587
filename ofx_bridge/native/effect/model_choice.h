// What the model list of ofx_bridge/models.json says of one model; the build makes the table from that file.
#pragma once

#include <string>
#include <string_view>

namespace uprez {

enum class Reach { neighbours, window, shot };  // which source frames one output frame is made from

struct ModelChoice {
    const char *name;
    const char *label;
    const char *takes;  // conditions that the model is sent, each with a comma before and after: ",prompt,seed,"
    Reach reach;
    int radius;         // neighbours: frames on each side
    int length;         // window, shot: frames together
    int overlap;        // window: frames shared with the next

    bool takes_condition(std::string_view condition) const {
        return std::string_view(takes).find("," + std::string(condition) + ",") != std::string_view::npos;
    }
};

}  // namespace uprez
