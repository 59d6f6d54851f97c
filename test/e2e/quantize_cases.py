"""Cases of integers that stand for real numbers, against integer arithmetic in NumPy. Used by operations.py.
SPDX-License-Identifier: Apache-2.0

All results are exact: what is rounded is computed in single precision here as well, in the same order.
"""

import numpy

import reference
from contraction_cases import attributes

BYTES = ("uint8", "int8")
SINGLE = numpy.float32


def limits(dtype):
    return numpy.iinfo(dtype).min, numpy.iinfo(dtype).max


def integers(case, shape, dtype):
    low, high = limits(dtype)
    return numpy.asarray(case.generator.integers(low, high + 1, shape)).astype(dtype)


def scale_of(case, shape=(), low=0.01, high=0.2):
    return numpy.asarray(case.generator.uniform(low, high, shape), SINGLE)


def saturated(real, zero, dtype):
    """round(real), ties to even, plus zero, in the range of dtype; NaN as the least number."""
    low, high = limits(dtype)
    total = numpy.rint(real).astype("float64") + numpy.asarray(zero).astype("float64")
    return numpy.clip(numpy.where(numpy.isnan(total), low, total), low, high).astype(dtype)


def dequantized(q, scale, zero):
    return (q.astype("int64") - numpy.asarray(zero).astype("int64")).astype(SINGLE) * scale


def quantization(add):
    """Ties, infinities, saturation; scales for all, along an axis, in blocks of which the last is short."""
    def quantize(shape, dtype, scale_shape=(), axis=None, block=0, zero=True, symbolic=(0,)):
        def build(case):
            scale = scale_of(case, scale_shape, 0.25, 0.5)
            scale[...] = numpy.where(case.generator.random(scale_shape) < 0.5, 0.25, scale)  # ties need exact quotients
            x = (case.generator.integers(-1200, 1200, shape) / 8).astype(SINGLE)
            x.flat[0], x.flat[-1] = numpy.inf, -1e30
            point = integers(case, scale_shape, dtype) if zero else numpy.zeros(scale_shape, dtype)
            operands = [case.input(x, axes=symbolic), case.constant(scale)] + ([case.constant(point)] if zero else [])
            values = {} if axis is None else {"axis": axis, "block_size": block}
            r = case.op("quantize {} scale {}" + (" zero {}" if zero else ""), operands, attributes(**values), dtype=dtype)
            each, points = spread(scale, shape, axis, block), spread(point, shape, axis, block)
            with numpy.errstate(over="ignore"):
                case.expect(r, saturated(x / each, points, dtype))
        add(f"quantize {shape} {dtype} {scale_shape} axis {axis} block {block}", build)

    for dtype in ("uint8", "int8", "uint16", "int16", "int32"):
        quantize((3, 37), dtype, zero=dtype != "int32")
        quantize((5, 18), dtype, (18,), axis=1)
    quantize((2, 3, 4, 5), "int8", (3,), axis=1)
    quantize((2, 3, 7), "uint8", (2, 3, 3), axis=2, block=3, symbolic=())
    quantize((6, 9), "int16", (3, 9), axis=-2, block=2, symbolic=())
    quantize((4, 33), "int8", (), zero=False, symbolic=(0, 1))


def spread(parameter, shape, axis, block):
    """A parameter for every element."""
    if axis is None:
        return numpy.broadcast_to(parameter, shape)
    axis %= len(shape)
    if block:
        return numpy.take(numpy.repeat(parameter, block, axis), range(shape[axis]), axis)
    return numpy.broadcast_to(parameter.reshape([-1] + [1] * (len(shape) - axis - 1)), shape)


def dequantization(add):
    def dequantize(shape, dtype, scale_shape=(), axis=None, block=0, symbolic=(0,)):
        def build(case):
            scale, q = scale_of(case, scale_shape), integers(case, shape, dtype)
            zero = integers(case, scale_shape, dtype)
            if dtype == "int32":
                q //= 4096
                zero[...] = 0
            operands = [case.input(q, axes=symbolic), case.constant(scale), case.constant(zero)]
            values = {} if axis is None else {"axis": axis, "block_size": block}
            r = case.op("dequantize {} scale {} zero {}", operands, attributes(**values))
            case.expect(r, dequantized(q, spread(scale, shape, axis, block), spread(zero, shape, axis, block)))
        add(f"dequantize {shape} {dtype} {scale_shape} axis {axis} block {block}", build)

    for dtype in ("uint8", "int8", "uint16", "int16", "int32"):
        dequantize((3, 37), dtype)
        dequantize((5, 18), dtype, (18,), axis=1)
    dequantize((2, 3, 7), "uint8", (2, 3, 3), axis=2, block=3, symbolic=())
    dequantize((4, 21), "int8", (), symbolic=(0, 1))

    def requantize(case, dtype, factors):
        sums = integers(case, (7, 35), "int32") // 65536
        factor, zero = scale_of(case, factors, 0.001, 0.02), integers(case, (), dtype)
        r = case.op("requantize {} factor {} zero {}", [case.input(sums), case.constant(factor), case.constant(zero)],
                    dtype=dtype)
        case.expect(r, saturated(sums.astype(SINGLE) * factor, zero, dtype))
    for dtype in ("uint8", "int8", "int16"):
        for factors in ((), (35,)):
            add(f"requantize {dtype} {factors}", lambda case, d=dtype, f=factors: requantize(case, d, f))


