#include "card.h"

#include <algorithm>

#include "font.h"
#include "planes.h"
#include "rows.h"

namespace uprez {
namespace {

constexpr int kColumns = 44;                                             // letters across a picture that is large enough
constexpr int kCellWidth = kGlyphWidth + 1, kCellHeight = kGlyphHeight + 3;  // points from letter to letter, line to line
constexpr float kInk = 0.9f, kDark = 0.05f;
constexpr float kStripe[3] = {0.28f, 0.04f, 0.04f};

// One letter a character: bytes that continue a character of UTF-8 go, and its first one becomes a question mark.
std::string plain(const std::string &text) {
    std::string letters;
    for (const char letter : text) {
        const auto byte = static_cast<unsigned char>(letter);
        if (byte < 0x80) {
            letters += byte < 0x20 ? ' ' : letter;
        } else if (byte >= 0xc0) {
            letters += '?';
        }
    }
    return letters;
}

struct Card {
    std::vector<std::string> lines;
    int point = 1;           // pixels of a point of a letter
    int left = 0, top = 0;   // of the first letter, in pixels

    bool has_ink_at(int x, int y) const;  // from the upper left
};

bool Card::has_ink_at(int x, int y) const {
    if (x < left || y < top) {
        return false;
    }
    const int column = (x - left) / point, row = (y - top) / point;
    const auto line = static_cast<std::size_t>(row / kCellHeight), letter = static_cast<std::size_t>(column / kCellWidth);
    if (line >= lines.size() || letter >= lines[line].size()) {
        return false;
    }
    const int in_column = column % kCellWidth, in_row = row % kCellHeight;
    return in_column < kGlyphWidth && in_row < kGlyphHeight && has_ink(lines[line][letter], in_column, in_row);
}

Card laid_out(const std::vector<std::string> &paragraphs, int width, int height) {
    Card card;
    card.point = std::max(1, width / ((kColumns + 2) * kCellWidth));
    const int columns = std::max(1, width / (card.point * kCellWidth) - 2);
    for (const std::string &paragraph : paragraphs) {
        if (!card.lines.empty()) {
            card.lines.emplace_back();
        }
        const std::vector<std::string> lines = wrapped(paragraph, columns);
        card.lines.insert(card.lines.end(), lines.begin(), lines.end());
    }
    card.left = card.point * kCellWidth;
    const int text_height = static_cast<int>(card.lines.size()) * kCellHeight * card.point;
    card.top = std::max(card.point * 2, (height - text_height) / 2);
    return card;
}

}  // namespace

std::vector<std::string> wrapped(const std::string &text, int columns) {
    const auto most = static_cast<std::size_t>(columns);
    std::string rest = plain(text);
    std::vector<std::string> lines;
    while (rest.size() > most) {
        const std::size_t blank = rest.rfind(' ', most);
        const bool at_blank = blank != std::string::npos && blank > 0;
        lines.push_back(rest.substr(0, at_blank ? blank : most));
        rest.erase(0, at_blank ? blank + 1 : most);
    }
    lines.push_back(rest);
    return lines;
}

void draw_card(const std::vector<std::string> &paragraphs, const OfxRectI &frame, const OfxRectI &area, const Picture &output) {
    const Card card = laid_out(paragraphs, frame.x2 - frame.x1, frame.y2 - frame.y1);
    const int width = area.x2 - area.x1, rows = area.y2 - area.y1, stripe = std::max(4, card.point * kCellHeight * 2);
    const std::size_t bytes = static_cast<std::size_t>(rows) * static_cast<std::size_t>(width) * output.pixel_bytes();
    parallel_rows(rows, 1, bytes, [&](int first, int last) {
        std::vector<float> channels[3] = {};
        for (std::vector<float> &channel : channels) {
            channel.resize(static_cast<std::size_t>(width));
        }
        const float *planar[4] = {channels[0].data(), channels[1].data(), channels[2].data(), nullptr};
        for (int y = area.y1 + first; y < area.y1 + last; ++y) {
            for (int i = 0; i < width; ++i) {
                const int x = area.x1 - frame.x1 + i, down = frame.y2 - 1 - y;
                const bool ink = card.has_ink_at(x, down), dark = (x + down) / stripe % 2 == 0;
                for (int c = 0; c < 3; ++c) {
                    channels[c][static_cast<std::size_t>(i)] = ink ? kInk : dark ? kDark : kStripe[c];
                }
            }
            join_row(planar, 3, width, output.pixel(area.x1, y), output);
        }
    });
}

}  // namespace uprez
