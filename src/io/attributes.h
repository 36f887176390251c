#pragma once

#include <string>

namespace silu::io {

/// Gives a private file of ours, whose mode is 0600, the attributes of the one that it is to
/// replace, as far as the system lets us: owner, group, mode, access control list (ACL) and
/// extended attributes. At no instant may anyone do with it what he might not with the old one:
/// without its group, the new group and all others get what both had before; without its ACL, only
/// the owner gets anything. Without the old file, it stays private.
void take_attributes(int file, const std::string& old_file);

}  // namespace silu::io
