"""Cases that write at computed positions or run along an axis: scatter, caches, running sums, the best k, pools' positions.
Used by operations.py. SPDX-License-Identifier: Apache-2.0
"""

import itertools

import numpy

from contraction_cases import attributes
from module import ELEMENT, Value

DTYPES = ("float32", "float64", "float16", "int8", "int16", "int32", "int64", "uint8", "bool")
COMBINE = {
    "": lambda old, new: new, "sum": lambda old, new: old + new, "prod": lambda old, new: old * new,
    "max": numpy.maximum, "min": numpy.minimum,
}


def positions(case, shape, limit, dtype="int64"):
    """Indices from both ends, and a few outside, which nothing is written to."""
    values = case.generator.integers(-limit, limit, shape).astype(dtype)
    if dtype.startswith("u"):
        values = numpy.abs(values)
    if values.size > 3:
        values.flat[1] = limit + 2
    return values


def inside(index, size):
    index = index + size if index < 0 else index
    return index if 0 <= index < size else None


def by(kind):
    return f" by {kind}" if kind else ""


def scatter_nd(data, indices, updates, kind):
    result, named = data.copy(), indices.shape[-1]
    for place in numpy.ndindex(indices.shape[:-1]):
        at = tuple(inside(int(index), data.shape[axis]) for axis, index in enumerate(indices[place]))
        if None not in at:
            with numpy.errstate(over="ignore"):  # integers wrap around
                result[at] = COMBINE[kind](result[at], updates[place])
    assert named <= data.ndim
    return result


def scatter_elements(data, indices, updates, axis, kind):
    result = data.copy()
    for place in numpy.ndindex(indices.shape):
        index = inside(int(indices[place]), data.shape[axis])
        if index is not None:
            at = place[:axis] + (index,) + place[axis + 1:]
            with numpy.errstate(over="ignore"):
                result[at] = COMBINE[kind](result[at], updates[place])
    return result


def scatter(add):
    def slices(shape, count, named, kind="", dtype="float32", index="int64", symbolic=(0,), constant=False, fixed=None, used=False):
        def build(case):
            x = case.input(shape, dtype=dtype, axes=symbolic)
            limit = min(shape[:named]) if named else 1
            array = fixed if fixed is not None else positions(case, tuple(count) + (named,), limit, index)
            i = case.constant(array) if constant else case.input(array, leading=False)
            # What the updates share with the data has its name.
            rest = [axis - named + len(count) for axis in symbolic if axis >= named]
            u = case.input(tuple(count) + tuple(shape[named:]), dtype=dtype, axes=rest)
            y = case.op("scatter_nd {} at {} put {}" + by(kind), [x, i, u], dtype=dtype)
            case.expect(y, scatter_nd(x.array, array, u.array, kind))
            if used:  # the data are read again: the update must not change them
                case.expect(case.op("neg", [x], dtype=dtype), -x.array)
        add(f"scatter_nd {shape} {count} {named} {kind} {dtype} {index} {symbolic} {constant}", build)

    for shape, count, named in [((7,), (3,), 1), ((5, 33), (4,), 1), ((5, 33), (1,), 1), ((4, 6, 9), (2, 3), 2), ((3, 4, 2, 17), (5,), 2),
                                ((3, 4, 5), (6,), 3), ((6, 7), (2, 2), 0), ((2, 8, 64), (1, 2), 2), ((1, 1), (1,), 1)]:
        for symbolic in ((0,), (len(shape) - 1,)):
            slices(shape, count, named, symbolic=symbolic)
    for kind in COMBINE:
        slices((6, 35), (9,), 1, kind)
        slices((6, 5), (9,), 2, kind, symbolic=(0, 1))
        slices((5, 19), (4,), 1, kind, "int32", used=True)
    for dtype in DTYPES:
        slices((5, 40), (3,), 1, dtype=dtype)
        slices((5, 40), (7,), 1, "max", dtype=dtype)
    for index in ("int32", "uint8"):
        slices((5, 9), (4,), 1, index=index)
    # Constant positions: a box, one with steps, one in another order, a row that is named twice.
    box = numpy.stack(numpy.meshgrid(numpy.arange(1, 4), numpy.arange(0, 6, 2), indexing="ij"), -1)
    for fixed in (box, box - 6, box[:, :1], box[::-1].copy(), box[[0, 0, 1]], box.swapaxes(0, 1).copy()):
        slices((6, 7, 5), fixed.shape[:-1], 2, fixed=fixed, constant=True, symbolic=(2,))
        slices((6, 7), fixed.shape[:-1], 2, fixed=fixed, constant=True, symbolic=())
        slices((6, 7), fixed.shape[:-1], 2, "sum", fixed=fixed, constant=True, symbolic=())

    def chain(shape, symbolic, outputs):
        """Data that a kernel makes: changed in place where nobody needs them afterwards, copied where they are."""
        def build(case):
            x, i = case.input(shape, axes=symbolic), case.input(positions(case, (3, 1), 4), leading=False)
            u = case.input((3, *shape[1:]), axes=[axis for axis in symbolic if axis])
            made = [(case.op("neg", [x]), -x.array)]
            for kind in ("", "sum", ""):
                value, array = made[-1]
                made.append((case.op("scatter_nd {} at {} put {}" + by(kind), [value, i, u]), scatter_nd(array, i.array, u.array, kind)))
            made.append((case.op("mul", [made[-1][0], x]), made[-1][1] * x.array))
            for number in outputs:
                case.expect(*made[number])
        add(f"scatter_nd chain {shape} {symbolic} {outputs}", build)

    for outputs in ([4], [3], [0, 3], [2, 4], [1, 2, 3], [3, 3], [0, 1, 2, 3, 4]):
        chain((6, 35), (0,), outputs)
        chain((6, 2, 7), (0, 2), outputs)

    def elements(shape, count, axis, kind="", dtype="float32", index="int64", symbolic=(0,)):
        def build(case):
            x = case.input(shape, dtype=dtype, axes=symbolic)
            array = positions(case, count, shape[axis], index)
            i = case.input(array, leading=False)
            u = case.input(count, dtype=dtype, leading=False)
            y = case.op("scatter_elements {} at {} put {}" + by(kind), [x, i, u], attributes(axis=axis), dtype=dtype)
            case.expect(y, scatter_elements(x.array, array, u.array, axis % len(shape), kind))
        add(f"scatter_elements {shape} {count} {axis} {kind} {dtype} {index} {symbolic}", build)

    for axis in (0, 1, 2, -1):
        elements((4, 5, 6), (3, 4, 5), axis)
        elements((4, 5, 6), (4, 5, 6), axis, "sum", symbolic=(axis % 3,))
        elements((4, 5, 6), (1, 5, 2), axis, "min", "int64")
    for kind, dtype in itertools.product(COMBINE, DTYPES):
        elements((9,), (5,), 0, kind, dtype)
    elements((5, 3), (9, 2), 0, "prod", index="int32")
    elements((5, 3), (9, 2), 0, index="uint8")


