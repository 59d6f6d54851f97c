#!/usr/bin/env python3
"""Runs ONNX's own tests and compares what became of each with what is expected.

    conformance.py [--filter SUBSTRING]... [--mode MODE]... [--update]

The tests are those of `onnx-node-*.tar.xz` in the folder --archives, or, where there is none, those that the PyPI
package `onnx` generates. Each runs in three modes: `static` (the model as it is), `symbolic` (every size of every
input is a symbol of its own, nothing is said of other sizes) and `constant` (all inputs are constants). Its status is
one of those of STATUSES. `onnx.expected` says the status of every test, and docs/onnx-coverage.md the reasons; any
difference from them, either way, is a failure, and --update writes both anew. With --filter, only tests whose name
contains a SUBSTRING run, and the reasons are printed.
SPDX-License-Identifier: Apache-2.0
"""
import argparse
import collections
import glob
import os
import shutil
import subprocess
import sys
import tarfile

import page

MODES = ("static", "symbolic", "constant")
# In onnx.expected, each status is one letter.
STATUSES = {"pass": ".", "refused": "R", "wrong": "W", "crash": "C", "timeout": "T", "none": "-"}
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
EXPECTED = os.path.join(ROOT, "test", "conformance", "onnx.expected")
PAGE = os.path.join(ROOT, "docs", "onnx-coverage.md")
DEFECTS = ("wrong", "crash", "timeout")
SUITES = ("node", "simple", "pytorch-converted", "pytorch-operator")


def unpack(archive, folder):
    """Unpacks an archive once; the stamp says that it is complete."""
    stamp = os.path.join(folder, "unpacked")
    if os.path.exists(stamp):
        return
    shutil.rmtree(folder, ignore_errors=True)
    with tarfile.open(archive) as tar:
        tar.extractall(folder)
    open(stamp, "w", encoding="utf-8").close()


