#include "protocol.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <sstream>

namespace host {

namespace {

std::string decoded(const std::string &text) {
    std::string plain;
    for (std::size_t place = 0; place < text.size(); place++) {
        if (text[place] == '%' && place + 2 < text.size()) {
            plain += static_cast<char>(std::strtol(text.substr(place + 1, 2).c_str(), nullptr, 16));
            place += 2;
        } else {
            plain += text[place];
        }
    }
    return plain;
}

std::string quoted(const std::string &text) {
    std::string json = "\"";
    for (const char letter : text) {
        if (letter == '"' || letter == '\\') {
            json += '\\';
            json += letter;
        } else if (static_cast<unsigned char>(letter) < 0x20) {
            char code[8];
            std::snprintf(code, sizeof code, "\\u%04x", static_cast<unsigned>(letter));
            json += code;
        } else {
            json += letter;
        }
    }
    return json + '"';
}

std::string written(double number) {
    if (!std::isfinite(number)) {
        return std::isnan(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity";
    }
    char text[40];
    std::snprintf(text, sizeof text, "%.17g", number);
    return text;
}

std::string written(const Value &value) {
    switch (value.index()) {
        case 0: return std::to_string(std::get<int>(value));
        case 1: return written(std::get<double>(value));
        case 2: return quoted(std::get<std::string>(value));
        default: return std::get<void *>(value) != nullptr ? "\"pointer\"" : "null";
    }
}

template <typename List, typename Write>
std::string listed(const List &list, Write write) {
    std::string json;
    for (const auto &item : list) {
        json += (json.empty() ? "" : ", ") + write(item);
    }
    return "[" + json + "]";
}

}  // namespace

Request::Request(const std::string &line) {
    std::istringstream words(line);
    words >> verb;
    for (std::string word; words >> word;) {
        const auto place = word.find('=');
        if (place == std::string::npos) {
            throw Wrong{"a word without =: " + word};
        }
        words_[word.substr(0, place)] = decoded(word.substr(place + 1));
    }
}

bool Request::has(const std::string &key) const {
    return words_.count(key) != 0;
}

std::string Request::text(const std::string &key) const {
    const auto found = words_.find(key);
    if (found == words_.end()) {
        throw Wrong{verb + " needs " + key};
    }
    return found->second;
}

std::string Request::text(const std::string &key, const std::string &otherwise) const {
    const auto found = words_.find(key);
    return found == words_.end() ? otherwise : found->second;
}

double Request::number(const std::string &key, double otherwise) const {
    return has(key) ? std::strtod(text(key).c_str(), nullptr) : otherwise;
}

int Request::whole(const std::string &key, int otherwise) const {
    return has(key) ? static_cast<int>(std::strtol(text(key).c_str(), nullptr, 10)) : otherwise;
}

bool Request::flag(const std::string &key, bool otherwise) const {
    return whole(key, otherwise ? 1 : 0) != 0;
}

Answer &Answer::raw(const std::string &key, const std::string &json) {
    body_ += (body_.empty() ? "" : ", ") + quoted(key) + ": " + json;
    return *this;
}

Answer &Answer::add(const std::string &key, const std::string &text) {
    return raw(key, quoted(text));
}

Answer &Answer::add(const std::string &key, double number) {
    return raw(key, written(number));
}

Answer &Answer::add(const std::string &key, bool flag) {
    return raw(key, flag ? "true" : "false");
}

Answer &Answer::add(const std::string &key, const Answer &object) {
    return raw(key, object.json());
}

Answer &Answer::add(const std::string &key, const std::vector<Answer> &objects) {
    return raw(key, listed(objects, [](const Answer &object) { return object.json(); }));
}

Answer &Answer::add(const std::string &key, const std::vector<std::string> &texts) {
    return raw(key, listed(texts, quoted));
}

Answer &Answer::add(const std::string &key, const std::vector<double> &numbers) {
    return raw(key, listed(numbers, [](double number) { return written(number); }));
}

Answer &Answer::add(const std::string &key, const std::vector<Value> &values) {
    return raw(key, listed(values, [](const Value &value) { return written(value); }));
}

Answer &Answer::add(const std::string &key, const Properties &set) {
    Answer object;
    for (const auto &[name, values] : set.all()) {
        object.add(name, values);
    }
    return add(key, object);
}

}  // namespace host