def caches(add):
    def write(shape, count, axis, starts, circular, dtype="float32", symbolic=(0,)):
        def build(case):
            x = case.input(shape, dtype=dtype, axes=symbolic)
            new = tuple(count if place == axis % len(shape) else size for place, size in enumerate(shape))
            u = case.input(new, dtype=dtype, axes=[place for place in symbolic if place != axis % len(shape)])
            operands, text = [x, u], "tensor_scatter {} put {}"
            if starts is not None:
                operands.append(case.input(numpy.array(starts), axes=(0,) if 0 in symbolic else ()))
                text += " from {}"
            y = case.op(text, operands, attributes(axis=axis, circular=circular), dtype=dtype)
            expected = x.array.copy()
            data, updates = numpy.moveaxis(expected, axis, 1), numpy.moveaxis(u.array, axis, 1)
            for batch, entry in itertools.product(range(shape[0]), range(count)):
                place = max(starts[batch] if starts is not None else 0, 0) + entry
                place = place % shape[axis] if circular else place
                if place < shape[axis]:
                    data[batch, place] = updates[batch, entry]
            case.expect(y, expected)
        add(f"tensor_scatter {shape} {count} {axis} {starts} {circular} {dtype} {symbolic}", build)

    for circular in (False, True):
        write((2, 6, 5), 2, 1, [1, 5], circular)
        write((2, 3, 8, 16), 1, -2, [7, 0], circular)
        write((2, 3, 8, 16), 3, 2, [6, -1], circular, symbolic=(2,))
        write((1, 4, 33), 4, 1, None, circular, symbolic=(1, 2))
        write((2, 3, 7), 2, -1, [3, 6], circular, "float16")
        write((2, 3, 7), 2, 1, [0, 2], circular, "int8")


