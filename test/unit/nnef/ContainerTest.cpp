// Tests of compiler/frontend/nnef/Container: directories, tar of several writers, gzip, paths that try to
// leave. SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/nnef/Container.h"

#include "test/unit/nnef/TestSupport.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <gtest/gtest.h>
#include <zlib.h>

using namespace ingot::nnef;
using namespace ingot::nnef::test;

namespace {

std::string tarEntry(const std::string &name, const std::string &data, char type = '0',
                     std::string prefix = "") {
  std::string header(512, '\0');
  header.replace(0, name.size(), name);
  char size[16];
  snprintf(size, sizeof size, "%011o", static_cast<unsigned>(data.size()));
  header.replace(124, 11, size, 11);
  header[156] = type;
  header.replace(257, 5, "ustar");
  header.replace(345, prefix.size(), prefix);
  unsigned sum = 0;
  header.replace(148, 8, 8, ' ');
  for (char c : header)
    sum += static_cast<unsigned char>(c);
  char checksum[16];
  snprintf(checksum, sizeof checksum, "%06o", sum);
  header.replace(148, 7, checksum, 7);
  return header + data + std::string((512 - data.size() % 512) % 512, '\0');
}

std::string gzipOf(const std::string &text) {
  z_stream stream = {};
  deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out(text.size() + 1000, '\0');
  stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef *>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

const std::string ending(1024, '\0');

/// The text of a file in an archive; "missing" or the error.
std::string fileIn(const std::string &archive, const std::string &name) {
  auto container = Container::fromArchive("m.tar", bytesOf(archive));
  if (!container)
    return llvm::toString(container.takeError());
  auto file = container->file(name);
  if (!file)
    return llvm::toString(file.takeError());
  return *file ? (*file)->bytes.str() : "missing";
}

TEST(NnefContainer, ReadsTar) {
  std::string tar = tarEntry("./graph.nnef", "text") + tarEntry("./sub/w.dat", std::string(600, 'w')) +
                    tarEntry("base", "prefixed", '0', "some/folder") + ending;
  EXPECT_EQ(fileIn(tar, "graph.nnef"), "text");
  EXPECT_EQ(fileIn(tar, "sub/w.dat"), std::string(600, 'w'));
  EXPECT_EQ(fileIn(tar, "some/folder/base"), "prefixed");
  EXPECT_EQ(fileIn(tar, "other"), "missing");
}

TEST(NnefContainer, ReadsLongNames) {
  std::string longName(300, 'n');
  EXPECT_EQ(
      fileIn(tarEntry("././@LongLink", longName + '\0', 'L') + tarEntry("short", "gnu") + ending, longName),
      "gnu");
  std::string record = "path=" + longName + "\n";
  record = std::to_string(record.size() + 4) + " " + record;
  EXPECT_EQ(fileIn(tarEntry("pax", record, 'x') + tarEntry("short", "pax") + ending, longName), "pax");
}

TEST(NnefContainer, ReadsGzipOfSeveralMembers) {
  std::string tar = tarEntry("graph.nnef", std::string(100000, 'g')) + ending;
  EXPECT_EQ(fileIn(gzipOf(tar), "graph.nnef"), std::string(100000, 'g'));
  EXPECT_EQ(fileIn(gzipOf(tar.substr(0, 700)) + gzipOf(tar.substr(700)), "graph.nnef"),
            std::string(100000, 'g'));
}

TEST(NnefContainer, SkipsHiddenFilesAndNamesThatLeave) {
  std::string tar = tarEntry("./._graph.nnef", "mac") + tarEntry(".hidden/x", "h") + tarEntry("../up", "u") +
                    tarEntry("/root", "r") + tarEntry("graph.nnef", "g") + ending;
  EXPECT_EQ(fileIn(tar, "graph.nnef"), "g");
  for (const char *name : {"../up", "/root", ".hidden/x", "a/../b", "", ".", "a//b", "a\\b"})
    EXPECT_NE(fileIn(tar, name).find("is not a relative path inside the model"), std::string::npos) << name;
}

TEST(NnefContainer, DamagedArchivesAreErrors) {
  std::string entry = tarEntry("graph.nnef", "text"),
              none = "m.tar: is neither a directory, a tar archive nor a "
                     "gzip-compressed tar archive";
  EXPECT_EQ(fileIn("", "x"), none);
  EXPECT_EQ(fileIn("not a tar", "x"), none);
  EXPECT_EQ(fileIn(std::string(2000, 'x'), "x"), none);
  EXPECT_EQ(fileIn(entry.substr(0, 514), "x"),
            "m.tar: damaged tar archive: entry 'graph.nnef' is longer than the archive");
  std::string wrong = entry + entry;
  wrong[1024] = 'X';
  EXPECT_EQ(fileIn(wrong, "x"), "m.tar: damaged tar archive: wrong checksum of a header");
  std::string zipped = gzipOf(entry + ending);
  EXPECT_EQ(fileIn(zipped.substr(0, zipped.size() / 2), "x"), "m.tar: gzip data ends early");
  zipped[20] = static_cast<char>(~zipped[20]);
  EXPECT_NE(fileIn(zipped, "x").find("m.tar: "), std::string::npos);
  for (const char *record : {"", "x", "99 path=a\n", "3 a", "-1 path=b\n", "18446744073709551615 path=c\n"})
    fileIn(tarEntry("pax", record, 'x') + entry + ending, "x");
}

TEST(NnefContainer, BoundsInflation) {
  std::string bomb = gzipOf(std::string(1 << 20, '\0'));
  EXPECT_EQ(errorOf(inflateGzip("b.tgz", bomb, 1 << 16)), "b.tgz: inflates to more than 65536 bytes");
}

TEST(NnefContainer, ReadsDirectories) {
  llvm::SmallString<128> root;
  ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("ingot-nnef", root));
  llvm::SmallString<128> path(root);
  llvm::sys::path::append(path, "graph.nnef");
  {
    std::error_code failure;
    llvm::raw_fd_ostream stream(path, failure);
    stream << "text";
  }
  auto container = Container::open(root);
  ASSERT_TRUE(bool(container));
  auto file = container->file("graph.nnef");
  ASSERT_TRUE(bool(file) && file->has_value());
  EXPECT_EQ((*file)->bytes, "text");
  auto missing = container->file("absent.dat");
  ASSERT_TRUE(bool(missing));
  EXPECT_FALSE(missing->has_value());
  llvm::consumeError(container->file("../secret").takeError());
  EXPECT_NE(errorOf(Container::open(root.str().str() + "/absent")).find("cannot read"), std::string::npos);
  llvm::sys::fs::remove_directories(root);
}

} // namespace
