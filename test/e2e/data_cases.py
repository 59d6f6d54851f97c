"""Cases without sums of products: reductions, element-wise operations, moves. Used by operations.py.
SPDX-License-Identifier: Apache-2.0
"""

import math

import numpy

from contraction_cases import attributes, wide

SIZES = (1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 70)
KINDS = {
    "sum": numpy.sum, "mean": numpy.mean, "any": numpy.any, "all": numpy.all, "max": numpy.max, "min": numpy.min, "prod": numpy.prod,
    "l1": lambda x, axis, keepdims: numpy.sum(numpy.abs(x), axis, keepdims=keepdims),
    "l2": lambda x, axis, keepdims: numpy.sqrt(numpy.sum(x * x, axis, keepdims=keepdims)),
    "sum_square": lambda x, axis, keepdims: numpy.sum(x * x, axis, keepdims=keepdims),
    "log_sum_exp": lambda x, axis, keepdims: numpy.log(numpy.sum(numpy.exp(x), axis, keepdims=keepdims)),
}


def reduce_case(add, shape, axes, kind="sum", keep=False, dtype="float32", symbolic=(0,)):
    def build(case):
        x = case.input(shape, axes=symbolic, dtype=dtype, low=-3, high=3)
        r = case.op(f"reduce {kind}", [x], attributes(axes=axes, keep_dims=keep), dtype=dtype)
        operand = x.array.astype("float64") if dtype.startswith("float") else x.array
        case.expect(r, KINDS[kind](operand, axis=tuple(axes) or None, keepdims=keep).astype(dtype))
    add(f"reduce {kind} {shape} axes {axes} {dtype}", build)


def reductions(add):
    for size in SIZES:
        reduce_case(add, (size,), [0])
        reduce_case(add, (3, size), [1], "max")
        reduce_case(add, (size, 5), [0], "min")
        reduce_case(add, (2, size, 3), [1])
        reduce_case(add, (5, size), [0], "mean", keep=True)


def reduction_kinds(add):
    for kind in [kind for kind in KINDS if kind not in ("any", "all")]:
        reduce_case(add, (4, 19), [1], kind)
        reduce_case(add, (7, 34), [0], kind, keep=True)
    for axes in ([], [0], [1], [2], [3], [0, 1], [1, 2], [2, 3], [0, 2], [1, 3], [0, 3], [0, 1, 2], [1, 2, 3]):
        reduce_case(add, (3, 4, 5, 9), axes)
        reduce_case(add, (2, 1, 6, 17), axes, "max", keep=True)
    for symbolic in ((1,), (0, 1), (2,)):
        for axes in ([0], [1], [2], [1, 2]):
            reduce_case(add, (4, 7, 33), axes, "max", symbolic=symbolic)
            reduce_case(add, (4, 7, 33), axes, "mean", keep=True, symbolic=symbolic)
    reduce_case(add, (9, 6), [0], "any", dtype="bool")
    reduce_case(add, (9, 37), [1], "all", dtype="bool", keep=True)
    reduce_case(add, (5, 23), [1], "sum", dtype="int32")
    reduce_case(add, (5, 23), [0], "max", dtype="int64")
    reduce_case(add, (5, 23), [1], "sum", dtype="float64")
    for kind, choose in (("max", numpy.argmax), ("min", numpy.argmin)):
        for shape, axis in [((4, 21), 1), ((21, 4), 0), ((3, 5, 7), 1)]:
            def build(case, kind=kind, choose=choose, shape=shape, axis=axis):
                x = case.input(shape)
                r = case.op(f"arg_reduce {kind}", [x], attributes(axis=axis), dtype="int64")
                case.expect(r, choose(x.array, axis).astype("int64"))
            add(f"arg_reduce {kind} {shape} {axis}", build)


def softmax(x, axes):
    power = numpy.exp(x - x.max(axes, keepdims=True))
    return power / power.sum(axes, keepdims=True)


