#include "words.h"

#include "places.h"
#include "shared.h"

namespace uprez {

namespace {

constexpr const char *report = "Tell the makers of uprez how this came.";

std::string look_into_log() { return "Run `uprez bridge` in a terminal to see more, or look into " + log_file() + "."; }

}  // namespace

Failure switched_off() {
    return {"uprez is switched off here.", "$UPREZ_OFX_BACKEND is \"off\".", "Unset it where frames shall be upscaled."};
}

Failure uprez_not_found() {
    return {"uprez is not found.",
            "Neither $UPREZ_COMMAND nor the plugin's folder says how to run it, and there is no `uprez` on the PATH.",
            "Install uprez, then run `uprez install ofx` once in a terminal."};
}

Failure not_started(const std::string &why, const std::string &said) {
    return {"uprez cannot be started.", said.empty() ? why : why + "\n" + said, look_into_log()};
}

Failure nobody_at(const std::string &place, const std::string &why) {
    return {"No uprez bridge answers at " + place + ".", why, "Start it there, or unset $UPREZ_OFX_BACKEND: then it is started by itself."};
}

Failure no_answer(const std::string &why) {
    return {"The uprez bridge does not answer.", why, "Render again; if it stays so, end the process `uprez bridge`. " + look_into_log()};
}

Failure other_version() {
    return {"The uprez bridge is of another version than this plugin.", "It speaks another version of their language.",
            "Run `uprez install ofx` once in a terminal, then start this program anew."};
}

Failure unreadable() {
    return {"The uprez bridge said something that cannot be read.", "The connection was closed.", look_into_log()};
}

Failure ended_again() {
    return {"The uprez bridge ended while it worked on this frame.", "It was started again, and ended again.", look_into_log()};
}

Failure ended_on_task() { return {"The uprez bridge ended before it answered.", "", "Try again. " + look_into_log()}; }

Failure given_up() { return {"The uprez bridge gave this frame up.", "It was told to, or is about to end.", "Render it again."}; }

Failure no_progress(double seconds) {
    return {"uprez makes no progress with this frame.", "For " + std::to_string(static_cast<long>(seconds)) + " s nothing was done.",
            look_into_log()};
}

Failure resting(std::chrono::seconds left, const Failure &last) {
    return {"uprez failed three times in a row.", "The last time: " + in_one_line(last),
            "It is tried again in " + std::to_string(left.count() + 1) + " s."};
}

Failure never_fits(std::uint64_t needed, std::uint64_t limit) {
    return {"This frame needs more memory than uprez may take.",
            "It and the frames around it need " + in_megabytes(needed) + "; the limit is " + in_megabytes(limit) + ".",
            "Render a smaller picture, or raise $UPREZ_OFX_MEMORY (bytes)."};
}

Failure no_memory(const std::string &why) {
    return {"There is no memory for this frame.", why, "Close other programs, or let fewer frames be rendered at once."};
}

Failure too_long() {
    return {"The words for this frame are too long.", "Prompts and file names may take one megabyte together.", "Shorten the prompt."};
}

Failure not_a_frame() {
    return {"This frame cannot be upscaled.", "Its size or its place among the frames makes no sense.", report};
}

Failure inner_fault(const std::string &why) { return {"uprez failed inside this program.", why, report}; }

std::string in_one_line(const Failure &failure) {
    std::string line = failure.what;
    if (!failure.why.empty()) line += " " + failure.why;
    for (char &c : line) c = c == '\n' ? ' ' : c;
    return line;
}

}  // namespace uprez
