"""Cases whose sizes, positions or axes only the data knows: what is found, and operands of shapes. Used by operations.py.
SPDX-License-Identifier: Apache-2.0
"""

import numpy

from module import ELEMENT, Value


def _values(case, dtypes):
    return [Value(case._fresh("r"), f"tensor<*x{ELEMENT[dtype]}>") for dtype in dtypes]


def _op(case, text, operands, dtypes):
    """An operation with several results, or attributes in the middle."""
    results = _values(case, dtypes)
    body = text.format(*(operand.name for operand in operands))
    types = ", ".join(operand.type for operand in operands)
    made = ", ".join(result.type for result in results)
    case.lines.append(f"    {', '.join(result.name for result in results)} = nn.{body} : ({types}) -> ({made})")
    return results


def take_first(case, count, values, axes, dtypes):
    names = ", ".join(["{}"] * len(values))
    text = f"take_first {{}} of {names} {{{{axes = array<i64: {', '.join(map(str, axes))}>}}}}"
    return _op(case, text, [count, *values], dtypes)


def non_zero(case, value):
    places, count = _op(case, "non_zero {}", [value], ["int64"] * 2)
    return take_first(case, count, [places], [1], ["int64"])[0]


def zeros_in(case, shape, dtype="float32", part=0.5):
    array = case.random(shape, dtype=dtype, low=-5, high=5)
    return numpy.where(case.generator.random(shape) < part, array, numpy.zeros_like(array)).astype(dtype)


def found(add):
    for dtype in ("float32", "int32", "bool", "float16", "uint8", "float64"):
        for shape, part in (((7,), 0.5), ((5, 9), 0.3), ((3, 4, 5), 0.9), ((6, 2), 0), ((33,), 1)):
            def build(case, dtype=dtype, shape=shape, part=part):
                array = zeros_in(case, shape, dtype, part)
                case.expect(non_zero(case, case.input(array)), numpy.stack(numpy.nonzero(array)).astype("int64"))
            add(f"non_zero {dtype} {shape} {part}", build)

    def nan(case):
        array = numpy.array([0, numpy.nan, -0.0, numpy.inf, 1], "float32")
        case.expect(non_zero(case, case.input(array)), numpy.array([[1, 3, 4]]))
    add("non_zero of NaN", nan)


def chosen_rows(add):
    """What is found chooses rows, which then go through a product: sizes that nobody knows before."""
    for rows, columns, part in ((9, 17, 0.5), (40, 8, 0.2), (5, 3, 0), (70, 33, 1)):
        def build(case, rows=rows, columns=columns, part=part):
            mask = case.input(zeros_in(case, (rows,), "bool", part))
            x, w = case.input((rows, columns)), case.constant((columns, 12))
            row = case.op("reshape {} to {}", [non_zero(case, mask), case.constant(numpy.array([-1]))], dtype="int64")
            some = case.op("gather", [x, row], "{axis = 0 : i64}")
            product = case.op("matmul", [some, w])
            total = case.op("reduce sum", [product], "{axes = array<i64: 0>}")
            centred = case.op("sub", [product, total])
            kept = x.array[mask.array]
            expected = kept @ w.array
            case.expect(case.op("relu", [product]), numpy.maximum(expected, 0))
            case.expect(centred, expected - expected.sum(0))
            case.expect(case.op("concat", [some, x], "{axis = 0 : i64}"), numpy.concatenate([kept, x.array]))
        add(f"rows chosen of {rows}x{columns}, {part}", build)

    def rest(case):
        """An output that is larger when less is found."""
        x, mask = case.input((12,)), case.input(zeros_in(case, (12,), "bool"))
        size = case.op("shape", [non_zero(case, mask)], "{start = 1 : i64}", dtype="int64")
        end = case.constant(numpy.array([1 << 40]))
        rest = case.op("slice {} from {} to {}", [x, size, end])
        case.expect(rest, x.array[int(mask.array.sum()):])
    add("the rest", rest)


