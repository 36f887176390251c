#include <algorithm>
#include <utility>

#include "data/reader.h"
#include "io/error.h"
#include "text/number.h"

namespace silu::data {
namespace {

template <class T>
T number(const std::string& text) {
  const auto value = text::parse_number<T>(text);
  if (!value) throw io::Error(text::quote(text) + " is not a number");
  return *value;
}

class ValuesReader : public Reader {
 public:
  explicit ValuesReader(std::vector<std::string> values) : values_(std::move(values)) {
    for (const auto& value : values_) number<double>(value);
    description_.shape = Shape{{values_.size()}};
  }

  bool next(Block& block) override {
    block.count = std::exchange(unread_, 0);
    return block.count > 0;
  }

  void parse(const Block&, Chunk& chunk) const override {
    std::visit(
        [&](auto& columns) {
          auto& x = columns.x.own();
          x.resize(values_.size());
          std::transform(values_.begin(), values_.end(), x.begin(),
                         number<ValueOf<decltype(columns)>>);
        },
        chunk);
  }

  Preview preview() override {
    Preview preview;
    for (const auto& value : values_) preview.x.push_back(number<double>(value));
    return preview;
  }

 private:
  std::vector<std::string> values_;
  std::uint64_t unread_ = values_.size();
};

}  // namespace

std::unique_ptr<Reader> make_values_reader(std::vector<std::string> values) {
  return std::make_unique<ValuesReader>(std::move(values));
}

}  // namespace silu::data