def normalizations(add):
    for shape, axes in [((3, 1), [1]), ((4, 5), [-1]), ((2, 33), [-1]), ((7, 70), [1]), ((6, 9), [0]), ((2, 5, 8), [1]),
                        ((2, 3, 4, 5), [2, 3]), ((17,), [0])]:
        def build(case, shape=shape, axes=axes, log=False, symbolic=(0,)):
            x = case.input(shape, axes=symbolic, low=-6, high=6)
            expected = softmax(x.array.astype("float64"), tuple(axes))
            r = case.op("log_softmax" if log else "softmax", [x], attributes(axes=axes))
            case.expect(r, (numpy.log(expected) if log else expected).astype("float32"))
        add(f"softmax {shape} {axes}", build)
        add(f"log_softmax {shape} {axes}", lambda case, build=build: build(case, log=True))
        add(f"softmax {shape} {axes} last", lambda case, build=build, last=len(shape) - 1: build(case, symbolic=(last,)))
    for shape in [(3, 5), (2, 7, 33), (2, 64)]:
        def build(case, shape=shape):
            x, scale, bias = case.input(shape), case.constant(shape[-1:]), case.constant(shape[-1:])
            r = case.op("layer_norm {} scale {} bias {}", [x, scale, bias], "{axis = -1 : i64, epsilon = 1.0e-5 : f64}")
            a, s, b = wide(x.array, scale.array, bias.array)
            normal = (a - a.mean(-1, keepdims=True)) / numpy.sqrt(a.var(-1, keepdims=True) + 1e-5)
            case.expect(r, (normal * s + b).astype("float32"))
        add(f"layer_norm {shape}", build)
    for shape, groups in [((2, 6, 5, 5), 2), ((1, 4, 9), 4)]:
        def build(case, shape=shape, groups=groups):
            x, scale, bias = case.input(shape), case.constant(shape[1:2]), case.constant(shape[1:2])
            r = case.op("group_norm", [x, scale, bias], f"{{groups = {groups} : i64, epsilon = 1.0e-5 : f64}}")
            a, s, b = wide(x.array, scale.array, bias.array)
            parts = a.reshape(shape[0], groups, -1)
            parts = (parts - parts.mean(-1, keepdims=True)) / numpy.sqrt(parts.var(-1, keepdims=True) + 1e-5)
            column = [-1] + [1] * (len(shape) - 2)
            case.expect(r, (parts.reshape(shape) * s.reshape(column) + b.reshape(column)).astype("float32"))
        add(f"group_norm {shape} {groups}", build)


