"""Cases of branches and loops: what is carried, collected and captured, early ends, nesting. Used by operations.py.
SPDX-License-Identifier: Apache-2.0
"""

import numpy

from module import ELEMENT, Value


def _unranked(dtype):
    return f"tensor<*x{ELEMENT[dtype]}>"


def _results(case, dtypes):
    return [Value(case._fresh("r"), _unranked(dtype)) for dtype in dtypes]


def _types(values):
    return ", ".join(value.type for value in values)


def _yield(case, values):
    names = ", ".join(value.name for value in values)
    case.lines.append(f"    nn.yield {names} : {_types(values)}" if values else "    nn.yield")


def branch(case, condition, on_true, on_false, dtypes=("float32",)):
    """`on_true` and `on_false` give the values of a branch."""
    results = _results(case, dtypes)
    names = ", ".join(value.name for value in results)
    types = _types(results)
    case.lines.append(f"    {names} = nn.if {condition.name} : ({condition.type}) -> ({types}) {{")
    _yield(case, on_true())
    case.lines.append("    } else {")
    _yield(case, on_false())
    case.lines.append("    }")
    return results


def loop(case, trip, carried, body, collected=(), condition=None, dtypes=None):
    """`body(number, *carried)` gives the values that an iteration yields."""
    dtypes = dtypes or ["float32"] * len(carried)
    results = _results(case, [*dtypes, *collected])
    operands = [value for value in (trip, condition) if value] + list(carried)
    text = (f"trip {trip.name} " if trip else "") + (f"while {condition.name} " if condition else "")
    left = (", ".join(value.name for value in results) + " = ") if results else ""
    names = ", ".join(value.name for value in carried)
    case.lines.append(f"    {left}nn.loop {text}carry({names}) : ({_types(operands)}) -> ({_types(results)}) {{")
    number = Value(case._fresh("i"), "tensor<i64>")
    inside = [Value(case._fresh("a"), _unranked(dtype)) for dtype in dtypes]
    arguments = ", ".join(f"{value.name}: {value.type}" for value in [number, *inside])
    case.lines.append(f"    ^bb0({arguments}):")
    _yield(case, body(number, *inside))
    case.lines.append("    }")
    return results


def scalar(case, value, dtype="int64"):
    return case.constant(numpy.asarray(value, dtype))


def flag(case, value):
    """A boolean that only the run knows."""
    return case.input(numpy.asarray(value), axes=())


def branches(add):
    for value in (True, False):
        def build(case, value=value):
            x, y = case.input((5, 7)), case.input((5, 7))
            r, = branch(case, flag(case, value), lambda: [case.op("exp", [x])], lambda: [case.op("mul", [x, y])])
            case.expect(r, numpy.exp(x.array) if value else x.array * y.array)
        add(f"if {value}", build)

        def passes(case, value=value):  # a branch that computes nothing, results in exchanged order
            x, y = case.input((6, 3)), case.input((6, 3))
            r, s = branch(case, flag(case, value), lambda: [x, y], lambda: [y, case.op("neg", [x])], ("float32",) * 2)
            case.expect(r, x.array if value else y.array)
            case.expect(s, y.array if value else -x.array)
        add(f"if {value}, inputs as results", passes)

        def computed(case, value=value):  # a condition that the model computes, a matrix product in a branch
            x, w = case.input((9, 8)), case.constant((8, 17))
            total = case.op("reduce sum", [x], "{axes = array<i64>, keep_dims = false}")
            limit = scalar(case, -1e6 if value else 1e6, "float32")
            c = case.op("greater", [total, limit], dtype="bool")
            zero = scalar(case, 0, "float32")
            product = case.op("matmul", [x, w])
            r, = branch(case, c, lambda: [case.op("add", [case.op("matmul", [x, w]), product])],
                        lambda: [case.op("mul", [product, zero])])
            case.expect(r, 2 * (x.array @ w.array) if value else 0 * (x.array @ w.array))
        add(f"if {value}, computed condition", computed)

        for other in (True, False):
            def nested(case, value=value, other=other):
                x = case.input((4, 33))
                inner = flag(case, other)
                r, = branch(
                    case, flag(case, value),
                    lambda: branch(case, inner, lambda: [case.op("neg", [x])], lambda: [case.op("abs", [x])]),
                    lambda: [case.op("relu", branch(case, inner, lambda: [x], lambda: [case.op("neg", [x])]))])
                expected = ((-x.array if other else abs(x.array)) if value
                            else numpy.maximum(x.array if other else -x.array, 0))
                case.expect(r, expected)
            add(f"if {value}, if {other}", nested)

    def scalars(case):
        x, n = case.input((3, 5)), case.input(numpy.asarray(4, "int64"), axes=())
        c = case.op("less", [n, scalar(case, 9)], dtype="bool")
        count, = branch(case, c, lambda: [case.op("add", [n, n], dtype="int64")], lambda: [n], ("int64",))
        r = case.op("mul", [x, case.op("cast", [count])])
        case.expect(count, numpy.asarray(8, "int64"))
        case.expect(r, x.array * 8)
    add("if of scalars", scalars)

    def bools(case):
        x, y = case.input((3, 5), dtype="bool"), case.input((3, 5), dtype="bool")
        r, = branch(case, flag(case, True), lambda: [case.op("not", [x], dtype="bool")], lambda: [y], ("bool",))
        case.expect(r, ~x.array)
    add("if of booleans", bools)


