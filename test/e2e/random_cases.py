"""Random graphs of a dozen operations: what is fused with what, and in which order, is up to chance and the compiler.
Used by operations.py. SPDX-License-Identifier: Apache-2.0
"""

import numpy

from contraction_cases import attributes
from data_cases import softmax

SIZES = (1, 2, 3, 5, 8, 17, 33)
LIMIT = 1000.0  # results stay small, so that errors do too


class Graph:
    """Grows a case operation by operation, with the values in float64 beside it."""

    def __init__(self, case, chance):
        self.case, self.chance, self.values, self.used = case, chance, [], set()
        self.scalar = (None, numpy.zeros(()))  # in place of a value where none fits

    def pick(self, options):
        return options[int(self.chance.integers(len(options)))]

    def choose(self, rank=0):
        """A value of at least this rank; young ones are likelier."""
        fitting = [place for place, (_, array) in enumerate(self.values) if array.ndim >= rank]
        if not fitting:
            return None
        place = fitting[max(int(self.chance.integers(len(fitting))), int(self.chance.integers(len(fitting))))]
        self.used.add(place)
        return self.values[place]

    def keep(self, value, array):
        if array.size and array.size <= 40000 and numpy.isfinite(array).all() and numpy.abs(array).max() <= LIMIT:
            self.values.append((value, array))

    def start(self):
        for _ in range(2):
            shape = tuple(self.pick(SIZES) for _ in range(int(self.chance.integers(1, 5))))
            axes = [axis for axis, size in enumerate(shape) if size > 1 and self.chance.random() < 0.4]
            value = self.case.input(shape, axes=tuple(axes))
            self.values.append((value, value.array.astype("float64")))

    def step(self):
        operation = self.pick([self.unary, self.binary, self.broadcast, self.reduce, self.transpose, self.matmul,
                               self.softmax, self.concat, self.pad, self.flip, self.flatten, self.binary, self.unary])
        operation()

    def unary(self):
        x, a = self.choose()
        name, function = self.pick([("tanh", numpy.tanh), ("relu", lambda v: numpy.maximum(v, 0)), ("neg", numpy.negative),
                                    ("sigmoid", lambda v: 1 / (1 + numpy.exp(-v))), ("abs", numpy.abs)])
        self.keep(self.case.op(name, [x]), function(a))

    def binary(self):
        """Two values of one shape, or one twice."""
        x, a = self.choose()
        y, b = self.pick([value for value in self.values if value[1].shape == a.shape])
        if self.chance.random() < 0.5:
            x, a, y, b = y, b, x, a
        name, function = self.pick([("add", numpy.add), ("sub", numpy.subtract), ("max", numpy.maximum), ("mul", numpy.multiply)])
        self.keep(self.case.op(name, [x, y]), function(a, b))

    def broadcast(self):
        x, a = self.choose(1) or self.scalar
        if not a.ndim:
            return
        shape = [size if self.chance.random() < 0.5 else 1 for size in a.shape]
        shape = shape[int(self.chance.integers(len(shape))):]
        y = self.case.constant(tuple(shape)) if self.chance.random() < 0.5 else self.case.input(tuple(shape), leading=False)
        name, function = self.pick([("add", numpy.add), ("mul", numpy.multiply)])
        self.keep(self.case.op(name, [x, y]), function(a, y.array.astype("float64")))

    def reduce(self):
        x, a = self.choose(1) or self.scalar
        if not a.ndim:
            return
        axes = [axis for axis in range(a.ndim) if self.chance.random() < 0.5] or [a.ndim - 1]
        keep = bool(self.chance.integers(2))
        kind, function = self.pick([("sum", numpy.sum), ("max", numpy.max), ("mean", numpy.mean)])
        self.keep(self.case.op(f"reduce {kind}", [x], attributes(axes=axes, keep_dims=keep)),
                  function(a, axis=tuple(axes), keepdims=keep))

    def transpose(self):
        x, a = self.choose(2) or self.scalar
        if not a.ndim:
            return
        order = [int(axis) for axis in self.chance.permutation(a.ndim)]
        self.keep(self.case.op("transpose", [x], attributes(permutation=order)), a.transpose(order))

    def matmul(self):
        x, a = self.choose(2) or self.scalar
        if not a.ndim:
            return
        weights = self.case.constant((a.shape[-1], self.pick(SIZES)), low=-0.5, high=0.5)
        self.keep(self.case.op("matmul", [x, weights]), a @ weights.array.astype("float64"))

    def softmax(self):
        x, a = self.choose(1) or self.scalar
        if not a.ndim:
            return
        axis = int(self.chance.integers(a.ndim))
        self.keep(self.case.op("softmax", [x], attributes(axes=[axis])), softmax(a, (axis,)))

    def concat(self):
        x, a = self.choose(1) or self.scalar
        if not a.ndim:
            return
        axis = int(self.chance.integers(a.ndim))
        others = [(y, b) for y, b in self.values
                  if b.ndim == a.ndim and b.shape[:axis] + b.shape[axis + 1:] == a.shape[:axis] + a.shape[axis + 1:]]
        y, b = self.pick(others)
        self.keep(self.case.op("concat", [x, y], attributes(axis=axis)), numpy.concatenate([a, b], axis))

    def pad(self):
        x, a = self.choose(1) or self.scalar
        if not a.ndim:
            return
        low, high = ([int(size) for size in self.chance.integers(0, 3, a.ndim)] for _ in range(2))
        pads = self.case.constant(numpy.array(low + high, "int64"))
        self.keep(self.case.op("pad {} by {}", [x, pads]), numpy.pad(a, list(zip(low, high))))

    def flip(self):
        """Every element, or every second one, of an axis, backwards."""
        x, a = self.choose(1) or self.scalar
        if not a.ndim:
            return
        axis, step = int(self.chance.integers(a.ndim)), self.pick([-1, -2, 2])
        bounds = [-1, -(2 ** 31)] if step < 0 else [0, 2 ** 31]
        vectors = [self.case.constant(numpy.array([value], "int64")) for value in (*bounds, axis, step)]
        place = [slice(None)] * a.ndim
        place[axis] = slice(None, None, step)
        self.keep(self.case.op("slice {} from {} to {} axes {} steps {}", [x, *vectors]), a[tuple(place)])

    def flatten(self):
        x, a = self.choose(2) or self.scalar
        if not a.ndim:
            return
        shape = self.case.constant(numpy.array([0, -1], "int64"))
        self.keep(self.case.op("reshape {} to {}", [x, shape]), a.reshape(a.shape[0], -1))


def build(case, number):
    chance = numpy.random.default_rng([case.generator.integers(2 ** 31), number])
    graph = Graph(case, chance)
    graph.start()
    for _ in range(12):
        graph.step()
    made = [place for place, (value, _) in enumerate(graph.values) if value.array is None]
    ends = [place for place in made if place not in graph.used] or made[-1:]
    for place in ends:
        value, array = graph.values[place]
        case.expect(value, array.astype("float32"), 1e-4)


def graphs(add, count=15):
    for number in range(count):
        add(f"graph {number}", lambda case, number=number: build(case, number))