def moves(add):
    for shape, order in [((5, 7), [1, 0]), ((33, 18), [1, 0]), ((2, 3, 4), [2, 0, 1]), ((3, 5, 17), [0, 2, 1]),
                         ((4, 5, 6), [1, 0, 2]), ((2, 3, 9, 8), [0, 2, 3, 1]), ((2, 9, 8, 3), [0, 3, 1, 2]),
                         ((2, 3, 4, 5, 6), [4, 2, 0, 3, 1]), ((1, 64, 33), [2, 1, 0])]:
        def build(case, shape=shape, order=order, axes=(0,)):
            x = case.input(shape, axes=axes)
            case.expect(case.op("transpose", [x], attributes(permutation=order)), x.array.transpose(order))
        add(f"transpose {shape} {order}", build)
        add(f"transpose {shape} {order} last", lambda case, build=build, last=len(shape) - 1: build(case, axes=(last,)))
    for shapes, axis in [([(3,), (5,)], 0), ([(2, 3), (4, 3)], 0), ([(2, 3), (2, 17), (2, 1)], 1), ([(3, 2, 5), (3, 4, 5)], 1),
                         ([(3, 4, 5), (3, 4, 9)], 2), ([(2, 3, 4, 1), (2, 3, 4, 33)], -1), ([(7, 2)], 0)]:
        def build(case, shapes=shapes, axis=axis):
            parts = [case.input(shape, leading=axis != 0) for shape in shapes]
            case.expect(case.op("concat", parts, attributes(axis=axis)), numpy.concatenate([p.array for p in parts], axis))
        add(f"concat {shapes} {axis}", build)

    def concat_symbolic(case):
        parts = [case.input((3, size), axes=(1,)) for size in (5, 18, 1)]
        joined = case.op("concat", parts, attributes(axis=1))
        case.expect(joined, numpy.concatenate([part.array for part in parts], 1))

    def concat_rows(case):
        parts = [case.input((size, 7)) for size in (2, 9)]
        case.expect(case.op("concat", parts, attributes(axis=0)), numpy.concatenate([part.array for part in parts], 0))

    add("concat of symbolic sizes", concat_symbolic)
    add("concat of symbolic rows", concat_rows)
    for shape, low, high, value in [((5,), [2], [3], 0.0), ((4, 6), [1, 0], [0, 2], 1.5), ((4, 6), [0, 3], [0, 0], -1.0),
                                    ((2, 3, 17), [0, 1, 2], [1, 0, 3], 7.0), ((2, 3, 4, 5), [0, 0, 1, 1], [0, 0, 1, 2], 0.0)]:
        def build(case, shape=shape, low=low, high=high, value=value, axes=(0,)):
            x = case.input(shape, axes=axes)
            pads = case.constant(numpy.array(low + high, "int64"))
            fill = case.constant(numpy.array(value, "float32"))
            case.expect(case.op("pad {} by {} value {}", [x, pads, fill]),
                        numpy.pad(x.array, list(zip(low, high)), constant_values=value))
        add(f"pad {shape} {low} {high}", build)
        add(f"pad {shape} {low} {high} last", lambda case, build=build, last=len(shape) - 1: build(case, axes=(last,)))
    for mode, name in (("reflect", "reflect"), ("edge", "edge"), ("wrap", "wrap")):
        def build(case, mode=mode, name=name):
            x = case.input((3, 5, 9))
            pads = case.constant(numpy.array([0, 1, 2, 0, 2, 3], "int64"))
            case.expect(case.op("pad {} by {}", [x, pads], f"{{mode = #nn.pad_mode<{mode}>}}"),
                        numpy.pad(x.array, [(0, 0), (1, 2), (2, 3)], mode=name))
        add(f"pad {mode}", build)


def slices(add):
    for shape, starts, ends, steps in [((20,), [3], [17], [1]), ((5, 20), [0, 1], [5, 20], [1, 3]), ((9, 33), [0, 32], [9, -34], [1, -1]),
                                       ((9, 8), [0, 2], [9, 3], [1, 1]), ((4, 7, 10), [0, 1, 0], [4, 6, 10], [1, 2, 1]),
                                       ((4, 7, 34), [0, 0, 1], [4, 7, 34], [1, 1, 2])]:
        def build(case, shape=shape, starts=starts, ends=ends, steps=steps):
            x = case.input(shape, leading=starts[0] == 0)
            if case.symbolic and starts[0] == 0:
                starts, ends, steps = starts[1:], ends[1:], steps[1:]
            axes = numpy.arange(len(shape) - len(starts), len(shape))
            vectors = [case.constant(numpy.array(part, "int64")) for part in (starts, ends, axes, steps)]
            index = [slice(None)] * len(shape)
            for axis, start, end, step in zip(axes, starts, ends, steps):
                index[axis] = slice(start, None if step < 0 and end < -shape[axis] else end, step)
            case.expect(case.op("slice {} from {} to {} axes {} steps {}", [x, *vectors]), x.array[tuple(index)])
        add(f"slice {shape} {starts} {ends} {steps}", build)
    for shape, indices, axis in [((9, 5), [3, -1, 0], 0), ((9, 33), [8], 0), ((4, 9), [2, 2, -9, 8, 1], 1),
                                 ((3, 4, 17), [[0, 3], [1, 2]], 1), ((5, 6), [[4, 5, 0]], 1)]:
        def build(case, shape=shape, indices=indices, axis=axis, constant=False):
            x = case.input(shape, leading=axis != 0)
            array = numpy.array(indices, "int64")
            places = case.constant(array) if constant else case.input(array, leading=False)
            case.expect(case.op("gather", [x, places], attributes(axis=axis)), numpy.take(x.array, array, axis))
        add(f"gather {shape} {axis}", build)
        add(f"gather {shape} {axis} constant", lambda case, build=build: build(case, constant=True))
    for shape, target in [((3, 1), (3, 5)), ((1, 17), (4, 17)), ((2, 1, 9), (2, 6, 9)), ((5,), (3, 5)), ((2, 1, 1, 8), (2, 3, 4, 8))]:
        def build(case, shape=shape, target=target):
            x = case.input(shape, leading=False)
            sizes = case.constant(numpy.array(target, "int64"))
            case.expect(case.op("broadcast {} to {}", [x, sizes]), numpy.broadcast_to(x.array, target).copy())
        add(f"broadcast {shape} {target}", build)
    for shape, repeats in [((3, 5), (1, 3)), ((2, 3, 4), (1, 2, 2))]:
        def build(case, shape=shape, repeats=repeats):
            x, counts = case.input(shape), case.constant(numpy.array(repeats, "int64"))
            case.expect(case.op("tile {} by {}", [x, counts]), numpy.tile(x.array, repeats))
        add(f"tile {shape} {repeats}", build)


