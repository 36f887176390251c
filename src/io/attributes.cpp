#include "io/attributes.h"

#include <linux/posix_acl.h>
#include <linux/posix_acl_xattr.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <span>
#include <string_view>
#include <tuple>
#include <vector>

namespace silu::io {
namespace {

constexpr mode_t kGroupAndOthers = S_IRWXG | S_IRWXO;
constexpr const char* kAcl = "system.posix_acl_access";

// What these say is of the old content.
constexpr std::string_view kOfContent[] = {"security.capability", "security.ima", "security.evm"};

// What a call that takes a buffer, and tells its size without one, puts into it. None, and errno,
// if that fails.
template <class Call>
std::optional<std::string> read_whole(Call call) {
  const ssize_t size = call(nullptr, 0);
  std::string bytes(static_cast<std::size_t>(std::max<ssize_t>(size, 0)), '\0');
  const ssize_t got = size > 0 ? call(bytes.data(), bytes.size()) : size;
  if (got < 0) return {};
  bytes.resize(static_cast<std::size_t>(got));
  return bytes;
}

std::optional<std::string> attribute_of(const std::string& file, const char* name) {
  return read_whole(
      [&](char* value, std::size_t size) { return ::getxattr(file.c_str(), name, value, size); });
}

void take_extended_attributes(int file, const std::string& old_file) {
  const auto read = read_whole(
      [&](char* list, std::size_t size) { return ::listxattr(old_file.c_str(), list, size); });
  const std::string names = read.value_or("");
  for (std::size_t at = 0; at < names.size(); at += std::strlen(&names[at]) + 1) {
    const char* name = &names[at];
    if (name == std::string_view(kAcl) || std::ranges::count(kOfContent, name) > 0) continue;
    const auto value = attribute_of(old_file, name);
    // We may know its name, and yet not be allowed to read it.
    if (value) std::ignore = ::fsetxattr(file, name, value->data(), value->size(), 0);
  }
}

// Who owns a file, before and now. Those who lost it are all others then, those who got it were.
struct Owners {
  bool same_user;
  bool same_group;
  gid_t group;  // now
};

using Entries = std::span<const posix_acl_xattr_entry>;

// What an ACL grants to its owner.
unsigned rights_of_owner(Entries entries) {
  return std::ranges::find(entries, ACL_USER_OBJ, &posix_acl_xattr_entry::e_tag)->e_perm;
}

// The rights that the old group, within the mask, and all others have.
unsigned shared_rights(Entries entries) {
  unsigned shared = 7;
  for (const auto& entry : entries) {
    if (entry.e_tag & (ACL_GROUP_OBJ | ACL_MASK | ACL_OTHER)) shared &= entry.e_perm;
  }
  return shared;
}

// What an entry of its own leaves to a group.
unsigned rights_left_to(gid_t group, Entries entries) {
  const auto is_its = [&](const auto& each) {
    return each.e_tag == ACL_GROUP && each.e_id == group;
  };
  const auto found = std::ranges::find_if(entries, is_its);
  return found != entries.end() ? found->e_perm : 7U;
}

// An ACL for a file of other owners.
std::string reduce_acl(std::string acl, const Owners& owners) {
  constexpr std::size_t kHeader = sizeof(posix_acl_xattr_header);
  if (acl.size() < kHeader) return acl;
  std::vector<posix_acl_xattr_entry> entries((acl.size() - kHeader) /
                                             sizeof(posix_acl_xattr_entry));
  char* const place = acl.data() + kHeader;
  const std::size_t size = entries.size() * sizeof(posix_acl_xattr_entry);
  std::memcpy(entries.data(), place, size);
  const unsigned owner = owners.same_user ? 7 : rights_of_owner(entries);
  const unsigned shared = owners.same_group ? 7 : shared_rights(entries);
  const unsigned group = owners.same_group ? 7 : shared & rights_left_to(owners.group, entries);
  for (auto& entry : entries) {
    unsigned most = (entry.e_tag & (ACL_USER_OBJ | ACL_MASK)) != 0 ? 7 : owner;
    if (entry.e_tag == ACL_GROUP_OBJ) most &= group;
    if (entry.e_tag == ACL_OTHER) most &= shared;
    entry.e_perm = static_cast<__le16>(entry.e_perm & most);
  }
  std::memcpy(place, entries.data(), size);
  return acl;
}

mode_t reduce_mode(mode_t mode, const Owners& owners) {
  mode_t rights = mode & S_IRWXO;
  mode_t group = (mode >> 3) & S_IRWXO;
  if (!owners.same_group) group = rights &= group;
  const mode_t owner = owners.same_user ? mode_t{S_IRWXO} : (mode >> 6) & S_IRWXO;
  return (mode & ~kGroupAndOthers) | (group & owner) << 3 | (rights & owner);
}

// Whether the call that set errno failed because there is no ACL.
bool there_is_none() {
  return errno == ENODATA || errno == ENOTSUP;
}

// The one of the folder's default ACL, which a new file gets.
bool remove_acl(int file) {
  return ::fremovexattr(file, kAcl) == 0 || there_is_none();
}

// The old file's ACL, empty if it has none; none if nobody knows.
std::optional<std::string> read_acl(const std::string& file) {
  const auto acl = attribute_of(file, kAcl);
  return !acl && there_is_none() ? "" : acl;
}

}  // namespace

void take_attributes(int file, const std::string& old_file) {
  struct stat old {};
  struct stat now {};
  if (::stat(old_file.c_str(), &old) != 0) return;
  if (::fchown(file, old.st_uid, old.st_gid) != 0) {
    std::ignore = ::fchown(file, static_cast<uid_t>(-1), old.st_gid);
  }
  take_extended_attributes(file, old_file);
  if (::fstat(file, &now) != 0) return;
  const Owners owners = {now.st_uid == old.st_uid, now.st_gid == old.st_gid, now.st_gid};
  mode_t mode = old.st_mode & 07777;
  if (!owners.same_user) mode &= ~static_cast<mode_t>(S_ISUID);
  if (!owners.same_group) mode &= ~static_cast<mode_t>(S_ISGID);
  // The rights come last, and all at once.
  const auto acl = read_acl(old_file);
  if (!acl) return;
  if (!acl->empty()) {
    if (::fchmod(file, mode & ~kGroupAndOthers) != 0) return;
    const std::string reduced = reduce_acl(*acl, owners);
    std::ignore = ::fsetxattr(file, kAcl, reduced.data(), reduced.size(), 0);
  } else if (remove_acl(file)) {
    std::ignore = ::fchmod(file, reduce_mode(mode, owners));
  }
}

}  // namespace silu::io
