"""Cases of operations that read at computed positions: gathers, grids, boxes, resampling, frames, transforms, pools with
lone windows. The references are written element by element. Used by operations.py. SPDX-License-Identifier: Apache-2.0
"""

import itertools
import math

import numpy

from contraction_cases import attributes

CUBIC = -0.75


def enum(kind, name):
    return f"#nn.{kind}<{name}>"


def attribute_text(value):
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value!r} : f64"
    if isinstance(value, int):
        return f"{value} : i64"
    kind = "f64" if any(isinstance(entry, float) for entry in value) else "i64"
    return f"array<{kind}: {', '.join(str(entry) for entry in value)}>"


def text_of(**entries):
    return "{" + ", ".join(f"{key} = {attribute_text(value)}" for key, value in entries.items()) + "}"


# ---- gathers

def gathers(add):
    for shape, indices, axis, dtype in [((5, 3), (2, 3), 0, "float32"), ((5, 3), (5, 2), 1, "float32"),
                                        ((4, 6, 33), (4, 6, 7), 2, "float32"), ((4, 9), (3, 8), -1, "int64"),
                                        ((2, 3, 4), (2, 2, 4), 1, "float16"), ((17,), (40,), 0, "int8"),
                                        ((6, 1, 5), (6, 1, 5), 1, "bool")]:
        def build(case, shape=shape, indices=indices, axis=axis, dtype=dtype):
            x = case.input(shape, dtype=dtype, low=-50, high=50)
            size = shape[axis]
            i = case.input(case.generator.integers(-size, size, indices), axes=(axis % len(shape),) if axis else (0,))
            r = case.op("gather_elements", [x, i], attributes(axis=axis), dtype=dtype)
            case.expect(r, numpy.take_along_axis(x.array[tuple(
                slice(None) if place == axis % len(shape) else slice(indices[place]) for place in range(len(shape)))],
                i.array % size, axis))
        add(f"gather_elements {shape} {indices} {axis} {dtype}", build)
    for shape, indices, batch in [((5, 3), (4, 1), 0), ((5, 3), (4, 2), 0), ((2, 5, 33), (2, 4, 1), 1),
                                  ((2, 3, 4, 5), (2, 3, 6, 2), 2), ((3, 4, 5), (7, 2, 3), 0), ((3, 70), (2,), 0)]:
        def build(case, shape=shape, indices=indices, batch=batch):
            count = indices[-1]
            x = case.input(shape)
            limits = numpy.array(shape[batch:batch + count])
            i = case.input(case.generator.integers(-limits, limits, indices), leading=len(indices) > 1)
            r = case.op("gather_nd", [x, i], attributes(batch_dims=batch))
            result = numpy.empty(indices[:-1] + shape[batch + count:], "float32")
            for at in numpy.ndindex(*indices[:-1]):
                result[at] = x.array[at[:batch] + tuple(i.array[at] % limits)]
            case.expect(r, result)
        add(f"gather_nd {shape} {indices} {batch}", build)
    for shape, first, second in [((3, 3), 0, 1), ((4, 2, 4), 2, 0), ((2, 5, 3, 5), 1, 3)]:
        def build(case, shape=shape, first=first, second=second):
            x = case.input(shape, axes=(first, second))
            r = case.op("diagonal", [x], attributes(first=first, second=second))
            moved = numpy.moveaxis(numpy.diagonal(x.array, axis1=first, axis2=second), -1, first - (second < first))
            case.expect(r, moved)
        add(f"diagonal {shape} {first} {second}", build)
    for dtype, to in [("float32", "int32"), ("int16", "float16"), ("int64", "float64"), ("bool", "uint8"), ("uint8", "int8")]:
        def build(case, dtype=dtype, to=to):
            x = case.input((3, 19), dtype=dtype, low=0, high=100)
            case.expect(case.op("bitcast", [x], dtype=to), x.array.view(to))
        add(f"bitcast {dtype} {to}", build)


# ---- grids