UNARY = {
    "abs": (numpy.abs, -5, 5), "neg": (numpy.negative, -5, 5), "sign": (numpy.sign, -5, 5), "exp": (numpy.exp, -20, 10),
    "log": (numpy.log, 1e-3, 50), "sqrt": (numpy.sqrt, 0, 50), "rsqrt": (lambda x: 1 / numpy.sqrt(x), 0.01, 50),
    "reciprocal": (lambda x: 1 / x, 0.1, 5), "floor": (numpy.floor, -5, 5), "ceil": (numpy.ceil, -5, 5),
    "round": (numpy.round, -5, 5), "sin": (numpy.sin, -10, 10), "cos": (numpy.cos, -10, 10), "tan": (numpy.tan, -1.2, 1.2),
    "asin": (numpy.arcsin, -1, 1), "acos": (numpy.arccos, -1, 1), "atan": (numpy.arctan, -9, 9), "sinh": (numpy.sinh, -4, 4),
    "cosh": (numpy.cosh, -4, 4), "tanh": (numpy.tanh, -6, 6), "asinh": (numpy.arcsinh, -9, 9), "acosh": (numpy.arccosh, 1.1, 9),
    "atanh": (numpy.arctanh, -0.95, 0.95), "erf": (numpy.vectorize(math.erf), -4, 4), "relu": (lambda x: numpy.maximum(x, 0), -5, 5),
    "sigmoid": (lambda x: 1 / (1 + numpy.exp(-x)), -20, 20), "silu": (lambda x: x / (1 + numpy.exp(-x)), -20, 20),
    "softplus": (lambda x: numpy.log1p(numpy.exp(x)), -20, 20), "softsign": (lambda x: x / (1 + numpy.abs(x)), -5, 5),
    "mish": (lambda x: x * numpy.tanh(numpy.log1p(numpy.exp(x))), -10, 10),
    "hard_swish": (lambda x: x * numpy.clip(x / 6 + 0.5, 0, 1), -5, 5),
}


def unary(add):
    for name, (function, low, high) in UNARY.items():
        for shape in ((3, 1), (7, 19)):
            def build(case, name=name, function=function, low=low, high=high, shape=shape):
                x = case.input(shape, low=low, high=high)
                case.expect(case.op(name, [x]), function(x.array.astype("float64")).astype("float32"))
            add(f"{name} {shape}", build)

    def gelu(case):
        x = case.input((5, 33), low=-5, high=5)
        a = x.array.astype("float64")
        case.expect(case.op("gelu", [x]), (a * 0.5 * (1 + numpy.vectorize(math.erf)(a / math.sqrt(2)))).astype("float32"))

    add("gelu", gelu)


BINARY = {"add": numpy.add, "sub": numpy.subtract, "mul": numpy.multiply, "max": numpy.maximum, "min": numpy.minimum}


