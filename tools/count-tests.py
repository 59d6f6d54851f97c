"""Counts the single tests behind the entries of a ctest log: those of lit, GoogleTest, and scripts that print
`N passed, N failed`. Any other entry counts as one. The last step of tools/test. SPDX-License-Identifier: Apache-2.0
"""

import re
import sys

LIT_PASSED = re.compile(r"^ +(?:Passed|Passed With Retry|Expectedly Failed) *: *(\d+)", re.M)
LIT_FAILED = re.compile(r"^ +(?:Failed|Unresolved|Timed Out|Unexpectedly Passed) *: *(\d+)", re.M)
LIT_SKIPPED = re.compile(r"^ +(?:Unsupported|Skipped|Excluded) *: *(\d+)", re.M)
GOOGLE_PASSED = re.compile(r"^\[  PASSED  \] (\d+) tests?\.", re.M)
GOOGLE_FAILED = re.compile(r"^\[  FAILED  \] (\d+) tests?, listed below", re.M)
GOOGLE_SKIPPED = re.compile(r"^\[  SKIPPED \] (\d+) tests?, listed below", re.M)
PLAIN = re.compile(r"^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$", re.M)


def total(pattern, text):
    return sum(int(number) for number in pattern.findall(text))


def count_entry(output, result):
    """Passed, failed and skipped tests of one ctest entry."""
    passed = total(LIT_PASSED, output) + total(GOOGLE_PASSED, output)
    failed = total(LIT_FAILED, output) + total(GOOGLE_FAILED, output)
    skipped = total(LIT_SKIPPED, output) + total(GOOGLE_SKIPPED, output)
    for match in PLAIN.finditer(output):
        passed += int(match[1])
        failed += int(match[2])
        skipped += int(match[3] or 0)
    # An entry without counts is one test; one that died before it could count has failed.
    if "Skipped" in result and not skipped:
        skipped = 1
    elif "Passed" not in result and "Skipped" not in result and not failed:
        failed = 1
    elif not passed and not failed and not skipped:
        passed = 1
    return passed, failed, skipped


def main(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        log = file.read()
    entries = re.findall(r"^Output:\n-+\n(.*?)<end of output>\nTest time =.*?\n-+\n(.*?)\n", log, re.M | re.S)
    counts = [count_entry(output, result) for output, result in entries]
    passed, failed, skipped = (sum(column) for column in zip(*counts)) if counts else (0, 0, 0)
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))


if __name__ == "__main__":
    main(sys.argv[1])
