"""Cases of recurrent cells: directions, activations, clipping, peepholes, lengths, few and many steps. Used by operations.py.
SPDX-License-Identifier: Apache-2.0
"""

import numpy

from module import Value

GATES = {"lstm": 4, "gru": 3, "rnn": 1}
DEFAULTS = {"lstm": ["sigmoid", "tanh", "tanh"], "gru": ["sigmoid", "tanh"], "rnn": ["tanh"]}
FUNCTIONS = {
    "relu": lambda x, a, b: numpy.maximum(x, 0),
    "tanh": lambda x, a, b: numpy.tanh(x),
    "sigmoid": lambda x, a, b: 1 / (1 + numpy.exp(-x)),
    "affine": lambda x, a, b: a * x + b,
    "leaky_relu": lambda x, a, b: numpy.where(x < 0, a * x, x),
    "thresholded_relu": lambda x, a, b: numpy.where(x > a, x, 0),
    "scaled_tanh": lambda x, a, b: a * numpy.tanh(b * x),
    "hard_sigmoid": lambda x, a, b: numpy.clip(a * x + b, 0, 1),
    "elu": lambda x, a, b: numpy.where(x < 0, a * (numpy.exp(x) - 1), x),
    "softsign": lambda x, a, b: x / (1 + numpy.abs(x)),
    "softplus": lambda x, a, b: numpy.log1p(numpy.exp(x)),
}


class Cell:
    """What a case says of a cell; the formulas are those of ONNX."""

    def __init__(self, kind, reverse=(False,), activations=None, alphas=None, betas=None, clip=None, flag=False):
        self.kind, self.reverse, self.clip, self.flag = kind, reverse, clip, flag
        self.activations = activations or DEFAULTS[kind] * len(reverse)
        self.alphas = alphas or [0.0] * len(self.activations)
        self.betas = betas or [0.0] * len(self.activations)

    def attributes(self):
        def numbers(values):
            return "array<f64: " + ", ".join(str(float(value)) for value in values) + ">"
        parts = ["reverse = array<i1: " + ", ".join(str(value).lower() for value in self.reverse) + ">",
                 "activations = [" + ", ".join(f'"{name}"' for name in self.activations) + "]",
                 f"alphas = {numbers(self.alphas)}", f"betas = {numbers(self.betas)}"]
        parts += [f"clip = {self.clip} : f64"] if self.clip else []
        parts += [{"lstm": "input_forget", "gru": "linear_before_reset"}[self.kind] + " = true"] if self.flag else []
        return "{" + ", ".join(parts) + "}"

    def activate(self, direction, number, value):
        """Function f, g or h of a direction; h is not clipped."""
        place = direction * len(DEFAULTS[self.kind]) + number
        if self.clip and number < 2:
            value = numpy.clip(value, -self.clip, self.clip)
        return FUNCTIONS[self.activations[place]](value, self.alphas[place], self.betas[place])

    def step(self, direction, x, h, c, parts):
        """The state after one step; `parts` holds W, R, b, d and P of the direction."""
        w, r, b, d, p = parts

        def split(matrix, count):
            return numpy.split(matrix, count, axis=-1)

        def f(value):
            return self.activate(direction, 0, value)
        inputs, states = x @ w.T + b, h @ r.T + d
        if self.kind == "rnn":
            return f(inputs + states), c
        if self.kind == "lstm":
            i, o, forget, proposed = split(inputs + states, 4)
            pi, po, pf = split(p, 3)
            i = f(i + pi * c)
            forget = 1 - i if self.flag else f(forget + pf * c)
            c = forget * c + i * self.activate(direction, 1, proposed)
            return f(o + po * c) * self.activate(direction, 2, c), c
        (xz, xr, xn), (hz, hr, hn) = split(inputs, 3), split(states, 3)
        z, reset = f(xz + hz), f(xr + hr)
        size = h.shape[-1]
        inner = reset * hn if self.flag else (reset * h) @ r[2 * size:].T + d[2 * size:]
        n = self.activate(direction, 1, xn + inner)
        return (1 - z) * n + z * h, c

    def run(self, x, w, r, b, lengths, h0, c0, p):
        """All states, the last h and the last c."""
        steps, batch, _ = x.shape
        size = r.shape[-1]
        sequence = numpy.zeros((steps, len(self.reverse), batch, size))
        last_h, last_c = [], []
        for direction, is_reverse in enumerate(self.reverse):
            bias = numpy.split(b[direction], 2)
            parts = (w[direction], r[direction], *bias, p[direction])
            h, c = h0[direction], c0[direction]
            for number in range(steps)[::-1] if is_reverse else range(steps):
                next_h, next_c = self.step(direction, x[number], h, c, parts)
                valid = (number < lengths)[:, None]
                h, c = numpy.where(valid, next_h, h), numpy.where(valid, next_c, c)
                sequence[number, direction] = numpy.where(valid, next_h, 0)
            last_h.append(h)
            last_c.append(c)
        return sequence, numpy.stack(last_h), numpy.stack(last_c)