def binary(add):
    for left, right in [((1,), (1,)), ((67,), (67,)), ((3, 9), (9,)), ((3, 9), (3, 1)), ((3, 9), (1, 9)), ((2, 3, 17), (3, 1)),
                        ((4, 1, 8), (4, 5, 1)), ((2, 3, 4, 5), (3, 1, 1)), ((5, 7), ()), ((2, 16, 3), (2, 16, 3))]:
        for name, dtype in (("add", "float32"), ("mul", "float64"), ("sub", "int32"), ("max", "float32"), ("min", "int8"),
                            ("add", "int64")):
            def build(case, left=left, right=right, name=name, dtype=dtype):
                a = case.input(left, dtype=dtype, low=-50, high=50)
                b = case.input(right, leading=right[:1] == left[:1] and len(right) == len(left), dtype=dtype, low=-9, high=9)
                case.expect(case.op(name, [a, b], dtype=dtype), BINARY[name](a.array, b.array))
            add(f"{name} {left} {right} {dtype}", build)
    for name, compare in (("less", numpy.less), ("equal", numpy.equal), ("greater_equal", numpy.greater_equal)):
        for shape in ((5,), (3, 33)):
            def build(case, name=name, compare=compare, shape=shape):
                a = case.input(shape, dtype="int32", low=0, high=4)
                b = case.input(shape, dtype="int32", low=0, high=4)
                case.expect(case.op(name, [a, b], dtype="bool"), compare(a.array, b.array))
            add(f"{name} {shape}", build)
    for shape in ((1,), (13,), (4, 70)):
        def select(case, shape=shape):
            c, a, b = case.input(shape, dtype="bool"), case.input(shape), case.input(shape)
            case.expect(case.op("select", [c, a, b]), numpy.where(c.array, a.array, b.array))

        def logic(case, shape=shape):
            a, b = case.input(shape, dtype="bool"), case.input(shape, dtype="bool")
            r = case.op("xor", [case.op("not", [a], dtype="bool"), b], dtype="bool")
            case.expect(r, ~a.array ^ b.array)

        add(f"select {shape}", select)
        add(f"logic {shape}", logic)
    for source, target in [("float32", "int32"), ("int32", "float32"), ("int8", "float32"), ("bool", "float32"), ("float32", "float64"),
                           ("float64", "float32"), ("int64", "int32"), ("float32", "bool"), ("uint8", "float32"), ("int32", "int8")]:
        for shape in ((3,), (5, 37)):
            def build(case, source=source, target=target, shape=shape):
                x = case.input(shape, dtype=source, low=0 if source == "uint8" else -99, high=99)
                case.expect(case.op("cast", [x], dtype=target), x.array.astype(target))
            add(f"cast {source} {target} {shape}", build)