def integer_products(add):
    """Sums of products with zero points of either side, around the sizes of groups, lanes and blocks."""
    def product(left, right, types, zeros, constant=True):
        def build(case):
            a = case.input(integers(case, left, types[0]))
            array = integers(case, right, types[1])
            b = case.constant(array) if constant else case.input(array, leading=False)
            text, operands, shifted = "matmul_integer {}, {}", [a, b], []
            shapes = {"scalar": (), "rows": (left[-2], 1) if len(left) > 1 else (), "columns": (right[-1],)}
            for side, value in (("lhs", a), ("rhs", b)):
                kind = zeros.get(side)
                zero = integers(case, shapes[kind], value.array.dtype) if kind else 0
                if kind:
                    text, operands = f"{text} {side}_zero {{}}", operands + [case.constant(zero)]
                shifted.append(value.array.astype("int64") - numpy.asarray(zero).astype("int64"))
            case.expect(case.op(text, operands, dtype="int32"), numpy.matmul(*shifted).astype("int32"))
        add(f"matmul_integer {left} {right} {types} {zeros}{'' if constant else ' variable'}", build)

    for types in (("uint8", "int8"), ("int8", "int8"), ("uint8", "uint8"), ("int8", "uint8")):
        for m, n, k in [(1, 1, 1), (2, 3, 4), (5, 17, 7), (12, 32, 33), (13, 31, 5), (1, 100, 37), (7, 64, 66), (29, 8, 16)]:
            product((m, k), (k, n), types, {"lhs": "scalar"})
        product((9, 19), (19, 21), types, {"lhs": "scalar", "rhs": "scalar"})
        product((9, 19), (19, 21), types, {"lhs": "rows", "rhs": "columns"})
        product((9, 19), (19, 21), types, {"lhs": "scalar", "rhs": "columns"}, constant=False)
        product((9, 19), (19, 21), types, {}, constant=False)
    product((2, 3, 5, 12), (12, 18), ("uint8", "int8"), {"lhs": "scalar"})
    product((2, 5, 12), (2, 12, 18), ("int8", "int8"), {"lhs": "scalar", "rhs": "scalar"})
    product((4, 10), (10, 6), ("int16", "int8"), {"lhs": "scalar"})


def integer_convolutions(add):
    def convolution(x_shape, w_shape, strides, pads, types, group=1, zeros=(True, False), axes=(0,)):
        def build(case):
            x, w = case.input(integers(case, x_shape, types[0]), axes=axes), case.constant(integers(case, w_shape, types[1]))
            text, operands = "conv_integer {}, {}", [x, w]
            x_zero, w_zero = numpy.int64(0), numpy.zeros(w_shape[0], "int64")
            if zeros[0]:
                point = integers(case, (), types[0])
                text, operands, x_zero = text + " input_zero {}", operands + [case.constant(point)], point.astype("int64")
            if zeros[1]:
                point = integers(case, (w_shape[0],), types[1])
                text, operands, w_zero = text + " weights_zero {}", operands + [case.constant(point)], point.astype("int64")
            spatial = len(strides)
            values = attributes(strides=strides, dilations=[1] * spatial, pads=pads, group=group)
            expected = reference.conv(x.array.astype("int64") - x_zero,
                                      w.array.astype("int64") - w_zero.reshape([-1] + [1] * (spatial + 1)), strides,
                                      [1] * spatial, pads, group)
            case.expect(case.op(text, operands, values, dtype="int32"), numpy.rint(expected).astype("int32"))
        add(f"conv_integer {x_shape} {w_shape} s{strides} p{pads} {types} g{group} zeros {zeros}", build)

    for types in (("uint8", "int8"), ("int8", "int8"), ("uint8", "uint8")):
        for zeros in ((False, False), (True, False), (True, True)):
            convolution((1, 8, 9, 11), (17, 8, 3, 3), [1, 1], [1, 1, 1, 1], types, zeros=zeros)
        convolution((2, 5, 13, 7), (37, 5, 3, 3), [2, 1], [1, 0, 1, 2], types)
        convolution((1, 33, 8, 8), (70, 33, 1, 1), [1, 1], [0, 0, 0, 0], types)
        convolution((1, 18, 9, 9), (18, 1, 3, 3), [1, 1], [1, 1, 1, 1], types, group=18)
        convolution((1, 8, 9, 9), (12, 4, 3, 3), [1, 1], [1, 1, 1, 1], types, group=2)
    convolution((2, 6, 25), (9, 6, 4), [2], [1, 2], ("uint8", "int8"), axes=(0, 2))
    convolution((1, 1, 12, 10), (8, 1, 10, 4), [2, 2], [4, 1, 5, 1], ("int8", "int8"))


