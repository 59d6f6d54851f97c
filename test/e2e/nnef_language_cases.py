"""NNEF graphs about the language and about quantisation. Used by nnef_cases.py.
SPDX-License-Identifier: Apache-2.0
"""

import numpy

import nnef_reference as reference

CORE = "tract_registry tract_core"


def semantics(add):
    case = add("a model's fragment comes before the standard's")
    case.fragments = ["fragment softplus(x: tensor<scalar>) -> (y: tensor<scalar>) { y = x * 3.0; }"]
    x = case.input("x", case.random((3, 4)))
    case.run("$y = softplus($x);")
    case.expect(y=x * 3)
    case = add("literals become tensors")
    x = case.input("x", case.random((2, 3)))
    case.run("$k = [[1.0, 2.0, 3.0]]; $y = $x + $k; $z = unsqueeze([1.0, 2.0], axes = [1]); $t = $x * 0.0 + 5;")
    case.expect(
        y=x + numpy.array([[1, 2, 3]], "float32"),
        z=numpy.array([[1], [2]], "float32"),
        t=numpy.full((2, 3), 5, "float32"),
    )
    case = add("an identifier may be assigned again")
    x = case.input("x", case.random((2, 3)))
    case.run("$y = $x + 1.0; $y = $y * 2.0; $y = $y - $x;")
    case.expect(y=(x + 1) * 2 - x)
    case = add("integers and fractions")
    i = case.input("i", numpy.array([3, -5, 8], "int64"))
    case.run("$a = $i + 1; $b = $i * 0.5; $c = $i - 1.5e0; $d = $i < 4; $e = -$i;")
    case.expect(a=i + 1, b=(i * 0.5).astype("float32"), c=(i - 1.5).astype("float32"), d=i < 4, e=-i)
    case = add("element types agree upwards")
    case.extensions = [CORE]
    h, x = case.input("h", case.random((3,), dtype="float16")), case.input("x", case.random((3,)))
    j, i = case.input("j", numpy.array([1, 2, 3], "int32")), case.input("i", numpy.array([4, 5, 6], "int64"))
    case.run("$a = $h + $x; $b = $j * $i; $c = $x + $j;")
    case.expect(a=h.astype("float32") + x, b=j * i, c=x + j.astype("float32"))
    case = add("arguments that nothing declares are ignored")
    x = case.input("x", case.random((2, 3)))
    case.run("$y = sigmoid($x, axes = [1]);")
    case.expect(y=1 / (1 + numpy.exp(-x)))
    case = add("fragments have their own scope and defaults")
    case.fragments = [
        "fragment inner(x: tensor<scalar>, axes: integer[], scale: scalar = 2.0, mode: string = 'sum') -> (y:"
        " tensor<scalar>, z: tensor<scalar>)\n{\n    r = sum_reduce(x, axes = axes) if mode == 'sum' else max_reduce(x,"
        " axes = axes);\n    y = r * scale;\n    z = r;\n}"
    ]
    x = case.input("x", case.random((2, 3)))
    case.run("$a, $b = inner($x, [1]); ($c, $d) = inner($x, axes = [0], mode = 'max', scale = 0.5);")
    case.expect(
        a=2 * x.sum(1, keepdims=True),
        b=x.sum(1, keepdims=True),
        c=0.5 * x.max(0, keepdims=True),
        d=x.max(0, keepdims=True),
    )
    expressions(add)