def keys(distance, a=CUBIC):
    d = abs(distance)
    if d <= 1:
        return ((a + 2) * d - (a + 3)) * d * d + 1
    return ((a * d - 5 * a) * d + 8 * a) * d - 4 * a if d < 2 else 0.0


def mirror(x, low, high):
    if high <= low:
        return low
    span = high - low
    x = abs(x - low) % (2 * span)
    return low + (2 * span - x if x > span else x)


def neighbours(x, size, mode, padding, aligned):
    """Positions and weights along one axis; -1 is outside."""
    low, high = (0.0, size - 1.0) if aligned else (-0.5, size - 0.5)

    def place(index):
        if 0 <= index < size:
            return index
        if padding == "edge":
            return min(max(index, 0), size - 1)
        return int(mirror(index, low, high)) if padding == "reflect" else -1

    def bring(x):
        if padding == "edge":
            return min(max(x, 0.0), size - 1.0)
        return mirror(x, low, high) if padding == "reflect" and not low <= x <= high else x

    if mode == "nearest":
        return [(place(int(bring(float(numpy.rint(x))))), 1.0)]
    x = bring(x)
    floor = math.floor(x)
    if mode == "linear":
        return [(place(floor), 1 - (x - floor)), (place(floor + 1), x - floor)]
    return [(place(floor + tap), keys(floor + tap - x)) for tap in range(-1, 3)]


def sample(x, grid, mode, padding, aligned, in_elements):
    spatial = x.ndim - 2
    points = grid.shape[1:-1]
    result = numpy.zeros(x.shape[:2] + points)
    for n in range(x.shape[0]):
        for point in numpy.ndindex(*points):
            axes = []
            for axis in range(spatial):
                size, at = x.shape[2 + axis], float(grid[(n, *point, spatial - 1 - axis)])
                if not in_elements:
                    at = (at + 1) / 2 * (size - 1) if aligned else ((at + 1) * size - 1) / 2
                axes.append(neighbours(at, size, mode, padding, aligned or in_elements))
            for taps in itertools.product(*axes):
                if all(index >= 0 for index, _ in taps):
                    weight = math.prod(weight for _, weight in taps)
                    result[(n, slice(None), *point)] += weight * x[(n, slice(None), *(index for index, _ in taps))]
    return result


def grids(add):
    shapes = [((2, 3, 5, 7), (2, 4, 9, 2)), ((1, 2, 3, 4, 5), (1, 2, 3, 4, 3)), ((2, 1, 9), (2, 17, 1)), ((1, 1, 1, 4), (1, 3, 3, 2))]
    for (shape, points), mode, padding, aligned in itertools.product(
            shapes, ("nearest", "linear", "cubic"), ("constant", "edge", "reflect"), (False, True)):
        if len(shape) == 5 and mode == "cubic" and padding != "constant":
            continue
        def build(case, shape=shape, points=points, mode=mode, padding=padding, aligned=aligned):
            x = case.input(shape, axes=(2, 0))
            values = numpy.round(case.generator.uniform(-1.6, 1.6, points) * 64) / 64 + 1 / 512
            g = case.input(values.astype("float32"), axes=(1, 0))
            r = case.op("grid_sample", [x, g], text_of(mode=enum("resize_mode", mode), padding=enum("pad_mode", padding),
                                                       align_corners=aligned))
            case.expect(r, sample(x.array, g.array, mode, padding, aligned, False).astype("float32"), tolerance=1e-4)
        add(f"grid_sample {shape} {points} {mode} {padding} {aligned}", build)

    for dtype in ("float32", "float16", "float64"):
        def elements(case, dtype=dtype):
            x, g = case.input((2, 3, 6, 5), dtype=dtype), case.input(case.random((2, 4, 8, 2), dtype, low=-2, high=7))
            r = case.op("grid_sample", [x, g], text_of(mode=enum("resize_mode", "linear"), in_elements=True), dtype=dtype)
            case.expect(r, sample(x.array, g.array, "linear", "constant", False, True).astype(dtype))
        add(f"grid_sample in elements {dtype}", elements)

    def strange(case):
        x = case.input((1, 1, 3, 3))
        points = numpy.array([numpy.nan, numpy.inf, -numpy.inf, 1e30, -1e30, 0, 1, -1], "float32").reshape(1, 2, 2, 2)
        g = case.input(points, leading=False)
        r = case.op("grid_sample", [x, g], text_of(mode=enum("resize_mode", "nearest"), align_corners=True))
        case.expect(r, numpy.array([[[[0, 0], [0, x.array[0, 0, 0, 2]]]]], "float32"))
    add("grid_sample nan", strange)


