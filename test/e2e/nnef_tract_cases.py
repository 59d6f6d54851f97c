"""NNEF graphs of tract's registries. Used by nnef_cases.py. SPDX-License-Identifier: Apache-2.0"""

import numpy

import nnef_reference as reference

CORE = "tract_registry tract_core"
TRANSFORMERS = "tract_registry tract_transformers"


def tract(add):
    for name, function in {
        "erf": None,
        "hard_swish": lambda x: x * numpy.clip(x / 6 + 0.5, 0, 1),
        "round_even": numpy.rint,
        "silu": lambda x: x / (1 + numpy.exp(-x)),
        "gelu_approx": lambda x: 0.5 * x * (1 + numpy.tanh(0.7978845608 * (x + 0.044715 * x**3))),
    }.items():
        if function:
            case = add(f"tract_core_{name}")
            x = case.input("x", case.random((3, 4), -4, 4))
            case.run(f"$y = tract_core_{name}($x);")
            case.expect(y=function(x.astype("float64")).astype("float32"))
    case = add("tract_core_is_inf, is_nan")
    x = case.input("x", numpy.array([1, numpy.inf, -numpy.inf, numpy.nan], "float32"))
    case.run(
        "$a = tract_core_is_inf($x); $b = tract_core_is_inf($x, detect_negative = false);"
        " $c = tract_core_is_inf($x, detect_positive = false); $n = tract_core_is_nan($x);"
    )
    case.expect(a=numpy.isinf(x), b=numpy.isposinf(x), c=numpy.isneginf(x), n=numpy.isnan(x))
    case = add("tract bits")
    i, j = case.input("i", numpy.array([12, 5, -3], "int64")), case.input("j", numpy.array([2, 3, 1], "int64"))
    case.run(
        "$a = tract_core_bitand($i, $j); $o = tract_core_bitor($i, $j); $x = tract_core_bitxor($i, $j); $n ="
        " tract_core_bitnot($i); $l = tract_shl($i, $j);"
    )
    case.expect(a=i & j, o=i | j, x=i ^ j, n=~i, l=i << j)
    case = add("tract reductions and normalizations")
    x = case.input("x", case.random((3, 5)))
    k = case.input("k", numpy.array([[1, 3, 3], [2, 2, 0]], "float32"))
    case.run(
        "$p = tract_core_product_reduce($x, axes = [1]); $a = tract_core_argmax_reduce_last($k, axes = [1]); $l ="
        " tract_core_log_softmax($x, axes = [1]); $r = tract_core_rms_norm($x, axis = 1, eps = 0.001); $w ="
        " tract_core_pow_const($x, exponent = 2.0);"
    )
    case.expect(
        p=x.prod(1, keepdims=True),
        a=numpy.array([[2], [1]]),
        l=numpy.log(reference.softmax(x, [1])),
        r=x / numpy.sqrt((x * x).mean(1, keepdims=True) + 0.001),
        w=x * x,
    )
    positions(add)
    transformers(add)
    scans(add)


def positions(add):
    case = add("tract_core_range, broadcast, trilu, one_hot, downsample")
    x, i = case.input("x", case.random((4, 4))), case.input("i", numpy.array([2, 0, 1], "int64"), symbolic=())
    case.run(
        "$a = tract_core_range(2, 11, step = 3); $b = tract_core_broadcast([1.0, 2.0], shape = [3, 2]); $c ="
        " tract_core_trilu($x, k = 1, upper = true); $d = tract_core_trilu($x, upper = false, k = -1); $e ="
        " tract_core_one_hot($i, axis = 1, dim = 4, value_off = -1.0, value_on = 2.0); $f = tract_core_downsample($x,"
        " axis = 1, stride = 2, modulo = 1); $g = tract_core_dyn_slice($x, start = 1, end = 3, len = 2, axis = 1);"
    )
    case.expect(
        a=numpy.arange(2, 11, 3),
        b=numpy.broadcast_to(numpy.array([1, 2], "float32"), (3, 2)),
        c=numpy.triu(x, 1),
        d=numpy.tril(x, -1),
        e=numpy.where(numpy.eye(4)[i] > 0, 2, -1).astype("float32"),
        f=x[:, 1::2],
        g=x[:, 1:3],
    )
    case = add("tract_core_gather forms")
    x = case.input("x", case.random((3, 5)))
    i = case.input("i", numpy.array([[4, 0, -1], [1, 1, 2], [0, 3, 3]], "int64"))
    n = case.input("n", numpy.array([[2, 1], [0, 4]], "int64"), symbolic=())
    case.run(
        "$a = tract_core_gather($x, $i, axis = 1); $b = tract_core_gather_elements($x, $i, axis = 1); $c ="
        " tract_core_gather_nd($x, $n);"
    )
    case.expect(a=x[:, i], b=numpy.take_along_axis(x, i, 1), c=x[n[:, 0], n[:, 1]])
    case = add("tract_core_scatter forms")
    x = case.input("x", case.random((3, 5)))
    i, u = case.input("i", numpy.array([[4, 0], [1, 2], [0, 3]], "int64")), case.input("u", case.random((3, 2)))
    n, v = case.input("n", numpy.array([[2, 1], [0, 4]], "int64"), symbolic=()), case.input(
        "v", case.random((2,)), symbolic=()
    )
    case.run(
        "$a = tract_core_scatter_elements($x, $i, $u, axis = 1); $b = tract_core_scatter_elements($x, $i, $u, axis = 1,"
        " reduction = 'add'); $c = tract_core_scatter_nd($x, $n, $v); $d = tract_core_scatter_nd($x, $n, $v, reduction"
        " = 'max');"
    )
    a, b, c, d = (x.copy() for _ in range(4))
    numpy.put_along_axis(a, i, u, 1)
    numpy.put_along_axis(b, i, numpy.take_along_axis(x, i, 1) + u, 1)
    c[n[:, 0], n[:, 1]] = v
    d[n[:, 0], n[:, 1]] = numpy.maximum(x[n[:, 0], n[:, 1]], v)
    case.expect(a=a, b=b, c=c, d=d)
    case = add("tract_core_topk")
    x = case.input("x", case.random((3, 7)))
    case.run(
        "$v, $i = tract_core_topk($x, k = 3, axis = 1); $w, $j = tract_core_topk($x, k = 2, axis = 1, largest = false);"
    )
    order = numpy.argsort(-x, 1, kind="stable")[:, :3]
    least = numpy.argsort(x, 1, kind="stable")[:, :2]
    case.expect(v=numpy.take_along_axis(x, order, 1), i=order, w=numpy.take_along_axis(x, least, 1), j=least)
    fourier(add)
    einsums(add)


