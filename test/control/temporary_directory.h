#ifndef NUNCIO_TEST_CONTROL_TEMPORARY_DIRECTORY_H_
#define NUNCIO_TEST_CONTROL_TEMPORARY_DIRECTORY_H_

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace nuncio::test {

// A directory of the current test, empty at first and gone at the end.
class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    path_ = testing::TempDir() + "/" + test->test_suite_name() + "." + test->name();
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  ~TemporaryDirectory() { std::filesystem::remove_all(path_); }

  const std::string& path() const { return path_; }

  // Puts a file there in one step, as a careful writer does.
  void MoveIn(const std::string& name, const std::string& text) const {
    const std::string temporary = path_ + "/." + name + ".new";
    std::ofstream(temporary) << text;
    std::filesystem::rename(temporary, path_ + "/" + name);
  }
  void Remove(const std::string& name) const { std::filesystem::remove(path_ + "/" + name); }

 private:
  std::string path_;
};

}  // namespace nuncio::test

#endif  // NUNCIO_TEST_CONTROL_TEMPORARY_DIRECTORY_H_