# ---- boxes

def align(x, boxes, batch, height, width, samples, scale, half, maximum):
    result = numpy.zeros((len(boxes), x.shape[1], height, width))
    for number, box in enumerate(boxes.astype("float64")):
        left, top, right, bottom = box * scale - (0.5 if half else 0)
        sides = [bottom - top, right - left]
        if not half:
            sides = [max(side, 1.0) for side in sides]
        bins = [sides[0] / height, sides[1] / width]
        counts = [samples or max(math.ceil(length), 0) for length in bins]
        for row, column in numpy.ndindex(height, width):
            found = []
            for i, j in numpy.ndindex(*counts):
                y, z = (start + place * length + (tap + 0.5) * length / count for start, place, length, tap, count in
                        ((top, row, bins[0], i, counts[0]), (left, column, bins[1], j, counts[1])))
                if not (-1 <= y <= x.shape[2] and -1 <= z <= x.shape[3]):
                    found.append(numpy.zeros((4, x.shape[1])))
                    continue
                y, z = (min(max(at, 0.0), size - 1.0) for at, size in ((y, x.shape[2]), (z, x.shape[3])))
                terms = []
                for a, b in itertools.product((0, 1), (0, 1)):
                    at = (min(int(y) + a, x.shape[2] - 1), min(int(z) + b, x.shape[3] - 1))
                    weight = (y - int(y) if a else 1 - (y - int(y))) * (z - int(z) if b else 1 - (z - int(z)))
                    terms.append(weight * x[batch[number], :, at[0], at[1]])
                found.append(numpy.array(terms))
            if found and maximum:
                result[number, :, row, column] = numpy.max(found, axis=(0, 1))
            elif found:
                result[number, :, row, column] = numpy.sum(found, axis=(0, 1)) / len(found)
    return result


def boxes(add):
    for samples, half, maximum, dtype in itertools.product((0, 2, 3), (False, True), (False, True), ("float32", "float64")):
        def build(case, samples=samples, half=half, maximum=maximum, dtype=dtype):
            x = case.input((2, 3, 10, 9), dtype=dtype, axes=(2, 3))
            corner = case.random((7, 2), low=-2, high=6)
            rois = numpy.concatenate([corner, corner + case.random((7, 2), low=0.2, high=9)], 1).astype(dtype)
            r = case.input(rois, axes=(0,))
            b = case.input(case.generator.integers(0, 2, (7,)))
            y = case.op("roi_align", [x, r, b], text_of(height=3, width=4, samples=samples, scale=0.75, half_pixel=half,
                                                        maximum=maximum), dtype=dtype)
            case.expect(y, align(x.array, r.array, b.array, 3, 4, samples, 0.75, half, maximum).astype(dtype), tolerance=1e-4)
        add(f"roi_align {samples} {half} {maximum} {dtype}", build)


# ---- resampling

def coordinate(mode, x, size, out, scale, box):
    exact = scale * size
    if mode == "asymmetric":
        return x / scale
    if mode == "align_corners":
        return 0.0 if abs(exact - 1) < 1e-6 else x * (size - 1) / (exact - 1)
    if mode == "pytorch_half_pixel" and out <= 1:
        return 0.0
    if mode == "tf_half_pixel_for_nn":
        return (x + 0.5) / scale
    if mode == "tf_crop_and_resize":
        span = (box[1] - box[0]) * (size - 1)
        return box[0] * (size - 1) + (span / 2 if abs(exact - 1) < 1e-6 else x * span / (exact - 1))
    shift = size / 2 * (1 - out / exact) if mode == "half_pixel_symmetric" else 0.0
    return shift + (x + 0.5) / scale - 0.5


