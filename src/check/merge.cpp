#include "check/merge.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "io/error.h"

namespace silu::check {
namespace {

struct File {
  std::string name;
  ReadReport read;

  const Part& part() const { return *read.report.part; }
};

// In the order of their parts.
using Files = std::vector<const File*>;

void require_common(const File& first, const File& other) {
  for (std::size_t i = 0; i < first.read.common.size(); ++i) {
    const auto& [key, value] = first.read.common[i];
    if (other.read.common[i].second == value) continue;
    throw io::Error(fmt::format("{} and {} differ in: {}", first.name, other.name, key));
  }
  if (first.part().of == other.part().of) return;
  throw io::Error(fmt::format("{} and {} overlap: part {} of {}, and part {} of {}", first.name,
                              other.name, first.part().index, first.part().of, other.part().index,
                              other.part().of));
}

void require_whole_part(const File& file) {
  const auto& [index, of] = file.part();
  const std::uint64_t count = rows_of(file.part(), file.read.report.all_inputs).count();
  for (const Result& each : file.read.report.results) {
    if (each.tally.inputs == count) continue;
    throw io::Error(fmt::format("{}: part {} of {} must have {} inputs, not {}", file.name, index,
                                of, count, each.tally.inputs));
  }
}

// "parts 2 and 5 to 7 of 9 are missing"
void require_all(const Files& files) {
  std::vector<std::string> gaps;
  bool is_one = true;
  std::uint64_t next = 1;
  const auto add_gap = [&](std::uint64_t end) {
    if (end <= next) return;
    is_one &= end - next == 1 && gaps.empty();
    gaps.push_back(fmt::format("{}", next));
    if (end - next == 2) gaps.push_back(fmt::format("{}", next + 1));
    if (end - next > 2) gaps.back() += fmt::format(" to {}", end - 1);
  };
  for (const File* each : files) {
    add_gap(each->part().index);
    next = each->part().index + 1;
  }
  const std::uint64_t of = files[0]->part().of;
  add_gap(of + 1);
  if (gaps.empty()) return;
  constexpr std::size_t kMost = 10;
  if (gaps.size() > kMost) {
    gaps.resize(kMost);
    gaps.emplace_back("others");
  }
  const std::string last = gaps.back();
  gaps.pop_back();
  throw io::Error(fmt::format("part{} {}{}{} of {} {} missing", is_one ? "" : "s",
                              fmt::join(gaps, ", "), gaps.empty() ? "" : " and ", last, of,
                              is_one ? "is" : "are"));
}

void require_once(const Files& files) {
  const auto same =
      std::ranges::adjacent_find(files, {}, [](const File* each) { return each->part(); });
  if (same == files.end()) return;
  throw io::Error(fmt::format("{} and {} are both part {} of {}", (*same)->name,
                              (*(same + 1))->name, (*same)->part().index, (*same)->part().of));
}

// Formulas give the bits of the whole if they give those of each part.
void merge(SameFormulas& whole, const SameFormulas& next) {
  const auto is_other = [&](const std::string& each) {
    return std::ranges::count(next.formulas, each) == 0;
  };
  if (whole.compared == 0) {
    whole.formulas = next.formulas;
  } else if (next.compared > 0) {
    std::erase_if(whole.formulas, is_other);
  }
  whole.compared += next.compared;
}

void merge(Result& whole, const Result& next, std::size_t most_findings) {
  if (whole.lanes && next.lanes) whole.lanes->add(*next.lanes, whole.tally.inputs);
  whole.tally.merge(next.tally, most_findings);
  merge(whole.formulas, next.formulas);
}

}  // namespace

ReadReport merge_parts(const std::vector<std::string>& names) {
  std::vector<File> read;
  read.reserve(names.size());
  for (const std::string& each : names) read.push_back({each, read_part(each)});
  Files files;
  files.reserve(read.size());
  for (const File& each : read) {
    require_common(read[0], each);
    require_whole_part(each);
    files.push_back(&each);
  }
  std::ranges::stable_sort(files, {}, [](const File* each) { return each->part().index; });
  require_once(files);
  require_all(files);

  Report report = files[0]->read.report;
  const std::size_t most_findings = report.checker.options().most_findings;
  for (const File* each : Files(files.begin() + 1, files.end())) {
    const auto& next = each->read.report.results;
    for (std::size_t i = 0; i < report.results.size(); ++i) {
      merge(report.results[i], next[i], most_findings);
    }
  }
  report.part = {};
  for (Result& each : report.results) {
    each.judgements = judge(each.tally, report.limits);
    if (each.lanes) each.add_lanes(LaneFindings(*each.lanes));
  }
  return {.checker = files[0]->read.checker, .report = std::move(report)};
}

}  // namespace silu::check
