"""Cases with sums of products: matrix products, convolutions; and pools, which share their loops. Used by operations.py.
SPDX-License-Identifier: Apache-2.0

Sizes are chosen around the register blocks of all targets: one less, one more, primes, smaller than a vector.
"""

import numpy

import reference


def wide(*arrays):
    return [array.astype("float64") for array in arrays]


def attributes(**values):
    """An attribute dictionary; lists become arrays of i64."""
    def text(value):
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, (list, tuple)):
            return f"array<i64{': ' if len(value) else ''}{', '.join(map(str, value))}>"
        return f"{value} : i64" if isinstance(value, int) else str(value)
    return "{" + ", ".join(f"{name} = {text(value)}" for name, value in values.items()) + "}"


def matmul(add):
    def product(left, right, constant=False, dtype="float32", leading=True):
        def build(case):
            a = case.input(left, leading=leading, dtype=dtype)
            b = case.constant(right, dtype=dtype) if constant else case.input(right, leading=False, dtype=dtype)
            r = case.op("matmul", [a, b], dtype=dtype)
            exact = dtype.startswith("int")
            operands = (a.array, b.array) if exact else wide(a.array, b.array)
            case.expect(r, numpy.matmul(*operands).astype(dtype))
        add(f"matmul {left} {right} {dtype}{' constant' if constant else ''}", build)

    # Rows, columns and the sum, each around multiples of 2..14 rows and 4..32 lanes.
    for m, n, k in [(1, 1, 1), (2, 3, 4), (5, 7, 11), (6, 16, 8), (7, 17, 9), (12, 32, 33), (13, 31, 5), (14, 33, 64),
                    (15, 47, 3), (1, 100, 37), (37, 1, 19), (24, 65, 1), (3, 8, 70), (29, 96, 16)]:
        product((m, k), (k, n))
        product((m, k), (k, n), constant=True)
    product((9,), (9, 21), leading=False)
    product((13, 9), (9,))
    product((33,), (33,), leading=False)
    product((2, 3, 5, 7), (7, 18))
    product((2, 3, 5, 7), (7, 18), constant=True)
    product((3, 5, 7), (3, 7, 18), leading=False)
    product((2, 1, 5, 7), (3, 7, 6))
    product((5, 7), (4, 7, 9), leading=False)
    product((7, 19), (19, 21), dtype="float64")
    product((7, 19), (19, 21), dtype="int32")


def matmul_forms(add):
    """Transposed operands, and what follows a product in registers."""
    for m, n, k in [(5, 9, 7), (13, 34, 20), (1, 24, 18), (33, 3, 8)]:
        for transpose_a in (False, True):
            for transpose_b in (False, True):
                for constant in (False, True):
                    def build(case, m=m, n=n, k=k, ta=transpose_a, tb=transpose_b, constant=constant):
                        a = case.input((k, m) if ta else (m, k))
                        right = (n, k) if tb else (k, n)
                        b = case.constant(right) if constant else case.input(right, leading=False)
                        r = case.op("matmul", [a, b], attributes(transpose_a=ta, transpose_b=tb))
                        left, right = wide(a.array.T if ta else a.array, b.array.T if tb else b.array)
                        case.expect(r, (left @ right).astype("float32"))
                    add(f"matmul {m}x{k}x{n} {transpose_a} {transpose_b} constant={constant}", build)

    def bias_relu(case, m, n, k):
        a, b, bias = case.input((m, k)), case.constant((k, n)), case.constant((n,))
        r = case.op("relu", [case.op("add", [case.op("matmul", [a, b]), bias])])
        left, right, c = wide(a.array, b.array, bias.array)
        case.expect(r, numpy.maximum(left @ right + c, 0).astype("float32"))

    def residual(case, m, n, k):
        a, b, x = case.input((m, k)), case.constant((k, n)), case.input((m, n))
        r = case.op("add", [x, case.op("sigmoid", [case.op("matmul", [a, b])])])
        left, right, c = wide(a.array, b.array, x.array)
        case.expect(r, (c + 1 / (1 + numpy.exp(-(left @ right)))).astype("float32"))

    def transposed_result(case, m, n, k):
        a, b = case.input((m, k), leading=False), case.constant((k, n))
        r = case.op("transpose", [case.op("matmul", [a, b])], attributes(permutation=[1, 0]))
        left, right = wide(a.array, b.array)
        case.expect(r, (left @ right).T.astype("float32"))

    def column_bias(case, m, n, k):
        a, b, bias = case.input((m, k)), case.constant((k, n)), case.input((m, 1))
        r = case.op("mul", [case.op("matmul", [a, b]), bias])
        left, right, c = wide(a.array, b.array, bias.array)
        case.expect(r, (left @ right * c).astype("float32"))

    for m, n, k in [(4, 10, 6), (13, 33, 12), (25, 16, 31)]:
        for follow in (bias_relu, residual, transposed_result, column_bias):
            add(f"{follow.__name__} {m} {n} {k}", lambda case, f=follow, s=(m, n, k): f(case, *s))