def rounded(mode, x):
    return {"floor": math.floor(x), "ceil": math.ceil(x), "round_prefer_floor": math.ceil(x - 0.5),
            "round_prefer_ceil": math.floor(x + 0.5)}[mode]


def resample_axis(x, axis, out, scale, mode, coordinates, nearest, antialias, exclude, box, outside):
    size = x.shape[axis]
    result = []
    for place in range(out):
        at = coordinate(coordinates, place, size, out, scale, box)
        if coordinates == "tf_crop_and_resize" and not 0 <= at <= size - 1:
            result.append(numpy.full_like(numpy.take(x, 0, axis), outside))
            continue
        if mode == "nearest":
            result.append(numpy.take(x, min(max(rounded(nearest, at), 0), size - 1), axis))
            continue
        width = min(scale, 1.0) if antialias else 1.0
        reach = math.ceil((2 if mode == "cubic" else 1) / width - 1e-9)
        taps = range(math.floor(at) - reach + 1, math.floor(at) + reach + 1)
        kernel = keys if mode == "cubic" else lambda distance: max(0.0, 1 - abs(distance))
        weights = numpy.array([0.0 if exclude and not 0 <= tap < size else kernel((tap - at) * width) for tap in taps])
        if antialias or exclude:
            weights /= weights.sum()
        result.append(sum(weight * numpy.take(x, min(max(tap, 0), size - 1), axis).astype("float64")
                          for weight, tap in zip(weights, taps)))
    return numpy.stack(result, axis)


def resize_case(add, shape, outs, mode, coordinates, nearest="round_prefer_floor", scales=None, antialias=False,
                exclude=False, box=None, outside=0.0, dtype="float32", symbolic=(2,), by_sizes=True):
    def build(case):
        x = case.input(shape, axes=symbolic, dtype=dtype)
        factors = scales or [out / size for out, size in zip(outs, shape)]
        target = case.constant(numpy.array(outs, "int64") if by_sizes else numpy.array(factors, "float32"))
        extra = {}
        operands = [x, target]
        text = "resize {} sizes {}" if by_sizes else "resize {} scales {}"
        if box:
            operands.append(case.constant(numpy.array([side[0] for side in box] + [side[1] for side in box], "float32")))
            text += " roi {}"
            extra["extrapolation_value"] = outside
        if antialias:
            extra["antialias"] = True
        if exclude:
            extra["exclude_outside"] = True
        r = case.op(text, operands, text_of(mode=enum("resize_mode", mode), coordinate_mode=enum("coordinate_mode", coordinates),
                                            nearest_mode=enum("nearest_mode", nearest), **extra), dtype=dtype)
        y = x.array.astype("float64") if mode != "nearest" else x.array
        for axis, (out, factor) in enumerate(zip(outs, factors)):
            if out != y.shape[axis] or abs(factor - 1) > 1e-6 or (box and tuple(box[axis]) != (0.0, 1.0)):
                y = resample_axis(y, axis, out, factor, mode, coordinates, nearest, antialias, exclude,
                                  box[axis] if box else None, outside)
        case.expect(r, y.astype(dtype), tolerance=1e-4)
    add(f"resize {shape} {outs} {mode} {coordinates} {nearest} {scales} {antialias} {exclude} {box} {dtype} {by_sizes}", build)