def build(case, cell, shape, given=(), constant=True, dtype="float32", narrow=None, tolerance=None, axes=(0, 1)):
    """`shape` is (steps, batch, inputs, hidden); `given` names the optional operands; `narrow` is a type that NumPy
    does not have, to which all operands are converted."""
    steps, batch, inputs, size = shape
    directions, gates = len(cell.reverse), GATES[cell.kind]
    shapes = {"bias": (directions, 2 * gates * size), "initial_h": (directions, batch, size),
              "initial_c": (directions, batch, size), "peepholes": (directions, 3 * size)}

    def weight(weight_shape):
        array = case.random(weight_shape, dtype=dtype, low=-0.9, high=0.9)
        return case.constant(array) if constant else case.input(array, leading=False)

    def convert(value):
        if not narrow:
            return value
        text = value.type.replace("xf32", "x" + narrow)
        result = Value(case._fresh("n"), text)
        case.lines.append(f"    {result.name} = nn.cast {value.name} : ({value.type}) -> {text}")
        result.array = value.array
        return result
    x = convert(case.input((steps, batch, inputs), dtype=dtype, axes=axes))
    operands = [x, convert(weight((directions, gates * size, inputs))), convert(weight((directions, gates * size, size)))]
    names, values = [], {}
    for name in ("bias", "lengths", "initial_h", "initial_c", "peepholes"):
        if name not in given:
            continue
        if name == "lengths":
            array = case.generator.integers(0, steps + 1, batch).astype("int32")
            array[0] = steps
            value = case.input(array, leading=1 in axes)
        elif name.startswith("initial"):
            value = convert(case.input(shapes[name], dtype=dtype, axes=(1,) if 1 in axes else ()))
        else:
            value = convert(weight(shapes[name]))
        names.append(name)
        values[name] = value
    arrays = {name: numpy.zeros(wanted) for name, wanted in shapes.items()}
    arrays["lengths"] = numpy.full(batch, steps)
    arrays |= {name: value.array.astype("float64") for name, value in values.items()}
    wide = [operand.array.astype("float64") for operand in operands]
    expected = cell.run(*wide, arrays["bias"], arrays["lengths"], arrays["initial_h"], arrays["initial_c"],
                        arrays["peepholes"])[:3 if cell.kind == "lstm" else 2]
    operands += [values[name] for name in names]
    element = {"float32": "f32", "float64": "f64", "float16": "f16"}[dtype]
    results = [Value(case._fresh("r"), f"tensor<*x{narrow or element}>") for _ in expected]
    text = "{}, {}, {}" .format(*(operand.name for operand in operands[:3]))
    text += "".join(f" {name} {values[name].name}" for name in names)
    case.lines.append(f"    {', '.join(result.name for result in results)} = nn.{cell.kind} {text} {cell.attributes()} : "
                      f"({', '.join(operand.type for operand in operands)}) -> ({', '.join(r.type for r in results)})")
    for result, array in zip(results, expected):
        if narrow:
            result = case.op("cast", [result])
        case.expect(result, array.astype(dtype), tolerance)


BOTH = (False, True)


def add_cell(add, label, cell, shape, **options):
    add(f"{cell.kind} {label} {shape}", lambda case: build(case, cell, shape, **options))


def lstm(add):
    add_cell(add, "one step", Cell("lstm"), (1, 1, 5, 4), given=("bias",))
    add_cell(add, "one step, states", Cell("lstm"), (1, 2, 17, 16), given=("bias", "initial_h", "initial_c"))
    add_cell(add, "plain", Cell("lstm"), (3, 2, 5, 7))
    add_cell(add, "reverse", Cell("lstm", (True,)), (4, 1, 6, 8), given=("bias", "initial_h"))
    add_cell(add, "both", Cell("lstm", BOTH), (5, 3, 4, 9), given=("bias", "initial_h", "initial_c"))
    add_cell(add, "peepholes", Cell("lstm", BOTH), (3, 2, 5, 4), given=("bias", "peepholes", "initial_c"))
    add_cell(add, "many steps", Cell("lstm"), (70, 2, 3, 4), given=("bias",))
    add_cell(add, "many steps, both", Cell("lstm", BOTH), (71, 1, 3, 5), given=("bias", "initial_c"))
    add_cell(add, "lengths", Cell("lstm", BOTH), (6, 5, 3, 4), given=("bias", "lengths", "initial_h", "initial_c"))
    add_cell(add, "lengths, many steps", Cell("lstm", (True,)), (72, 3, 3, 4), given=("bias", "lengths"))
    add_cell(add, "clip", Cell("lstm", clip=0.4), (4, 2, 5, 6), given=("bias", "initial_c", "peepholes"))
    add_cell(add, "input forget", Cell("lstm", flag=True), (4, 2, 5, 6), given=("bias", "peepholes"))
    add_cell(add, "variable weights", Cell("lstm"), (3, 2, 5, 6), given=("bias", "initial_h", "initial_c", "peepholes"),
             constant=False)
    add_cell(add, "variable weights, many steps", Cell("lstm", BOTH), (66, 2, 3, 4), given=("bias",), constant=False)
    add_cell(add, "symbolic steps only", Cell("lstm"), (5, 2, 3, 4), given=("bias", "initial_h"), axes=(0,))
    add_cell(add, "symbolic batch only", Cell("lstm"), (5, 2, 3, 4), given=("bias", "initial_h"), axes=(1,))
    add_cell(add, "f64", Cell("lstm", BOTH), (3, 2, 5, 4), given=("bias", "initial_c"), dtype="float64")
    add_cell(add, "f16", Cell("lstm", BOTH), (3, 2, 5, 4), given=("bias", "initial_c"), dtype="float16", tolerance=2e-2)
    add_cell(add, "bf16", Cell("lstm"), (3, 2, 5, 4), given=("bias", "initial_c"), narrow="bf16", tolerance=6e-2)