def unique(add):
    for is_sorted in (True, False):
        for dtype, shape in (("int64", (20, 1)), ("float32", (33, 1)), ("uint8", (17, 2)), ("int32", (12, 3)), ("float32", (1, 1)), ("bool", (9, 1))):
            def build(case, is_sorted=is_sorted, dtype=dtype, shape=shape):
                array = case.random(shape, dtype=dtype, low=0 if dtype == "uint8" else -3, high=4)
                if dtype == "float32":
                    array = numpy.round(array)
                results = _op(case, "unique {} {{sorted}}" if is_sorted else "unique {}", [case.input(array)], ["int64"] * 4)
                first, sizes = take_first(case, results[3], [results[0], results[2]], [0, 0], ["int64"] * 2)
                _, index, inverse, counts = numpy.unique(array, axis=0, return_index=True, return_inverse=True, return_counts=True)
                inverse = inverse.reshape(-1)
                order = numpy.arange(len(index)) if is_sorted else numpy.argsort(index, kind="stable")
                number = numpy.argsort(order, kind="stable")
                case.expect(first, index[order].astype("int64"))
                case.expect(sizes, counts[order].astype("int64"))
                case.expect(results[1], number[inverse].astype("int64"))
            add(f"unique {dtype} {shape} {'sorted' if is_sorted else 'as they come'}", build)


def _overlap(one, other):
    top, left = numpy.maximum(one[:2], other[:2])
    bottom, right = numpy.minimum(one[2:], other[2:])
    common = max(bottom - top, 0) * max(right - left, 0)
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)]
    return common / (sum(areas) - common) if min(areas) > 0 else 0


def suppress(boxes, scores, limit, iou, score):
    result = []
    for batch, classes in enumerate(scores):
        for number, values in enumerate(classes):
            taken = []
            for box in sorted(range(len(values)), key=lambda box: (-values[box], box)):
                if values[box] > score and len(taken) < limit and all(_overlap(boxes[batch, box], boxes[batch, other]) <= iou for other in taken):
                    taken.append(box)
            result += [[batch, number, box] for box in taken]
    return numpy.array(result, "int64").reshape(-1, 3)


def suppression(add):
    for batches, classes, count, limit, iou, score in ((1, 1, 6, 3, 0.5, 0.0), (2, 3, 20, 5, 0.3, 0.2), (1, 2, 40, 100, 0.7, -9), (1, 1, 8, 4, 0.5, 5), (2, 1, 9, 0, 0.5, 0)):
        def build(case, batches=batches, classes=classes, count=count, limit=limit, iou=iou, score=score):
            corners = case.random((batches, count, 2), low=0, high=4)
            boxes = numpy.concatenate([corners, corners + case.random((batches, count, 2), low=0.5, high=2)], 2).astype("float32")
            scores = case.random((batches, classes, count), low=-1, high=1)
            operands = [case.input(boxes, axes=(0, 1)), case.input(scores, axes=(0, 2)), case.input(numpy.array(limit), leading=False),
                        case.input(numpy.array([iou], "float32"), leading=False), case.input(numpy.array([score], "float32"), leading=False)]
            selected, number = _op(case, "non_max_suppression {}, {} limit {} iou {} score {}", operands, ["int64"] * 2)
            case.expect(take_first(case, number, [selected], [0], ["int64"])[0], suppress(boxes, scores, limit, numpy.float32(iou), numpy.float32(score)))
        add(f"non_max_suppression {batches}x{classes}x{count}", build)


