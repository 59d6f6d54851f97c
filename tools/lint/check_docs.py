#!/usr/bin/env python3
"""Checks that documents name things that exist: links, paths, stages, passes and options of commands.

Usage: check_docs.py ROOT. For every .md file: relative links lead to files, and headings where they say so; paths in
`backticks` that begin with a folder of the project exist; tables of stages list the stages of compiler/Stages.def in
order; `--ingot-NAME` is a pass or a stage. Prints one line for each violation and ends with exit code 1, or "documents
agree" and 0.
SPDX-License-Identifier: Apache-2.0
"""
import pathlib
import re
import sys

FOLDERS = ("compiler", "dialects", "passes", "runtime", "tools", "test", "docs")
STAGE_TABLES = ("README.md", "docs/architecture.md", "passes/README.md", "compiler/README.md")


def anchor(heading):
    """The anchor that a heading gets: lower case, no punctuation, dashes for spaces."""
    text = re.sub(r"[^\w\- ]", "", heading.strip().lower())
    return text.replace(" ", "-")


class Checker:
    def __init__(self, root):
        self.root, self.problems = root, []
        self.stages = re.findall(r"^INGOT_STAGE\((\w+),", (root / "compiler/Stages.def").read_text(), re.MULTILINE)
        self.passes = {f"stage-{stage}" for stage in self.stages}
        for path in root.glob("passes/*/Passes.td"):
            self.passes |= set(re.findall(r'Pass<"ingot-([\w-]+)"', path.read_text()))

    def problem(self, path, line, text):
        self.problems.append(f"{path.relative_to(self.root)}:{line}: {text}")

    def links(self, path, number, line):
        for target in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`]*`", "", line)):
            if re.match(r"[a-z]+:", target):
                continue
            name, _, heading = target.partition("#")
            file = path if not name else path.parent / name
            if not file.exists():
                self.problem(path, number, f"links to '{target}', which does not exist")
            elif heading and file.suffix == ".md":
                headings = re.findall(r"^#+ (.*)$", file.read_text(), re.MULTILINE)
                if heading not in map(anchor, headings):
                    self.problem(path, number, f"links to '{target}', which has no such heading")

    def paths(self, path, number, line):
        for text in re.findall(r"`([\w./+-]+)`", line):
            top = text.split("/")[0]
            placeholder = any(part.split(".")[0].isupper() and part != "README.md" for part in text.split("/"))
            if top not in FOLDERS or "/" not in text or placeholder:
                continue
            # `passes/tile/CostModel` stands for header and source.
            found = (self.root / text).exists() or list((self.root / text).parent.glob(f"{pathlib.Path(text).name}.*"))
            if not found:
                self.problem(path, number, f"names `{text}`, which does not exist")

    def names(self, path, number, line):
        for name in re.findall(r"--ingot-([a-z][a-z-]*[a-z])(?![\w-])", line):
            if name not in self.passes:
                self.problem(path, number, f"names the pass --ingot-{name}, which does not exist")

    def stage_table(self, name):
        path = self.root / name
        text = path.read_text() if path.is_file() else ""
        found = [position for stage in self.stages if (position := text.find(f"passes/{stage}")) >= 0]
        if name in ("passes/README.md",):
            found = [position for stage in self.stages if (position := text.find(f"| [`{stage}`]")) >= 0]
        if name == "compiler/README.md":
            if "Stages.def" not in text:
                self.problem(path, 1, "does not say that Stages.def has the order of the stages")
        elif len(found) != len(self.stages) or found != sorted(found):
            self.problem(path, 1, f"does not list the stages of compiler/Stages.def in order: {', '.join(self.stages)}")

    def run(self):
        paths = [self.root / "README.md"]
        for folder in FOLDERS:
            paths += sorted((self.root / folder).rglob("*.md"))
        for path in paths:
            if "Inputs" in path.relative_to(self.root).parts:
                continue
            code = False
            for number, line in enumerate(path.read_text().splitlines(), 1):
                code ^= line.lstrip().startswith("```")
                self.names(path, number, line)
                if not code:
                    self.links(path, number, line)
                    self.paths(path, number, line)
        for name in STAGE_TABLES:
            self.stage_table(name)
        return self.problems


def main():
    if len(sys.argv) != 2:
        print("usage: check_docs.py ROOT", file=sys.stderr)
        return 2
    problems = Checker(pathlib.Path(sys.argv[1]).resolve()).run()
    print("\n".join(problems) if problems else "documents agree")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
