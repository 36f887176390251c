#include "silu/dtype.h"

#include <algorithm>
#include <array>

namespace silu {
namespace {

template <class... T>
constexpr auto make_rows(TypeList<T...>) {
  return std::array{DTypeInfo{DTypeTraits<T>::kDType, DTypeTraits<T>::kName,
                              DTypeTraits<T>::kAliases, sizeof(T), DTypeTraits<T>::kNpy,
                              DTypeTraits<T>::kSafetensors}...};
}

constexpr auto kRows = make_rows(DTypes());

// info_of() takes a dtype for the index of its row.
static_assert(std::ranges::all_of(kRows, [](const DTypeInfo& row) {
  return &row - kRows.data() == static_cast<std::ptrdiff_t>(row.dtype);
}));

}  // namespace

std::span<const DTypeInfo> dtypes() {
  return kRows;
}

const DTypeInfo& info_of(DType dtype) {
  return kRows[static_cast<std::size_t>(dtype)];
}

}  // namespace silu
