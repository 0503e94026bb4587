#include "resize.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

#include "planes.h"
#include "rows.h"

namespace uprez {
namespace {

constexpr int kResizedRows = 8;  // rows a thread takes at once

double catmull_rom(double distance) {
    const double x = std::abs(distance);
    if (x < 1) {
        return (1.5 * x - 2.5) * x * x + 1;
    }
    return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
}

// For each place of an axis: the first source place, which may lie outside, and the weights from there on.
struct Axis {
    Axis(int from, int to);

    int taps = 0;
    std::vector<int> first;
    std::vector<float> weights;  // `taps` a place
};

Axis::Axis(int from, int to) : first(static_cast<std::size_t>(to)) {
    const double step = static_cast<double>(from) / to, width = std::max(1.0, step);
    taps = static_cast<int>(std::ceil(2 * width)) * 2;
    weights.resize(static_cast<std::size_t>(to) * static_cast<std::size_t>(taps));
    for (int i = 0; i < to; ++i) {
        const double centre = (i + 0.5) * step - 0.5;
        const int start = static_cast<int>(std::floor(centre)) - taps / 2 + 1;
        float *mine = &weights[static_cast<std::size_t>(i) * static_cast<std::size_t>(taps)];
        double sum = 0;
        for (int k = 0; k < taps; ++k) {
            sum += catmull_rom((start + k - centre) / width);
        }
        for (int k = 0; k < taps; ++k) {
            mine[k] = static_cast<float>(catmull_rom((start + k - centre) / width) / sum);
        }
        first[static_cast<std::size_t>(i)] = start;
    }
}

// A thread's own rows: one mixed from source rows, with its ends repeated outwards, and one of the output.
struct Rows {
    Rows(int source_width, int margin, int width)
        : edge(margin), mixed(static_cast<std::size_t>(source_width + 2 * margin)), out(static_cast<std::size_t>(4 * width)) {}

    int edge;
    std::vector<float> mixed, out;
};

void mix_rows(const Planes &source, int channel, const Axis &axis, int row, Rows &rows) {
    float *mixed = rows.mixed.data() + rows.edge;
    std::fill(mixed, mixed + source.width, 0.0f);
    const float *weights = &axis.weights[static_cast<std::size_t>(row) * static_cast<std::size_t>(axis.taps)];
    for (int k = 0; k < axis.taps; ++k) {
        const int from_row = std::clamp(axis.first[static_cast<std::size_t>(row)] + k, 0, source.height - 1);
        const auto *from = reinterpret_cast<const float *>(plane_row(source, channel, from_row));
        const float weight = weights[k];
        for (int x = 0; x < source.width; ++x) {
            mixed[x] += weight * from[x];
        }
    }
    std::fill(rows.mixed.begin(), rows.mixed.begin() + rows.edge, mixed[0]);
    std::fill(rows.mixed.end() - rows.edge, rows.mixed.end(), mixed[source.width - 1]);
}

void mix_columns(const Axis &axis, int left, int width, const Rows &rows, float *out) {
    const float *mixed = rows.mixed.data() + rows.edge;
    for (int x = 0; x < width; ++x) {
        const auto place = static_cast<std::size_t>(left + x);
        const float *from = mixed + axis.first[place], *weights = &axis.weights[place * static_cast<std::size_t>(axis.taps)];
        float sum = 0;
        for (int k = 0; k < axis.taps; ++k) {
            sum += weights[k] * from[k];
        }
        out[x] = sum;
    }
}

void resize_planes(const Planes &source, const OfxRectI &frame, const OfxRectI &area, const Picture &output) {
    const Axis across(source.width, frame.x2 - frame.x1), down(source.height, frame.y2 - frame.y1);
    const int width = area.x2 - area.x1, rows = area.y2 - area.y1;
    const std::size_t bytes = static_cast<std::size_t>(rows) * static_cast<std::size_t>(width) * output.pixel_bytes();
    parallel_rows(rows, kResizedRows, bytes, [&](int first, int last) {
        Rows mine(source.width, across.taps, width);
        const float *planar[4] = {};
        for (int y = area.y1 + first; y < area.y1 + last; ++y) {
            for (int c = 0; c < source.channels; ++c) {
                float *out = mine.out.data() + static_cast<std::ptrdiff_t>(c) * width;
                mix_rows(source, c, down, frame.y2 - 1 - y, mine);
                mix_columns(across, area.x1 - frame.x1, width, mine, out);
                planar[c] = out;
            }
            join_row(planar, source.channels, width, output.pixel(area.x1, y), output);
        }
    });
}

}  // namespace

void resize(const Picture &source, const OfxRectI &frame, const OfxRectI &area, const Picture &output) {
    const std::size_t count = static_cast<std::size_t>(source.width()) * static_cast<std::size_t>(source.height());
    const std::unique_ptr<float[]> memory(new float[count * static_cast<std::size_t>(source.components)]);
    const Planes planes{memory.get(), source.width(), source.height(), source.components, Sample::single};
    split(source, planes);
    if (source.width() == frame.x2 - frame.x1 && source.height() == frame.y2 - frame.y1) {
        join(planes, frame, area, output);  // exact, NaN and infinities too
    } else {
        resize_planes(planes, frame, area, output);
    }
}

}  // namespace uprez