def resampling(add):
    plain = ("half_pixel", "half_pixel_symmetric", "pytorch_half_pixel", "align_corners", "asymmetric", "tf_half_pixel_for_nn")
    for coordinates in plain:
        for nearest in ("floor", "ceil", "round_prefer_floor", "round_prefer_ceil"):
            resize_case(add, (1, 2, 5, 6), (1, 2, 9, 4), "nearest", coordinates, nearest)
        for mode in ("linear", "cubic"):
            resize_case(add, (1, 2, 5, 6), (1, 2, 9, 4), mode, coordinates)
            resize_case(add, (1, 2, 5, 6), (1, 2, 11, 6), mode, coordinates, exclude=True)
        resize_case(add, (1, 1, 4, 7), (1, 1, 2, 4), "linear", coordinates, scales=[1, 1, 0.6, 0.6], by_sizes=False)
        resize_case(add, (1, 1, 4, 7), (1, 1, 8, 14), "nearest", coordinates, scales=[1, 1, 2.0, 2.0], by_sizes=False)
    for mode, (a, b) in itertools.product(("linear", "cubic"), ((3, 4), (12, 11), (20, 9), (1, 1))):
        resize_case(add, (1, 2, 16, 11), (1, 2, a, b), mode, "half_pixel", antialias=True, symbolic=(2, 3))
    resize_case(add, (1, 1, 40, 3), (1, 1, 3, 3), "cubic", "half_pixel", antialias=True)
    resize_case(add, (1, 1, 40, 3), (1, 1, 10, 3), "linear", "half_pixel", antialias=True, scales=[1, 1, 0.25, 1], by_sizes=False)
    for mode in ("nearest", "linear", "cubic"):
        resize_case(add, (1, 2, 6, 5), (1, 2, 4, 7), mode, "tf_crop_and_resize",
                    box=[(0.0, 1.0), (0.0, 1.0), (0.25, 0.8), (-0.2, 1.3)], outside=7.5)
    resize_case(add, (1, 1, 5, 6), (1, 1, 9, 4), "nearest", "half_pixel", dtype="int32")
    resize_case(add, (1, 1, 5, 6), (1, 1, 9, 4), "linear", "half_pixel", dtype="float64")


# ---- signals