def expressions(add):
    case = add("sizes are values")
    case.extensions = [CORE]
    x = case.input("x", case.random((4, 6)), symbolic=(0, 1))
    case.run(
        "$n = tract_core_shape_of($x)[0]; $y = slice($x, axes = [1], begin = [0], end = [shape_of($x)[1] / 2]);"
        " $z = reshape($x, shape = [$n * 2, -1]) if length_of(shape_of($x)) == 2 else $x;"
        " $d = squeeze(slice(tract_core_shape_of($x), axes = [0], begin = [1], end = [2]), axes = [0]);"
        " $t = tile([[1.0]], repeats = [$n, $d + 1]);"
    )
    case.expect(y=x[:, :3], z=x.reshape(8, 3), t=numpy.ones((4, 7), "float32"))
    case = add("expressions that only constants are made of")
    x = case.input("x", case.random((2, 3)))
    case.run(
        "$s = [for i in range_of([0, 0]) yield i + 1]; $y = pad($x, padding = [(0, 0), (1, 2)] if 2 in [1, 2] else [(0,"
        " 0), (0, 0)]); $z = $x * 2.0 ^ 3.0 - -1.0; $t = $x if !(1 > 2) && (true || false) else $y; $u = reshape($x,"
        " shape = [1] + [3, 2]); $v = $x + scalar(integer(2.0)) + scalar(logical(1));"
    )
    case.expect(y=numpy.pad(x, [(0, 0), (1, 2)]), z=x * 8 + 1, t=x, u=x.reshape(1, 3, 2), v=x + 3)
    case = add("item types of variables")
    case.extensions = [CORE]
    x = case.input("x", case.random((3,)))
    made = {
        "h": "float16",
        "d": "float64",
        "b": "int8",
        "w": "int16",
        "i": "int32",
        "l": "int64",
        "u": "uint8",
        "t": "uint16",
    }
    for name, kind in made.items():
        made[name] = case.variable(name, numpy.array([1, 0, 3], kind))
    made["p"] = case.variable("p", numpy.array([True, False, True]), bits=1)
    made["q"] = case.variable("q", numpy.array([True, False, True]))
    text = " + ".join(f"tract_core_cast(${name}, to = 'f32')" for name in made)
    case.run(f"$y = $x + {text};")
    case.expect(y=x + sum(value.astype("float32") for value in made.values()))


def fake_quantized(x, scale, zero, low, high):
    return ((numpy.clip(numpy.rint(x / numpy.float32(scale)) + zero, low, high) - zero) * numpy.float32(scale)).astype(
        "float32"
    )


def quantization(add):
    case = add("zero_point_linear_quantize as an operator")
    x = case.input("x", case.random((3, 50), -4, 4))
    case.run(
        "$y = zero_point_linear_quantize($x, 3, 0.05, bits = 8, signed = true, symmetric = false);"
        " $z = zero_point_linear_quantize($x, 0, 0.02, bits = 8, signed = true, symmetric = true);"
        " $t = zero_point_linear_quantize($x, 7, 0.25, bits = 4, signed = false, symmetric = false);"
    )
    case.expect(
        y=fake_quantized(x, 0.05, 3, -128, 127),
        z=fake_quantized(x, 0.02, 0, -127, 127),
        t=fake_quantized(x, 0.25, 7, 0, 15),
    )
    case = add("min_max and logarithmic quantize as operators")
    x = case.input("x", case.random((3, 50), -4, 4))
    case.run(
        "$y = min_max_linear_quantize($x, -3.0, 3.5, bits = 8, signed = true, symmetric = false);"
        " $z = linear_quantize($x, -1.0, 3.0, bits = 4); $t = logarithmic_quantize($x, 3.0, bits = 3);"
    )

    def ranged(low, high, levels):
        step = numpy.float32((high - low) / levels)
        return (numpy.rint((numpy.clip(x, low, high) - numpy.float32(low)) / step) * step + numpy.float32(low)).astype(
            "float32"
        )

    case.expect(y=ranged(-3, 3.5, 255), z=ranged(-1, 3, 15), t=powers(x, 3.0, 3))
    annotations(add)


def powers(x, maximum, bits):
    top = numpy.ceil(numpy.log2(maximum))
    with numpy.errstate(divide="ignore"):
        exponent = numpy.rint(numpy.clip(numpy.log2(numpy.abs(x)), top - (2**bits - 1), top))
    return (numpy.sign(x) * 2.0**exponent).astype("float32")


