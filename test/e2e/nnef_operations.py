#!/usr/bin/env python3
"""Compiles and runs NNEF graphs of every operation and compares them with NumPy.

  nnef_operations.py INGOT FOLDER [--only FAMILY] [--case TEXT]

The cases of a family (nnef_cases.py) are one graph, once with all sizes known and once with the first axis of the
inputs symbolic, where a case allows that. A graph that fails as a whole is run case by case.
SPDX-License-Identifier: Apache-2.0
"""

import argparse
import os
import shutil
import string
import struct
import subprocess
import sys

try:
    import numpy
except ImportError:
    print("NumPy is missing: nothing to compare with (tools/install-python numpy)")
    print("0 passed, 0 failed, 1 skipped")
    sys.exit(0)

import nnef_cases

TYPES = {"float32": "scalar", "int64": "integer", "bool": "logical"}
TRACT_TYPES = {"float16": "f16", "float64": "f64", "int32": "i32", "int8": "i8", "uint8": "u8"}
ITEM_TYPES = {"f": 0, "u": 2, "i": 3, "b": 5}


def tensor_file(array, bits=None, item=None):
    """The bytes of a .dat file; booleans take one byte unless `bits` is 1."""
    data = array.tobytes()
    if array.dtype == bool and bits == 1:
        data = numpy.packbits(array.reshape(-1)).tobytes()
    bits = bits or array.dtype.itemsize * 8
    item = ITEM_TYPES[array.dtype.kind] if item is None else item
    dims = list(array.shape) + [0] * (8 - array.ndim)
    return (
        struct.pack("<2sBB11I19I", b"\x4e\xef", 1, 0, len(data), array.ndim, *dims, bits, *([item] + [0] * 18))
        + b"\0" * 4
        + data
    )


class Case:
    """Statements over inputs, and what NumPy says of the outputs. `$name` stands for a name of this case."""

    def __init__(self, label, number, generator):
        self.label, self.prefix, self.generator = label, f"c{number}_", generator
        self.inputs, self.lines, self.outputs, self.files, self.quant = {}, [], {}, {}, []
        self.fragments, self.extensions, self.axes, self.tolerance = [], [], {}, 2e-5
        self.is_fixed = False

    def random(self, shape, low=-2.0, high=2.0, dtype="float32"):
        if dtype == "bool":
            return self.generator.random(shape) < 0.5
        return numpy.asarray(self.generator.uniform(low, high, shape)).astype(dtype)

    def input(self, name, array, symbolic=(0,)):
        """A graph input; in symbolic graphs the axes `symbolic` get a name for their size."""
        self.inputs[name], self.axes[name] = array, symbolic
        return array

    def variable(self, name, array, **form):
        self.files[self.prefix + name] = tensor_file(array, **form)
        generic = "<integer>" if array.dtype.kind in "iu" else "<logical>" if array.dtype == bool else "<scalar>"
        self.lines.append(f"${name} = variable{generic}(shape = {list(array.shape)}, label = '{self.prefix}{name}');")
        return array

    def run(self, text):
        self.lines.append(text)

    def expect(self, **outputs):
        self.outputs.update(outputs)

    def statements(self, is_symbolic):
        lines, symbols = [], set()
        for name, array in self.inputs.items():
            sizes = [str(size) for size in array.shape]
            if is_symbolic and not self.is_fixed:
                for axis in self.axes[name]:
                    if axis < array.ndim:
                        sizes[axis] = f"N{array.shape[axis]}"
                        symbols.add(sizes[axis])
            shape = ", ".join(sizes)
            kind = str(array.dtype)
            call = (
                f"external<{TYPES[kind]}>(shape = [{shape}])"
                if kind in TYPES
                else f"tract_core_external(shape = [{shape}], datum_type = '{TRACT_TYPES[kind]}')"
            )
            lines.append(f"${name} = {call};")
        names = {each: self.prefix + each for each in self.names()}
        return [string.Template(line).substitute(names) for line in lines + self.lines], symbols

    def names(self):
        return (
            set(string.Template("\n".join(self.lines + self.fragments)).get_identifiers())
            | set(self.inputs)
            | set(self.outputs)
        )


