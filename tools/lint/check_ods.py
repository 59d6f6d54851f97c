#!/usr/bin/env python3
"""Checks what the .td files say about operations, attributes and passes, and that tests exist for it.

Usage: check_ods.py ROOT [--tblgen LLVM-TBLGEN] [--opt INGOT-OPT]

For every operation of a dialect: a summary (at most 60 characters, no full stop), a description that says between
which stages it exists and lists its constraints (C1) (C2) ..., an example that ingot-opt parses, and for each
constraint a test in test/dialects/DIALECT/*invalid.mlir that carries its tag, NAME_c1. The name is the operation's or
the one of its class, so that operations with one verifier need one test: `unary_c1` covers class Nn_Unary.
For every pass: summary, description, texts of options, a test of the same name, and a line in its stage's README.
Prints one line for each violation and ends with exit code 1, or "definitions agree" and 0.
SPDX-License-Identifier: Apache-2.0
"""
import argparse
import json
import pathlib
import re
import shutil
import subprocess
import sys
import textwrap

SUMMARY_LIMIT = 60


def words_of(name):
    """`Nn_SoftmaxLike` -> `softmax_like`."""
    name = name.split("_", 1)[-1]
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def split_types(text):
    """Cuts `tensor<2xf32>, tensor<?xi1, #sym.shape<N>>` at the commas outside of brackets."""
    types, depth = [""], 0
    for character in text:
        depth += {"<": 1, "(": 1, "[": 1, ">": -1, ")": -1, "]": -1}.get(character, 0)
        if character == "," and depth == 0:
            types.append("")
        else:
            types[-1] += character
    return [text.strip() for text in types if text.strip()]


def statements(block):
    """The statements of an example; a line that does not begin one continues the line before."""
    result = []
    for line in textwrap.dedent(block).splitlines():
        if re.match(r"(%[\w, %]+=\s*)?\w+\.\w+", line):
            result.append(line)
        elif line.strip() and result:
            result[-1] += " " + line.strip()
    return result


def module_of(block):
    """A module that ingot-opt parses: operands without a type in the text are of type index."""
    if re.search(r"^\s*(func\.func|sym\.(symbol|assert|guard)|module)\b", block, re.MULTILINE):
        return block
    functions = []
    for number, statement in enumerate(statements(block)):
        body = re.sub(r"^[%\w, ]+=\s*", "", statement)
        operands = list(dict.fromkeys(re.findall(r"%\w+", body)))
        functional = re.search(r" : \((.*)\) -> ", body)
        types = split_types(functional[1]) if functional else []
        if len(types) != len(operands):
            types = ["index"] * len(operands)
        arguments = ", ".join(f"{name}: {type_}" for name, type_ in zip(operands, types))
        functions.append(f"func.func @example_{number}({arguments}) {{\n  {statement}\n  return\n}}")
    return "\n".join(functions)


