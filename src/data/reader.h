#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "data/chunk.h"
#include "data/shape.h"
#include "io/input_file.h"
#include "io/progress.h"

namespace silu::data {

/// A piece of input that is yet to be parsed. Each reader uses the members it needs.
struct Block {
  std::string bytes;       ///< streams: whole numbers, in text with the separators between them
  std::uint64_t line = 1;  ///< text: where bytes begins
  std::uint64_t column = 1;
  bool last = false;        ///< text: nothing comes after
  std::uint64_t first = 0;  ///< where the input is at hand: index of the first row
  std::uint64_t count = 0;  ///< where the input is at hand: number of rows
};

/// What --keep passes through.
struct KeptRows {
  std::string_view format;      ///< the format of output that can hold them
  std::string header = {};      ///< the line of the column names, with its end; empty without one
  char delimiter = ',';         ///< between fields
  char decimal = '.';           ///< the decimal mark of numbers
  std::string line_end = "\n";  ///< of the first line, for a last one that has none
};

/// What is known of an input before its first row is read.
struct Description {
  std::optional<DType> dtype = {};  ///< of the values, where the input says
  std::optional<Shape> shape = {};  ///< where it is known before the last row has come
  std::optional<Frame> frame = {};  ///< where a writer can put other values in the place of these
  io::Extent extent = {};           ///< how much there is to read
  /// The rows that parse() hands out with the values, if it does.
  std::optional<KeptRows> kept = {};
  std::vector<std::string> notes = {};  ///< what a user may not expect of how it is read
};

/// Some of the values to come, for who has to choose how to print them. It does not depend on the
/// pace at which they come.
struct Preview {
  std::vector<double> x;  ///< those with which the input begins; if spaced, its last ones, too
  bool is_range = false;  ///< evenly spaced by computation, so that their digits mean little
};

/// Where the values of x come from.
class Reader {
 public:
  virtual ~Reader() = default;

  const Description& description() const { return description_; }

  /// How many values there are, if that is known before they are read.
  std::optional<std::uint64_t> known_count() const {
    return description_.shape ? count_values(description_.shape->sizes) : std::nullopt;
  }

  /// Reads ahead for as much as it takes. Call it before next().
  virtual Preview preview() = 0;

  /// Hands out the next block, false at the end. Cheap; called by one thread at a time.
  virtual bool next(Block& block) = 0;

  /// Goes on with that row, if it can without reading those before; else false, and nothing has
  /// changed. Call it before next().
  virtual bool seek(std::uint64_t) { return false; }

  /// Replaces chunk's x by the values of a block. May be called from several threads.
  virtual void parse(const Block& block, Chunk& chunk) const = 0;

  /// The file that it reads, if it is one.
  virtual const io::InputFile* file() const { return nullptr; }

  /// How many values OnError::kNaN or kSkip has let pass; final once every block is parsed.
  virtual std::uint64_t bad_values() const { return 0; }

  /// What a user may not expect, and only the end of the input tells; empty if nothing.
  virtual std::string last_note() const { return {}; }

 protected:
  Description description_;
};

/// Values as typed on the command line. Throws Error for one that is not a number.
std::unique_ptr<Reader> make_values_reader(std::vector<std::string> values);

/// What numpy.linspace(start, stop, count) gives in float64, bit for bit, rounded to the dtype.
/// start and stop are finite and so is their difference; 1 <= count <= kLargestCount.
std::unique_ptr<Reader> make_range_reader(double start, double stop, std::uint64_t count);

/// Up to here every row index is a float64.
inline constexpr std::uint64_t kLargestCount = std::uint64_t{1} << 53;

/// Every bit pattern of a dtype of at most kLargestEveryBytes, in order.
std::unique_ptr<Reader> make_every_reader(DType dtype);
inline constexpr std::size_t kLargestEveryBytes = 4;

/// What to do about text that is not a number.
enum class OnError { kStop, kNaN, kSkip };

/// A file of values, as given on the command line.
struct Source {
  std::string file = "-";                      ///< "-" is standard input
  std::shared_ptr<io::InputFile> opened = {};  ///< the file, if it is open already
  DType dtype = kDefaultDType;  ///< that of the evaluation, if the file has none of its own
  std::optional<std::string> tensor = {};  ///< which one of a file that holds several by name
  std::optional<std::string> column = {};  ///< name or index (from 1) of the column of x
  bool keep = false;                       ///< hand out whole rows with the values
  std::optional<char> delimiter = {};      ///< between fields; by default the format's
  std::optional<bool> header = {};         ///< whether the first row is one; by default, guessed
  char decimal = '.';                      ///< the decimal mark of numbers, '.' or ','
  OnError on_error = OnError::kStop;

  std::shared_ptr<io::InputFile> open() const {
    return opened ? opened : std::make_shared<io::InputFile>(file);
  }
};

/// A format of input: its name, the file extensions that stand for it and how to make its reader.
/// make_reader opens the file, and throws Error if that fails or if it is not in this format.
struct InputFormat {
  std::string_view name;
  std::vector<std::string_view> extensions;
  std::unique_ptr<Reader> (*make_reader)(const Source& source);
  bool is_text = false;      ///< whether it uses on_error
  bool has_decimal = false;  ///< whether it uses decimal
  bool has_columns = false;  ///< whether it uses column
  bool has_rows = false;     ///< whether it uses keep, delimiter and header
  bool has_tensors = false;  ///< whether it uses tensor
  bool is_bare = false;      ///< whether any bytes are values, so that none tell of another format
};

/// Every format of input there is; the first one is the default.
std::span<const InputFormat> input_formats();

}  // namespace silu::data