def cumulations(add):
    def run(kind, shape, axis, exclusive, reverse, dtype="float32", symbolic=(0,), run_time=False, scale=2):
        def build(case):
            x = case.input(shape, dtype=dtype, axes=symbolic, low=-scale, high=scale)
            settings = {"exclusive": exclusive, "reverse": reverse}
            if run_time:
                a = case.input(numpy.array(axis, dtype="int32"), leading=False)
                y = case.op(f"cumulate {{}} along {{}} by {kind}", [x, a], attributes(**settings), dtype=dtype)
            else:
                y = case.op(f"cumulate {{}} by {kind}", [x], attributes(axis=axis, **settings), dtype=dtype)
            wide = numpy.moveaxis(x.array.astype("float64" if dtype.startswith("float") else dtype), axis, 0)
            wide = wide[::-1] if reverse else wide
            result = (numpy.cumsum if kind == "sum" else numpy.cumprod)(wide, 0)
            if exclusive:
                result = numpy.concatenate([numpy.full_like(result[:1], kind == "prod"), result[:-1]])
            result = numpy.moveaxis(result[::-1] if reverse else result, 0, axis)
            case.expect(y, result.astype(dtype), 2e-2 if dtype == "float16" else None)
        add(f"cumulate {kind} {shape} {axis} {exclusive} {reverse} {dtype} {symbolic} {run_time}", build)

    for kind, exclusive, reverse in itertools.product(("sum", "prod"), (False, True), (False, True)):
        for shape, axis in [((9,), 0), ((3, 35), 1), ((5, 35), 0), ((2, 3, 4), -2), ((2, 1, 4), 1)]:
            run(kind, shape, axis, exclusive, reverse)
        run(kind, (3, 4, 17), 1, exclusive, reverse, symbolic=(1, 2))
        run(kind, (3, 4, 17), 2, exclusive, reverse, "int64", symbolic=(2,))
        for axis in (0, 1, -1):
            run(kind, (3, 4, 5), axis, exclusive, reverse, run_time=True)
    for dtype in ("float64", "float16", "int32", "uint8"):
        run("sum", (4, 21), 1, False, False, dtype)
        run("sum", (4, 21), 0, False, True, dtype)


def reversals(add):
    for dtype, shape, batch, time, lengths in [
            ("float32", (4, 4), 1, 0, [4, 3, 2, 1]), ("float32", (3, 6, 5), 0, 1, [6, 0, 3]), ("int8", (5, 2, 3), 1, 0, [9, 1]),
            ("float64", (2, 3, 4, 6), 2, 3, [1, 2, 5, 6]), ("bool", (2, 7), 0, 1, [7, 4])]:
        for symbolic in ((batch,), (time,)):
            def build(case, dtype=dtype, shape=shape, batch=batch, time=time, lengths=lengths, symbolic=symbolic):
                x = case.input(shape, dtype=dtype, axes=symbolic)
                n = case.input(numpy.array(lengths), axes=(0,) if batch in symbolic else ())
                y = case.op("reverse_sequence", [x, n], attributes(batch_axis=batch, time_axis=time), dtype=dtype)
                expected = numpy.moveaxis(x.array.copy(), (batch, time), (0, 1))
                for entry, length in zip(expected, lengths):
                    entry[:length] = entry[:length][::-1].copy()
                case.expect(y, numpy.moveaxis(expected, (0, 1), (batch, time)))
            add(f"reverse_sequence {shape} {batch} {time} {dtype} {symbolic}", build)


def best(add):
    def top(shape, axis, k, largest=True, dtype="float32", symbolic=(0,), ties=False, nan=False):
        def build(case):
            array = case.random(shape, dtype, 0 if dtype.startswith("u") else -50, 50)
            if ties:
                array = numpy.round(array / 20).astype(dtype)
            if nan:
                array.flat[::4] = numpy.nan
            x = case.input(array, axes=[place for place in symbolic if place != axis % len(shape)] if nan else symbolic)
            count = case.constant(numpy.array([k]))
            values, indices = Value(case._fresh("v"), f"tensor<*x{ELEMENT[dtype]}>"), Value(case._fresh("i"), "tensor<*xi64>")
            case.lines.append(f"    {values.name}, {indices.name} = nn.top_k {x.name} count {count.name} "
                              f"{attributes(axis=axis, largest=largest)} : ({x.type}, {count.type}) -> ({values.type}, {indices.type})")
            keys = array.astype("float64") if dtype != "int64" else array
            order = numpy.argsort(keys if not largest else -keys, axis, kind="stable")
            if nan and largest:  # NaN comes first
                order = numpy.argsort(numpy.where(numpy.isnan(keys), -numpy.inf, -keys), axis, kind="stable")
            order = numpy.take(order, range(k), axis)
            case.expect(values, numpy.take_along_axis(array, order, axis))
            case.expect(indices, order)
        add(f"top_k {shape} {axis} {k} {largest} {dtype} {symbolic} {ties} {nan}", build)

    for shape, axis, k in [((9,), 0, 3), ((9,), 0, 9), ((4, 33), 1, 1), ((4, 33), -1, 5), ((21, 6), 0, 4), ((3, 17, 5), 1, 17),
                           ((2, 300), 1, 40), ((1, 1), 1, 1), ((3, 5), 1, 0)]:
        for largest in (True, False):
            top(shape, axis, k, largest)
            top(shape, axis, k, largest, ties=True, symbolic=(axis % len(shape),))
    for dtype in ("float64", "float16", "int8", "int16", "int32", "int64", "uint8"):
        top((3, 23), 1, 6, dtype=dtype)
        top((3, 23), 1, 6, False, dtype, ties=True)
    for largest in (True, False):
        top((3, 22), 1, 9, largest, nan=True)


