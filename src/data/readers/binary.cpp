#include "data/readers/binary.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <limits>
#include <utility>

#include "io/error.h"
#include "text/number.h"

namespace silu::data {
namespace {

// Large enough to amortize a system call, small enough to stay in the L2 cache until it is written.
constexpr std::size_t kBlockBytes = 1 << 19;
// So many of one byte are rows enough.
constexpr std::size_t kBlockRows = 1 << 17;
// So much of a mapped file may stay in memory behind the last block, for those still under way; as
// much again is let go of at once, because that interrupts every processor.
constexpr std::uint64_t kMappedBehind = 8 << 20;
// So much of the values is in a preview.
constexpr std::size_t kPrefixBytes = 1 << 16;

// A value from its bytes, which need not be aligned.
template <class S>
S load(const char* bytes, bool big_endian) {
  std::array<char, sizeof(S)> copy;
  std::memcpy(copy.data(), bytes, sizeof(S));
  if (big_endian) std::ranges::reverse(copy);
  return std::bit_cast<S>(copy);
}

// A double holds every value of every dtype, so that the way over it rounds once.
template <class T, class S>
T convert(S value) {
  if constexpr (std::is_same_v<T, S>) {
    return value;
  } else {
    return static_cast<T>(static_cast<double>(value));
  }
}

// Values that lie as an array says, in the dtype of the evaluation.
template <class T>
void load_values(std::string_view bytes, const Array& array, std::vector<T>& values) {
  with_type(array.dtype, [&]<class S>(std::type_identity<S>) {
    values.resize(bytes.size() / sizeof(S));
    for (std::size_t i = 0; i < values.size(); ++i) {
      values[i] = convert<T>(load<S>(bytes.data() + i * sizeof(S), array.big_endian));
    }
  });
}

// Whether values can be used where they lie.
template <class T>
bool can_borrow(std::string_view bytes, const Array& array) {
  return DTypeTraits<T>::kDType == array.dtype && !array.big_endian &&
         reinterpret_cast<std::uintptr_t>(bytes.data()) % alignof(T) == 0;
}

// As text has them: 0.1, whatever the float32 next to it is in full.
template <class T>
std::vector<double> read_as_text(const Column<T>& values) {
  std::vector<double> xs;
  char text[text::kNumberRoom];
  for (const T value : values) {
    xs.push_back(*text::parse_number<double>({text, text::write_shortest(text, value)}));
  }
  return xs;
}

std::uint64_t count_bytes(const std::string& file, const Array& array) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
  const auto count = count_values(array.shape->sizes);
  if (count && *count <= kMost / size_of(array.dtype)) return *count * size_of(array.dtype);
  throw io::Error(fmt::format("{}: the header declares {} values, more than a file can hold", file,
                              fmt::join(array.shape->sizes, " x ")));
}

// What mapped files and streams have in common.
class BinaryReader : public Reader {
 public:
  BinaryReader(std::unique_ptr<io::BinaryFile> file, const Array& array)
      : file_(std::move(file)), array_(array), start_(file_->position()) {
    description_.dtype = array.dtype;
    description_.shape = array.shape;
  }

  void parse(const Block& block, Chunk& chunk) const override {
    parse_array(bytes_of(block), array_, chunk);
  }

  Preview preview() override {
    const std::string_view bytes = prefix().substr(0, kPrefixBytes);
    return with_type(array_.dtype, [&]<class T>(std::type_identity<T>) {
      Column<T> x;
      load_values(bytes, array_, x.own());
      return Preview{.x = read_as_text(x)};
    });
  }

  const io::InputFile* file() const override { return &file_->file(); }

 protected:
  /// The values of a block.
  virtual std::string_view bytes_of(const Block& block) const = 0;

  /// The first values, to look at before the first block.
  virtual std::string_view prefix() = 0;

  std::uint64_t promised_bytes() const {
    return array_.before + count_bytes(file_->name(), array_) + array_.after;
  }

  io::Error too_short(std::uint64_t bytes) const {
    return io::Error(fmt::format("{}: truncated: the header declares {} bytes of data, found {}",
                                 file_->name(), promised_bytes(), bytes));
  }

  io::Error too_long() const {
    return io::Error(fmt::format("{}: more data than the {} bytes that the header declares",
                                 file_->name(), promised_bytes()));
  }

  void require_whole(std::uint64_t bytes) const {
    if (bytes % value_bytes() == 0) return;
    throw io::Error(fmt::format("{}: {} bytes is not a multiple of the value size, {} bytes",
                                file_->name(), bytes, value_bytes()));
  }