def transforms(add):
    for size, parts, dtype in [(1, 1, "float32"), (8, 1, "float32"), (16, 2, "float32"), (60, 1, "float32"), (49, 2, "float32"),
                               (400, 1, "float32"), (512, 2, "float32"), (97, 1, "float32"), (509, 1, "float32"), (48, 1, "float64"), (96, 2, "float64")]:
        for inverse, onesided in ((False, False), (False, True), (True, False)):
            def build(case, size=size, parts=parts, dtype=dtype, inverse=inverse, onesided=onesided):
                x = case.input((3, size, parts), dtype=dtype)
                r = case.op("dft", [x], text_of(axis=1, inverse=inverse, onesided=onesided), dtype=dtype)
                wide = x.array.astype("float64")
                z = (wide[..., 0] + 1j * wide[..., 1]) if parts == 2 else wide[..., 0]
                y = numpy.fft.ifft(z, axis=1) if inverse else numpy.fft.fft(z, axis=1)
                y = y[:, :size // 2 + 1] if onesided else y
                case.expect(r, numpy.stack([y.real, y.imag], -1).astype(dtype), tolerance=2e-6 if dtype == "float32" else 1e-12)
            add(f"dft {size} {parts} {dtype} {inverse} {onesided}", build)
    for size, length in [(5, 8), (9, 16), (33, 64), (4, 5), (12, 16), (20, 16)]:
        def build(case, size=size, length=length):
            x, n = case.input((2, size, 2)), case.constant(numpy.array(length, "int64"))
            r = case.op("dft {} length {}", [x, n], text_of(axis=1, inverse=True, onesided=True))
            z = x.array[..., 0].astype("float64") + 1j * x.array[..., 1]
            case.expect(r, numpy.fft.irfft(z, length, axis=1)[..., None].astype("float32"), tolerance=2e-6)
        add(f"dft inverse onesided {size} {length}", build)
    for size, length in [(7, 16), (20, 16), (100, 128)]:
        def build(case, size=size, length=length):
            x, n = case.input((2, size, 3, 1), axes=(0, 2)), case.constant(numpy.array(length, "int64"))
            r = case.op("dft {} length {}", [x, n], text_of(axis=1))
            y = numpy.fft.fft(x.array[..., 0].astype("float64"), length, axis=1)
            case.expect(r, numpy.stack([y.real, y.imag], -1).astype("float32"), tolerance=2e-6)
        add(f"dft length {size} {length}", build)

    def unknown(case):
        x = case.input((2, 23, 1), axes=(1,))
        y = numpy.fft.fft(x.array[..., 0].astype("float64"), axis=1)
        case.expect(case.op("dft", [x], text_of(axis=1)), numpy.stack([y.real, y.imag], -1).astype("float32"), tolerance=2e-5)
    add("dft of a named length", unknown)


def frames(add):
    for size, length, step in [(8, 4, 2), (33, 7, 5), (16, 16, 3), (40, 3, 8), (9, 1, 1)]:
        def build(case, size=size, length=length, step=step):
            x = case.input((2, size, 3), axes=(1, 0))
            frames = numpy.lib.stride_tricks.sliding_window_view(x.array, length, axis=1)[:, ::step]
            case.expect(case.op("frame", [x], text_of(axis=1, length=length, step=step)), numpy.moveaxis(frames, -1, 2))
        add(f"frame {size} {length} {step}", build)


# ---- windows and parts at the edges of a tensor

def lone_windows(add):
    for size, window, stride, pads in [(5, 3, 4, (0, 0)), (2, 3, 3, (1, 1)), (7, 2, 6, (0, 0)), (4, 3, 9, (1, 0))]:
        for kind in ("max_pool", "avg_pool", "sum"):
            def build(case, size=size, window=window, stride=stride, pads=pads, kind=kind):
                x = case.input((2, 3, size))
                extra = {"sum": True, "count_include_pad": True} if kind == "sum" else {}
                r = case.op("max_pool" if kind == "max_pool" else "avg_pool", [x],
                            text_of(window=[window], strides=[stride], dilations=[1], pads=list(pads), ceil_mode=True, **extra))
                fill = -numpy.inf if kind == "max_pool" else 0.0
                padded = numpy.pad(x.array.astype("float64"), ((0, 0), (0, 0), pads), constant_values=fill)
                ones = numpy.pad(numpy.ones_like(x.array), ((0, 0), (0, 0), pads))
                parts = []
                for start in range(0, size + pads[0], stride):
                    part = padded[..., start:start + window]
                    count = 1 if kind == "sum" else ones[0, 0, start:start + window].sum()
                    parts.append(part.max(-1) if kind == "max_pool" else part.sum(-1) / count)
                    if start + window >= padded.shape[-1]:
                        break
                case.expect(r, numpy.stack(parts, -1).astype("float32"))
            add(f"{kind} {size} {window} {stride} {pads}", build)

    for upper, stride, window in itertools.product((True, False), (1, 2, 3), (2, 3)):
        def build(case, upper=upper, stride=stride, window=window):
            size = 8
            x = case.input((1, 2, size), axes=(2,))
            r = case.op("avg_pool", [x], text_of(window=[window], strides=[stride], dilations=[1],
                                                 auto_pad=enum("auto_pad", "same_upper" if upper else "same_lower")))
            total = max((-(-size // stride) - 1) * stride + window - size, 0)
            low = total // 2 if upper else total - total // 2
            parts = [x.array[..., max(start, 0):start + window].mean(-1) for start in range(-low, size - low, stride)]
            case.expect(r, numpy.stack(parts, -1)[..., :-(-size // stride)])
        add(f"avg_pool same {upper} {stride} {window}", build)
    for start, end, step in [(4, 4, 1), (9, 12, 1), (3, 1, 1), (1, 3, -1), (-100, -90, 2), (9, 100, 3)]:
        def build(case, start=start, end=end, step=step):
            x = case.input((4, 3))
            s, e, a, t = (case.constant(numpy.array([value], "int64")) for value in (start, end, 0, step))
            r = case.op("slice {} from {} to {} axes {} steps {}", [x, s, e, a, t])
            case.expect(r, x.array[start:end:step])
        add(f"slice of nothing {start} {end} {step}", build)
