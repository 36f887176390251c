#include "io/attributes.h"

#include <doctest/doctest.h>
#include <grp.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "extended_attributes.h"
#include "io/output_file.h"
#include "temporary_folder.h"

using namespace silu::io;
namespace fs = std::filesystem;

namespace {

constexpr const char* kDefaultAcl = "system.posix_acl_default";

// All may read, but not the group nobody.
std::string denied_to_nobody(int group) {
  return acl_of({entry(ACL_USER_OBJ, 6), entry(ACL_GROUP_OBJ, group), entry(ACL_GROUP, 0, kNobody),
                 entry(ACL_MASK, 6), entry(ACL_OTHER, 4)});
}

struct stat status_of(const fs::path& file) {
  struct stat status {};
  REQUIRE(::stat(file.c_str(), &status) == 0);
  return status;
}

mode_t mode_of(const fs::path& file) {
  return status_of(file).st_mode & 07777;
}

fs::path make_file(const fs::path& file, mode_t mode = 0644) {
  std::ofstream(file) << "old";
  REQUIRE(::chmod(file.c_str(), mode) == 0);
  return file;
}

void replace(const fs::path& file) {
  OutputFile output(file);
  output.write("new");
  output.commit();
  CHECK(contents(file) == "new");
}

// Runs what changes who we are; whether it found all as it should be.
template <class Check>
bool in_child(Check check) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(check() ? 0 : 1);
  int status = 0;
  ::waitpid(child, &status, 0);
  return status == 0;
}

}  // namespace

TEST_CASE("a file that replaces another has its mode, whatever the umask") {
  const TemporaryFolder folder;
  const mode_t mask = ::umask(077);
  for (const mode_t mode : {0600U, 0640U, 0666U, 0777U, 01644U}) {
    const auto file = make_file(folder.path / "out", mode);
    replace(file);
    CHECK(mode_of(file) == mode);
  }
  replace(folder.path / "new");
  CHECK(mode_of(folder.path / "new") == 0600);
  ::umask(022);
  replace(folder.path / "newer");
  CHECK(mode_of(folder.path / "newer") == 0644);
  ::umask(mask);
}

TEST_CASE("a file that replaces another has its extended attributes") {
  const TemporaryFolder folder;
  const auto file = make_file(folder.path / "out");
  if (!set_attribute(file, "user.origin", "sensor 7")) return;  // not on every file system
  REQUIRE(set_attribute(file, "user.empty", ""));
  REQUIRE(set_attribute(file, "user.long", std::string(2000, 'x')));
  replace(file);
  CHECK(get_attribute(file, "user.origin") == "sensor 7");
  CHECK(get_attribute(file, "user.empty").empty());
  CHECK(get_attribute(file, "user.long") == std::string(2000, 'x'));
}

TEST_CASE("a file that replaces another has its ACL, not the mask as its group's right") {
  const TemporaryFolder folder;
  const auto file = make_file(folder.path / "out");
  const auto acl = shared_with_nobody(0, 0);
  if (!set_attribute(file, kAccessAcl, acl)) return;  // not on every file system
  REQUIRE(mode_of(file) == 0660);
  replace(file);
  CHECK(get_attribute(file, kAccessAcl) == acl);
  CHECK(mode_of(file) == 0660);
}

TEST_CASE("a file that replaces one without an ACL does not get the folder's") {
  const TemporaryFolder folder;
  const auto file = make_file(folder.path / "out", 0664);
  const auto acl = shared_with_nobody(6, 0);
  if (!set_attribute(folder.path, kDefaultAcl, acl)) return;  // not on every file system
  replace(file);
  CHECK(get_attribute(file, kAccessAcl) == kNoAttribute);
  CHECK(mode_of(file) == 0664);
  // A new file gets what any new file there does.
  const mode_t mask = ::umask(077);
  replace(folder.path / "new");
  std::ofstream(folder.path / "like") << "new";
  ::umask(mask);
  CHECK(get_attribute(folder.path / "new", kAccessAcl) ==
        get_attribute(folder.path / "like", kAccessAcl));
  CHECK(mode_of(folder.path / "new") == mode_of(folder.path / "like"));
}

