# Makes random nn graphs, runs the simplify stage on them, evaluates both sides by constant folding, and compares.
# Usage: random_graphs.py FIRST_SEED END_SEED. SPDX-License-Identifier: Apache-2.0
import json
import math
import random
import re
import struct
import subprocess
import sys

EVALUATION = ["--ingot-convert-nn-to-linalg", "--canonicalize", "--cse", "--ingot-fold-constants"]


def tensor(shape):
    return "tensor<" + "".join(f"{size}x" for size in shape) + "f32>"


def integers(values):
    return "array<i64" + (": " + ", ".join(map(str, values)) if values else "") + ">"


def expressions(values):
    return "[" + ", ".join(f"#sym.expr<{value}>" for value in values) + "]"


class Graph:
    """A random graph as text; every step adds one operation on one of the last values."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.lines = []
        spatial = [self.random.choice([1, 4, 5, 6]) for _ in range(self.random.choice([1, 2, 2, 3]))]
        self.shape = [self.random.choice([1, 2]), self.random.choice([1, 2, 3, 4])] + spatial
        self.values = [("%arg0", self.shape)]
        steps = [self.conv, self.conv, self.unary, self.unary, self.binary, self.constant_operand, self.concat,
                 self.transpose, self.reshape, self.pad, self.slice, self.softmax, self.reduce, self.pool,
                 self.batch_norm, self.group_norm, self.matmul]
        for _ in range(self.random.randrange(4, 14)):
            value, shape = self.random.choice(self.values[-3:])
            if shape and math.prod(shape) <= 4000:
                self.random.choice(steps)(value, shape)
        results = self.values[-2:]
        outputs = [self.add("tanh", [value], shape) for value, shape in results]
        types = ", ".join(tensor(shape) for _, shape in results)
        self.body = "\n".join(self.lines) + f"\n  return {', '.join(outputs)} : {types}\n}}\n"
        self.head = f") -> ({types}) {{\n"

    def data(self, shape):
        if not shape:
            return round(self.random.uniform(-1, 1), 3)
        return [self.data(shape[1:]) for _ in range(shape[0])]

    def add(self, name, operands, shape, attributes=""):
        result = f"%v{len(self.lines)}"
        shapes = dict(self.values)
        types = ", ".join(tensor(shapes[operand]) for operand in operands)
        self.lines.append(f"  {result} = nn.{name} {', '.join(operands)} {attributes} : ({types}) -> {tensor(shape)}")
        self.values.append((result, shape))
        return result

    def constant(self, shape):
        result = f"%v{len(self.lines)}"
        self.lines.append(f"  {result} = nn.constant dense<{json.dumps(self.data(shape))}> : {tensor(shape)}")
        self.values.insert(0, (result, shape))
        return result

    def conv(self, value, shape):
        count = len(shape) - 2
        if count < 1:
            return
        pads = [self.random.choice([0, 1]) for _ in range(2 * count)]
        padded = [size + pads[axis] + pads[count + axis] for axis, size in enumerate(shape[2:])]
        window = [self.random.choice([1, 2, 3]) if size > 2 else 1 for size in padded]
        depthwise = self.random.random() < 0.3
        outputs = shape[1] if depthwise else self.random.choice([1, 2, 3, 4])
        weights = self.constant([outputs, 1 if depthwise else shape[1]] + window)
        sizes = [size - extent + 1 for size, extent in zip(padded, window)]
        ones = integers([1] * count)
        self.add("conv", [value, weights], [shape[0], outputs] + sizes,
                 f"{{dilations = {ones}, strides = {ones}, pads = {integers(pads)}, "
                 f"group = {shape[1] if depthwise else 1} : i64}}")

    def unary(self, value, shape):
        self.add(self.random.choice(["relu", "tanh", "sigmoid"]), [value], shape)

    def binary(self, value, shape):
        fitting = [(other, found) for other, found in self.values if len(found) == len(shape)
                   and all(left == right or 1 in (left, right) for left, right in zip(found, shape))]
        other, found = self.random.choice(fitting)
        operands = [value, other]
        self.random.shuffle(operands)
        self.add(self.random.choice(["add", "mul", "max"]), operands, [max(pair) for pair in zip(found, shape)])

    def constant_operand(self, value, shape):
        part = [size if self.random.random() < 0.6 else 1 for size in shape][self.random.randrange(len(shape) + 1):]
        self.add(self.random.choice(["add", "mul"]), [self.constant(part), value], shape)

    def concat(self, value, shape):
        axis = self.random.randrange(len(shape))
        fitting = [(other, found) for other, found in self.values if len(found) == len(shape)
                   and all(left == right or index == axis for index, (left, right) in enumerate(zip(found, shape)))]
        other, found = self.random.choice(fitting)
        joined = shape[:axis] + [shape[axis] + found[axis]] + shape[axis + 1:]
        self.add("concat", [value, other], joined, f"{{axis = {axis} : i64}}")

    def transpose(self, value, shape):
        order = list(range(len(shape)))
        if self.random.random() < 0.5 and len(shape) > 2:
            order = self.random.choice([[0] + order[2:] + [1], [0, order[-1]] + order[1:-1]])
        else:
            self.random.shuffle(order)
        self.add("transpose", [value], [shape[axis] for axis in order], f"{{permutation = {integers(order)}}}")

    def reshape(self, value, shape):
        axis = self.random.randrange(len(shape))
        factor = self.random.choice([part for part in range(1, shape[axis] + 1) if shape[axis] % part == 0])
        forms = [shape[:axis] + [factor, shape[axis] // factor] + shape[axis + 1:], shape[:axis] + [1] + shape[axis:],
                 [shape[0], math.prod(shape[1:])]]
        if axis + 1 < len(shape):
            forms.append(shape[:axis] + [shape[axis] * shape[axis + 1]] + shape[axis + 2:])
        form = self.random.choice(forms)
        if len(form) < 7:
            self.add("reshape", [value], form)

    def pad(self, value, shape):
        low, high = ([self.random.choice([0, 0, 1]) for _ in shape] for _ in range(2))
        self.add("pad", [value], [sum(sizes) for sizes in zip(low, shape, high)],
                 f"{{low = {expressions(low)}, high = {expressions(high)}}}")

    def slice(self, value, shape):
        offsets = [self.random.choice([0, 0, min(1, size - 1)]) for size in shape]
        steps = [self.random.choice([1, 1, 2]) for _ in shape]
        sizes = [(size - offset + step - 1) // step for size, offset, step in zip(shape, offsets, steps)]
        self.add("slice", [value], sizes, f"{{offsets = {expressions(offsets)}, steps_attr = {integers(steps)}}}")

    def softmax(self, value, shape):
        self.add("softmax", [value], shape, f"{{axes = array<i64: {self.random.randrange(len(shape))}>}}")

    def reduce(self, value, shape):
        axes = sorted(self.random.sample(range(len(shape)), self.random.randrange(1, min(len(shape), 3) + 1)))
        keep = self.random.random() < 0.5
        sizes = [1 if axis in axes else size for axis, size in enumerate(shape) if keep or axis not in axes]
        kind = self.random.choice(["sum", "max", "mean", "l1", "l2", "sum_square", "log_sum_exp"])
        self.add(f"reduce {kind}", [value], sizes, f"{{axes = {integers(axes)}, keep_dims = {str(keep).lower()}}}")

    def pool(self, value, shape):
        count = len(shape) - 2
        if count < 1:
            return
        window = [min(size, 2) for size in shape[2:]]
        sizes = [size - extent + 1 for size, extent in zip(shape[2:], window)]
        ones = integers([1] * count)
        self.add(self.random.choice(["max_pool", "avg_pool"]), [value], shape[:2] + sizes,
                 f"{{window = {integers(window)}, strides = {ones}, dilations = {ones}}}")

    def batch_norm(self, value, shape):
        if len(shape) > 1:
            vectors = [self.constant([shape[1]]) for _ in range(3)]
            variance = self.add("exp", [self.constant([shape[1]])], [shape[1]])
            self.add("batch_norm", [value] + vectors + [variance], shape, "{epsilon = 1.0e-2 : f64}")

    def group_norm(self, value, shape):
        if len(shape) > 2:
            groups = self.random.choice([part for part in range(shape[1] + 1) if part == 0 or shape[1] % part == 0])
            vectors = [self.constant([shape[1]]) for _ in range(2)]
            self.add("group_norm", [value] + vectors, shape, f"{{groups = {groups} : i64, epsilon = 1.0e-1 : f64}}")

    def matmul(self, value, shape):
        if len(shape) > 1:
            self.add("matmul", [value, self.constant([shape[-1], 3])], shape[:-1] + [3])

    def text(self):
        return f"func.func @graph(%arg0: {tensor(self.shape)}{self.head}{self.body}"


def run(options, text):
    done = subprocess.run(["ingot-opt"] + options, input=text, capture_output=True, text=True, timeout=60, check=False)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return done.stdout


def evaluate(text, data, shape):
    """The results of the graph for this input, or nothing where a result is no constant."""
    start = text.index("{\n", text.index("func.func")) + 2
    text = re.sub(r"@graph\(%arg0: [^)]*\)", "@graph()", text[:start]) \
        + f"  %arg0 = nn.constant dense<{json.dumps(data)}> : {tensor(shape)}\n" + text[start:]
    folded = run(EVALUATION, text)
    results = []
    for value in re.search(r"return (.*?) :", folded).group(1).split(", "):
        found = re.search(re.escape(value) + r" = arith.constant (dense\w*)<(.*?)> : tensor<((?:\d+x)*)f32>", folded)
        if not found:
            return None
        kind, body, sizes = found.groups()
        if kind == "dense_resource":
            body = '"0x' + re.search(rf'\b{body}: "0x[0-9A-Fa-f]{{8}}([0-9A-Fa-f]*)"', folded).group(1)
        if body.startswith('"0x'):
            raw = bytes.fromhex(body[3:].rstrip('"'))
            numbers = list(struct.unpack(f"<{len(raw) // 4}f", raw))
        else:
            numbers = [float(number) for number in re.findall(r"[^\[\], ]+", body)]
        count = math.prod(int(size) for size in sizes.split("x")[:-1])
        results.append(numbers * count if len(numbers) == 1 else numbers)
    return results


def is_close(left, right):
    return abs(left - right) <= 1e-4 + 1e-4 * abs(right)


def main():
    compared = 0
    for seed in range(int(sys.argv[1]), int(sys.argv[2])):
        graph = Graph(seed)
        text = graph.text()
        data = graph.data(graph.shape)
        expected = evaluate(run(["--ingot-lower-sugar"], text), data, graph.shape)
        found = evaluate(run(["--ingot-stage-simplify"], text), data, graph.shape)
        if expected is None or found is None:
            continue
        compared += 1
        for left, right in zip(found, expected):
            if len(left) != len(right) or not all(map(is_close, left, right)):
                sys.exit(f"seed {seed}: the simplified graph gives other values\n{text}")
    print(f"compared {compared} graphs")


main()