def fourier(add):
    case = add("tract_core_fft and stft")
    x = case.input("x", case.random((2, 12, 2)))
    w = case.variable("w", case.random((4,), 0.2, 1))
    case.run(
        "$a = tract_core_fft($x, axis = 1); $b = tract_core_fft($x, axis = 1, inverse = true);"
        " $c = tract_core_stft($x, axis = 1, frame = 7, stride = 2, window = $w);"
    )
    z = x[..., 0] + 1j * x[..., 1]
    parts = lambda value: numpy.stack([value.real, value.imag], -1).astype("float32")  # noqa: E731
    window = numpy.pad(w, (1, 2))
    frames = numpy.lib.stride_tricks.sliding_window_view(z, 7, 1)[:, ::2] * window
    case.expect(
        a=parts(numpy.fft.fft(z, axis=1)),
        b=parts(numpy.fft.ifft(z, axis=1) * 12),
        c=parts(numpy.fft.fft(frames, axis=2)),
    )
    case = add("tract_core_grid_sample and resize")
    x = case.input("x", case.random((1, 2, 4, 5)), symbolic=())
    grid = numpy.stack(numpy.meshgrid(numpy.linspace(-1, 1, 5), numpy.linspace(-1, 1, 4)), -1)[None].astype("float32")
    case.input("g", grid, symbolic=())
    case.run(
        "$a = tract_core_grid_sample($x, $g, align_corners = true); $b = tract_core_resize($x, scales = [1.0, 1.0, 2.0,"
        " 2.0], coord_transformer = 'asymmetric', interpolator = 'nearest', nearest_mode = 'floor');"
    )
    case.expect(a=x, b=x.repeat(2, 2).repeat(2, 3))
    case.is_fixed = True


def einsums(add):
    for expr, shapes in {
        "bij,bkj->bik": [(2, 3, 4), (2, 5, 4)],
        "ij->ji": [(3, 4)],
        "ijk->j": [(2, 3, 4)],
        "ii->i": [(3, 3)],
        "ij,j->i": [(3, 4), (4,)],
        "bcij,bckj->bcik": [(2, 3, 4, 5), (2, 3, 2, 5)],
        "ij,jk,kl->il": [(2, 3), (3, 4), (4, 5)],
        "i,j->ij": [(3,), (4,)],
        "bij,bjk->bik": [(1, 3, 4), (2, 4, 5)],
    }.items():
        case = add(f"tract_core_einsum {expr}")
        operands = [case.input(f"x{i}", case.random(shape), symbolic=()) for i, shape in enumerate(shapes)]
        case.run(
            f"$y = tract_core_einsum([{', '.join(f'$x{i}' for i in range(len(shapes)))}], expr = '{expr}', acc ="
            " 'f32');"
        )
        case.expect(y=numpy.einsum(expr, *operands))


def attention(q, k, v, mask=0.0, scale=None, causal=False):
    scores = q @ k.swapaxes(-1, -2) * (scale or q.shape[-1] ** -0.5)
    if causal:
        rows, columns = scores.shape[-2:]
        scores = numpy.where(numpy.arange(columns) <= numpy.arange(rows)[:, None] + columns - rows, scores, -numpy.inf)
    return reference.softmax(scores + mask, [scores.ndim - 1]) @ v


