"""NNEF graphs of contractions, windows and regions. Used by nnef_cases.py. SPDX-License-Identifier: Apache-2.0"""

import numpy

import nnef_reference as reference
from nnef_reference import wide

FOUR = (2, 3, 7, 6)


def contractions(add):
    for transposes in ((False, False), (True, False), (False, True), (True, True)):
        case = add(f"matmul {transposes}")
        a, b = case.random((2, 3, 4)), case.random((2, 4, 5))
        a, b = (
            numpy.ascontiguousarray(value.swapaxes(1, 2)) if flip else value for value, flip in zip((a, b), transposes)
        )
        case.input("a", a), case.input("b", b)
        first, second = (str(flip).lower() for flip in transposes)
        case.run(f"$y = matmul($a, $b, transposeA = {first}, transposeB = {second});")
        case.expect(y=(a.swapaxes(1, 2) if transposes[0] else a) @ (b.swapaxes(1, 2) if transposes[1] else b))
    case = add("linear")
    x, w, b = (
        case.input("x", case.random((3, 4))),
        case.variable("w", case.random((5, 4))),
        case.variable("b", case.random((1, 5))),
    )
    case.run("$y = linear($x, $w, $b); $z = linear($x, $w); $t = linear($x, $w, 0.5);")
    case.expect(y=x @ w.T + b, z=x @ w.T, t=x @ w.T + 0.5)
    convolutions(add)


