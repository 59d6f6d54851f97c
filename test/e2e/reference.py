"""Results of windowed operations in NumPy, element type float64, for operations.py. Layout as in ONNX: [N, C, spatial...].
SPDX-License-Identifier: Apache-2.0
"""

import numpy
from numpy.lib.stride_tricks import sliding_window_view


def windows(x, window, strides, dilations, pads, fill):
    """[N, C, output spatial..., window...] of a padded [N, C, spatial...]."""
    spatial = len(window)
    widths = [(0, 0), (0, 0)] + [(pads[axis], pads[spatial + axis]) for axis in range(spatial)]
    padded = numpy.pad(x, widths, constant_values=fill)
    reach = [(size - 1) * dilation + 1 for size, dilation in zip(window, dilations)]
    view = sliding_window_view(padded, reach, axis=tuple(range(2, 2 + spatial)))
    steps = [slice(None), slice(None)] + [slice(None, None, stride) for stride in strides]
    steps += [slice(None, None, dilation) for dilation in dilations]
    return view[tuple(steps)]


def conv(x, w, strides, dilations, pads, group):
    """Cross-correlation; weights are [M, C/group, window...]."""
    spatial = x.ndim - 2
    view = windows(x.astype("float64"), w.shape[2:], strides, dilations, pads, 0.0)
    results = []
    for part in range(group):
        inputs, outputs = x.shape[1] // group, w.shape[0] // group
        selected = view[:, part * inputs:(part + 1) * inputs]
        weights = w[part * outputs:(part + 1) * outputs].astype("float64")
        axes = [1] + list(range(2 + spatial, 2 + 2 * spatial))
        product = numpy.tensordot(selected, weights, (axes, list(range(1, 2 + spatial))))
        results.append(numpy.moveaxis(product, -1, 1))
    return numpy.concatenate(results, 1)


def conv_transpose(x, w, strides, dilations, pads, group, output_padding):
    """Weights are [C, M/group, window...]."""
    spatial = x.ndim - 2
    window = w.shape[2:]
    full = [strides[a] * (x.shape[2 + a] - 1) + output_padding[a] + dilations[a] * (window[a] - 1) + 1
            for a in range(spatial)]
    result = numpy.zeros([x.shape[0], w.shape[1] * group] + full)
    inputs, outputs = x.shape[1] // group, w.shape[1]
    for part in range(group):
        selected = x[:, part * inputs:(part + 1) * inputs].astype("float64")
        weights = w[part * inputs:(part + 1) * inputs].astype("float64")
        for offset in numpy.ndindex(*window):
            product = numpy.tensordot(selected, weights[(slice(None), slice(None)) + offset], ([1], [0]))
            place = [slice(offset[a] * dilations[a], offset[a] * dilations[a] + strides[a] * (x.shape[2 + a] - 1) + 1,
                           strides[a]) for a in range(spatial)]
            result[(slice(None), slice(part * outputs, (part + 1) * outputs), *place)] += numpy.moveaxis(product, -1, 1)
    crop = [slice(pads[a], full[a] - pads[spatial + a]) for a in range(spatial)]
    return result[(slice(None), slice(None), *crop)]


def pool(kind, x, window, strides, dilations, pads, count_include_pad=False):
    """kind: max or avg."""
    spatial = x.ndim - 2
    axes = tuple(range(2 + spatial, 2 + 2 * spatial))
    if kind == "max":
        return windows(x.astype("float64"), window, strides, dilations, pads, -numpy.inf).max(axes)
    total = windows(x.astype("float64"), window, strides, dilations, pads, 0.0).sum(axes)
    if count_include_pad:
        return total / numpy.prod(window)
    return total / windows(numpy.ones_like(x, "float64"), window, strides, dilations, pads, 0.0).sum(axes)