def transformers(add):
    for causal in (False, True):
        for rank in (3, 4):
            case = add(f"sdpa causal {causal} rank {rank}")
            case.extensions = [TRANSFORMERS]
            lead = (2, 3)[: rank - 2]
            q, k, v = (
                case.input("q", case.random(lead + (4, 8))),
                case.input("k", case.random(lead + (6, 8))),
                case.input("v", case.random(lead + (6, 8))),
            )
            case.run(
                "$y = tract_transformers_sdpa($q, $k, $v, datum_type = 'f32', acc_datum_type = 'f32', is_causal ="
                f" {str(causal).lower()});"
            )
            case.expect(y=attention(q, k, v, causal=causal).astype("float32"))
    case = add("sdpa with a mask and shared heads")
    case.extensions = [TRANSFORMERS]
    q, k, v = (
        case.input("q", case.random((2, 4, 3, 8))),
        case.input("k", case.random((2, 2, 5, 8))),
        case.input("v", case.random((2, 2, 5, 8))),
    )
    m = case.input("m", case.random((3, 5)), symbolic=())
    case.run("$y = tract_transformers_sdpa($q, $k, $v, $m, scale = 0.3);")
    case.expect(y=attention(q, k.repeat(2, 1), v.repeat(2, 1), m, 0.3).astype("float32"))
    case = add("scaled_masked_softmax, apply_rope")
    case.extensions = [TRANSFORMERS]
    x, m = case.input("x", case.random((2, 3, 4))), case.input(
        "m", case.random((2, 3, 4), dtype="bool") | numpy.eye(3, 4, dtype=bool)
    )
    c, s = case.input("c", case.random((2, 3, 4))), case.input("s", case.random((2, 3, 4)))
    case.run(
        "$y = tract_transformers_scaled_masked_softmax($x, $m, scale = 0.5); $z = tract_transformers_apply_rope($x, $c,"
        " $s);"
    )
    rotated = numpy.concatenate([-x[..., 2:], x[..., :2]], -1)
    case.expect(y=reference.softmax(numpy.where(m, x * 0.5, -numpy.inf), [2]), z=x * c + rotated * s)


def scans(add):
    case = add("tract_core_scan with a state")
    case.extensions = [CORE]
    case.fragments = [
        "fragment accumulate(x: tensor<scalar>, w: tensor<scalar>, before: tensor<scalar>) -> (after: tensor<scalar>,"
        " twice: tensor<scalar>)\n{ after = before * w + x; twice = after * 2.0; }"
    ]
    x, w = case.input("x", case.random((2, 6))), case.input("w", case.random((2, 1)))
    text = (
        "body = 'accumulate', scan = [('x', $x, 1, {chunk})], full = [('w', $w)], state = [('before', $x0, 'after')],"
        " output = [('after', 'full', 1, {chunk}), ('twice', 'full', 1, {chunk}), ('after', 'last', 1, 1), ('twice',"
        " 'last', 1, 1)], skip = 0, reset_every_turn = true, external_state = false"
    )
    case.run(
        "$x0 = slice($x, axes = [1], begin = [0], end = [1]) * 0.0; $a, $b, $c, $d = tract_core_scan("
        + text.format(chunk=1)
        + "); $e, $f, $g, $h = tract_core_scan("
        + text.format(chunk=-1)
        + ");"
    )

    def run(values):
        state, states = numpy.zeros((2, 1), "float32"), []
        for step in range(6):
            state = state * w + values[:, step : step + 1]
            states.append(state)
        return numpy.concatenate(states, 1)

    forward, backward = run(x), run(x[:, ::-1])
    case.expect(
        a=forward,
        b=2 * forward,
        c=forward[:, -1:],
        d=2 * forward[:, -1:],
        e=backward[:, ::-1],
        f=2 * backward[:, ::-1],
        g=backward[:, -1:],
        h=2 * backward[:, -1:],
    )
    case = add("tract_core_scan in chunks, without a state")
    case.extensions = [CORE]
    case.fragments = ["fragment chunk_sum(x: tensor<scalar>) -> (y: tensor<scalar>) { y = sum_reduce(x, axes = [0]); }"]
    x = case.input("x", case.random((6, 3)))
    case.run("$y = tract_core_scan(body = 'chunk_sum', scan = [('x', $x, 0, 2)], output = [('y', 'full', 0, 1)]);")
    case.expect(y=x.reshape(3, 2, 3).sum(1))
    case.is_fixed = True
    case = add("tract_core_gru_epilogue")
    case.extensions = [CORE]
    xh, rh, h = (
        case.input("xh", case.random((2, 12))),
        case.input("rh", case.random((2, 12))),
        case.input("h", case.random((2, 4))),
    )
    case.run("$y = tract_core_gru_epilogue($xh, $rh, $h, hidden = 4);")
    logistic = lambda value: 1 / (1 + numpy.exp(-value))  # noqa: E731
    update, reset = logistic(xh[:, :4] + rh[:, :4]), logistic(xh[:, 4:8] + rh[:, 4:8])
    case.expect(y=(1 - update) * numpy.tanh(xh[:, 8:] + reset * rh[:, 8:]) + update * h)
