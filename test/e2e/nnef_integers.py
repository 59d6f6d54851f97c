#!/usr/bin/env python3
"""Compares quantised NNEF models with integer arithmetic.

    nnef_integers.py INGOT MODELS SCRATCH

MODELS/nnef holds folders that Khronos' converter wrote from TFLite files: integers in .dat files, scales and zero
points in graph.quant. This program computes with those integers by itself: it has nothing in common with the importer.
Every annotated activation becomes an output of the compiled model; its values are integers times a scale. They are
compared twice.

* From the first input on, with sums in 64 bits that are rescaled by the exact ratio of scales and rounded once. This is
  what the annotations say, and what TFLite's kernels with floating-point rescaling do. Nearly all must be equal, and
  none may be more than one step off.
* Each operation by itself, on the integers that the compiled model had before it, as TFLite's reference kernels do:
  sums in 32 bits, rescaled by a multiplier of 31 bits and a shift, each of which rounds half away from zero (gemmlowp's
  scheme); additions over operands shifted left by 20. Rounding twice gives another integer now and then; the next
  operations would carry that on, which is why each one starts from the compiled model's integers here.

In both, softmax is the exact quotient, rounded once. SPDX-License-Identifier: Apache-2.0
"""

import ast
import math
import os
import re
import shutil
import struct
import subprocess
import sys

try:
    import numpy as np
except ImportError:
    np = None

RUNS = 3
# The least share of equal integers in an activation: from the first input on, and operation by operation, where means
# of few elements may all be ties.
EXACT_SHARE, STEP_SHARE = 0.99, 0.95


def read_dat(path):
    """The integers of a tensor file."""
    with open(path, "rb") as stream:
        raw = stream.read()
    (rank,) = struct.unpack_from("<I", raw, 8)
    shape = struct.unpack_from(f"<{rank}I", raw, 12)
    bits, kind = struct.unpack_from("<II", raw, 44)
    assert raw[:2] == b"\x4e\xef" and kind == 3, path
    return np.frombuffer(raw, f"<i{bits // 8}", offset=128).reshape(shape).astype(np.int64)


class Model:
    """The assignments of a graph and what graph.quant says about each name."""

    def __init__(self, folder):
        with open(os.path.join(folder, "graph.nnef"), encoding="utf-8") as stream:
            text = stream.read()
        self.folder, self.text = folder, text
        head = re.search(r"graph\s+\w+\s*\(([^)]*)\)\s*->\s*\(([^)]*)\)", text)
        self.inputs, self.outputs = (part.replace(" ", "").split(",") for part in head.groups())
        self.steps = []
        for name, call in re.findall(r"^\s*(\w+) = (.*);$", text, re.MULTILINE):
            call = re.sub(r"<\w+>\(", "(", call)
            self.steps.append((name, ast.parse(call, mode="eval").body))
        self.quant = {}
        with open(os.path.join(folder, "graph.quant"), encoding="utf-8") as stream:
            for line in stream:
                name, call = re.match(r'"(\w+)": (.*);', line).groups()
                call = call.replace("true", "True").replace("false", "False")
                fields = {part.arg: ast.literal_eval(part.value) for part in ast.parse(call, mode="eval").body.keywords}
                self.quant[name] = (
                    np.atleast_1d(np.asarray(fields["scale"], np.float64)),
                    fields["zero_point"],
                    fields["bits"],
                )


def rounding_shift(values, shift):
    """Divides by a power of two, rounding half away from zero."""
    half = (np.int64(1) << shift) >> 1
    return np.where(values >= 0, (values + half) >> shift, -((-values + half) >> shift))


