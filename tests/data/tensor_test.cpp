#include "data/tensor.h"

#include "binary_files.h"
#include "data/readers/readers.h"
#include "data/writers/writers.h"

using namespace silu;
using namespace silu::data;

namespace {

std::vector<float> read(const Source& source, MakeReader make_reader) {
  return read_tensor(*make_reader(source));
}

}  // namespace

TEST_CASE("a tensor that was written reads back, with its shape, longer than a piece, too") {
  const TemporaryFolder folder;
  const std::string path = folder.path / "y.npy";
  std::vector<float> values(3 * 50000);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(i);
  {
    io::OutputFile output(path);
    write_tensor(values, {3, 50000}, *make_npy_writer({{"y", "y"}}, {}), output);
  }
  const auto reader = make_npy_reader({.file = path});
  CHECK(reader->description().shape->sizes == std::vector<std::uint64_t>{3, 50000});
  CHECK(read_tensor(*reader) == values);
}

TEST_CASE("other dtypes become float32, and Fortran's order becomes C's") {
  const auto npy = [](const std::string& dictionary, const std::string& values) {
    return std::string("\x93NUMPY\1\0", 8) + little_endian<std::uint16_t>(dictionary.size()) +
           dictionary + values;
  };
  const TemporaryFile doubles(npy("{'descr': '>f8', 'fortran_order': False, 'shape': (1,)}",
                                  std::string("\x3f\xf8\0\0\0\0\0\0", 8)));
  CHECK(read({.file = doubles.name()}, make_npy_reader) == std::vector<float>{1.5});
  // [[1, 2, 3], [4, 5, 6]] column by column.
  const TemporaryFile columns(npy("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3)}",
                                  bytes_of_values({1.0F, 4.0F, 2.0F, 5.0F, 3.0F, 6.0F})));
  CHECK(read({.file = columns.name()}, make_npy_reader) == std::vector<float>{1, 2, 3, 4, 5, 6});
}
