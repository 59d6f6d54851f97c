// onnx-conformance: runs many conformance tests, each in a process forked from this one, so that a crash or a
// hang is the result of one test. Called by conformance.py. SPDX-License-Identifier: Apache-2.0
#include "compiler/Dialects.h"
#include "test/conformance/Case.h"

#include "mlir/IR/DialectRegistry.h"
#include "mlir/IR/MLIRContext.h"
#include "llvm/Support/FileSystem.h"

#include <chrono>
#include <csignal>
#include <cstring>
#include <iostream>
#include <sstream>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

using namespace ingot::conformance;

namespace {

/// Seconds of processor time that one test may take, and of any time: the machine may be busy.
constexpr rlim_t processorSeconds = 60;
constexpr auto anySeconds = std::chrono::seconds(600);
/// Bytes of address space of one test.
constexpr rlim_t maximumMemory = rlim_t(16) << 30;

struct Job {
  std::string name, folder;
  Mode mode;
};

/// A job that runs: its process, and the pipe that its outcome comes through.
struct Running {
  const Job *job;
  pid_t process;
  int outcome;
  std::string scratch;
  std::chrono::steady_clock::time_point start;
};

/// Reads lines `NAME<tab>FOLDER`; each is a job for every mode.
std::vector<Job> readJobs(std::istream &stream, const std::vector<Mode> &modes) {
  std::vector<Job> jobs;
  std::string line;
  while (std::getline(stream, line)) {
    size_t tab = line.find('\t');
    for (Mode mode : modes)
      if (tab != std::string::npos)
        jobs.push_back({line.substr(0, tab), line.substr(tab + 1), mode});
  }
  return jobs;
}

/// One line: a pipe holds it without a reader, and the output has one line for each test.
std::string encode(const Outcome &outcome) {
  std::string text = std::string(statusName(outcome.status)) + "\t" + outcome.reason;
  for (char &c : text)
    if (c == '\n' || c == '\r')
      c = ' ';
  return text.substr(0, 2000);
}

[[noreturn]] void runChild(mlir::MLIRContext &context, const Job &job, const std::string &scratch, int pipe) {
  rlimit processor{processorSeconds, processorSeconds + 5}, memory{maximumMemory, maximumMemory};
  setrlimit(RLIMIT_CPU, &processor);
  setrlimit(RLIMIT_AS, &memory);
  rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  std::string text = encode(runCase(context, job.folder, job.mode, scratch));
  bool written = write(pipe, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  _exit(written ? 0 : 1);
}

Running startJob(mlir::MLIRContext &context, const Job &job, std::string scratch) {
  int ends[2];
  llvm::sys::fs::create_directories(scratch);
  if (pipe(ends) != 0)
    throw std::runtime_error(std::string("cannot make a pipe: ") + std::strerror(errno));
  pid_t process = fork();
  if (process < 0)
    throw std::runtime_error(std::string("cannot start a process: ") + std::strerror(errno));
  if (process == 0) {
    close(ends[0]);
    runChild(context, job, scratch, ends[1]);
  }
  close(ends[1]);
  return {&job, process, ends[0], std::move(scratch), std::chrono::steady_clock::now()};
}

/// What the process that ended with `status` says.
std::string outcomeText(const Running &running, int status) {
  if (WIFSIGNALED(status) && (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL))
    return encode({Status::Timeout, "more than " + std::to_string(processorSeconds) + " s"});
  if (WIFSIGNALED(status))
    return encode({Status::Crash, strsignal(WTERMSIG(status))});
  char buffer[4096];
  ssize_t bytes = read(running.outcome, buffer, sizeof buffer);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0 || bytes <= 0)
    return encode({Status::Crash, "exit code " + std::to_string(WEXITSTATUS(status))});
  return {buffer, static_cast<size_t>(bytes)};
}

void finish(const Running &running, int status) {
  double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - running.start).count();
  std::cout << running.job->name << '\t' << modeName(running.job->mode) << '\t' << seconds << '\t'
            << operationsOf(running.job->folder) << '\t' << outcomeText(running, status) << std::endl;
  close(running.outcome);
}

/// Waits until at least one process has ended, and takes it from the list; kills those that hang.
void waitForOne(std::vector<Running> &running, std::vector<std::string> &freeScratch) {
  int status = 0;
  pid_t ended = 0;
  while ((ended = waitpid(-1, &status, WNOHANG)) == 0) {
    usleep(1000);
    for (const Running &each : running)
      if (std::chrono::steady_clock::now() - each.start > anySeconds)
        kill(each.process, SIGKILL);
  }
  for (size_t index = 0; index < running.size(); ++index) {
    if (running[index].process != ended)
      continue;
    finish(running[index], status);
    freeScratch.push_back(running[index].scratch);
    running.erase(running.begin() + static_cast<ptrdiff_t>(index));
    return;
  }
}

void runJobs(const std::vector<Job> &jobs, size_t processes, const std::string &scratch) {
  // Loaded once here: the processes that are forked begin with it. No threads, which fork would lose.
  mlir::DialectRegistry registry;
  ingot::registerDialects(registry);
  mlir::MLIRContext context(registry, mlir::MLIRContext::Threading::DISABLED);
  context.loadAllAvailableDialects();
  std::vector<std::string> freeScratch;
  for (size_t slot = 0; slot < processes; ++slot)
    freeScratch.push_back(scratch + "/" + std::to_string(slot));
  std::vector<Running> running;
  for (const Job &job : jobs) {
    if (freeScratch.empty())
      waitForOne(running, freeScratch);
    std::string folder = freeScratch.back();
    freeScratch.pop_back();
    running.push_back(startJob(context, job, std::move(folder)));
  }
  while (!running.empty())
    waitForOne(running, freeScratch);
}

} // namespace

/// onnx-conformance PROCESSES SCRATCH MODE... < jobs
int main(int argc, char **argv) {
  std::vector<Mode> modes;
  for (int index = 3; index < argc; ++index)
    for (Mode mode : {Mode::Static, Mode::Symbolic, Mode::Constant})
      if (!std::strcmp(argv[index], modeName(mode)))
        modes.push_back(mode);
  int processes = argc > 1 ? std::atoi(argv[1]) : 0;
  if (modes.empty() || processes < 1) {
    std::cerr << "usage: onnx-conformance PROCESSES SCRATCH MODE... with lines 'NAME<tab>FOLDER' on stdin\n";
    return 2;
  }
  try {
    runJobs(readJobs(std::cin, modes), static_cast<size_t>(processes), argv[2]);
  } catch (const std::exception &error) {
    std::cerr << "error: " << error.what() << "\n";
    return 1;
  }
  return 0;
}
