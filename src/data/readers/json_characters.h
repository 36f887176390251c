#pragma once

#include <cstddef>
#include <iterator>

namespace silu::data {

/// The characters of a JSON text, which tell how far its parser has come: `position` is behind the
/// last one that it took.
class Characters {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  Characters(const char* at, const char** position) : at_(at), position_(position) {}

  reference operator*() const { return *at_; }
  Characters& operator++() {
    *position_ = ++at_;
    return *this;
  }
  Characters operator++(int) {
    const Characters before = *this;
    ++*this;
    return before;
  }
  bool operator==(const Characters& other) const { return at_ == other.at_; }
  bool operator!=(const Characters& other) const { return at_ != other.at_; }

 private:
  const char* at_;
  const char** position_;
};

/// Where the string starts that ends before p.
inline const char* string_start(const char* begin, const char* p) {
  const auto is_escaped = [begin](const char* quote) {
    bool escaped = false;
    while (quote != begin && *--quote == '\\') escaped = !escaped;
    return escaped;
  };
  for (p -= 2; *p != '"' || is_escaped(p);) --p;
  return p;
}

}  // namespace silu::data
