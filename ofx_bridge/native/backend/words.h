// What an artist reads when the bridge cannot be had.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "backend.h"

namespace uprez {

Failure switched_off();
Failure uprez_not_found();
Failure not_started(const std::string &why, const std::string &said);  // `said`: the last lines of its log
Failure nobody_at(const std::string &place, const std::string &why);
Failure no_answer(const std::string &why);
Failure other_version();
Failure unreadable();
Failure ended_again();
Failure ended_on_task();
Failure given_up();
Failure no_progress(double seconds);
Failure resting(std::chrono::seconds left, const Failure &last);
Failure never_fits(std::uint64_t needed, std::uint64_t limit);
Failure no_memory(const std::string &why);
Failure too_long();
Failure not_a_frame();
Failure inner_fault(const std::string &why);

std::string in_one_line(const Failure &failure);

}  // namespace uprez
