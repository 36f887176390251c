#pragma once

#include <memory>
#include <string>
#include <vector>

#include "check/failure.h"
#include "check/feed.h"
#include "check/options.h"
#include "data/reader.h"

namespace silu::check {

/// The results of a program: it gets the items on its standard input, and gives one result for each
/// on its standard output, all raw, in the byte order of the machine; a column's value follows that
/// of the column before. It is fed by a thread, while next() reads its results. Memory is bounded
/// whether it reads everything before it answers, or answers before it reads.
///
/// Throws Error with the system's reason if the program cannot be run. next() throws Failure when
/// the program crashes, exits with a status other than 0, makes no progress for too long, or gives
/// too few results or too many, and what the feed throws, if it fails.
///
/// Where the number of items is known only at their end, a program that answers without reading
/// may give more results than there are items for as long as it likes: who reads on behind the
/// last item must fail then.
///
/// With lanes, the program gets each group of inputs in all arrangements, one after the other: 11
/// times as many inputs, which its messages count.
///
/// Call it in a thread that lives as long as the program (start_child says why). The destructor
/// kills the program if it still runs.
std::unique_ptr<data::Reader> make_program_reader(std::vector<std::string> command, Feed feed,
                                                  const ProcessOptions& options);

}  // namespace silu::check
