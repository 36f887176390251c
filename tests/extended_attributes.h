#pragma once

#include <linux/posix_acl.h>
#include <linux/posix_acl_xattr.h>
#include <sys/xattr.h>

#include <filesystem>
#include <string>
#include <vector>

/// Extended attributes of files, and access control lists, which are some of them.

inline constexpr const char* kAccessAcl = "system.posix_acl_access";
inline constexpr __le32 kNobody = 65534;

/// What get_attribute() says of an attribute that a file does not have.
inline constexpr const char* kNoAttribute = "none";

/// Whether the file system took it.
inline bool set_attribute(const std::filesystem::path& file, const char* name,
                          const std::string& value) {
  return ::setxattr(file.c_str(), name, value.data(), value.size(), 0) == 0;
}

inline std::string get_attribute(const std::filesystem::path& file, const char* name) {
  char value[4096];
  const ssize_t size = ::getxattr(file.c_str(), name, value, sizeof value);
  return size < 0 ? kNoAttribute : std::string(value, static_cast<std::size_t>(size));
}

inline posix_acl_xattr_entry entry(int tag, int rights,
                                   __le32 id = static_cast<__le32>(ACL_UNDEFINED_ID)) {
  return {static_cast<__le16>(tag), static_cast<__le16>(rights), id};
}

inline std::string acl_of(const std::vector<posix_acl_xattr_entry>& entries) {
  const posix_acl_xattr_header header{POSIX_ACL_XATTR_VERSION};
  std::string bytes(reinterpret_cast<const char*>(&header), sizeof header);
  return bytes.append(reinterpret_cast<const char*>(entries.data()),
                      entries.size() * sizeof entries[0]);
}

/// The owner and the user nobody may read and write, and so may the mask.
inline std::string shared_with_nobody(int group, int others) {
  return acl_of({entry(ACL_USER_OBJ, 6), entry(ACL_USER, 6, kNobody), entry(ACL_GROUP_OBJ, group),
                 entry(ACL_MASK, 6), entry(ACL_OTHER, others)});
}