def gru(add):
    for flag in (False, True):
        name = " linear" if flag else ""
        add_cell(add, "one step" + name, Cell("gru", flag=flag), (1, 1, 5, 4), given=("bias",))
        add_cell(add, "one step, state" + name, Cell("gru", flag=flag), (1, 3, 8, 16), given=("bias", "initial_h"))
        add_cell(add, "no bias" + name, Cell("gru", flag=flag), (3, 2, 5, 7))
        add_cell(add, "reverse" + name, Cell("gru", (True,), flag=flag), (4, 1, 6, 8), given=("bias", "initial_h"))
        add_cell(add, "both" + name, Cell("gru", BOTH, flag=flag), (33, 1, 8, 4), given=("bias", "initial_h"))
        add_cell(add, "many steps" + name, Cell("gru", BOTH, flag=flag), (67, 2, 3, 4), given=("bias",))
        add_cell(add, "lengths" + name, Cell("gru", BOTH, flag=flag), (6, 5, 3, 4),
                 given=("bias", "lengths", "initial_h"))
        add_cell(add, "clip" + name, Cell("gru", flag=flag, clip=0.3), (4, 2, 5, 6), given=("bias",))
        add_cell(add, "variable" + name, Cell("gru", flag=flag), (3, 2, 5, 6), given=("bias",), constant=False)
        add_cell(add, "f16" + name, Cell("gru", flag=flag), (3, 2, 5, 4), given=("bias",), dtype="float16", tolerance=2e-2)
        add_cell(add, "bf16" + name, Cell("gru", flag=flag), (3, 2, 5, 4), given=("bias",), narrow="bf16", tolerance=6e-2)
    add_cell(add, "f64", Cell("gru"), (3, 2, 5, 4), given=("bias",), dtype="float64")


def rnn(add):
    add_cell(add, "one step", Cell("rnn"), (1, 1, 5, 4), given=("bias",))
    add_cell(add, "plain", Cell("rnn"), (3, 2, 5, 7))
    add_cell(add, "both", Cell("rnn", BOTH), (4, 3, 5, 6), given=("bias", "initial_h"))
    add_cell(add, "many steps", Cell("rnn", (True,)), (80, 2, 3, 4), given=("bias",))
    add_cell(add, "lengths", Cell("rnn", BOTH), (6, 5, 3, 4), given=("bias", "lengths", "initial_h"))
    add_cell(add, "no steps", Cell("rnn"), (0, 2, 3, 4), given=("bias", "initial_h"), axes=())
    for name, alpha, beta in [("relu", 0, 0), ("affine", 0.7, -0.1), ("leaky_relu", 0.2, 0), ("thresholded_relu", 0.3, 0),
                              ("scaled_tanh", 0.8, 1.3), ("hard_sigmoid", 0.25, 0.4), ("elu", 0.9, 0), ("softsign", 0, 0),
                              ("softplus", 0, 0), ("sigmoid", 0, 0)]:
        cell = Cell("rnn", BOTH, ["tanh", name], [0, alpha], [0, beta], clip=0.9 if name == "affine" else None)
        add_cell(add, name, cell, (3, 2, 5, 6), given=("bias",))
    mixed = Cell("lstm", activations=["hard_sigmoid", "softsign", "relu"], alphas=[0.3, 0, 0], betas=[0.45, 0, 0])
    add_cell(add, "mixed activations", mixed, (3, 2, 5, 6), given=("bias",))
    mixed = Cell("gru", activations=["hard_sigmoid", "elu"], alphas=[0.3, 0.7], betas=[0.45, 0], flag=True)
    add_cell(add, "mixed activations", mixed, (3, 2, 5, 6), given=("bias",))