def convolution_of(add):
    def convolution(x_shape, w_shape, strides, dilations, pads, group=1, bias=False, relu=False, constant=True, axes=(0,)):
        def build(case):
            x = case.input(x_shape, axes=axes)
            w = case.constant(w_shape) if constant else case.input(w_shape, leading=False)
            names, operands = "conv {}, {}", [x, w]
            expected = reference.conv(x.array, w.array, strides, dilations, pads, group)
            if bias:
                b = case.constant((w_shape[0],))
                names, operands = names + " bias {}", operands + [b]
                expected += b.array.astype("float64").reshape([-1] + [1] * (len(x_shape) - 2))
            r = case.op(names, operands, attributes(strides=strides, dilations=dilations, pads=pads, group=group))
            if relu:
                r, expected = case.op("relu", [r]), numpy.maximum(expected, 0)
            case.expect(r, expected.astype("float32"))
        add(f"conv {x_shape} {w_shape} s{strides} d{dilations} p{pads} g{group}{'' if constant else ' variable'}", build)
    return convolution


def conv(add):
    convolution = convolution_of(add)
    convolution((2, 3, 20), (5, 3, 3), [1], [1], [0, 0])
    convolution((1, 4, 37), (17, 4, 5), [2], [1], [2, 1], bias=True)
    convolution((1, 4, 37), (8, 4, 3), [1], [4], [4, 4], bias=True, relu=True)
    convolution((1, 1, 50), (33, 1, 7), [3], [2], [0, 3])
    convolution((1, 3, 9, 11), (16, 3, 3, 3), [1, 1], [1, 1], [1, 1, 1, 1], bias=True, relu=True)
    convolution((2, 3, 9, 11), (7, 3, 3, 3), [2, 2], [1, 1], [0, 1, 1, 0])
    convolution((1, 5, 12, 7), (9, 5, 3, 2), [1, 2], [2, 1], [2, 0, 2, 1], bias=True)
    convolution((1, 16, 8, 8), (24, 16, 1, 1), [1, 1], [1, 1], [0, 0, 0, 0], bias=True)
    convolution((1, 16, 9, 9), (40, 16, 1, 1), [2, 2], [1, 1], [0, 0, 0, 0])
    convolution((1, 3, 15, 15), (33, 3, 7, 7), [2, 2], [1, 1], [3, 3, 3, 3], bias=True, relu=True)
    convolution((1, 6, 7, 7), (8, 6, 3, 3), [1, 1], [1, 1], [1, 1, 1, 1], constant=False)
    convolution((1, 2, 5, 6, 7), (6, 2, 3, 3, 3), [1, 1, 1], [1, 1, 1], [1, 1, 1, 1, 1, 1], bias=True)
    convolution((1, 3, 6, 7, 8), (4, 3, 2, 3, 2), [2, 1, 2], [1, 2, 1], [0, 2, 1, 1, 2, 0])
    for group, channels, outputs in [(2, 6, 8), (3, 9, 9), (4, 32, 64)]:
        convolution((1, channels, 8, 9), (outputs, channels // group, 3, 3), [1, 1], [1, 1], [1, 1, 1, 1], group=group)
    for channels in (1, 5, 19):  # depthwise
        convolution((2, channels, 9, 10), (channels, 1, 3, 3), [1, 1], [1, 1], [1, 1, 1, 1], group=channels, relu=True)
    convolution((1, 20, 11, 13), (20, 1, 5, 5), [2, 2], [1, 1], [2, 2, 2, 2], group=20, bias=True)
    convolution((1, 6, 9, 9), (18, 1, 3, 3), [1, 1], [2, 2], [2, 2, 2, 2], group=6, bias=True)
    convolution((1, 12, 30), (12, 1, 4), [1], [1], [3, 0], group=12)
    # Image sizes that come with the call.
    convolution((1, 3, 11, 13), (8, 3, 3, 3), [1, 1], [1, 1], [1, 1, 1, 1], bias=True, relu=True, axes=(2, 3))
    convolution((1, 5, 11, 13), (8, 5, 1, 1), [1, 1], [1, 1], [0, 0, 0, 0], bias=True, axes=(2, 3))
    convolution((1, 4, 12, 19), (7, 4, 3, 3), [2, 2], [1, 1], [1, 1, 1, 1], axes=(2, 3))
    convolution((2, 6, 9, 40), (6, 1, 3, 3), [1, 1], [1, 1], [1, 1, 1, 1], group=6, axes=(0, 3))
    convolution((1, 4, 61), (5, 4, 5), [1], [2], [8, 0], axes=(2,))


def conv_transpose(add):
    def transposed(x_shape, w_shape, strides, dilations, pads, group=1, padding=None, window=()):
        padding = padding or [0] * len(strides)

        def build(case):
            x, w = case.input(x_shape), case.input(w_shape, axes=window) if window else case.constant(w_shape)
            r = case.op("conv_transpose", [x, w], attributes(strides=strides, dilations=dilations, pads=pads, group=group,
                                                             output_padding=padding))
            expected = reference.conv_transpose(x.array, w.array, strides, dilations, pads, group, padding)
            case.expect(r, expected.astype("float32"))
        add(f"conv_transpose {x_shape} {w_shape} s{strides} d{dilations} p{pads} g{group} o{padding}", build)

    transposed((1, 3, 10), (3, 5, 3), [1], [1], [0, 0])
    transposed((1, 4, 9), (4, 6, 4), [2], [1], [1, 1])
    transposed((1, 4, 5, 6), (4, 3, 3, 3), [2, 2], [1, 1], [1, 1, 1, 1], padding=[1, 1])
    transposed((2, 3, 5, 4), (3, 2, 2, 2), [2, 2], [1, 1], [0, 0, 0, 0])
    transposed((1, 4, 6, 5), (4, 3, 3, 2), [1, 3], [2, 1], [1, 0, 0, 1], group=2)
    transposed((1, 4, 6, 5), (4, 3, 3, 2), [1, 3], [2, 1], [1, 0, 0, 1], window=(2, 3))
    transposed((1, 4, 9), (4, 3, 5), [2], [1], [1, 1], group=2, window=(2,))


def pool(add):
    def pooling(kind, x_shape, window, strides, dilations, pads, axes=(0,), **flags):
        def build(case):
            x = case.input(x_shape, axes=axes)
            r = case.op(f"{kind}_pool", [x], attributes(window=window, strides=strides, dilations=dilations, pads=pads,
                                                         **flags))
            expected = reference.pool(kind, x.array, window, strides, dilations, pads, **flags)
            case.expect(r, expected.astype("float32"))
        add(f"{kind}_pool {x_shape} {window} s{strides} d{dilations} p{pads} {flags or ''}", build)

    for kind in ("max", "avg"):
        pooling(kind, (1, 3, 17), [3], [2], [1], [1, 1])
        pooling(kind, (2, 5, 8, 9), [2, 2], [2, 2], [1, 1], [0, 0, 0, 0])
        pooling(kind, (1, 19, 9, 9), [3, 3], [1, 1], [1, 1], [1, 1, 1, 1])
        pooling(kind, (1, 33, 7, 7), [7, 7], [1, 1], [1, 1], [0, 0, 0, 0])
        pooling(kind, (1, 16, 11, 10), [3, 2], [2, 3], [1, 1], [1, 0, 0, 1])
        pooling(kind, (1, 3, 5, 6, 7), [2, 3, 2], [1, 2, 1], [1, 1, 1], [0, 1, 0, 0, 1, 0])
        pooling(kind, (1, 4, 10, 13), [2, 3], [2, 1], [1, 1], [0, 1, 0, 1], axes=(2, 3))
    pooling("max", (1, 4, 12, 12), [3, 3], [1, 1], [2, 2], [2, 2, 2, 2])
    pooling("avg", (1, 4, 12, 13), [3, 3], [2, 2], [1, 1], [1, 1, 1, 1], count_include_pad=True)


def shared(add):
    """Enough work for several threads."""
    for m, n, k in [(131, 150, 140), (1, 1500, 700), (300, 40, 90), (7, 2000, 64)]:
        def build(case, m=m, n=n, k=k):
            a, b, bias = case.input((m, k)), case.constant((k, n)), case.constant((n,))
            r = case.op("relu", [case.op("add", [case.op("matmul", [a, b]), bias])])
            left, right, c = wide(a.array, b.array, bias.array)
            case.expect(r, numpy.maximum(left @ right + c, 0).astype("float32"))
        add(f"matmul {m} {n} {k}", build)
    convolution = convolution_of(add)
    convolution((2, 16, 29, 31), (16, 16, 3, 3), [1, 1], [1, 1], [1, 1, 1, 1], bias=True, relu=True)
    convolution((1, 16, 61, 57), (16, 1, 3, 3), [1, 1], [1, 1], [1, 1, 1, 1], group=16, axes=(2, 3))
    convolution((1, 16, 41, 43), (8, 16, 1, 1), [1, 1], [1, 1], [0, 0, 0, 0], bias=True, axes=(2,))
