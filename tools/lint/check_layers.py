#!/usr/bin/env python3
"""Checks what the folders promise: who may include whom, how long files are, how they begin, which words are out.

Usage: check_layers.py ROOT. Prints one line for each violation, "PATH:LINE: what is wrong, and what would be right",
and ends with exit code 1; prints "layers agree" and ends with 0 where there is none.
SPDX-License-Identifier: Apache-2.0
"""
import pathlib
import re
import sys

# Lines of a file by its suffix.
LINE_LIMITS = {".cpp": 400, ".h": 400, ".td": 400, ".c": 300, ".py": 400}
CMAKE_LIMIT, ROOT_CMAKE_LIMIT, FOLDER_LIMIT, COLUMN_LIMIT = 60, 100, 25, 120
SOURCES = {".cpp", ".h", ".td", ".def", ".c", ".py"}
FOLDERS = ("compiler", "dialects", "passes", "runtime", "tools", "test", "docs")

# Words that say something about how the project was made, not about the project.
FORBIDDEN = [
    (re.compile(r"\bagents?\b", re.IGNORECASE), "names who wrote it"),
    (re.compile(r"\bissue #?\d"), "refers to a tracker that readers may not have"),
    (re.compile(r"(?<![\w.])/(work|home|root)/"), "is a path of one machine"),
    (re.compile(r"(?<![\w.])/tmp/"), "is a path of one machine; use the test's own folder"),
    (re.compile(r"\b(FIXME|XXX|HACK)\b"), "says that something is not finished"),
]


def allowed(path):
    """What a file may include, as prefixes of paths from the root, and why."""
    parts = path.parts
    if parts[0] == "dialects":
        lower = {"sym": ["sym"], "nn": ["nn", "sym"], "rt": ["rt"]}.get(parts[1], [])
        names = [f"dialects/{name}/" for name in lower]
        return ["ingot/"] + names, "a dialect knows itself, nn knows sym, and no dialect knows a pass"
    if parts[0] == "passes" and len(parts) > 2:
        table = ["ingot/abi.h"] if parts[1] == "lower" else []  # it writes the model table
        own = ["dialects/", f"passes/{parts[1]}/", "passes/*.h"]
        return own + table, "a stage knows dialects, itself and passes/*.h"
    if parts[0] == "passes":
        return ["dialects/", "passes/*.h"], "what stages share knows no stage"
    if parts[:3] == ("compiler", "frontend", "onnx"):
        return ["dialects/", "compiler/frontend/onnx/", "compiler/frontend/*.h"], "a front end knows nn, sym and itself"
    if parts[:3] == ("compiler", "frontend", "nnef"):
        return ["dialects/", "compiler/frontend/nnef/", "compiler/frontend/*.h"], "a front end knows nn, sym and itself"
    if parts[:2] == ("compiler", "frontend"):
        return ["dialects/", "compiler/frontend/", "compiler/*.h"], "importing knows no stage"
    if parts[:2] in (("compiler", "emit"), ("compiler", "link")):
        own = f"compiler/{parts[1]}/"
        return ["dialects/", own, "compiler/*.h", "ingot/"], "emit and link know no stage and not each other"
    if parts[0] == "compiler":
        return ["dialects/", "passes/", "compiler/", "ingot/"], "the compiler knows no tool"
    if parts[0] == "runtime":
        return ["ingot/"], "the runtime knows nothing but itself"
    if parts[0] == "tools" and len(parts) > 2:
        return ["dialects/", "passes/", "compiler/", "ingot/", f"tools/{parts[1]}/"], "a tool knows no other tool"
    return None, ""


def permits(prefixes, include):
    for prefix in prefixes:
        if prefix.endswith("/*.h"):
            if include.startswith(prefix[:-3]) and "/" not in include[len(prefix) - 3 :]:
                return True
        elif include.startswith(prefix):
            return True
    return False