def pooled_positions(add):
    def pool(shape, window, strides, pads, dilations=None, ties=False, column=False, symbolic=(0,)):
        spatial = len(window)
        dilations = dilations or [1] * spatial

        def build(case):
            array = case.random(shape)
            x = case.input(numpy.round(array) if ties else array, axes=symbolic)
            settings = dict(window=window, strides=strides, dilations=dilations, pads=pads)
            y = case.op("max_pool", [x], attributes(**settings))
            i = case.op("max_pool_indices {} to {}", [x, y], attributes(column_major=column, **settings), dtype="int64")
            outputs = [(size + pads[axis] + pads[spatial + axis] - dilations[axis] * (window[axis] - 1) - 1) // strides[axis] + 1
                       for axis, size in enumerate(shape[2:])]
            values, found = numpy.empty((*shape[:2], *outputs), "float32"), numpy.empty((*shape[:2], *outputs), "int64")
            numbers = numpy.arange(numpy.prod(shape)).reshape(shape)
            if column:
                numbers = numpy.arange(numpy.prod(shape)).reshape(*shape[:2], *reversed(shape[2:]))
                numbers = numbers.transpose(0, 1, *range(len(shape) - 1, 1, -1))
            for at in numpy.ndindex(values.shape):
                places = [at[:2] + tuple(o * s - p + e * d for o, s, p, e, d in zip(at[2:], strides, pads, element, dilations))
                          for element in numpy.ndindex(*window)]
                places = [p for p in places if all(0 <= c < size for c, size in zip(p[2:], shape[2:]))]
                chosen = max(places, key=lambda p: x.array[p])  # the first of equals
                values[at], found[at] = x.array[chosen], numbers[chosen]
            case.expect(y, values)
            case.expect(i, found)
        add(f"max_pool_indices {shape} {window} {strides} {pads} {ties} {column} {symbolic}", build)

    for symbolic in ((0,), (2,)):
        pool((2, 3, 9), [3], [2], [1, 1], symbolic=symbolic)
        pool((1, 2, 5, 7), [2, 3], [2, 2], [0, 1, 1, 1], symbolic=symbolic)
    pool((2, 2, 6, 6), [2, 2], [2, 2], [0, 0, 0, 0], ties=True)
    pool((2, 3, 5, 6), [2, 2], [1, 2], [0, 0, 0, 0], column=True)
    pool((1, 2, 7, 7), [2, 2], [1, 1], [1, 0, 1, 0], [2, 3], ties=True)
    pool((1, 1, 4, 5, 3), [2, 2, 2], [1, 2, 1], [0] * 6)

    for shape, dtype in (((2, 3, 4), "float32"), ((1, 2, 3, 5), "float32"), ((1, 2, 3), "int8")):
        def build(case, shape=shape, dtype=dtype):
            spatial = len(shape) - 2
            whole = shape[:2] + tuple(2 * size for size in shape[2:])
            x = case.input(shape, dtype=dtype, axes=(2,))
            order = case.generator.permutation(int(numpy.prod(whole)))[: x.array.size]
            i = case.input(order.reshape(shape), axes=(2,))
            y = case.op("max_unpool {} at {}", [x, i], attributes(window=[2] * spatial, strides=[2] * spatial, dilations=[1] * spatial),
                        dtype=dtype)
            expected = numpy.zeros(numpy.prod(whole), dtype)
            expected[order] = x.array.ravel()
            case.expect(y, expected.reshape(whole))
        add(f"max_unpool {shape} {dtype}", build)


