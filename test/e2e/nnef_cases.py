"""Graphs of the operations of NNEF 1.0.5 and of tract's registries. Used by nnef_operations.py.
SPDX-License-Identifier: Apache-2.0
"""

import numpy

import nnef_reference as reference
from nnef_language_cases import quantization, semantics
from nnef_reference import wide
from nnef_tract_cases import tract
from nnef_window_cases import contractions, pools

UNARY = {
    "abs": numpy.abs,
    "neg": numpy.negative,
    "sign": numpy.sign,
    "exp": numpy.exp,
    "sin": numpy.sin,
    "cos": numpy.cos,
    "tan": numpy.tan,
    "sinh": numpy.sinh,
    "cosh": numpy.cosh,
    "tanh": numpy.tanh,
    "atan": numpy.arctan,
    "asinh": numpy.arcsinh,
    "floor": numpy.floor,
    "ceil": numpy.ceil,
    "sqr": numpy.square,
    "copy": lambda x: x,
    "rcp": lambda x: 1 / x,
    "rsqr": lambda x: x**-2.0,
    "relu": lambda x: numpy.maximum(x, 0),
    "round": lambda x: numpy.sign(x) * numpy.floor(numpy.abs(x) + 0.5),
    "sigmoid": lambda x: 1 / (1 + numpy.exp(-x)),
    "softplus": lambda x: numpy.log1p(numpy.exp(x)),
    "silu": lambda x: x / (1 + numpy.exp(-x)),
    "gelu": lambda x: x / (1 + numpy.exp(-1.702 * x)),
}
POSITIVE = {"log": numpy.log, "log2": numpy.log2, "sqrt": numpy.sqrt, "rsqrt": lambda x: 1 / numpy.sqrt(x)}
INSIDE = {"asin": numpy.arcsin, "acos": numpy.arccos, "atanh": numpy.arctanh}
BINARY = {
    "add": numpy.add,
    "sub": numpy.subtract,
    "mul": numpy.multiply,
    "div": numpy.divide,
    "min": numpy.minimum,
    "max": numpy.maximum,
    "lt": numpy.less,
    "gt": numpy.greater,
    "le": numpy.less_equal,
    "ge": numpy.greater_equal,
    "eq": numpy.equal,
    "ne": numpy.not_equal,
}
FOUR = (2, 3, 7, 6)


def elementwise(add):
    for table, low, high in ((UNARY, -3, 3), (POSITIVE, 0.1, 4), (INSIDE, -0.95, 0.95)):
        for name, function in table.items():
            case = add(name)
            x = case.input("x", case.random((4, 5), low, high))
            case.run(f"$y = {name}($x);")
            case.expect(y=function(wide(x)).astype("float32"))
            case.tolerance = 1e-4 if name in ("tan", "rsqr", "rcp") else 2e-5
    case = add("acosh")
    x = case.input("x", case.random((4, 5), 1.0, 4))
    case.run("$y = acosh($x);")
    case.expect(y=numpy.arccosh(wide(x)).astype("float32"))
    for name, function in BINARY.items():
        case = add(name)
        x, z = case.input("x", case.random(FOUR)), case.input("z", case.random(FOUR))
        case.run(f"$y = {name}($x, $z);")
        case.expect(
            y=function(wide(x), wide(z)).astype(bool if name in ("lt", "gt", "le", "ge", "eq", "ne") else "float32")
        )
    leading(add)
    parameterized(add)


def leading(add):
    """Operands of lower rank agree with the first axes."""
    for shape in ((2,), (2, 3), (1, 3), (2, 1, 7), ()):
        case = add(f"leading axes {shape}")
        x, z = case.input("x", case.random(FOUR)), case.input("z", case.random(shape), symbolic=())
        case.is_fixed = len(shape) > 0 and shape[0] != 1
        case.run("$y = $x * $z; $t = select($z > 0.0, $x, $z); $u = clamp($x, $z, $z + 1.0);")
        other = z.reshape(shape + (1,) * (4 - len(shape)))
        case.expect(
            y=x * other, t=numpy.where(other > 0, x, other), u=numpy.maximum(numpy.minimum(x, other + 1), other)
        )
    case = add("pow of two tensors")
    x, z = case.input("x", case.random((3, 4), 0.1, 3)), case.input("z", case.random((3,), -2, 2))
    case.run("$y = $x ^ $z; $t = pow($x, 3.0);")
    case.expect(y=x ** z[:, None], t=x**3)


