#pragma once

#include <memory>
#include <string>

#include "check/failure.h"
#include "check/feed.h"
#include "check/options.h"
#include "data/reader.h"

namespace silu::check {

/// The results of a function in a shared library:
///
///     void f(const T* x, T* y, size_t n);                  // a feed of one column
///     void f(const T* x, const T* dy, T* dx, size_t n);    // of two
///
/// where T of a dtype of 16 or 8 bits is the unsigned integer of that size. It is called in a child
/// process, with blocks of 2^16 items (KernelMemory::kSlotItems; fewer at the end, and where a feed
/// has to be waited for) that begin at a cache line. The pages before and behind each block, and x
/// itself, are guarded, so that an access beyond crashes. What
/// the kernel prints goes to standard error.
///
/// Throws Error if the library cannot be loaded, or has no such function. next() throws Failure
/// when the kernel crashes, writes outside of its results, ends the process, or makes no progress
/// for too long, and what the feed throws. Another child has then run the block item by item, to
/// find the index.
///
/// With lanes, each group of inputs is also called in all arrangements, with one item and with a
/// few at a time, and unaligned.
///
/// It forks. Call it before the first thread starts (those of oneTBB, too), in a thread that lives
/// as long as the program (start_child says why). The destructor kills the child.
std::unique_ptr<data::Reader> make_library_reader(const std::string& file,
                                                  const std::string& symbol, Feed feed,
                                                  const ProcessOptions& options);

}  // namespace silu::check