def windows(add):
    def image(size, channels, window, strides, pads, dilations, dtype="float32", batch=2):
        def build(case):
            spatial = len(window)
            counts = [(size[a] + pads[a] + pads[spatial + a] - dilations[a] * (window[a] - 1) - 1) // strides[a] + 1 for a in range(spatial)]
            shape = (batch, channels * int(numpy.prod(window)), int(numpy.prod(counts)))
            x = case.input(shape, dtype=dtype)
            sizes, block = case.constant(numpy.array(size)), case.constant(numpy.array(window))
            y = case.op("col2im {} image {} block {}", [x, sizes, block], attributes(strides=strides, dilations=dilations, pads=pads),
                        dtype=dtype)
            columns = x.array.astype("float64").reshape(batch, channels, *window, *counts)
            expected = numpy.zeros((batch, channels, *size))
            for element, position in itertools.product(numpy.ndindex(*window), numpy.ndindex(*counts)):
                at = tuple(p * s + e * d - q for p, s, e, d, q in zip(position, strides, element, dilations, pads))
                if all(0 <= c < limit for c, limit in zip(at, size)):
                    expected[(slice(None), slice(None), *at)] += columns[(slice(None), slice(None), *element, *position)]
            case.expect(y, expected.astype(dtype))
        add(f"col2im {size} {channels} {window} {strides} {pads} {dilations} {dtype}", build)

    image([5, 5], 1, [1, 5], [1, 1], [0] * 4, [1, 1])
    image([7, 40], 3, [3, 2], [1, 1], [1, 0, 1, 1], [1, 1])
    image([6, 9], 2, [2, 3], [2, 3], [0] * 4, [1, 1])
    image([8, 8], 2, [3, 3], [2, 1], [2, 1, 1, 2], [2, 3], "float64")
    image([11], 2, [4], [3], [1, 0], [1])
    image([3, 4, 5], 1, [2, 1, 3], [1, 1, 2], [0] * 6, [1, 1, 1])

    for shape, dtype in [((2, 2), "float32"), ((5, 3, 3), "float32"), ((2, 3, 8, 8), "float64"), ((2, 17, 17), "float64"), ((4, 1, 1), "float32")]:
        for singular in (False, True):
            def build(case, shape=shape, dtype=dtype, singular=singular):
                array = case.random(shape, dtype)
                if singular:
                    array[..., -1, :] = array[..., 0, :] if shape[-1] > 1 else 0
                else:
                    array[..., 0, 0] = 0  # needs another row first, and is 0 for a matrix of one element
                x = case.input(array, axes=(0,) if len(shape) > 2 else ())
                wide = array.astype("float64")
                rounding = shape[-1] * numpy.finfo(dtype).eps * numpy.prod(numpy.linalg.norm(wide, axis=-1), -1).max()
                case.expect(case.op("det", [x], dtype=dtype), numpy.linalg.det(wide).astype(dtype), rounding)
            add(f"det {shape} {dtype} {singular}", build)


def narrow(add):
    """bf16, which no machine computes with: whole numbers, that it holds exactly."""
    def whole(case, *shape, limit=9):
        x = case.input(case.generator.integers(-limit, limit + 1, shape).astype("float32"))
        return x.array, case.op("cast", [x], dtype="bfloat16")

    def scattered(case, kind):
        (data, x), (updates, u) = [whole(case, rows, 41, limit=2 if kind == "prod" else 9) for rows in (5, 7)]
        i = case.input(positions(case, (7, 1), 5), leading=False)
        y = case.op("scatter_nd {} at {} put {}" + by(kind), [x, i, u], dtype="bfloat16")
        case.expect(case.op("cast", [y]), scatter_nd(data, i.array, updates, kind))

    def cumulated(case, axis):
        data, x = whole(case, 6, 19)
        y = case.op("cumulate {} by sum", [x], attributes(axis=axis), dtype="bfloat16")
        case.expect(case.op("cast", [y]), numpy.cumsum(data, axis, dtype="float32"))

    def highest(case, largest):
        data, x = whole(case, 4, 50)
        count = case.constant(numpy.array([9]))
        values, indices = Value(case._fresh("v"), "tensor<*xbf16>"), Value(case._fresh("i"), "tensor<*xi64>")
        case.lines.append(f"    {values.name}, {indices.name} = nn.top_k {x.name} count {count.name} {attributes(axis=1, largest=largest)}"
                          f" : ({x.type}, {count.type}) -> ({values.type}, {indices.type})")
        order = numpy.argsort(-data if largest else data, 1, kind="stable")[:, :9]
        case.expect(case.op("cast", [values]), numpy.take_along_axis(data, order, 1))
        case.expect(indices, order)

    for kind in COMBINE:
        add(f"scatter_nd bf16 {kind}", lambda case, kind=kind: scattered(case, kind))
    for flag in (0, 1):
        add(f"cumulate bf16 {flag}", lambda case, flag=flag: cumulated(case, flag))
        add(f"top_k bf16 {flag}", lambda case, flag=flag: highest(case, bool(flag)))
