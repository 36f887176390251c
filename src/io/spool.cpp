#include "io/spool.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "io/temporary_file.h"

namespace silu::io {
namespace {

// There may be thousands of texts, of which each has little memory. What a few of them have lets
// them write more at a time.
std::size_t choose_piece_bytes(std::size_t texts) {
  constexpr std::size_t kFewest = 1 << 13;
  constexpr std::size_t kMostOfAll = 1 << 18;
  return std::max(kFewest, kMostOfAll / std::max<std::size_t>(1, texts)) - sizeof(off_t);
}

bool read_all(int file, std::string& bytes) {
  for (std::size_t size = 0; size < bytes.size();) {
    const ssize_t count = read_file(file, bytes.data() + size, bytes.size() - size);
    if (count == 0) errno = EIO;  // what we wrote is gone
    if (count <= 0) return false;
    size += static_cast<std::size_t>(count);
  }
  return true;
}

}  // namespace

Spool::Spool(std::size_t texts) : texts_(texts), piece_bytes_(choose_piece_bytes(texts)) {
  for (Text& text : texts_) {
    text.buffer.reserve(piece_bytes_ + sizeof end_);  // as it grows a string takes up to twice that
    text.first = text.next = end_;
    end_ += static_cast<off_t>(piece_bytes_ + sizeof(off_t));
  }
}

void Spool::append(std::size_t text, std::string_view bytes) {
  std::string& buffer = texts_[text].buffer;
  while (buffer.size() + bytes.size() > piece_bytes_) {
    const std::size_t room = piece_bytes_ - buffer.size();
    buffer += bytes.substr(0, room);
    bytes.remove_prefix(room);
    write_piece(texts_[text]);
  }
  buffer += bytes;
}

void Spool::write_piece(Text& text) {
  if (!file_) file_ = create_nameless(temporary_folder());
  const off_t place = std::exchange(text.next, end_);
  end_ += static_cast<off_t>(piece_bytes_ + sizeof end_);
  text.buffer.append(reinterpret_cast<const char*>(&text.next), sizeof text.next);
  if (!file_ || ::lseek(file_.number(), place, SEEK_SET) != place ||
      !write_file(file_.number(), text.buffer)) {
    throw temporary_folder_error();
  }
  text.buffer.clear();
}

void Spool::copy_to(std::size_t text, OutputFile& output) {
  const auto& [first, next, buffer] = texts_[text];
  std::string piece;
  for (off_t place = first; place != next;) place = copy_piece(place, piece, output);
  output.write(buffer);
}

// Says where the next one is.
off_t Spool::copy_piece(off_t place, std::string& piece, OutputFile& output) {
  piece.resize(piece_bytes_ + sizeof place);
  if (::lseek(file_.number(), place, SEEK_SET) != place || !read_all(file_.number(), piece)) {
    throw temporary_folder_error();
  }
  std::memcpy(&place, piece.data() + piece_bytes_, sizeof place);
  output.write(std::string_view(piece).substr(0, piece_bytes_));
  return place;
}

}  // namespace silu::io
