"""The text of docs/onnx-coverage.md from the results of conformance.py. SPDX-License-Identifier: Apache-2.0
"""
import collections
import re

# Why a test did not pass is cut to this many characters.
LONGEST_REASON = 140

Result = collections.namedtuple("Result", "status reason operations seconds")


def shorten(reason):
    """Without paths and the name of the node, which say nothing here; a long one also without what follows a ';'."""
    reason = re.sub(r"^cannot import '[^']*': ", "", reason)
    reason = re.sub(r"node '[^']*' \((\w+)[^)]*\): ", r"\1: ", reason)
    reason = re.sub(r" at nodes? '[^']*'(, '[^']*')*( and \d+ more)?", "", reason)
    reason = re.sub(r"^model uses \d+ operations? that ingot does not support: ", "no operation ", reason)
    if len(reason) > LONGEST_REASON // 2:
        reason = reason.split("; ")[0]
    reason = reason if len(reason) <= LONGEST_REASON else reason[:LONGEST_REASON - 3] + "..."
    return reason.replace("|", "\\|").replace("<", "&lt;").strip()


def cell(result):
    if result.status == "pass":
        return "pass"
    if result.status == "none":
        return "–"
    reason = shorten(result.reason)
    return reason if result.status == "refused" else f"**{result.status}**: {reason}"


def operation_of(name, results, modes):
    """The operation that a test is about: the only one of its model, or that of the test it is an expansion of."""
    base = re.sub(r"_expanded.*", "", name)
    result = results.get((base, modes[0])) or results[name, modes[0]]
    return result.operations[0] if len(result.operations) == 1 else "several"


def table(header, rows):
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    return lines + ["| " + " | ".join(str(value) for value in row) + " |" for row in rows] + [""]


def summary(results, modes):
    """Statuses by suite and mode."""
    rows = []
    suites = sorted({name.split("/")[0] for name, _ in results})
    for suite in suites + ["all"]:
        for mode in modes:
            chosen = [result for (name, each), result in results.items()
                      if each == mode and suite in (name.split("/")[0], "all")]
            counts = collections.Counter(result.status for result in chosen)
            rows.append([suite, mode, len(chosen)] + [counts[status] for status in
                                                      ("pass", "refused", "wrong", "crash", "timeout", "none")])
    return table(["suite", "mode", "tests", "pass", "refused", "wrong", "crash", "timeout", "not applicable"], rows)


def by_operation(results, modes):
    """Passed tests by operation and mode."""
    tests = collections.defaultdict(list)
    for name in sorted({name for name, _ in results}):
        tests[operation_of(name, results, modes)].append(name)
    rows = []
    for operation in sorted(tests, key=lambda text: (text == "several", text.lower())):
        names = tests[operation]
        row = [operation, len(names)]
        for mode in modes:
            applicable = [name for name in names if results[name, mode].status != "none"]
            row.append(f"{sum(results[name, mode].status == 'pass' for name in applicable)} / {len(applicable)}")
        rows.append(row)
    return table(["operation", "tests", *modes], rows)


def render(results, version, modes):
    names = sorted({name for name, _ in results})
    lines = ["# ONNX coverage", "",
             f"What becomes of ONNX's own tests (version {version}); written by `test/conformance/conformance.py "
             "--update`, and checked by",
             "the test command. `static`: the model as it is. `symbolic`: every size of every input is a symbol of its "
             "own, and nothing is",
             "said about the sizes of other values. `constant`: all inputs are constants. A test passes where all its "
             "data sets agree in",
             "element type, sizes and values, within ONNX's own tolerances (relative 1e-3, absolute 1e-7; two units of "
             "the last place of",
             "float16 and bfloat16; integers equal). `refused` is an error message before there is an answer; "
             "everything else that is no pass is a defect.", ""]
    lines += ["## By suite and mode", ""] + summary(results, modes)
    lines += ["## By operation: passed of applicable", "",
              "`several`: models of more than one operation that no test of one operation expands to.", ""]
    lines += by_operation(results, modes)
    for suite in sorted({name.split("/")[0] for name in names}):
        lines += [f"## Tests of {suite}", ""]
        lines += table(["test", *modes], [[name.split("/")[1]] + [cell(results[name, mode]) for mode in modes]
                                          for name in names if name.startswith(suite + "/")])
    return "\n".join(lines).rstrip("\n") + "\n"