def annotations(add):
    forms = {
        "zero_point_linear_quantize(zero_point = -5, scale = 0.03, bits = 8, signed = true, symmetric = false)": (
            lambda x: fake_quantized(x, 0.03, -5, -128, 127)
        ),
        "zero_point_linear_quantize(zero_point = 128, scale = 0.02, bits = 8, signed = false, symmetric = false)": (
            lambda x: fake_quantized(x, 0.02, 128, 0, 255)
        ),
        "zero_point_linear_quantize(zero_point = 0, scale = 0.02, bits = 8, signed = true, symmetric = true)": (
            lambda x: fake_quantized(x, 0.02, 0, -127, 127)
        ),
        "zero_point_linear_quantize(zero_point = 0, scale = 0.001, bits = 16, signed = true, symmetric = false)": (
            lambda x: fake_quantized(x, 0.001, 0, -32768, 32767)
        ),
        "zero_point_linear_quantize(zero_point = 7, scale = 0.5, bits = 4, signed = false, symmetric = false)": (
            lambda x: fake_quantized(x, 0.5, 7, 0, 15)
        ),
        "zero_point_linear_quantize(zero_point = 0, scale = 0.0001, bits = 32, signed = true, symmetric = false)": (
            lambda x: x
        ),
        "linear_quantize(min = -1.02, max = 1.53, bits = 8)": lambda x: fake_quantized(x, 0.01, 102, 0, 255),
        "logarithmic_quantize(max = 2.0, bits = 4)": lambda x: powers(x, 2.0, 4),
    }
    for text, function in forms.items():
        case = add("annotated " + text)
        x = case.input("x", case.random((4, 40), -3, 3))
        case.quant = [f'"$y": {text};']
        case.run("$y = $x * 1.25; $z = $y + 1.0;")
        wanted = function(x * numpy.float32(1.25))
        # A quotient that lies between two integers may be rounded to either of them.
        case.expect(y=wanted, z=wanted + 1)
    case = add("a range that misses zero")
    x = case.input("x", case.random((4, 40), 0, 3))
    case.quant = ['"$y": min_max_linear_quantize(min = 0.5, max = 2.25, bits = 3, signed = false, symmetric = false);']
    case.run("$y = $x + 0.0;")
    case.expect(y=(0.5 + 0.25 * numpy.clip(numpy.rint((x - 0.5) / 0.25), 0, 7)).astype("float32"))
    stored(add)


def stored(add):
    case = add("stored integers, one scale")
    x = case.input("x", case.random((3, 4)))
    w = case.variable("w", case.generator.integers(-128, 128, (3, 4)).astype("int8"))
    case.quant = [
        '"$w": zero_point_linear_quantize(zero_point = 4, scale = 0.5, bits = 8, signed = true, symmetric = false);'
    ]
    case.run("$y = $x + $w; $z = transpose($w, axes = [1, 0]); $t = reshape($w, shape = [2, 6]);")
    real = (w.astype("float32") - 4) * 0.5
    case.expect(y=x + real, z=real.T, t=real.reshape(2, 6))
    case = add("stored integers, a scale for each channel")
    x = case.input("x", case.random((2, 3, 6, 6)))
    w = case.variable("w", case.generator.integers(-128, 128, (4, 3, 3, 3)).astype("int8"))
    b = case.variable("b", case.generator.integers(-900, 900, (1, 4)).astype("int32"))
    scale = [0.01, 0.02, 0.005, 0.03]
    case.quant = [
        f'"${name}": zero_point_linear_quantize(zero_point = [0, 0, 0, 0], scale = {scale}, bits = {bits}, signed ='
        ' true, symmetric = true);'
        for name, bits in (("w", 8), ("b", 32))
    ]
    case.run("$y = conv($x, $w, $b, padding = [(1, 1), (1, 1)]); $v = transpose($w, axes = [0, 2, 3, 1]);")
    real = w.astype("float64") * numpy.reshape(scale, (4, 1, 1, 1))
    case.expect(
        y=reference.conv(x.astype("float64"), real, b * scale, padding=[(1, 1), (1, 1)]).astype("float32"),
        v=real.transpose(0, 2, 3, 1).astype("float32"),
    )
    case = add("scales for each channel of an activation")
    x = case.input("x", case.random((2, 3, 4), -3, 3))
    case.quant = [
        '"$y": zero_point_linear_quantize(zero_point = [0, 3, -7], scale = [0.02, 0.03, 0.05], bits = 8, signed = true,'
        ' symmetric = false);'
    ]
    case.run("$y = $x + 0.0; $z = transpose($y, axes = [0, 2, 1]);")
    wanted = numpy.stack(
        [fake_quantized(x[:, i], s, z, -128, 127) for i, (s, z) in enumerate(((0.02, 0), (0.03, 3), (0.05, -7)))], 1
    )
    case.expect(y=wanted, z=wanted.transpose(0, 2, 1))
