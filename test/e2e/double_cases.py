"""Functions on float64, which are our own polynomials, and remainders. Used by operations.py.
SPDX-License-Identifier: Apache-2.0
"""

import math

import numpy

from contraction_cases import attributes

INF, NAN = math.inf, math.nan
erf = numpy.vectorize(math.erf)
# Name, function, ranges of arguments, special arguments.
FUNCTIONS = [
    ("exp", numpy.exp, [(-1, 1), (-40, 3), (600, 709)], [0, -0.0, INF, -INF, NAN, 709.78, 710, -745, -746]),
    ("log", numpy.log, [(0.4, 2.5), (1e-300, 1e-290), (1, 1e12)], [0, -0.0, 1, INF, -1, NAN, 5e-324, 2.2250738585072014e-308]),
    ("sqrt", numpy.sqrt, [(0, 9)], [INF, -1, NAN]),
    ("tanh", numpy.tanh, [(-1e-3, 1e-3), (-3, 3), (-30, 30)], [0, INF, -INF, NAN]),
    ("erf", erf, [(-0.1, 0.1), (-2, 2), (-7, 7)], [0, INF, -INF, NAN, 1, -1]),
    ("sin", numpy.sin, [(-1, 1), (-100, 100), (-1e5, 1e5)], [0, NAN]),
    ("cos", numpy.cos, [(-1, 1), (-100, 100), (-1e5, 1e5)], [0, NAN]),
    ("tan", numpy.tan, [(-1.4, 1.4)], [0]),
    ("atan", numpy.arctan, [(-0.4, 0.4), (-3, 3), (-1e6, 1e6)], [0, INF, -INF, NAN]),
    ("asin", numpy.arcsin, [(-0.1, 0.1), (-1, 1)], [0, 1, -1, 2, NAN]),
    ("acos", numpy.arccos, [(-0.1, 0.1), (-1, 1), (0.999999, 1)], [0, 1, -1, 2, NAN]),
    ("sinh", numpy.sinh, [(-3, 3)], [0]),
    ("cosh", numpy.cosh, [(-3, 3)], [0]),
    ("asinh", numpy.arcsinh, [(-5, 5)], [0]),
    ("acosh", numpy.arccosh, [(1, 9)], [1]),
    ("atanh", numpy.arctanh, [(-0.9, 0.9)], [0]),
    ("sigmoid", lambda x: 1 / (1 + numpy.exp(-x)), [(-9, 9)], [0, 40, -40]),
    ("softplus", lambda x: numpy.maximum(x, 0) + numpy.log1p(numpy.exp(-numpy.abs(x))), [(-9, 9)], [0, 40, -40]),
]


def functions(add):
    for name, function, ranges, special in FUNCTIONS:
        for number, arguments in enumerate([*ranges, special]):
            def build(case, name=name, function=function, arguments=arguments, is_range=number < len(ranges)):
                if is_range:
                    x = case.input((5, 33), dtype="float64", low=arguments[0], high=arguments[1])
                else:
                    x = case.input(numpy.array(arguments, "float64"))
                with numpy.errstate(all="ignore"):
                    case.expect(case.op(name, [x], dtype="float64"), function(x.array), 4e-15)
            add(f"{name} float64 {arguments}", build)

    def power(case):
        x, y = case.input((4, 33), dtype="float64", low=0.1, high=9), case.input((4, 33), dtype="float64", low=-5, high=5)
        case.expect(case.op("pow", [x, y], dtype="float64"), x.array ** y.array, 1e-14)

    add("pow float64", power)


def remainders(add):
    pairs = numpy.array([(5.3, 2), (-5.3, 2), (5.3, -2), (1e30, 7), (-1e30, 0.3), (1e-40, 3e-42), (3e38, 1e-44), (0, 5), (4, 4),
                         (7, INF), (INF, 3), (2, 0), (NAN, 1), (1, NAN), (-8, 2), (0.1, 0.1)], "float64")
    for dtype, extreme in (("float32", (3e38, 1e-45)), ("float64", (1.7e308, 5e-324)), ("float16", (65000, 6e-8))):
        with numpy.errstate(all="ignore"):
            operands = numpy.vstack([pairs, extreme]).astype(dtype)

        def build(case, operands=operands, dtype=dtype):
            x, y = case.input(operands[:, 0].copy()), case.input(operands[:, 1].copy())
            with numpy.errstate(all="ignore"):
                case.expect(case.op("mod", [x, y], attributes(truncated=True), dtype=dtype),
                            numpy.fmod(operands[:, 0].astype("float64"), operands[:, 1].astype("float64")).astype(dtype))
        add(f"fmod {dtype}", build)