def multiplier_of(real):
    """`real` as an integer of 31 bits and a power of two."""
    if real == 0:
        return 0, 0
    fraction, shift = math.frexp(real)
    integer = int(math.floor(fraction * 2**31 + 0.5))
    return (integer // 2, shift + 1) if integer == 2**31 else (integer, shift)


def rescale_exactly(sums, real):
    """`sums * real`, rounded once: to the nearest even integer where two are as near."""
    return np.rint(sums * real).astype(np.int64)


def rescale_in_integers(sums, real):
    """The same as a product with an integer and a shift, both rounded."""
    integer, shift = multiplier_of(real)
    values = sums.astype(np.int64) << max(shift, 0)
    product = values * integer
    # The upper half of twice the product; negative halves round up, as the hardware instruction does.
    high = np.where(product >= 0, (product + 2**30) // 2**31, -((-product + 2**30 - 1) // 2**31))
    return rounding_shift(high, max(-shift, 0))


def limited(values):
    return np.clip(values, -128, 127)


class Interpreter:
    """Runs a model on integers. `values` holds the integers of every name."""

    def __init__(self, model, rescale):
        self.model, self.rescale, self.values, self.scales = model, rescale, {}, {}

    def run(self, inputs, given=None):
        """The integers of every name. Operations read those of `given` where there are any."""
        results = {}
        for name, call in self.model.steps:
            keywords = {part.arg: ast.literal_eval(part.value) for part in call.keywords}
            operands = [part.id for part in call.args]
            self.scales[name] = self.model.quant[name][:2]
            if call.func.id == "external":
                results[name] = inputs[name]
            elif call.func.id == "variable":
                results[name] = read_dat(os.path.join(self.model.folder, keywords["label"] + ".dat"))
            else:
                results[name] = getattr(self, call.func.id)(name, *operands, **keywords)
            self.values[name] = given[name] if given and name in given else results[name]
        return results

    def output(self, sums, operands, name):
        """Sums of products of two operands, channels along axis 1, as integers of the result."""
        (left, _), (right, _), (scale, zero) = (self.scales[each] for each in (*operands, name))
        ratios = np.broadcast_to(left[0] * right / scale[0], (sums.shape[1],))
        scaled = [self.rescale(sums[:, channel], ratio) for channel, ratio in enumerate(ratios)]
        return limited(np.stack(scaled, 1) + zero)

    def transpose(self, _, x, axes):
        return np.transpose(self.values[x], axes)

    def reshape(self, _, x, shape):
        return self.values[x].reshape(shape)

    def relu(self, name, x):
        assert self.scales[name][0][0] == self.scales[x][0][0]
        return np.maximum(self.values[x], self.scales[name][1])

    def conv(self, name, x, w, bias, stride, dilation, padding, groups):
        assert dilation == [1, 1] and padding == []
        data, weights = self.values[x] - self.scales[x][1], self.values[w]
        groups = groups or data.shape[1]
        pads = []
        for size, window, step in zip(data.shape[2:], weights.shape[2:], stride):
            total = max((-(-size // step) - 1) * step + window - size, 0)
            pads.append((total // 2, total - total // 2))
        data = np.pad(data, [(0, 0), (0, 0), *pads])
        windows = np.lib.stride_tricks.sliding_window_view(data, weights.shape[2:], (2, 3))
        windows = windows[:, :, :: stride[0], :: stride[1]]
        parts = [
            np.einsum("nchwij,ocij->nohw", part, kernel)
            for part, kernel in zip(np.split(windows, groups, 1), np.split(weights, groups, 0))
        ]
        sums = np.concatenate(parts, 1) + self.values[bias].reshape(1, -1, 1, 1)
        assert np.abs(sums).max() < 2**31
        return self.output(sums, (x, w), name)

    def linear(self, name, x, w, bias):
        sums = (self.values[x] - self.scales[x][1]) @ (self.values[w] - self.scales[w][1]).T + self.values[bias]
        return self.output(sums, (x, w), name)

    def add(self, name, x, y):
        scale, zero = self.scales[name]
        if self.rescale is rescale_exactly:
            total = sum(self.scales[each][0][0] * (self.values[each] - self.scales[each][1]) for each in (x, y))
            return limited(rescale_exactly(total, 1 / scale[0]) + zero)
        largest = 2 * max(self.scales[x][0][0], self.scales[y][0][0])
        total = sum(
            self.rescale((self.values[each] - self.scales[each][1]) << 20, self.scales[each][0][0] / largest)
            for each in (x, y)
        )
        return limited(self.rescale(total, largest / (2**20 * scale[0])) + zero)

    def avg_pool(self, name, x, size, stride, padding, border):
        data = self.values[x]
        assert self.scales[name][0][0] == self.scales[x][0][0] and size == stride and border == "ignore"
        assert size[2:] == list(data.shape[2:]) and not np.any(padding)
        count = size[2] * size[3]
        if self.rescale is rescale_exactly:
            zero = self.scales[name][1]
            return rescale_exactly((data - zero).sum((2, 3), keepdims=True), 1 / count) + zero
        sums = data.sum((2, 3), keepdims=True)
        return np.where(sums > 0, (sums + count // 2) // count, -((-sums + count // 2) // count))

    def softmax(self, name, x, axes):
        scale, zero = self.scales[name]
        power = np.exp(self.scales[x][0][0] * (self.values[x] - self.values[x].max(tuple(axes), keepdims=True)))
        share = power / power.sum(tuple(axes), keepdims=True)
        return limited(np.floor(share / scale[0] + 0.5).astype(np.int64) + zero)


def compile_with_all_outputs(ingot, model, scratch):
    """The artefact of a copy of the model whose outputs are all activations, and their names."""
    names = [
        name
        for name, call in model.steps
        if call.func.id not in ("external", "variable") and not (call.args and call.args[0].id.startswith("variable"))
    ]
    folder = os.path.join(scratch, os.path.basename(model.folder))
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(model.folder, folder)
    outputs = ", ".join(model.outputs)
    with open(os.path.join(folder, "graph.nnef"), "w", encoding="utf-8") as stream:
        stream.write(model.text.replace(f"-> ({outputs})", f"-> ({', '.join(names)})"))
    artefact = os.path.join(scratch, "integers.so")
    subprocess.run([ingot, "compile", folder, "--name", "model", "-o", artefact], check=True)
    return artefact, names


def run_artefact(ingot, artefact, inputs, scratch):
    given, taken = os.path.join(scratch, "integers_in.npz"), os.path.join(scratch, "integers_out.npz")
    np.savez(given, **inputs)
    subprocess.run([ingot, "run", artefact, "--inputs", given, "-o", taken], check=True, stdout=subprocess.DEVNULL)
    return np.load(taken)


def random_inputs(model, seed):
    """The same inputs as integers and as real numbers."""
    random, integers, reals = np.random.default_rng(seed), {}, {}
    for name, call in model.steps:
        if call.func.id == "external":
            scale, zero, _ = model.quant[name]
            integers[name] = random.integers(-128, 128, ast.literal_eval(call.keywords[0].value))
            reals[name] = (scale[0] * (integers[name] - zero)).astype(np.float32)
    return integers, reals


def compare(label, found, wanted, names, share):
    """What differs by more than allowed, and how many integers are equal."""
    problems, equal = [], 0
    for name in names:
        distance = np.abs(found[name] - wanted[name])
        equal += int((distance == 0).sum())
        if distance.max() > 1 or (distance == 0).mean() < share:
            problems.append(f"{label}, {name}: up to {distance.max()} steps off, {(distance == 0).mean():.2%} equal")
    return problems, equal


def check(ingot, folder, scratch):
    """What is wrong, and a sentence that counts."""
    model = Model(folder)
    artefact, names = compile_with_all_outputs(ingot, model, scratch)
    problems, counts, total = [], [0, 0], 0
    for seed in range(RUNS):
        integers, reals = random_inputs(model, seed)
        outputs = run_artefact(ingot, artefact, reals, scratch)
        found = {
            name: np.round(outputs[name] / model.quant[name][0][0]).astype(np.int64) + model.quant[name][1]
            for name in names
        }
        total += sum(value.size for value in found.values())
        exact = Interpreter(model, rescale_exactly).run(integers)
        steps = Interpreter(model, rescale_in_integers).run(integers, found)
        for index, (label, wanted, share) in enumerate(
            (("from the input", exact, EXACT_SHARE), ("by itself", steps, STEP_SHARE))
        ):
            differing, equal = compare(f"seed {seed}, {label}", found, wanted, names, share)
            problems += differing
            counts[index] += equal
    return (
        problems,
        (
            f"of {total} integers {total - counts[0]} differ from exact rounding, "
            f"{total - counts[1]} from TFLite's reference kernels"
        ),
    )


def main():
    ingot, root, scratch = sys.argv[1:4]
    folder = os.path.join(root, "nnef")
    if np is None or not os.path.isdir(folder):
        print("skipped: " + ("numpy is missing" if np is None else "no models are beside the checkout"))
        print("0 passed, 0 failed, 1 skipped")
        return 0
    os.makedirs(scratch, exist_ok=True)
    passed = failed = 0
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        if not os.path.exists(os.path.join(path, "graph.quant")):
            continue
        problems, counts = check(ingot, path, scratch)
        passed, failed = passed + (not problems), failed + bool(problems)
        print(f"{'FAIL' if problems else 'ok  '} {name}: {counts}", flush=True)
        for problem in problems:
            print("     " + problem)
    print(f"{passed} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