def run_time_shapes(add):
    """Shapes, positions and axes from inputs."""
    def integers(case, *values):
        return case.input(numpy.array(values, "int64"), leading=False)

    for start, end, step in ((1, 6, 1), (-5, -1, 1), (0, 1 << 40, 2), (7, -100, -1), (-1, 0, -3), (5, 2, 1), (100, 200, 1), (3, -20, -2)):
        def cut(case, start=start, end=end, step=step):
            x = case.input((9, 4))
            steps, axes = case.constant(numpy.array([step])), case.constant(numpy.array([0]))
            operands = [x, integers(case, start), integers(case, end), axes, steps]
            case.expect(case.op("slice {} from {} to {} axes {} steps {}", operands), x.array[start:end:step] if end > -20 or step > 0 else x.array[start::step])
        add(f"slice {start}:{end}:{step}", cut)

        def choose(case, start=start, end=end, step=step):
            x = case.input((3, 9), axes=(1,))
            operands = [x, integers(case, start), integers(case, end), integers(case, -1), integers(case, step)]
            case.expect(case.op("slice {} from {} to {} axes {} steps {}", operands), x.array[:, start:end:step] if end > -20 or step > 0 else x.array[:, start::step])
        add(f"slice along a chosen axis {start}:{end}:{step}", choose)

    for wanted in ((6, 4), (-1, 3), (0, -1), (2, 12)):
        def shape(case, wanted=wanted):
            x = case.input((8, 3))
            resolved = (x.array.shape[0] if wanted[0] == 0 else wanted[0], wanted[1])
            y = case.op("reshape {} to {}", [x, integers(case, *wanted)])
            case.expect(case.op("mul", [y, y]), x.array.reshape(resolved) ** 2)
            shifted = case.op("add", [case.op("neg", [x]), case.op("abs", [x])])  # computed before the sizes are known
            case.expect(case.op("reshape {} to {}", [shifted, integers(case, *wanted)]), (numpy.abs(x.array) - x.array).reshape(resolved))
        add(f"reshape to {wanted}", shape)

    def declared(case):
        x = case.input((3, 4), leading=False)
        repeats, pads, sizes = integers(case, 2, 1), integers(case, 1, 0, 2, 3), integers(case, 1, 4)
        case.expect(case.op("tile {} by {}", [x, repeats], "{nn.declared = [tensor<6x4xf32>]}"), numpy.tile(x.array, (2, 1)))
        case.expect(case.op("pad {} by {}", [x, pads], "{nn.declared = [tensor<6x7xf32>]}"), numpy.pad(x.array, ((1, 2), (0, 3))))
        crop = integers(case, -1, 2, 3, -2)
        case.expect(case.op("pad {} by {}", [x, crop], "{nn.declared = [tensor<5x4xf32>]}"), numpy.pad(x.array[1:, :2], ((0, 3), (2, 0))))
        case.expect(case.op("broadcast {} to {}", [x, sizes], "{nn.declared = [tensor<3x4xf32>]}"), x.array)
        case.expect(case.op("range {}, {}, {}", [integers(case, 3), integers(case, -8), integers(case, -2)], "{nn.declared = [tensor<6xi64>]}", dtype="int64"),
                    numpy.arange(3, -8, -2))
    add("declared shapes", declared)

    for axis in (0, 1, -1):
        def reduce(case, axis=axis):
            x, axes = case.input((5, 5), leading=False), integers(case, axis)
            case.expect(case.op("reduce_at max {} at {}", [x, axes], "{nn.declared = [tensor<5xf32>]}"), x.array.max(axis))
            case.expect(case.op("reduce_at l1 {} at {}", [x, axes], "{nn.declared = [tensor<5xf32>]}"), numpy.abs(x.array).sum(axis))
        add(f"reduce along chosen axis {axis}", reduce)

    def squeeze(case):
        x, y = case.input((1, 3, 1, 4), leading=False), case.input((3, 4), leading=False)
        case.expect(case.op("squeeze_at {} at {}", [x, integers(case, 0, -2)], "{nn.declared = [tensor<3x4xf32>]}"), x.array.reshape(3, 4))
        case.expect(case.op("unsqueeze_at {} at {}", [y, integers(case, 1)], "{nn.declared = [tensor<3x1x4xf32>]}"), y.array.reshape(3, 1, 4))
    add("squeeze and unsqueeze", squeeze)

    def split(case):
        x, sizes = case.input((7, 3), leading=False), integers(case, 2, 5)
        first, second = _op(case, "split {} sizes {} {{axis = 0 : i64}}", [x, sizes], ["float32"] * 2)
        case.expect(case.op("neg", [first]), -x.array[:2])
        case.expect(second, x.array[2:])
    add("split", split)