def types(add):
    """Element types other than f32: wider, narrower, unsigned."""
    def function(case, name, dtype, expected, low=-3, high=3):
        x = case.input((5, 23), dtype=dtype, low=low, high=high)
        case.expect(case.op(name, [x], dtype=dtype), expected(x.array.astype("float64")).astype(dtype))

    def normal(case, dtype):
        x = case.input((4, 37), dtype=dtype)
        case.expect(case.op("softmax", [x], attributes(axes=[1]), dtype=dtype),
                    softmax(x.array.astype("float64"), (1,)).astype(dtype))

    def product(case, dtype, constant):
        a = case.input((6, 21), dtype=dtype)
        b = case.constant((21, 19), dtype=dtype) if constant else case.input((21, 19), leading=False, dtype=dtype)
        left, right = (a.array, b.array) if "int" in dtype else wide(a.array, b.array)
        case.expect(case.op("matmul", [a, b], dtype=dtype), (left @ right).astype(dtype))

    for dtype in ("float16", "float64"):
        add(f"relu {dtype}", lambda case, dtype=dtype: function(case, "relu", dtype, lambda x: numpy.maximum(x, 0)))
        add(f"sqrt {dtype}", lambda case, dtype=dtype: function(case, "sqrt", dtype, numpy.sqrt, 0.1, 9))
    add("sigmoid float16", lambda case: function(case, "sigmoid", "float16", lambda x: 1 / (1 + numpy.exp(-x))))
    add("softmax float16", lambda case: normal(case, "float16"))
    for dtype in ("float16", "float64", "int8", "int16", "int64", "uint8"):
        reduce_case(add, (4, 37), [1], "max", dtype=dtype)
        reduce_case(add, (37, 5), [0], "min", dtype=dtype)
        for constant in (False, True):
            add(f"matmul {dtype} {constant}", lambda case, dtype=dtype, c=constant: product(case, dtype, c))
    for name, compute in [("max", numpy.maximum), ("min", numpy.minimum), ("add", numpy.add), ("mul", numpy.multiply)]:
        def build(case, name=name, compute=compute):
            a = case.input((3, 41), dtype="uint8", low=0, high=255)
            b = case.input((3, 41), dtype="uint8", low=0, high=255)
            case.expect(case.op(name, [a, b], dtype="uint8"), compute(a.array, b.array))
        add(f"{name} uint8", build)

    def unsigned(case):
        a = case.input((3, 41), dtype="uint8", low=0, high=255)
        b = case.input((3, 41), dtype="uint8", low=1, high=255)
        case.expect(case.op("div", [a, b], dtype="uint8"), a.array // b.array)
        case.expect(case.op("less", [a, b], dtype="bool"), a.array < b.array)

    add("div and less uint8", unsigned)

    def halves(case):  # every one of them, and what lies around the ties
        every = numpy.arange(65536, dtype="uint16").view("float16")
        number = every[numpy.isfinite(every)].astype("float32")
        near = numpy.concatenate([number, numpy.nextafter(number, numpy.float32(numpy.inf)), (number[:-1] + number[1:]) / 2,
                                  numpy.array([numpy.inf, -numpy.inf, numpy.nan, 65519, 65520, 1e-8, 1e30], "float32")])
        x = case.input(every)
        case.expect(case.op("cast", [x]), every.astype("float32"))
        y = case.input(near)
        with numpy.errstate(over="ignore"):
            case.expect(case.op("cast", [y], dtype="float16"), near.astype("float16"), 1e-30)
        z = case.input(number.astype("float64"))
        case.expect(case.op("cast", [z], dtype="float16"), number.astype("float16"), 1e-30)

    add("halves", halves)

    def brain_floats(case):  # NumPy has none: the upper half of a float, to the nearest, ties to even
        x = case.input((33, 70), low=-100, high=100)
        narrow = case.op("cast", [x], dtype="bfloat16")
        doubled = case.op("cast", [case.op("add", [narrow, narrow], dtype="bfloat16")])
        bits = x.array.view("uint32").astype("uint64")
        rounded = ((bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000).astype("uint32").view("float32")
        case.expect(case.op("cast", [narrow]), rounded, 1e-30)
        case.expect(doubled, 2 * rounded, 1e-30)

    add("brain floats", brain_floats)


def shared(add):
    """Enough work for several threads: every part of a loop is done once, whatever their number."""
    def rows(case, size):
        x = case.input((size, 3000), low=-4, high=4)
        case.expect(case.op("softmax", [x], attributes(axes=[1])), softmax(x.array.astype("float64"), (1,)).astype("float32"))

    def long(case, size):
        x = case.input((size,))
        case.expect(case.op("tanh", [x]), numpy.tanh(x.array.astype("float64")).astype("float32"))

    def turned(case, size):
        x = case.input((size, 700))
        case.expect(case.op("transpose", [x], attributes(permutation=[1, 0])), x.array.T)

    for size in (150, 211):
        add(f"softmax of {size} rows", lambda case, size=size: rows(case, size))
        add(f"transpose of {5 * size} rows", lambda case, size=size: turned(case, 5 * size))
        add(f"tanh of {3001 * size}", lambda case, size=size: long(case, 3001 * size))
