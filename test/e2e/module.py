"""Writes modules of nn operations together with the results that NumPy expects, compiles, runs and compares them.

A `Case` is one operation, or a short chain, on fresh inputs. Many cases make one module, so that the compiler starts
once for all of them; where a module fails as a whole, its cases are tried one by one. Used by operations.py.
SPDX-License-Identifier: Apache-2.0
"""

import dataclasses
import os
import subprocess

import numpy

ELEMENT = {
    "bool": "i1", "int8": "i8", "int16": "i16", "int32": "i32", "int64": "i64", "uint8": "ui8", "uint16": "ui16",
    "float16": "f16", "float32": "f32", "float64": "f64", "bfloat16": "bf16",
}
# Relative to the greatest expected magnitude of the case, as sums of both signs cancel.
TOLERANCE = {"float16": 4e-3, "float32": 2e-5, "float64": 1e-12}


@dataclasses.dataclass
class Value:
    """A tensor of a case: an input, a constant, or a result (`array` is None)."""

    name: str
    type: str
    array: object = None


class Case:
    """The text of some operations, their inputs and the expected outputs."""

    def __init__(self, label, generator, symbolic):
        self.label, self.generator, self.symbolic = label, generator, symbolic
        self.lines, self.inputs, self.outputs, self.symbols = [], [], [], set()
        self.prefix, self.next, self.tolerance = "", 0, None

    def _fresh(self, kind):
        self.next += 1
        return f"%PREFIX_{kind}{self.next}"

    def type_of(self, array, symbolic_axes):
        sizes = [str(size) for size in array.shape]
        element = ELEMENT[str(array.dtype)]
        axes = [axis for axis in symbolic_axes if axis < array.ndim] if self.symbolic else []
        if not axes:
            return f"tensor<{''.join(size + 'x' for size in sizes)}{element}>"
        # Equal sizes share a symbol: cases whose axes differ need symbols of their own.
        names = [f"N{size}" if axis in axes else size for axis, size in enumerate(sizes)]
        self.symbols |= {names[axis] for axis in axes}
        shape = "".join(("?" if axis in axes else size) + "x" for axis, size in enumerate(sizes))
        return f"tensor<{shape}{element}, #sym.shape<{', '.join(names)}>>"

    def random(self, shape, dtype="float32", low=-2.0, high=2.0):
        if dtype == "bool":
            return self.generator.random(shape) < 0.5
        values = self.generator.uniform(low, high, shape)
        return numpy.asarray(values).astype(dtype)

    def input(self, shape_or_array, leading=True, axes=(0,), **kind):
        """An input of the model; `axes` are symbolic where the module is, unless `leading` is false."""
        array = shape_or_array
        if not isinstance(array, numpy.ndarray):
            array = self.random(array, **kind)
        value = Value(self._fresh("in"), self.type_of(array, axes if leading else ()), array)
        self.inputs.append(value)
        return value

    def constant(self, shape_or_array, **kind):
        array = shape_or_array
        if not isinstance(array, numpy.ndarray):
            array = self.random(array, **kind)
        value = Value(self._fresh("c"), self.type_of(array, ()), array)
        if array.dtype == bool:
            text = numpy.array2string(array, separator=",", threshold=array.size + 1).replace("\n", "")
            text = text.replace("True", "true").replace("False", "false")
        else:
            text = f'"0x{array.tobytes().hex().upper()}"' if array.size > 1 else f"{array.ravel()[0]!s}"
            if array.size == 1 and array.dtype.kind == "f":
                text = f"{float(array.ravel()[0]):.17e}"
        self.lines.append(f"    {value.name} = nn.constant dense<{text}> : {value.type}")
        return value

    def op(self, text, operands, attributes="", dtype="float32", results=1):
        """`text` is the mnemonic, or holds `{}` for each operand."""
        names = [operand.name for operand in operands]
        body = text.format(*names) if "{}" in text else f"{text} {', '.join(names)}"
        result = Value(self._fresh("r"), f"tensor<*x{ELEMENT[dtype]}>")
        types = ", ".join(operand.type for operand in operands)
        self.lines.append(f"    {result.name} = nn.{body} {attributes} : ({types}) -> {result.type}")
        return result

    def expect(self, result, array, tolerance=None):
        self.outputs.append((result, numpy.asarray(array)))
        self.tolerance = tolerance