def _sum_case(add, label, steps, trip, condition=None):
    def build(case):
        x, y = case.input((4, 9)), case.constant((1, 9))
        r, s = loop(case, trip(case), [x], lambda i, a: [b := case.op("add", [a, y]), b], ["float32"],
                    condition(case) if condition else None)
        case.expect(r, x.array + steps * y.array)
        rows = [x.array + (step + 1) * y.array for step in range(steps)]
        case.expect(s, numpy.stack(rows) if rows else numpy.zeros((0, *x.array.shape), "float32"))
    add(label, build)


def loops(add):
    for steps in (0, 1, 2, 7, 100):
        _sum_case(add, f"loop of {steps}", steps, lambda case, steps=steps: scalar(case, steps))
    _sum_case(add, "loop that does not start", 0, lambda case: scalar(case, 3), lambda case: case.constant(
        numpy.asarray(False)))

    def by_size(case):  # as many iterations as the input has rows
        x = case.input((6, 5))
        n = case.op("shape", [x], "{start = 0 : i64, end = 1 : i64}", "int64")
        zero = case.constant(numpy.zeros(5, "float32"))

        def body(i, a):
            total = case.op("add", [a, case.op("gather", [x, i], "{axis = 0 : i64}")])
            return [total, total]
        r, s = loop(case, n, [zero], body, ["float32"])
        case.expect(r, x.array.sum(0))
        case.expect(s, numpy.cumsum(x.array, 0, dtype="float32"))
    add("loop over rows", by_size)

    def by_data(case):  # how often, only the data says
        x, n = case.input((5, 4)), case.input(numpy.asarray(5, "int64"), axes=())
        r, k = loop(case, n, [x, scalar(case, 0)],
                    lambda i, a, k: [case.op("mul", [a, case.op("cos", [a])]), case.op("add", [k, i], dtype="int64")],
                    dtypes=["float32", "int64"])
        expected = x.array
        for _ in range(5):
            expected = expected * numpy.cos(expected)
        case.expect(r, expected)
        case.expect(k, numpy.asarray(10, "int64"))
    add("loop as often as an input says", by_data)

    for negative in (0, -3):
        def never(case, negative=negative):
            x, n = case.input((5, 4)), case.input(numpy.asarray(negative, "int64"), axes=())
            r, = loop(case, n, [x], lambda i, a: [case.op("exp", [a])])
            case.expect(r, x.array)
        add(f"loop of {negative}, as an input says", never)

    def swap(case):
        x, y, n = case.input((3, 8)), case.input((3, 8)), case.input(numpy.asarray(5, "int64"), axes=())
        r, s = loop(case, n, [x, y], lambda i, a, b: [b, a])
        case.expect(r, y.array)
        case.expect(s, x.array)
    add("loop that swaps", swap)

    def rotate(case):  # three values in a ring, one of them changed
        x, y, z, n = (*[case.input((3, 8)) for _ in range(3)], case.input(numpy.asarray(4, "int64"), axes=()))
        results = loop(case, n, [x, y, z], lambda i, a, b, c: [c, case.op("add", [a, b]), b])
        a, b, c = x.array, y.array, z.array
        for _ in range(4):
            a, b, c = c, a + b, b
        for result, expected in zip(results, (a, b, c)):
            case.expect(result, expected)
    add("loop that rotates", rotate)

    def fibonacci(case):  # both from the old values; one value twice
        x, y = case.input((2, 31)), case.input((2, 31))
        r, s, t = loop(case, scalar(case, 6), [x, y, x],
                       lambda i, a, b, c: [b, n := case.op("add", [a, b]), n])
        a, b = x.array, y.array
        for _ in range(6):
            a, b = b, a + b
        for result, expected in zip((r, s, t), (a, b, b)):
            case.expect(result, expected)
    add("loop that shifts", fibonacci)

    def captured(case):  # reads values around it, before and after they are used elsewhere
        x, w = case.input((4, 16)), case.constant((16, 16))
        h = case.op("tanh", [x])
        r, = loop(case, scalar(case, 5), [h],
                  lambda i, a: [case.op("tanh", [case.op("add", [case.op("matmul", [a, w]), h])])])
        expected = tanh = numpy.tanh(x.array)
        for _ in range(5):
            expected = numpy.tanh(expected @ w.array + tanh)
        case.expect(r, expected, 1e-4)
        case.expect(case.op("add", [h, x]), tanh + x.array)
    add("loop that captures", captured)

    def collects_scalars(case):
        x = case.input((7,))
        r, s = loop(case, scalar(case, 7), [], lambda i: [i, case.op("gather", [x, i], "{axis = 0 : i64}")],
                    ["int64", "float32"])
        case.expect(r, numpy.arange(7))
        case.expect(s, x.array)
    add("loop that collects scalars", collects_scalars)

    def grows(case):
        x = case.input((2, 3))
        r, = loop(case, scalar(case, 3), [x], lambda i, a: [case.op("concat", [a, x], "{axis = 0 : i64}")])
        case.expect(r, numpy.concatenate([x.array] * 4))
    add("loop that grows", grows)