def convolutions(add):
    forms = {
        "": dict(),
        "padding": dict(padding=[(1, 2), (0, 1)]),
        "stride": dict(stride=[2, 3]),
        "dilation": dict(dilation=[2, 1], padding=[(0, 0), (1, 1)]),
        "everything": dict(stride=[2, 1], dilation=[1, 2], padding=[(2, 0), (1, 1)]),
        "replicate": dict(border="replicate", padding=[(1, 1), (2, 2)]),
        "reflect": dict(border="reflect", padding=[(1, 1), (2, 2)]),
        "reflect-even": dict(border="reflect-even", padding=[(1, 1), (2, 2)]),
        "automatic reflect": dict(border="reflect", stride=[2, 2]),
    }
    for groups, channels in ((1, 4), (2, 4), (0, 4)):
        for name, form in forms.items():
            if groups != 1 and name not in ("", "everything"):
                continue
            case = add(f"conv {groups} groups {name}")
            x = case.input("x", case.random((2, channels, 9, 8)))
            w = case.variable(
                "w", case.random((channels if groups == 0 else 6, channels // (groups or channels), 3, 2))
            )
            b = case.variable("b", case.random((1, w.shape[0])))
            text = "".join(f", {key} = {value!r}" for key, value in form.items())
            case.run(f"$y = conv($x, $w, $b, groups = {groups}{text});")
            case.expect(y=reference.conv(wide(x), w, b, groups=groups, **form).astype("float32"))
    for rank in (3, 5):
        case = add(f"conv of rank {rank}")
        x = case.input("x", case.random((2, 3) + (6,) * (rank - 2)))
        w = case.variable("w", case.random((4, 3) + (3,) * (rank - 2)))
        case.run("$y = conv($x, $w, 0.25);")
        case.expect(y=reference.conv(wide(x), w, numpy.full(4, 0.25)).astype("float32"))
    deconvolutions(add)
    separable(add)


def deconvolutions(add):
    forms = {
        "": dict(),
        "stride": dict(stride=[2, 3]),
        "padding": dict(stride=[2, 2], padding=[(1, 0), (1, 1)]),
        "dilation": dict(dilation=[2, 1], padding=[(0, 0), (0, 0)]),
        "output_shape": dict(stride=[2, 2], output_shape=[2, 0, 11, 9]),
    }
    for groups in (1, 2, 0):
        for name, form in forms.items():
            case = add(f"deconv {groups} groups {name}")
            x = case.input("x", case.random((2, 4, 5, 4)))
            w = case.variable("w", case.random((4, 1 if groups == 0 else 3, 3, 2)))
            if "output_shape" in form:
                case.is_fixed = True
                form = dict(form, output_shape=[2, w.shape[1] * (groups or 4), *form["output_shape"][2:]])
            b = case.variable("b", case.random((1, w.shape[1] * (groups or 4))))
            text = "".join(f", {key} = {value!r}" for key, value in form.items())
            case.run(f"$y = deconv($x, $w, $b, groups = {groups}{text});")
            case.expect(y=reference.deconv(wide(x), w, b, groups=groups, **form).astype("float32"))
    case = add("debox")
    x = case.input("x", case.random((2, 3, 4, 4)))
    case.run(
        "$y = debox($x, size = [1, 1, 2, 3], stride = [1, 1, 2, 2], padding = [(0, 0), (0, 0), (0, 0), (0, 1)]);"
        " $z = debox($x, size = [1, 1, 2, 2], stride = [1, 1, 2, 2], normalize = true);"
    )
    ones = lambda *size: numpy.ones((3, 1) + size)  # noqa: E731
    case.expect(
        y=reference.deconv(wide(x), ones(2, 3), 0.0, [(0, 0), (0, 1)], [2, 2], groups=3).astype("float32"),
        z=reference.deconv(wide(x), ones(2, 2) / 4, 0.0, [], [2, 2], groups=3).astype("float32"),
    )


def separable(add):
    case = add("separable_conv and separable_deconv")
    x = case.input("x", case.random((2, 4, 6, 6)))
    plane, point = case.variable("plane", case.random((4, 1, 3, 3))), case.variable("point", case.random((5, 4, 1, 1)))
    back, spread = case.variable("back", case.random((4, 5, 1, 1))), case.variable("spread", case.random((5, 1, 3, 3)))
    bias = case.variable("bias", case.random((1, 5)))
    case.run(
        "$y = separable_conv($x, $plane, $point, $bias, padding = [(1, 1), (0, 1)], stride = [2, 1]);"
        " $z = separable_deconv($x, $spread, $back, $bias, padding = [(1, 1), (1, 1)], stride = [2, 2]);"
    )
    planes = reference.conv(wide(x), plane, 0.0 * bias[:, :4], padding=[(1, 1), (0, 1)], stride=[2, 1], groups=0)
    points = reference.deconv(wide(x), back, 0.0 * bias)
    case.expect(
        y=reference.conv(planes, point, bias).astype("float32"),
        z=reference.deconv(points, spread, bias, [(1, 1), (1, 1)], [2, 2], groups=0).astype("float32"),
    )


def pools(add):
    forms = {
        "automatic": dict(),
        "stride": dict(stride=[1, 1, 2, 2]),
        "padding": dict(padding=[(0, 0), (0, 0), (1, 0), (1, 1)], stride=[1, 1, 2, 1]),
        "dilation": dict(padding=[(0, 0)] * 4, dilation=[1, 1, 2, 1]),
    }
    for border in ("constant", "ignore", "replicate", "reflect"):
        for name, form in forms.items():
            if border in ("replicate", "reflect") and name == "dilation":
                continue
            case = add(f"pools {border} {name}")
            x = case.input("x", case.random(FOUR))
            text = f"size = [1, 1, 3, 2], border = '{border}'" + "".join(
                f", {key} = {value!r}" for key, value in form.items()
            )
            case.run(
                f"$m = max_pool($x, {text}); $a = avg_pool($x, {text}); $r = rms_pool($x, {text}); $b = box($x,"
                f" {text}); $o, $i = max_pool_with_index($x, {text}); $j = argmax_pool($x, {text}); $s = sample($x, $i,"
                f" {text});"
            )
            size = [1, 1, 3, 2]
            best, index = reference.max_pool_with_index(x, size, border, **form)
            mean = reference.box(wide(x), size, border, normalize=True, **form)
            square = reference.box(wide(x) ** 2, size, border, normalize=True, **form)
            case.expect(
                m=best,
                a=mean.astype("float32"),
                r=numpy.sqrt(square).astype("float32"),
                o=best,
                i=index,
                j=index,
                s=best,
                b=reference.box(wide(x), size, border, **form).astype("float32"),
            )
    case = add("pools over channels")
    x = case.input("x", case.random((2, 5, 4, 3)))
    case.run(
        "$m = max_pool($x, size = [1, 3, 1, 1], border = 'ignore'); $b = box($x, size = [1, 3, 2, 1], border ="
        " 'constant');"
    )
    case.expect(
        m=reference.max_pool_with_index(x, [1, 3, 1, 1], "ignore")[0],
        b=reference.box(wide(x), [1, 3, 2, 1]).astype("float32"),
    )
    unpooling(add)
    sampling(add)


def unpooling(add):
    for name, padding, stride in (
        ("", [(0, 0)] * 4, [1, 1, 2, 2]),
        ("padded", [(0, 0), (0, 0), (1, 1), (0, 1)], [1, 1, 2, 2]),
    ):
        case = add(f"desample {name}")
        x = case.input("x", case.random((2, 3, 6, 7)))
        text = f"size = [1, 1, 2, 2], border = 'ignore', padding = {padding}, stride = {stride}"
        best, index = reference.max_pool_with_index(x, [1, 1, 2, 2], "ignore", padding, stride)
        case.run(
            f"$o, $i = max_pool_with_index($x, {text}); $y = desample($o, $i, {text}, output_shape = [2, 3, 6, 7]);"
        )
        case.expect(y=reference.desample(best, index, [2, 3, 6, 7], padding))
        case.is_fixed = True


def sampling(add):
    case = add("upsample and downsample")
    x = case.input("x", case.random((2, 3, 4, 6)))
    case.run(
        "$n = nearest_upsample($x, factor = [2, 3]); $d = nearest_downsample($x, factor = [2, 3]);"
        " $a = area_downsample($x, factor = [2, 3]);"
    )
    case.expect(n=x.repeat(2, 2).repeat(3, 3), d=x[:, :, ::2, ::3], a=x.reshape(2, 3, 2, 2, 2, 3).mean((3, 5)))
    for method in ("symmetric", "asymmetric", "aligned"):
        for border in ("replicate", "constant"):
            case = add(f"multilinear_upsample {method} {border}")
            x = case.input("x", case.random((2, 3, 4, 5)))
            case.run(f"$y = multilinear_upsample($x, factor = [2, 3], method = '{method}', border = '{border}');")
            border = "replicate" if method == "aligned" else border
            case.expect(y=reference.upsample(wide(x), [2, 3], method, border).astype("float32"))
    regions(add)


def regions(add):
    rois = numpy.array([[0, 0, 8, 7], [1.2, 2.6, 6.4, 6.9], [3, 1, 3.2, 1.1], [2, 0.5, 7.5, 5]], "float32")
    batch = numpy.array([0, 1, 1, 0], "int64")
    case = add("roi pools")
    x = case.input("x", case.random((2, 3, 7, 8)))
    case.input("r", rois), case.input("b", batch)
    case.run(
        "$a = avg_roi_pool($x, $r, $b, output_size = [3, 2]); $m = max_roi_pool($x, $r, $b, output_size = [3, 2]);"
    )
    case.expect(
        a=reference.roi_pool(wide(x), rois, batch, [3, 2], "avg").astype("float32"),
        m=reference.roi_pool(x, rois, batch, [3, 2], "max").astype("float32"),
    )
    for method in ("symmetric", "asymmetric", "aligned"):
        case = add(f"roi_resample {method}")
        x = case.input("x", case.random((2, 3, 7, 8)))
        case.input("r", rois), case.input("b", batch)
        case.run(
            f"$y = roi_resample($x, $r, $b, output_size = [4, 3], method = '{method}'); $a = avg_roi_align($x, $r, $b,"
            f" output_size = [2, 2], sampling_rate = [2, 3], resize_method = '{method}'); $m = max_roi_align($x, $r,"
            f" $b, output_size = [2, 2], sampling_rate = [2, 3], resize_method = '{method}');"
        )
        fine = reference.roi_resample(wide(x), rois, batch, [4, 6], method).reshape(4, 3, 2, 2, 2, 3)
        case.expect(
            y=reference.roi_resample(wide(x), rois, batch, [4, 3], method).astype("float32"),
            a=fine.mean((3, 5)).astype("float32"),
            m=fine.max((3, 5)).astype("float32"),
        )
