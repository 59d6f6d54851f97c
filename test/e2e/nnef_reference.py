"""NumPy forms of NNEF operations. Used by nnef_cases.py. SPDX-License-Identifier: Apache-2.0"""

import itertools
import math

import numpy

PAD_MODES = {
    "constant": "constant",
    "ignore": "constant",
    "replicate": "edge",
    "reflect": "reflect",
    "reflect-even": "symmetric",
}


def wide(x):
    """Floating-point values in double precision."""
    return x.astype("float64") if x.dtype.kind == "f" else x


def automatic_padding(sizes, window, stride, dilation):
    """As many places as strides fit into the input; what is missing lies rather after it than before."""
    pads = []
    for size, extent, step, factor in zip(sizes, window, stride, dilation):
        total = max((-(-size // step) - 1) * step + (extent - 1) * factor + 1 - size, 0)
        pads.append((total // 2, total - total // 2))
    return pads


def defaults(x_sizes, window, padding, stride, dilation):
    stride, dilation = stride or [1] * len(window), dilation or [1] * len(window)
    return padding or automatic_padding(x_sizes, window, stride, dilation), stride, dilation


def pad(x, padding, border, value=0.0):
    options = {"constant_values": value} if PAD_MODES[border] == "constant" else {}
    return numpy.pad(x, padding, PAD_MODES[border], **options)


def windows(x, size, stride, dilation):
    """[places..., window...]."""
    extents = [(count - 1) * factor + 1 for count, factor in zip(size, dilation)]
    view = numpy.lib.stride_tricks.sliding_window_view(x, extents)
    places = tuple(slice(None, None, step) for step in stride)
    return view[places + tuple(slice(None, None, factor) for factor in dilation)]


def box(x, size, border="constant", padding=(), stride=(), dilation=(), normalize=False):
    padding, stride, dilation = defaults(x.shape, size, padding, stride, dilation)
    axes = tuple(range(x.ndim, 2 * x.ndim))
    sums = windows(pad(x, padding, border), size, stride, dilation).sum(axes)
    if not normalize:
        return sums
    if border != "ignore":
        return sums / math.prod(size)
    return sums / windows(numpy.pad(numpy.ones_like(x), padding), size, stride, dilation).sum(axes)


def max_pool_with_index(x, size, border="constant", padding=(), stride=(), dilation=()):
    """Positions count the padded axes after the first two."""
    padding, stride, dilation = defaults(x.shape, size, padding, stride, dilation)
    padded = pad(x, padding, border, -numpy.inf if border == "ignore" else 0.0)
    places = windows(padded, size, stride, dilation)
    flat = places.reshape(places.shape[: x.ndim] + (-1,))
    order = numpy.arange(math.prod(padded.shape[2:])).reshape(padded.shape[2:])
    order = windows(numpy.broadcast_to(order, padded.shape), size, stride, dilation).reshape(flat.shape)
    best = flat.argmax(-1)[..., None]
    return numpy.take_along_axis(flat, best, -1)[..., 0], numpy.take_along_axis(order, best, -1)[..., 0]


def desample(x, index, output_shape, padding):
    padded = [size + before + after for size, (before, after) in zip(output_shape, padding)]
    result = numpy.zeros(padded[:2] + [math.prod(padded[2:])], x.dtype)
    numpy.put_along_axis(result, index.reshape(*index.shape[:2], -1), x.reshape(*x.shape[:2], -1), 2)
    inside = tuple(slice(before, before + size) for size, (before, _) in zip(output_shape, padding))
    return result.reshape(padded)[inside]


def conv(x, w, bias=0.0, border="constant", padding=(), stride=(), dilation=(), groups=1):
    padding, stride, dilation = defaults(x.shape[2:], w.shape[2:], padding, stride, dilation)
    groups = groups or x.shape[1]
    x = pad(x, [(0, 0), (0, 0), *padding], border)
    spatial = len(w.shape) - 2
    parts = []
    for data, kernel in zip(numpy.split(x, groups, 1), numpy.split(w, groups, 0)):
        places = windows(data, (1, 1) + w.shape[2:], [1, 1, *stride], [1, 1, *dilation])
        places = places.reshape(places.shape[: 2 + spatial] + w.shape[2:])
        axes = list(range(2 + spatial, 2 + 2 * spatial))
        parts.append(numpy.tensordot(places, kernel, ([1] + axes, list(range(1, kernel.ndim)))))
    result = numpy.moveaxis(numpy.concatenate(parts, -1), -1, 1)
    return result + numpy.reshape(bias, (1, -1) + (1,) * spatial)


def deconv(x, w, bias=0.0, padding=(), stride=(), dilation=(), output_shape=(), groups=1):
    spatial = w.ndim - 2
    groups = groups or x.shape[1]
    stride, dilation = stride or [1] * spatial, dilation or [1] * spatial
    extents = [(count - 1) * factor + 1 for count, factor in zip(w.shape[2:], dilation)]
    full = [(size - 1) * step + extent for size, step, extent in zip(x.shape[2:], stride, extents)]
    channels = w.shape[1]
    result = numpy.zeros((x.shape[0], channels * groups, *full))
    for group, position in itertools.product(range(groups), itertools.product(*map(range, w.shape[2:]))):
        place = tuple(
            slice(at * factor, at * factor + (size - 1) * step + 1, step)
            for at, factor, size, step in zip(position, dilation, x.shape[2:], stride)
        )
        inputs = slice(group * w.shape[0] // groups, (group + 1) * w.shape[0] // groups)
        kernel = w[(inputs, slice(None)) + position]
        product = numpy.einsum("nc...,co->no...", x[:, inputs], kernel)
        result[(slice(None), slice(group * channels, (group + 1) * channels)) + place] += product
    sizes = list(output_shape)[2:] or ([size * step for size, step in zip(x.shape[2:], stride)] if not padding else [])
    if padding and not sizes:
        sizes = [size - before - after for size, (before, after) in zip(full, padding)]
    cut = [before for before, _ in padding] or [max(total - size, 0) // 2 for total, size in zip(full, sizes)]
    missing = [max(at + size - total, 0) for at, size, total in zip(cut, sizes, full)]
    result = numpy.pad(result, [(0, 0), (0, 0)] + [(0, each) for each in missing])
    result = result[(slice(None), slice(None)) + tuple(slice(at, at + size) for at, size in zip(cut, sizes))]
    return result + numpy.reshape(bias, (1, -1) + (1,) * spatial)


def softmax(x, axes):
    power = numpy.exp(x - x.max(tuple(axes), keepdims=True))
    return power / power.sum(tuple(axes), keepdims=True)


def upsample_axis(x, axis, factor, method, border="replicate"):
    size = x.shape[axis]
    places = numpy.arange(size * factor)
    if method == "symmetric":
        at = (places + 0.5) / factor - 0.5
    elif method == "asymmetric":
        at = places / factor
    else:
        at = places * (size - 1) / max(size * factor - 1, 1)
    if border == "replicate":
        at = numpy.clip(at, 0, size - 1)
    weights = numpy.maximum(0, 1 - numpy.abs(at[:, None] - numpy.arange(size)[None]))
    return numpy.moveaxis(numpy.tensordot(x, weights, (axis, 1)), -1, axis)


def upsample(x, factors, method, border="replicate"):
    for axis, factor in enumerate(factors):
        x = upsample_axis(x, axis + 2, factor, method, border)
    return x


def round_half_up(value):
    return math.floor(abs(value) + 0.5) * (1 if value >= 0 else -1)


def roi_pool(x, rois, batch, sizes, kind):
    """Regions are [left, top, right, bottom], the ends not included."""
    result = numpy.zeros((len(rois), x.shape[1], *sizes))
    for index, (left, top, right, bottom) in enumerate(rois):
        bounds = []
        for low, high, cells, size in ((top, bottom, sizes[0], x.shape[2]), (left, right, sizes[1], x.shape[3])):
            start = round_half_up(low)
            length = max(round_half_up(high) - start, 1)
            bounds.append(
                [
                    (
                        max(start + math.floor(cell * length / cells), 0),
                        min(start + math.ceil((cell + 1) * length / cells), size),
                    )
                    for cell in range(cells)
                ]
            )
        for (row, (y0, y1)), (column, (x0, x1)) in itertools.product(enumerate(bounds[0]), enumerate(bounds[1])):
            cell = x[batch[index], :, y0:y1, x0:x1]
            if cell.size:
                result[index, :, row, column] = cell.max((1, 2)) if kind == "max" else cell.mean((1, 2))
    return result


def roi_resample(x, rois, batch, sizes, method):
    result = []
    for image, (left, top, right, bottom) in zip(batch, rois):
        value = x[image]
        for axis, low, high in ((1, top, bottom), (2, left, right)):
            cells, size = sizes[axis - 1], x.shape[axis + 1]
            cell = numpy.arange(cells)
            length = high - low
            at = {
                "symmetric": low + (cell + 0.5) * length / cells - 0.5,
                "asymmetric": low + cell * length / cells,
                "aligned": low + cell * (length - 1) / max(cells - 1, 1),
            }[method]
            at = numpy.clip(at, 0, size - 1)
            floor = numpy.minimum(numpy.floor(at).astype(int), size - 1)
            part = (at - floor).reshape((-1,) + (1,) * (2 - axis))
            value = value.take(floor, axis) * (1 - part) + value.take(numpy.minimum(floor + 1, size - 1), axis) * part
        result.append(value)
    return numpy.stack(result)