def early_ends(add):
    def until(case):
        x, limit = case.input((3, 4)), scalar(case, 100.0, "float32")

        def body(i, a):
            b = case.op("add", [a, a])
            total = case.op("reduce sum", [case.op("abs", [b])], "{axes = array<i64>, keep_dims = false}")
            return [case.op("less", [total, limit], dtype="bool"), b]
        r, = loop(case, None, [x], body, condition=case.constant(numpy.asarray(True)))
        expected = x.array
        while True:
            expected = expected + expected
            if abs(expected).sum() >= 100:
                break
        case.expect(r, expected)
    add("loop until", until)

    for limit in (3, 20):
        def counted(case, limit=limit):  # the number of iterations follows from what it counts
            x = case.input((6, 5))
            n = case.op("shape", [x], "{start = 0 : i64, end = 1 : i64}", "int64")

            def body(i, k):
                after = case.op("add", [k, scalar(case, 1)], dtype="int64")
                row = case.op("gather", [x, k], "{axis = 0 : i64}")
                return [case.op("less", [after, n], dtype="bool"), after, case.op("neg", [row])]
            k, r = loop(case, scalar(case, limit), [scalar(case, 0)], body, ["float32"],
                        case.constant(numpy.asarray(True)), ["int64"])
            case.expect(k, numpy.asarray(min(limit, 6), "int64"))
            case.expect(r, -x.array[:limit])
        add(f"loop that counts, at most {limit}", counted)

    for starts in (True, False):
        def started(case, starts=starts):
            x, n = case.input((3, 4)), case.input(numpy.asarray(9, "int64"), axes=())

            def body(i, a, b):
                return [case.op("less", [i, scalar(case, 3)], dtype="bool"), b, case.op("add", [a, b])]
            r, s = loop(case, n, [x, x], body, condition=flag(case, starts))
            a, b = x.array, x.array
            for _ in range(4 if starts else 0):
                a, b = b, a + b
            case.expect(r, a if starts else x.array)
            case.expect(s, b if starts else x.array)
        add(f"loop that ends early, starts {starts}", started)


def nests(add):
    def loop_in_loop(case):
        x = case.input((4, 6))
        n = case.op("shape", [x], "{start = 0 : i64, end = 1 : i64}", "int64")

        def outer(i, a):
            def inner(j, b):
                product = case.op("mul", [b, case.op("gather", [x, j], "{axis = 0 : i64}")])
                return [product, product]
            b, rows = loop(case, n, [case.op("gather", [a, i], "{axis = 0 : i64}")], inner, ["float32"])
            return [case.op("add", [a, rows]), b]
        r, s = loop(case, scalar(case, 3), [x], outer, ["float32"])
        a, products = x.array, []
        for i in range(3):
            b, rows = a[i], []
            for j in range(4):
                b = b * x.array[j]
                rows.append(b)
            a = a + numpy.stack(rows)
            products.append(b)
        case.expect(r, a)
        case.expect(s, numpy.stack(products))
    add("loop in a loop", loop_in_loop)

    def branch_in_loop(case):
        x, y = case.input((5, 7)), case.input((5, 7))

        def body(i, a, b):
            c = case.op("less", [i, scalar(case, 3)], dtype="bool")
            return branch(case, c, lambda: [b, case.op("add", [a, b])], lambda: [a, b], ("float32",) * 2)
        r, s = loop(case, scalar(case, 70), [x, y], body)
        a, b = x.array, y.array
        for _ in range(3):
            a, b = b, a + b
        case.expect(r, a)
        case.expect(s, b)
    add("if in a loop", branch_in_loop)

    for value in (True, False):
        def loop_in_branch(case, value=value):
            x = case.input((5, 7))
            r, = branch(case, flag(case, value),
                        lambda: loop(case, scalar(case, 70), [x], lambda i, a: [case.op("sin", [a])]), lambda: [x])
            expected = x.array
            for _ in range(70 if value else 0):
                expected = numpy.sin(expected)
            case.expect(r, expected, 1e-4)
        add(f"loop in an if {value}", loop_in_branch)


def parallel_loops(add):
    """Kernels that are shared out to threads, in a loop and in a branch."""
    def build(case):
        x, w = case.input((96, 128)), case.constant((128, 128), low=-0.1, high=0.1)
        c = flag(case, True)

        def body(i, a):
            b = case.op("tanh", [case.op("matmul", [a, w])])
            return [branch(case, c, lambda: [case.op("add", [b, x])], lambda: [b])[0], b]
        r, s = loop(case, scalar(case, 80), [x], body, ["float32"])
        a, rows = x.array.astype("float64"), []
        for _ in range(80):
            rows.append(numpy.tanh(a @ w.array))
            a = rows[-1] + x.array
        case.expect(r, a.astype("float32"), 1e-3)
        case.expect(s, numpy.stack(rows).astype("float32"), 1e-3)
    add("loop of matrix products", build)