def resolved(add):
    """What exporters write as floats between dequantisation and quantisation."""
    def tensor(case, shape, dtype, constant=False, zero=True, scale_shape=(), **kind):
        q = integers(case, shape, dtype)
        scale = scale_of(case, scale_shape)
        point = integers(case, (), dtype) if zero else numpy.zeros((), dtype)
        value = case.constant(q) if constant else case.input(q, **kind)
        operands = [value, case.constant(scale)] + ([case.constant(point)] if zero else [])
        real = case.op("dequantize {} scale {}" + (" zero {}" if zero else ""), operands)
        return real, q.astype("int64") - point.astype("int64"), scale

    def quantized(case, real, dtype, scale, zero):
        return case.op("quantize {} scale {} zero {}", [real, case.constant(scale), case.constant(zero)], dtype=dtype)

    def layer(case, dtype, follow):
        x, x_int, x_scale = tensor(case, (9, 40), dtype)
        w, w_int, w_scale = tensor(case, (40, 21), "int8", constant=True, zero=False, scale_shape=(21,))
        scale, zero = numpy.array(0.37, SINGLE), integers(case, (), dtype)
        sums = x_int @ w_int
        product = case.op("matmul", [x, w])
        if follow == "relu":
            product = case.op("relu", [product])
        factor = (x_scale * w_scale) / scale
        expected = saturated(sums.astype(SINGLE) * factor, zero, dtype)
        if follow == "relu":
            expected = numpy.maximum(expected, zero)
        case.expect(quantized(case, product, dtype, scale, zero), expected)
    for dtype in BYTES:
        for follow in ("nothing", "relu"):
            add(f"quantized layer {dtype} {follow}", lambda case, d=dtype, f=follow: layer(case, d, f))

    def convolved(case, dtype):
        x, x_int, x_scale = tensor(case, (1, 8, 10, 9), dtype)
        w, w_int, w_scale = tensor(case, (20, 8, 3, 3), "int8", constant=True, zero=False)
        scale, zero = numpy.array(0.9, SINGLE), integers(case, (), dtype)
        values = attributes(strides=[1, 1], dilations=[1, 1], pads=[1, 1, 1, 1])
        sums = reference.conv(x_int, w_int, [1, 1], [1, 1], [1, 1, 1, 1], 1)
        pooled = case.op("max_pool", [case.op("conv", [x, w], values)],
                         attributes(window=[2, 2], strides=[2, 2], dilations=[1, 1]))
        each = saturated(sums.astype(SINGLE) * ((x_scale * w_scale) / scale), zero, dtype)
        expected = reference.pool("max", each, [2, 2], [2, 2], [1, 1], [0, 0, 0, 0]).astype(dtype)
        case.expect(quantized(case, pooled, dtype, scale, zero), expected)
    for dtype in BYTES:
        add(f"quantized convolution and pool {dtype}", lambda case, d=dtype: convolved(case, d))

    def moved(case, dtype):
        x, x_int, x_scale = tensor(case, (6, 10), dtype)
        turned = case.op("transpose", [x], attributes(permutation=[1, 0]))
        joined = case.op("concat", [turned, turned], attributes(axis=1))
        scale, zero = numpy.array(0.015, SINGLE), numpy.array(-3, "int16")
        real = (x_int.astype(SINGLE) * x_scale).T
        case.expect(quantized(case, joined, "int16", scale, zero),
                    saturated(numpy.concatenate([real, real], 1) / scale, zero, "int16"))
    for dtype in BYTES:
        add(f"quantized moves {dtype}", lambda case, d=dtype: moved(case, d))

    def summed(case, dtype):
        a, a_int, a_scale = tensor(case, (5, 33), dtype)
        b, b_int, b_scale = tensor(case, (33,), dtype, constant=True)
        scale, zero = numpy.array(0.21, SINGLE), integers(case, (), dtype)
        expected = a_int.astype(SINGLE) * (a_scale / scale) + b_int.astype(SINGLE) * (b_scale / scale)
        case.expect(quantized(case, case.op("add", [a, b]), dtype, scale, zero), saturated(expected, zero, dtype))
        product = (a_int * b_int).astype(SINGLE) * ((a_scale * b_scale) / scale)
        case.expect(quantized(case, case.op("mul", [a, b]), dtype, scale, zero), saturated(product, zero, dtype))
    for dtype in BYTES:
        add(f"quantized sum and product {dtype}", lambda case, d=dtype: summed(case, d))