class Checker:
    def __init__(self, root):
        self.root, self.problems = root, []

    def problem(self, path, line, text):
        self.problems.append(f"{path}:{line}: {text}")

    def includes(self, path, lines):
        prefixes, why = allowed(path)
        if prefixes is None:
            return
        outside = re.compile(r"(mlir|llvm|lld|clang)/")
        for number, line in enumerate(lines, 1):
            match = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
            if not match:
                continue
            include = match[1]
            local = "/" not in include and (self.root / path.parent / include).is_file()
            if local and path.parts[0] in ("runtime", "tools"):
                continue  # C has no other way without settings
            if outside.match(include):
                if path.parts[0] == "runtime":
                    self.problem(path, number, f"includes '{include}', but the runtime links no LLVM")
                if include == "llvm/Support/CommandLine.h" and path.parts[0] != "tools":
                    self.problem(path, number, "includes the command line, but only tools/ knows about it")
                if include == "mlir/Conversion/Passes.h":
                    self.problem(path, number, "includes all conversions; include the header of the one you need")
            elif not permits(prefixes, include):
                self.problem(path, number, f"includes '{include}', but {why}")

    def length(self, path, lines):
        limit = LINE_LIMITS.get(path.suffix)
        if path.name == "CMakeLists.txt":
            limit = ROOT_CMAKE_LIMIT if len(path.parts) == 1 else CMAKE_LIMIT
        if limit and len(lines) > limit:
            self.problem(path, limit, f"has {len(lines)} lines, but a {path.suffix} file has at most {limit}; split it")
        # Tables, tests and texts inside of a raw string may be as wide as they need.
        if path.suffix in SOURCES - {".def"} and path.parts[0] != "test":
            raw = False
            for number, line in enumerate(lines, 1):
                begins, raw = raw, ('R"' in line or raw) and not re.search(r'\)\w*"', line)
                if len(line) > COLUMN_LIMIT and not begins:
                    self.problem(path, number, f"has {len(line)} columns, but a line has at most {COLUMN_LIMIT}")

    def banner(self, path, lines):
        begin = "\n".join(lines[:12])
        if "SPDX-License-Identifier: Apache-2.0" not in begin:
            self.problem(path, 1, "has no 'SPDX-License-Identifier: Apache-2.0' in its first lines")
        first = next((line for line in lines if not line.startswith("#!")), "")
        text = re.sub(r"^(//+|/\*+|#+|\"\"\")\s*", "", first)
        if text == first or text.startswith("SPDX") or len(text.split()) < 3:
            self.problem(path, 1, "does not begin with a comment that says what the file does")

    def words(self, path, lines):
        for number, line in enumerate(lines, 1):
            for pattern, why in FORBIDDEN:
                match = pattern.search(line)
                if match and not (path.parts[0] == "test" and match[0].startswith("/tmp")):
                    self.problem(path, number, f"'{match[0]}' {why}")
            if path.parts[0] in ("compiler", "dialects", "passes", "runtime") and re.search(r"\bgetenv\s*\(", line):
                self.problem(path, number, "reads an environment variable; settings come in Options")

    def folder(self, folder):
        count = len(list((self.root / folder).glob("*.cpp")))
        if count > FOLDER_LIMIT:
            text = f"holds {count} .cpp files, but a folder holds at most {FOLDER_LIMIT}: find the noun"
            self.problem(folder, 1, text)

    def run(self):
        lint = pathlib.PurePath("tools/lint/check_layers.py")
        paths = [self.root / "CMakeLists.txt", self.root / "README.md"]
        for top in FOLDERS:
            paths += sorted((self.root / top).rglob("*"))
        for absolute in paths:
            path = absolute.relative_to(self.root)
            if "Inputs" in path.parts or "__pycache__" in path.parts:
                continue
            if absolute.is_dir():
                if path.parts[0] in ("compiler", "dialects", "passes", "tools"):
                    self.folder(path)
                continue
            if path.suffix not in SOURCES | {".md", ".txt", ".mlir", ".test", ".cmake", ""} or not absolute.is_file():
                continue
            lines = absolute.read_text(errors="replace").splitlines()
            self.length(path, lines)
            if path.suffix in SOURCES and path.parts[0] != "test":
                self.banner(path, lines)
            if path.suffix in {".cpp", ".h", ".c"}:
                self.includes(path, lines)
            if path != lint:
                self.words(path, lines)
        return self.problems


def main():
    if len(sys.argv) != 2:
        print("usage: check_layers.py ROOT", file=sys.stderr)
        return 2
    problems = Checker(pathlib.Path(sys.argv[1]).resolve()).run()
    print("\n".join(problems) if problems else "layers agree")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