  std::size_t block_bytes() const { return std::min(kBlockBytes, kBlockRows * value_bytes()); }
  std::size_t value_bytes() const { return size_of(array_.dtype); }

  const std::unique_ptr<io::BinaryFile> file_;
  Array array_;
  const std::uint64_t start_;  // of the data
};

// All values are at hand; blocks are places among them.
class MappedReader : public BinaryReader {
 public:
  MappedReader(std::unique_ptr<io::BinaryFile> file, const Array& array)
      : BinaryReader(std::move(file), array), map_(*file_->mapped()) {
    const std::uint64_t bytes = map_.size() - start_;
    if (!array_.shape) {
      require_whole(bytes);
      array_.shape = description_.shape = Shape{{bytes / value_bytes()}};
    }
    if (bytes < promised_bytes()) throw too_short(bytes);
    if (bytes > promised_bytes()) throw too_long();
    values_ = map_.substr(start_ + array_.before, bytes - array_.before - array_.after);
    const std::size_t first = start_ + array_.before;
    description_.frame = Frame{map_.substr(0, first), map_.substr(first + values_.size()),
                               array_.dtype, array_.big_endian};
  }

  bool next(Block& block) override {
    block.first = next_;
    block.count = std::min(block_bytes(), values_.size() - next_ * value_bytes()) / value_bytes();
    next_ += block.count;
    if (next_ * value_bytes() >= forgotten_ + 2 * kMappedBehind) {
      io::forget_mapped(values_.substr(forgotten_, kMappedBehind));
      forgotten_ += kMappedBehind;
    }
    return block.count > 0;
  }

  bool seek(std::uint64_t row) override {
    next_ = std::min(row, values_.size() / value_bytes());
    forgotten_ = next_ * value_bytes();
    return true;
  }

 protected:
  std::string_view bytes_of(const Block& block) const override {
    return values_.substr(block.first * value_bytes(), block.count * value_bytes());
  }

  std::string_view prefix() override { return values_; }

 private:
  const std::string_view map_;  // the whole file
  std::string_view values_;
  std::uint64_t next_ = 0;
  std::uint64_t forgotten_ = 0;  // bytes of values_
};

// Values come as they come, and only the end shows whether the header told the truth.
class StreamedReader : public BinaryReader {
 public:
  StreamedReader(std::unique_ptr<io::BinaryFile> file, const Array& array)
      : BinaryReader(std::move(file), array) {
    if (array_.shape) left_ = promised_bytes() - array_.before - array_.after;
    if (!file_->skip(array_.before)) throw too_short(file_->position() - start_);
  }

  bool next(Block& block) override {
    block.bytes = std::exchange(ahead_, {});
    if (block.bytes.empty()) read(block.bytes);
    if (block.bytes.empty()) require_end();
    return !block.bytes.empty();
  }

 protected:
  std::string_view bytes_of(const Block& block) const override { return block.bytes; }

  std::string_view prefix() override {
    if (ahead_.empty()) read(ahead_);
    return ahead_;
  }

 private:
  void read(std::string& bytes) {
    file_->take_some(bytes, std::min<std::uint64_t>(block_bytes(), left_), value_bytes());
    left_ -= bytes.size();
    if (bytes.size() % value_bytes() == 0) return;
    if (!array_.shape) require_whole(file_->position() - start_);
    throw too_short(file_->position() - start_);
  }

  void require_end() {
    if (!array_.shape) return;
    if (left_ > 0 || !file_->skip(array_.after)) throw too_short(file_->position() - start_);
    if (file_->skip(1)) throw too_long();
  }

  std::uint64_t left_ = std::numeric_limits<std::uint64_t>::max();  // bytes of values to come
  std::string ahead_;                                               // looked at, not handed out
};

}  // namespace

void parse_array(std::string_view bytes, const Array& array, Chunk& chunk) {
  std::visit(
      [&](auto& columns) {
        using T = ValueOf<decltype(columns)>;
        if (can_borrow<T>(bytes, array)) {
          columns.x.borrow({reinterpret_cast<const T*>(bytes.data()), bytes.size() / sizeof(T)});
        } else {
          load_values(bytes, array, columns.x.own());
        }
      },
      chunk);
}

std::unique_ptr<Reader> make_binary_reader(std::unique_ptr<io::BinaryFile> file,
                                           const Array& array) {
  if (file->mapped()) return std::make_unique<MappedReader>(std::move(file), array);
  return std::make_unique<StreamedReader>(std::move(file), array);
}

}  // namespace silu::data