def generate(folder):
    """Lets the PyPI package write its tests; the reason why it cannot, or empty."""
    stamp = os.path.join(folder, "generated")
    if os.path.exists(stamp):
        return ""
    shutil.rmtree(folder, ignore_errors=True)
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "generate.py")
    done = subprocess.run([sys.executable, script, folder], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return "no archive of tests, and the package onnx does not generate them: " + \
            (done.stderr.strip().splitlines() or ["no reason given"])[-1]
    open(stamp, "w", encoding="utf-8").close()
    return ""


def find_suites(archives, build):
    """The folder that holds the suites, the name of their version, and why there is none."""
    found = sorted(glob.glob(os.path.join(archives, "onnx-node-*.tar.xz")))
    data = os.path.join(build, "test", "conformance", "data")
    if found:
        name = os.path.basename(found[-1])[len("onnx-node-"):-len(".tar.xz")]
        unpack(found[-1], os.path.join(data, name))
        return os.path.join(data, name), name, ""
    reason = generate(os.path.join(data, "generated"))
    return os.path.join(data, "generated"), "", reason


def find_tests(folder):
    """(suite/name, folder) of every test, sorted."""
    return [(f"{suite}/{name}", os.path.join(folder, suite, name)) for suite in SUITES
            for name in sorted(os.listdir(os.path.join(folder, suite)))
            if os.path.exists(os.path.join(folder, suite, name, "model.onnx"))]


def run(arguments, tests):
    """Runs the tests; (name, mode) -> Result."""
    binary = os.path.join(arguments.build, "test", "conformance", "onnx-conformance")
    scratch = os.path.join(arguments.build, "test", "conformance", f"scratch-{os.getpid()}")
    jobs = "".join(f"{name}\t{folder}\n" for name, folder in tests)
    done = subprocess.run([binary, str(arguments.processes), scratch, *arguments.mode], input=jobs, text=True,
                          stdout=subprocess.PIPE, stderr=None if arguments.filter else subprocess.DEVNULL, check=True)
    shutil.rmtree(scratch, ignore_errors=True)
    results = {}
    for line in done.stdout.splitlines():
        name, mode, seconds, operations, status, reason = line.split("\t", 5)
        results[name, mode] = page.Result(status, reason, operations.split(","), float(seconds))
    return dict(sorted(results.items(), key=lambda entry: (entry[0][0], MODES.index(entry[0][1]))))


def read_expected():
    """(name, mode) -> status."""
    if not os.path.exists(EXPECTED):
        return {}
    statuses = {letter: status for status, letter in STATUSES.items()}
    expected = {}
    with open(EXPECTED, encoding="utf-8") as lines:
        for line in lines:
            if line.strip() and not line.startswith("#"):
                letters, name = line.split()
                expected.update({(name, mode): statuses[letter] for mode, letter in zip(MODES, letters)})
    return expected


def write_expected(results):
    names = sorted({name for name, _ in results})
    with open(EXPECTED, "w", encoding="utf-8") as file:
        file.write("# What becomes of each of ONNX's tests; written by conformance.py --update.\n# Modes: "
                   + ", ".join(MODES) + ". Statuses: "
                   + ", ".join(f"{letter} {status}" for status, letter in STATUSES.items()) + "\n")
        for name in names:
            file.write("".join(STATUSES[results[name, mode].status] for mode in MODES) + f" {name}\n")


def compare(results, expected, complete, known_version):
    """Prints each difference; (passed, failed, skipped)."""
    passed = failed = skipped = 0
    for (name, mode), result in results.items():
        wanted = expected.get((name, mode))
        if not known_version and result.status not in DEFECTS and result.status != wanted:
            skipped += 1  # another version of onnx has other tests, and others under the same names
        elif result.status != wanted:
            failed += 1
            print(f"FAIL {name} {mode}: expected {wanted or 'no such test'}, got {result.status}: {result.reason}")
        elif result.status == "pass":
            passed += 1
        else:
            skipped += 1
    if complete and known_version:
        for name, mode in sorted(set(expected) - set(results)):
            failed += 1
            print(f"FAIL {name} {mode}: expected {expected[name, mode]}, but there is no such test")
    return passed, failed, skipped


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--filter", action="append", help="only tests whose name contains this")
    parser.add_argument("--mode", action="append", choices=MODES, help="only this mode")
    parser.add_argument("--update", action="store_true", help="write onnx.expected and the page anew")
    parser.add_argument("--processes", type=int, default=os.cpu_count(), help="tests at the same time")
    parser.add_argument("--build", default=os.path.join(ROOT, "build"), help="build folder")
    parser.add_argument("--archives", default=os.path.join(ROOT, "..", "shared", "conformance"),
                        help="folder of onnx-node-*.tar.xz")
    arguments = parser.parse_args()
    arguments.mode = arguments.mode or list(MODES)
    if arguments.update and (arguments.filter or len(arguments.mode) != len(MODES)):
        parser.error("--update needs all tests in all modes")
    return arguments


def main():
    arguments = parse_arguments()
    folder, version, reason = find_suites(arguments.archives, arguments.build)
    if reason:
        print(f"skipped: {reason}\n0 passed, 0 failed, 1 skipped")
        return 0
    tests = [test for test in find_tests(folder)
             if not arguments.filter or any(text in test[0] for text in arguments.filter)]
    results = run(arguments, tests)
    if arguments.filter:
        for (name, mode), result in results.items():
            print(f"{result.status:8} {name} {mode}" + (f": {result.reason}" if result.reason else ""))
    for mode in arguments.mode:
        counts = collections.Counter(result.status for (_, each), result in results.items() if each == mode)
        print(f"{mode}: " + ", ".join(f"{count} {status}" for status, count in sorted(counts.items())))
    complete = not arguments.filter and len(arguments.mode) == len(MODES)
    text = page.render(results, version, MODES) if complete and version else ""
    if arguments.update and version:
        write_expected(results)
        with open(PAGE, "w", encoding="utf-8") as file:
            file.write(text)
    passed, failed, skipped = compare(results, read_expected(), complete, version)
    if text and (not os.path.exists(PAGE) or open(PAGE, encoding="utf-8").read() != text):
        failed += 1
        print("FAIL docs/onnx-coverage.md is out of date: run conformance.py --update")
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