def parameterized(add):
    case = add("logic")
    x, z = (case.input(name, case.random((3, 4), dtype="bool")) for name in "xz")
    case.run(
        "$a = and($x, $z); $o = $x || $z; $n = !$x; $m = not($z); $e = any_reduce($x, axes = [1]);"
        " $l = all_reduce($x, axes = [0]);"
    )
    case.expect(a=x & z, o=x | z, n=~x, m=~z, e=x.any(1, keepdims=True), l=x.all(0, keepdims=True))
    case = add("activations with parameters")
    x = case.input("x", case.random((3, 4)))
    a = case.input("a", case.random((1, 4)), symbolic=())
    case.run(
        "$e = elu($x); $f = elu($x, alpha = 0.5); $l = leaky_relu($x, alpha = 0.1); $p = prelu($x, $a);"
        " $s = selu($x); $b = softabs($x, epsilon = 0.25); $n = add_n([$x, $x, $a]); [$c, $d] = copy_n($x, times = 2);"
    )
    below = numpy.expm1(numpy.minimum(x, 0))
    case.expect(
        e=numpy.where(x > 0, x, below),
        f=numpy.where(x > 0, x, 0.5 * below),
        l=numpy.where(x < 0, 0.1 * x, x),
        p=numpy.where(x < 0, a * x, x),
        s=1.05070102 * numpy.where(x > 0, x, 1.67326319 * below),
        b=numpy.sqrt(x * x + 0.25),
        n=x + x + a,
        c=x,
        d=x,
    )
    for axes in ([1], [0], [1, 2], [3, 2]):
        case = add(f"softmax {axes}")
        x = case.input("x", case.random(FOUR))
        case.run(f"$y = softmax($x, axes = {axes});")
        case.expect(y=reference.softmax(wide(x), axes).astype("float32"))
    case = add("softmax of channels by default")
    x = case.input("x", case.random((2, 5, 3)))
    case.run("$y = softmax($x);")
    case.expect(y=reference.softmax(wide(x), [1]).astype("float32"))


def reductions(add):
    kinds = {"sum_reduce": numpy.sum, "max_reduce": numpy.max, "min_reduce": numpy.min, "mean_reduce": numpy.mean}
    for name, function in kinds.items():
        for axes in ([1], [0, 2], [2, 3], [0, 1, 2, 3]):
            case = add(f"{name} {axes}")
            x = case.input("x", case.random(FOUR))
            case.run(f"$y = {name}($x, axes = {axes});")
            case.expect(y=function(wide(x), axis=tuple(axes), keepdims=True).astype("float32"))
    case = add("sum_reduce forms")
    x = case.input("x", case.random((3, 4)))
    case.run(
        "$y = sum_reduce($x, axes = [1], normalize = true); $z = sum_reduce($x, axes = []); $m, $v = moments($x, axes ="
        " [1]);"
    )
    case.expect(y=x.mean(1, keepdims=True), z=x, m=x.mean(1, keepdims=True), v=x.var(1, keepdims=True))
    for name, function in (("argmax_reduce", numpy.argmax), ("argmin_reduce", numpy.argmin)):
        for axes in ([1], [2, 3], [1, 3], [0, 2]):
            case = add(f"{name} {axes}")
            x = case.input("x", case.random((2, 3, 4, 5)))
            case.run(f"$y = {name}($x, axes = {axes});")
            kept = [axis for axis in range(4) if axis not in axes]
            flat = x.transpose(kept + axes).reshape([x.shape[axis] for axis in kept] + [-1])
            shape = [1 if axis in axes else x.shape[axis] for axis in range(4)]
            case.expect(y=function(flat, -1).reshape(shape).astype("int64"))
    normalizations(add)


def normalizations(add):
    case = add("l1 and l2 normalization")
    x = case.input("x", case.random((3, 4, 5)))
    case.run(
        "$y = l1_normalization($x, axes = [1]); $z = l2_normalization($x, axes = [1, 2], bias = 0.5, epsilon = 0.1);"
    )
    case.expect(
        y=x / numpy.abs(x).sum(1, keepdims=True),
        z=x / numpy.maximum(numpy.sqrt((x * x).sum((1, 2), keepdims=True)) + 0.5, 0.1),
    )
    case = add("local normalizations")
    x = case.input("x", case.random(FOUR))
    case.run(
        "$r = local_response_normalization($x, size = [1, 3, 1, 1], alpha = 0.5, beta = 0.75, bias = 2.0);"
        " $m = local_mean_normalization($x, size = [1, 1, 3, 3]);"
        " $v = local_variance_normalization($x, size = [1, 1, 3, 3], bias = 0.1, epsilon = 0.2);"
        " $c = local_contrast_normalization($x, size = [1, 1, 3, 3], bias = 0.1, epsilon = 0.2);"
    )
    mean = lambda value, size: reference.box(wide(value), size, normalize=True)  # noqa: E731
    varied = lambda value: value / numpy.maximum(numpy.sqrt(mean(value * value, [1, 1, 3, 3])) + 0.1, 0.2)  # noqa: E731
    centered = x - mean(x, [1, 1, 3, 3])
    case.expect(
        r=(x / (2 + 0.5 * mean(x * x, [1, 3, 1, 1])) ** 0.75).astype("float32"),
        m=centered.astype("float32"),
        v=varied(x).astype("float32"),
        c=varied(centered).astype("float32"),
    )
    case = add("batch_normalization")
    x = case.input("x", case.random(FOUR))
    v = {name: case.variable(name, case.random((1, 3), 0.5, 2)) for name in ("mean", "variance", "offset", "scale")}
    case.run(
        "$y = batch_normalization($x, $mean, $variance, $offset, $scale, epsilon = 0.001);"
        " $z = batch_normalization($x, 0.5, 2.0, 0.0, 1.0, 0.001);"
    )
    at = {name: value.reshape(1, 3, 1, 1) for name, value in v.items()}
    case.expect(
        y=at["offset"] + at["scale"] * (x - at["mean"]) / numpy.sqrt(at["variance"] + 0.001),
        z=(x - 0.5) / numpy.sqrt(numpy.float32(2.001)),
    )


