"""Cases of several operations: what is fused, how memory is reused, where results come from. Used by operations.py.
SPDX-License-Identifier: Apache-2.0
"""

import numpy

import reference
from contraction_cases import attributes, wide
from data_cases import softmax


def integers(case, *values):
    return case.constant(numpy.array(values, "int64"))


def attention(case, batch, length, heads, width, axes):
    """Self-attention with a residual: reshapes split and join a symbolic axis, three products share an input."""
    size = heads * width
    x = case.input((batch, length, size), axes=axes)
    weights = [case.constant((size, size)) for _ in range(4)]

    def head(number, order):
        split = case.op("reshape {} to {}", [case.op("matmul", [x, weights[number]]), integers(case, 0, 0, heads, width)])
        return case.op("transpose", [split], attributes(permutation=order))

    scores = case.op("matmul", [head(0, [0, 2, 1, 3]), head(1, [0, 2, 3, 1])])
    scaled = case.op("mul", [scores, case.constant(numpy.array(width ** -0.5, "float32"))])
    mixed = case.op("matmul", [case.op("softmax", [scaled], attributes(axes=[-1])), head(2, [0, 2, 1, 3])])
    joined = case.op("reshape {} to {}", [case.op("transpose", [mixed], attributes(permutation=[0, 2, 1, 3])),
                                          integers(case, 0, 0, size)])
    result = case.op("add", [x, case.op("matmul", [joined, weights[3]])])
    a, *w = wide(x.array, *[weight.array for weight in weights])
    q, k, v = [(a @ w[n]).reshape(batch, length, heads, width).transpose(0, 2, 1, 3) for n in range(3)]
    values = softmax(q @ k.transpose(0, 1, 3, 2) * width ** -0.5, (3,)) @ v
    case.expect(result, (a + values.transpose(0, 2, 1, 3).reshape(batch, length, size) @ w[3]).astype("float32"), 1e-4)


def layers(case, count, width):
    """Equal layers: one kernel, two buffers in turn."""
    x = case.input((5, width))
    value, expected = x, x.array.astype("float64")
    for _ in range(count):
        w, b = case.constant((width, width), low=-0.3, high=0.3), case.constant((width,))
        value = case.op("relu", [case.op("add", [case.op("matmul", [value, w]), b])])
        expected = numpy.maximum(expected @ w.array.astype("float64") + b.array.astype("float64"), 0)
    case.expect(value, expected.astype("float32"), 1e-4)


def branches(case):
    """A value that lives long, across others that come and go; parts joined at the end."""
    x = case.input((4, 33))
    kept = case.op("sigmoid", [x])
    first = case.op("add", [case.op("exp", [case.op("reduce max", [x], attributes(axes=[1], keep_dims=True))]), kept])
    second = case.op("mul", [case.op("reduce sum", [first], attributes(axes=[1], keep_dims=True)), kept])
    joined = case.op("concat", [second, kept, first], attributes(axis=1))
    a = x.array.astype("float64")
    k = 1 / (1 + numpy.exp(-a))
    f = numpy.exp(a.max(1, keepdims=True)) + k
    s = f.sum(1, keepdims=True) * k
    case.expect(joined, numpy.concatenate([s, k, f], 1).astype("float32"))


def flattened(case, axes):
    """Two axes become one, also where both are symbolic, and two again."""
    x, w = case.input((3, 7, 10), axes=axes), case.constant((10, 18))
    rows = case.op("matmul", [case.op("reshape {} to {}", [x, integers(case, -1, 10)]), w])
    back = case.op("reshape {} to {}", [rows, integers(case, 3, 7, 18) if not case.symbolic else
                                        integers(case, -1, 7, 18)])
    a, b = wide(x.array, w.array)
    case.expect(back, (a @ b).astype("float32"))


def outputs(case):
    """Results that no kernel makes, or that one makes for several."""
    x = case.input((6, 5))
    case.expect(x, x.array)
    doubled = case.op("add", [x, x])
    case.expect(doubled, x.array + x.array)
    case.expect(doubled, x.array + x.array)
    flat = case.op("reshape {} to {}", [doubled, integers(case, -1)])
    case.expect(flat, (x.array + x.array).reshape(-1))
    constant = case.constant((3,))
    case.expect(constant, constant.array)
    case.expect(case.op("reshape {} to {}", [x, integers(case, 0, 5, 1)]), x.array.reshape(6, 5, 1))
    case.expect(case.op("reduce sum", [x], attributes(axes=[])), numpy.float32(x.array.astype("float64").sum()))


def network(case, axes):
    """Convolutions with a pool and a residual between them, in channels first."""
    x = case.input((1, 3, 16, 20), axes=axes)
    window = attributes(strides=[1, 1], dilations=[1, 1], pads=[1, 1, 1, 1])

    def convolve(value, expected, filters, channels):
        w, b = case.constant((filters, channels, 3, 3), low=-0.5, high=0.5), case.constant((filters,))
        product = reference.conv(expected, w.array, [1, 1], [1, 1], [1, 1, 1, 1], 1)
        return case.op("conv {}, {} bias {}", [value, w, b], window), product + b.array.astype("float64").reshape(-1, 1, 1)

    value, expected = convolve(x, x.array, 8, 3)
    value, expected = case.op("relu", [value]), numpy.maximum(expected, 0)
    value = case.op("max_pool", [value], attributes(window=[2, 2], strides=[2, 2], dilations=[1, 1], pads=[0, 0, 0, 0]))
    expected = reference.pool("max", expected, [2, 2], [2, 2], [1, 1], [0, 0, 0, 0])
    inner, product = convolve(value, expected, 8, 8)
    value, expected = case.op("add", [inner, value]), product + expected
    value = case.op("reduce mean", [value], attributes(axes=[2, 3]))
    case.expect(value, expected.mean((2, 3)).astype("float32"), 1e-4)


def chains(add):
    add("attention", lambda case: attention(case, 2, 9, 3, 8, (0,)))
    add("attention over a symbolic length", lambda case: attention(case, 1, 11, 2, 16, (1,)))
    add("attention, all symbolic", lambda case: attention(case, 2, 13, 4, 4, (0, 1)))
    add("equal layers", lambda case: layers(case, 6, 24))
    add("branches", branches)
    add("flattened rows", lambda case: flattened(case, (0,)))
    add("outputs", outputs)
    add("network", lambda case: network(case, (0,)))
    add("network over symbolic images", lambda case: network(case, (2, 3)))