class Checker:
    def __init__(self, arguments):
        self.arguments, self.root, self.problems, self.examples = arguments, arguments.root.resolve(), [], []
        tblgen = shutil.which(arguments.tblgen)
        if not tblgen:
            sys.exit(f"no command '{arguments.tblgen}'; give its path by --tblgen")
        self.mlir_headers = pathlib.Path(tblgen).resolve().parent.parent / "include"

    def problem(self, where, text):
        self.problems.append(f"{where}: {text}")

    def records(self, path):
        folders = [self.root, path.parent, self.mlir_headers]
        command = [self.arguments.tblgen, "-dump-json", *[f"-I{folder}" for folder in folders], str(path)]
        return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)

    def summary(self, where, text):
        if not text:
            self.problem(where, "has no summary")
        elif len(text) > SUMMARY_LIMIT:
            self.problem(where, f"has a summary of {len(text)} characters, but at most {SUMMARY_LIMIT} fit: '{text}'")
        elif text.endswith("."):
            self.problem(where, f"has a summary that ends with a full stop: '{text}'")

    def dialect(self, path):
        name, records = path.parent.name, self.records(path)
        tests = "\n".join(file.read_text() for file in (self.root / "test/dialects" / name).glob("*invalid.mlir"))
        for key in records["!instanceof"]["Op"]:
            record = records[key]
            if record["opDialect"]["def"].lower() == f"{name}_dialect":
                self.operation(f"{name}.{record['opName']}", record, tests)
        for key in records["!instanceof"].get("AttrDef", []):
            record = records[key]
            if record["dialect"]["def"].lower() == f"{name}_dialect" and "EnumAttr" not in record["!superclasses"]:
                self.summary(f"#{name} attribute {key}", record["summary"])
                if not record["description"]:
                    self.problem(f"#{name} attribute {key}", "has no description")
        if not list((self.root / "test/dialects" / name).glob("*.mlir")):
            self.problem(f"test/dialects/{name}", "has no test")

    def operation(self, where, record, tests):
        self.summary(where, record["summary"])
        text = record["description"] or ""
        if not text.strip():
            return self.problem(where, "has no description")
        if not re.search(r"\bExists\s+(from\s+`\w+`\s+to\s+`\w+`|in `\w+` only)", text):
            self.problem(where, "does not say 'Exists from `STAGE` to `STAGE`'")
        numbers = [int(number) for number in re.findall(r"\(C(\d+)\)", text)]
        if "Constraints:" not in text or numbers != list(range(1, len(numbers) + 1)) or not numbers:
            self.problem(where, f"needs 'Constraints:' with (C1), (C2) ... in order, has {numbers}")
        base = {"Op", f"{record['!name'].split('_')[0]}_Op"}
        names = [record["opName"]] + [words_of(name) for name in record["!superclasses"] if name not in base]
        for number in numbers:
            tags = [f"{name}_c{number}" for name in names]
            if not any(re.search(rf"\b{tag}(\b|_)", tests) for tag in tags):
                self.problem(where, f"constraint C{number} has no test named @{' or @'.join(tags)}")
        blocks = re.findall(r"```mlir\n(.*?)```", text, re.DOTALL)
        if not any(where in block for block in blocks):
            self.problem(where, "has no example, a ```mlir block that contains the operation")
        self.examples += [(where, module_of(textwrap.dedent(block))) for block in blocks]

    def parse(self, source):
        command = [self.arguments.opt, "-split-input-file", "-verify-roundtrip", "-o", "/dev/null", "-"]
        return subprocess.run(command, input=source, capture_output=True, text=True)

    def parse_examples(self):
        if self.parse("\n// -----\n".join(source for _, source in self.examples)).returncode == 0:
            return
        for where, source in self.examples:
            result = self.parse(source)
            if result.returncode != 0:
                self.problem(where, f"example does not parse: {result.stderr.strip()}\n{source}")

    def passes(self, path):
        stage, records = path.parent.name, self.records(path)
        readme = path.parent / "README.md"
        page = readme.read_text() if readme.is_file() else ""
        for key in records["!instanceof"]["PassBase"]:
            record = records[key]
            argument = record["argument"]
            self.summary(argument, record["summary"])
            if len((record["description"] or "").strip()) < 20:
                self.problem(argument, "has no description")
            for option in record["options"]:
                if not records[option["def"]]["description"]:
                    self.problem(argument, f"option {option['def']} has no description")
            name = argument.removeprefix("ingot-")
            files = [f"{name}.mlir", f"{name}.test"] + (["contract.mlir"] if name.startswith("verify-") else [])
            if not any((self.root / "test/passes" / stage / file).is_file() for file in files):
                self.problem(argument, f"has no test test/passes/{stage}/{' or '.join(files)}")
            if argument not in page and key.removeprefix("Convert") not in page:
                self.problem(argument, f"is not mentioned in passes/{stage}/README.md")

    def run(self):
        for path in sorted(self.root.glob("dialects/*/")):
            self.dialect(path / f"{path.name.capitalize()}.td")
        self.parse_examples()
        for path in sorted(self.root.glob("passes/*/Passes.td")):
            self.passes(path)
        return self.problems


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("root", type=pathlib.Path)
    parser.add_argument("--tblgen", default="llvm-tblgen", help="command or path; MLIR's headers lie beside its folder")
    parser.add_argument("--opt", default="ingot-opt", help="command or path")
    problems = Checker(parser.parse_args()).run()
    print("\n".join(problems) if problems else "definitions agree")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