def render(cases, name):
    """The module of several cases, and its inputs by name."""
    arguments, results, returned, body, symbols, arrays = [], [], [], [], set(), {}
    for number, case in enumerate(cases):
        symbols |= case.symbols
        prefix = f"%k{number}"
        for value in case.inputs:
            key = value.name.replace("%PREFIX", f"k{number}")
            arguments.append(f'%{key}: {value.type} {{ingot.name = "{key}"}}')
            arrays[key] = value.array
        body += [line.replace("%PREFIX", prefix) for line in case.lines]
        for place, (value, _) in enumerate(case.outputs):
            results.append(f'{value.type} {{ingot.name = "y{number}_{place}"}}')
            returned.append((value.name.replace("%PREFIX", prefix), value.type))
    declared = [f"  sym.symbol @{symbol} {{min = 1 : i64}}" for symbol in sorted(symbols)]
    names = ", ".join(value for value, _ in returned)
    types = ", ".join(type for _, type in returned)
    lines = [f'module @{name} attributes {{ingot.stage = "import"}} {{', *declared,
             f"  func.func @{name}({', '.join(arguments)})", f"      -> ({', '.join(results)}) {{", *body,
             f"    return {names} : {types}", "  }", "}", ""]
    return "\n".join(lines), arrays


def difference(got, expected, tolerance):
    """What is wrong with `got`, or nothing."""
    if got.shape != expected.shape:
        return f"expected shape {expected.shape}, got {got.shape}"
    if got.dtype != expected.dtype:
        return f"expected {expected.dtype}, got {got.dtype}"
    if expected.dtype.kind != "f":
        wrong = numpy.argwhere(got != expected)
        return f"{len(wrong)} of {expected.size} differ, first at {tuple(wrong[0])}" if len(wrong) else ""
    with numpy.errstate(invalid="ignore"):  # a NaN may be signalling
        wide_got, wide = got.astype("float64"), expected.astype("float64")
    finite = numpy.abs(wide[numpy.isfinite(wide)])
    limit = (tolerance or TOLERANCE[str(expected.dtype)]) * max(1.0, finite.max() if finite.size else 1.0)
    same = (wide_got == wide) | (numpy.isnan(wide_got) & numpy.isnan(wide))
    with numpy.errstate(invalid="ignore"):
        wrong = numpy.argwhere(~(same | (numpy.abs(wide_got - wide) <= limit)))
    if not len(wrong):
        return ""
    place = tuple(int(index) for index in wrong[0])
    return f"{len(wrong)} of {expected.size} differ, first at {place}: expected {wide[place]:.7g}, got {wide_got[place]:.7g}"


class Runner:
    """Compiles modules for one target, runs them with each number of threads, and compares."""

    def __init__(self, ingot, folder, target, threads=(1,)):
        self.ingot, self.folder, self.target, self.threads = ingot, folder, target, threads

    def _call(self, *arguments):
        done = subprocess.run([self.ingot, *map(str, arguments)], capture_output=True, text=True, timeout=300)
        if done.returncode == 0:
            return ""
        lines = (done.stderr.strip() or done.stdout.strip()).splitlines()
        return next((line for line in lines if "error" in line), lines[0] if lines else f"exit {done.returncode}")

    def _attempt(self, cases, name):
        """Outputs by name, or what went wrong."""
        text, arrays = render(cases, name)
        source = self.folder / f"{name}.mlir"
        artifact = source.with_suffix(".so")
        source.write_text(text)
        problem = self._call("compile", source, "-o", artifact, "--target", self.target)
        if problem:
            return None, f"does not compile: {problem}"
        numpy.savez(source.with_suffix(".npz"), **arrays)
        given = ["--inputs", source.with_suffix(".npz")] if arrays else []
        result = self.folder / f"{name}.out.npz"
        first = {}
        for threads in self.threads:
            problem = self._call("run", artifact, *given, "-o", result, "--threads", threads)
            if problem:
                return None, f"does not run: {problem}"
            with numpy.load(result) as file:
                outputs = dict(file)
            first = first or outputs
            for key, array in outputs.items():
                if array.tobytes() != first[key].tobytes():
                    return None, f"output {key} differs between {self.threads[0]} and {threads} threads"
        return first, ""

    def check(self, cases, name):
        """What is wrong, by label."""
        outputs, problem = self._attempt(cases, name)
        if problem and len(cases) > 1:  # which one is it?
            middle = len(cases) // 2
            found = self.check(cases[:middle], name + "_a") | self.check(cases[middle:], name + "_b")
            return found or {f"{name}: all cases together": problem}
        if problem:
            return {cases[0].label: problem}
        wrong = {}
        for number, case in enumerate(cases):
            for place, (_, expected) in enumerate(case.outputs):
                text = difference(outputs[f"y{number}_{place}"], expected, case.tolerance)
                if text:
                    wrong[case.label] = text
        for suffix in (".mlir", ".so", ".npz", ".out.npz"):
            if not wrong:
                os.unlink(self.folder / (name + suffix))
        return wrong