def moves(add):
    case = add("reshape")
    x = case.input("x", case.random((2, 3, 4)))
    case.run(
        "$a = reshape($x, shape = [0, -1]); $b = reshape($x, shape = [4, 3], axis_start = 1, axis_count = 2);"
        " $c = reshape($x, shape = [0, 12]); $d = reshape($x, shape = [1, 3], axis_start = 1, axis_count = 1);"
    )
    case.expect(a=x.reshape(2, 12), b=x.reshape(2, 4, 3), c=x.reshape(2, 12), d=x.reshape(2, 1, 3, 4))
    case = add("transpose, squeeze, unsqueeze")
    x = case.input("x", case.random((3, 1, 4, 1)))
    case.run(
        "$a = transpose($x, axes = [2, 1, 0]); $b = squeeze($x, axes = [1, 3]); $c = unsqueeze($b, axes = [0, 2]);"
    )
    case.expect(a=x.transpose(2, 1, 0, 3), b=x[:, 0, :, 0], c=x[:, 0, :, 0][None, :, None])
    case = add("concat, split, stack, unstack")
    x, z = case.input("x", case.random((2, 6))), case.input("z", case.random((2, 3)))
    case.run(
        "$a = concat([$x, $z], axis = 1); [$b, $c] = split($x, axis = 1, ratios = [1, 2]); $d = stack([$b, $b], axis ="
        " 1); [$e, $f, $g] = unstack($z, axis = 1); $h = stack([$e, $g], axis = 0);"
    )
    case.expect(
        a=numpy.concatenate([x, z], 1),
        b=x[:, :2],
        c=x[:, 2:],
        d=numpy.stack([x[:, :2]] * 2, 1),
        e=z[:, 0],
        f=z[:, 1],
        g=z[:, 2],
        h=numpy.stack([z[:, 0], z[:, 2]]),
    )
    case = add("slice")
    x = case.input("x", case.random((5, 9)))
    case.run(
        "$a = slice($x, axes = [1], begin = [2], end = [7]); $b = slice($x, axes = [0, 1], begin = [1, -4], end = [0,"
        " -1]); $c = slice($x, axes = [1], begin = [1], end = [8], stride = [3]); $d = slice($x, axes = [1], begin ="
        " [-1], end = [0], stride = [1]); $e = slice($x, axes = [1], begin = [2], end = [99]);"
    )
    case.expect(a=x[:, 2:7], b=x[1:, -4:-1], c=x[:, 1:8:3], d=x[:, -1:], e=x[:, 2:])
    case = add("slice backwards")
    x = case.input("x", case.random((5, 9)))
    case.run(
        "$a = slice($x, axes = [1], begin = [-1], end = [2], stride = [-2]); $b = slice($x, axes = [1], begin = [-1],"
        " end = [0], stride = [-1]);"
    )
    case.expect(a=x[:, :2:-2], b=x[:, ::-1])
    case = add("tile and gather")
    x = case.input("x", case.random((3, 4)))
    i = case.input("i", numpy.array([[2, 0], [-1, 1]], "int64"), symbolic=())
    case.run(
        "$a = tile($x, repeats = [2, 3]); $b = gather($x, $i, axis = 1); $c = gather($x, $i); $d = cast<integer>($x);"
        " $e = cast<scalar>($i); $f = cast<logical>($i);"
    )
    case.expect(a=numpy.tile(x, (2, 3)), b=x[:, i], c=x[i], d=x.astype("int64"), e=i.astype("float32"), f=i != 0)
    for border in ("constant", "replicate", "reflect", "reflect-even"):
        case = add(f"pad {border}")
        x = case.input("x", case.random((4, 5)))
        case.run(f"$a = pad($x, padding = [(1, 2), (0, 3)], border = '{border}', value = 0.5);")
        case.expect(a=reference.pad(x, [(1, 2), (0, 3)], border, 0.5))
    case = add("constant")
    case.input("x", case.random((2,)))
    case.run(
        "$a = constant(shape = [2, 2], value = [1.0, 2.0, 3.0, 4.0]); $b = constant<integer>(shape = [3], value = [7]);"
        " $c = constant<logical>(shape = [1], value = [true]); $d = $x + 0.0;"
    )
    case.expect(
        a=numpy.array([[1, 2], [3, 4]], "float32"), b=numpy.full(3, 7), c=numpy.array([True]), d=case.inputs["x"]
    )


FAMILIES = {
    "elementwise": elementwise,
    "reductions": reductions,
    "contractions": contractions,
    "pools": pools,
    "moves": moves,
    "semantics": semantics,
    "quantization": quantization,
    "tract": tract,
}