TEST_CASE("while it is written, only its owner may see what will replace a file") {
  const TemporaryFolder folder;
  const auto file = make_file(folder.path / "out", 0666);
  set_attribute(folder.path, kDefaultAcl, shared_with_nobody(6, 6));
  OutputFile output(file);
  output.write("new");
  output.flush();
  for (const auto& each : fs::directory_iterator(folder.path)) {
    if (each.path() != file) CHECK((mode_of(each.path()) & 077) == 0);
  }
}

TEST_CASE("owner and group stay, and the group even where the owner cannot") {
  if (::geteuid() != 0) return;
  const TemporaryFolder folder;
  const auto own = make_file(folder.path / "own", 04751);
  REQUIRE(::chown(own.c_str(), 1234, 4321) == 0);
  REQUIRE(::chmod(own.c_str(), 06751) == 0);
  replace(own);
  CHECK(status_of(own).st_uid == 1234);
  CHECK(status_of(own).st_gid == 4321);
  CHECK(mode_of(own) == 06751);

  // Another's files, of a group of ours and of one that is not.
  REQUIRE(::chmod(folder.path.c_str(), 0777) == 0);
  const auto ours = make_file(folder.path / "ours");
  const auto theirs = make_file(folder.path / "theirs");
  const auto shared = make_file(folder.path / "shared");
  const bool has_acl = set_attribute(shared, kAccessAcl, shared_with_nobody(4, 2));
  // What its new group may not read, and what its old owner may not write.
  const auto denied = make_file(folder.path / "denied");
  const auto forgone = make_file(folder.path / "forgone");
  set_attribute(denied, kAccessAcl, denied_to_nobody(4));
  REQUIRE(::chown(denied.c_str(), kNobody, 1111) == 0);
  REQUIRE(::chown(forgone.c_str(), 1234, 4321) == 0);
  REQUIRE(::chmod(forgone.c_str(), 0466) == 0);
  REQUIRE(::chown(ours.c_str(), 1234, 4321) == 0);
  REQUIRE(::chown(theirs.c_str(), 1234, 1111) == 0);
  REQUIRE(::chown(shared.c_str(), 1234, 1111) == 0);
  REQUIRE(::chmod(ours.c_str(), 06666) == 0);
  REQUIRE(::chmod(theirs.c_str(), 06656) == 0);
  // What we may write, but not read.
  const auto unreadable = make_file(folder.path / "unreadable", 0622);
  set_attribute(unreadable, "user.origin", "sensor 7");
  CHECK(in_child([&] {
    const gid_t group = 4321;
    if (::setgroups(1, &group) != 0 || ::setgid(kNobody) != 0 || ::setuid(kNobody) != 0)
      return false;
    replace(ours);
    replace(theirs);
    replace(forgone);
    OutputFile(unreadable).commit();
    if (has_acl) replace(shared);
    if (has_acl) replace(denied);
    return true;
  }));
  CHECK(status_of(ours).st_uid == kNobody);
  CHECK(status_of(ours).st_gid == 4321);
  CHECK(mode_of(ours) == 02666);
  CHECK(status_of(theirs).st_gid == kNobody);
  CHECK(mode_of(theirs) == 0644);  // nobody may now what he might not before
  CHECK(mode_of(forgone) == 0444);
  CHECK(get_attribute(unreadable, "user.origin") == kNoAttribute);
  if (!has_acl) return;
  CHECK(get_attribute(denied, kAccessAcl) == denied_to_nobody(0));
  CHECK(contents(shared) == "new");
  CHECK(get_attribute(shared, kAccessAcl) == shared_with_nobody(0, 0));
}