def write_model(folder, cases, is_symbolic):
    """A folder with one graph of all cases."""
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    body, symbols, extensions, fragments, quant = [], set(), [], [], []
    for case in cases:
        lines, own = case.statements(is_symbolic)
        body += ["    " + line for line in lines]
        symbols |= own
        extensions += [each for each in case.extensions if each not in extensions]
        fragments += [each for each in case.fragments if each not in fragments]
        quant += [
            string.Template(line).substitute({name: case.prefix + name for name in case.names()}) for line in case.quant
        ]
        for name, data in case.files.items():
            with open(os.path.join(folder, name + ".dat"), "wb") as stream:
                stream.write(data)
    inputs = [case.prefix + name for case in cases for name in case.inputs]
    outputs = [case.prefix + name for case in cases for name in case.outputs]
    extensions += [f"tract_symbol {name}" for name in sorted(symbols)]
    text = (
        "version 1.0;\n"
        + "".join(f"extension {each};\n" for each in extensions)
        + "\n".join(fragments)
        + f"\ngraph cases({', '.join(inputs)}) -> ({', '.join(outputs)})\n{{\n"
        + "\n".join(body)
        + "\n}\n"
    )
    with open(os.path.join(folder, "graph.nnef"), "w", encoding="utf-8") as stream:
        stream.write(text)
    if quant:
        with open(os.path.join(folder, "graph.quant"), "w", encoding="utf-8") as stream:
            stream.write("\n".join(quant) + "\n")


def difference(found, wanted, tolerance):
    """Empty where they agree, else what differs."""
    wanted = numpy.asarray(wanted)
    if found.shape != wanted.shape:
        return f"shape {found.shape}, expected {wanted.shape}"
    if found.dtype.kind != wanted.dtype.kind:
        return f"type {found.dtype}, expected {wanted.dtype}"
    if found.dtype.kind != "f":
        wrong = found != wanted
    else:
        limit = tolerance * max(1.0, float(numpy.max(numpy.abs(wanted[numpy.isfinite(wanted)]), initial=0)))
        with numpy.errstate(invalid="ignore"):
            wrong = ~(
                (found == wanted) | (numpy.abs(found - wanted) <= limit) | (numpy.isnan(found) & numpy.isnan(wanted))
            )
    if not wrong.any():
        return ""
    place = tuple(int(each) for each in numpy.argwhere(wrong)[0])
    return f"{int(wrong.sum())} of {wrong.size} differ, first {place}: {found[place]}, expected {wanted[place]}"


def tool(arguments):
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    return (
        "" if done.returncode == 0 else (done.stdout + done.stderr).strip()[-600:] or f"exit status {done.returncode}"
    )


def run_together(ingot, folder, cases, is_symbolic):
    """What differs, by case label; None where the graph as a whole does not run."""
    write_model(folder, cases, is_symbolic)
    given, taken, artefact = (os.path.join(folder, name) for name in ("in.npz", "out.npz", "model.so"))
    numpy.savez(given, **{case.prefix + name: array for case in cases for name, array in case.inputs.items()})
    problem = tool([ingot, "compile", folder, "--name", "cases", "-O", "1", "-o", artefact]) or tool(
        [ingot, "run", artefact, "--inputs", given, "-o", taken]
    )
    if problem:
        return {cases[0].label: problem} if len(cases) == 1 else None
    found, wrong = numpy.load(taken), {}
    for case in cases:
        for name, wanted in case.outputs.items():
            problem = difference(found[case.prefix + name], wanted, case.tolerance)
            if problem:
                wrong[case.label] = f"{name}: {problem}"
    return wrong


def check(ingot, folder, cases, is_symbolic):
    """Halves the cases until those that do not run are alone."""
    wrong = run_together(ingot, folder, cases, is_symbolic)
    if wrong is not None:
        return wrong
    middle = len(cases) // 2
    return {**check(ingot, folder, cases[:middle], is_symbolic), **check(ingot, folder, cases[middle:], is_symbolic)}


def cases_of(family, only):
    cases = []

    def add(label):
        case = Case(label, len(cases), numpy.random.default_rng([1, len(cases)]))
        cases.append(case)
        return case

    nnef_cases.FAMILIES[family](add)
    return [case for case in cases if not only or only in case.label]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("ingot")
    parser.add_argument("folder", help="scratch; the last graphs stay there")
    parser.add_argument("--only", choices=nnef_cases.FAMILIES)
    parser.add_argument("--case")
    arguments = parser.parse_args()
    passed = failed = 0
    for family in [arguments.only] if arguments.only else nnef_cases.FAMILIES:
        for is_symbolic in (False, True):
            cases = cases_of(family, arguments.case)
            if is_symbolic:
                cases = [case for case in cases if not case.is_fixed]
            if not cases:
                continue
            name = f"{family}_{'symbolic' if is_symbolic else 'fixed'}"
            wrong = check(arguments.ingot, os.path.join(arguments.folder, name), cases, is_symbolic)
            failed, passed = failed + len(wrong), passed + len(cases) - len(wrong)
            for label, text in wrong.items():
                print(f"FAIL {name}: {label}: {text}", flush=True)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
