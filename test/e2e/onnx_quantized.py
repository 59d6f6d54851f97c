#!/usr/bin/env python3
"""Compares quantised operations of ONNX and of ONNX Runtime with ONNX Runtime, node by node and in small networks.

    onnx_quantized.py INGOT FOLDER

Results are integers: they must agree within one step, and in all but one place of a thousand exactly. Without the
packages onnx and onnxruntime nothing can be compared, which is said. SPDX-License-Identifier: Apache-2.0
"""
import os
import subprocess
import sys

try:
    import numpy
    import onnx
    import onnxruntime
    from onnx import TensorProto, helper, numpy_helper
except ImportError as error:
    print(f"{error.name} is missing: nothing to compare with")
    print("0 passed, 0 failed, 1 skipped")
    sys.exit(0)

MICROSOFT = "com.microsoft"
TYPES = {"uint8": TensorProto.UINT8, "int8": TensorProto.INT8, "float32": TensorProto.FLOAT, "int32": TensorProto.INT32}
SINGLE = numpy.float32


class Graph:
    """One model: inputs with values, constants, nodes."""

    def __init__(self, seed):
        self.random = numpy.random.default_rng(seed)
        self.inputs, self.constants, self.nodes, self.count = {}, [], [], 0

    def bytes(self, shape, dtype):
        limits = numpy.iinfo(dtype)
        return self.random.integers(limits.min, limits.max + 1, shape).astype(dtype)

    def input(self, array):
        name = f"x{len(self.inputs)}"
        self.inputs[name] = array
        return name

    def constant(self, array):
        self.constants.append(numpy_helper.from_array(numpy.asarray(array), f"c{len(self.constants)}"))
        return self.constants[-1].name

    def scale(self, shape=(), low=0.005, high=0.02):
        return self.constant(numpy.asarray(self.random.uniform(low, high, shape), SINGLE))

    def zero(self, dtype, shape=()):
        return self.constant(numpy.asarray(self.bytes(shape, dtype)))

    def node(self, kind, inputs, domain="", **attributes):
        self.count += 1
        self.nodes.append(helper.make_node(kind, inputs, [f"v{self.count}"], domain=domain, name=f"n{self.count}", **attributes))
        return f"v{self.count}"

    def model(self, result, dtype):
        inputs = [helper.make_tensor_value_info(name, TYPES[str(array.dtype)], array.shape)
                  for name, array in self.inputs.items()]
        output = helper.make_tensor_value_info(result, TYPES[dtype], None)
        graph = helper.make_graph(self.nodes, "quantized", inputs, [output], self.constants)
        return helper.make_model(graph, ir_version=8,
                                 opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid(MICROSOFT, 1)])


def binary(kind):
    def build(graph, dtype):
        parameters = lambda: [graph.scale(), graph.zero(dtype)]
        left, right = graph.input(graph.bytes((3, 5, 37), dtype)), graph.input(graph.bytes((5, 37), dtype))
        last = [graph.scale((), 0.02, 0.04) if kind == "QLinearAdd" else graph.scale((), 0.01, 0.02), graph.zero(dtype)]
        return graph.node(kind, [left, *parameters(), right, *parameters(), *last], MICROSOFT), dtype
    return build


def unary(kind, shape=(2, 4, 9, 11), scale=(0.005, 0.02), **attributes):
    def build(graph, dtype):
        x = graph.input(graph.bytes(shape, dtype))
        parameters = [graph.scale(), graph.zero(dtype), graph.scale((), *scale), graph.zero(dtype)]
        return graph.node(kind, [x, *parameters], MICROSOFT, **attributes), dtype
    return build


def softmax(graph, dtype):
    x = graph.input(graph.bytes((4, 23), dtype))
    zero = graph.constant(numpy.asarray(0 if dtype == "uint8" else -128, dtype))
    unit = graph.constant(numpy.asarray(1 / 256, SINGLE))
    return graph.node("QLinearSoftmax", [x, graph.scale(), graph.zero(dtype), unit, zero], MICROSOFT, axis=-1, opset=13), dtype


def concat(graph, dtype):
    parts = [name for size in (3, 8) for name in
             (graph.input(graph.bytes((2, size, 5), dtype)), graph.scale(), graph.zero(dtype))]
    return graph.node("QLinearConcat", [graph.scale(), graph.zero(dtype), *parts], MICROSOFT, axis=1), dtype


def gemm(quantized, trans):
    def build(graph, dtype):
        a = graph.input(graph.bytes((7, 34), dtype))
        b = graph.constant(graph.bytes((19, 34) if trans else (34, 19), "int8"))
        bias = graph.constant(graph.random.integers(-3000, 3000, 19).astype("int32"))
        inputs = [a, graph.scale(), graph.zero(dtype), b, graph.scale(), graph.constant(numpy.asarray(0, "int8")), bias]
        if quantized:
            inputs += [graph.scale((), 0.2, 0.4), graph.zero(dtype)]
        return graph.node("QGemm", inputs, MICROSOFT, transB=int(trans)), dtype if quantized else "float32"
    return build


def to_float(kind):
    def build(graph, dtype):
        b, bias = graph.constant(graph.bytes((33, 21), "int8")), graph.constant(graph.random.uniform(-1, 1, 21).astype(SINGLE))
        scale, zero = graph.scale((21,)), graph.constant(numpy.zeros(21, "int8"))
        if kind == "DynamicQuantizeMatMul":
            a = graph.input(graph.random.uniform(-2, 3, (6, 33)).astype(SINGLE))
            return graph.node(kind, [a, b, scale, zero, bias], MICROSOFT), "float32"
        a = graph.input(graph.bytes((6, 33), "uint8"))
        return graph.node(kind, [a, b, graph.scale(), scale, graph.zero("uint8"), zero, bias], MICROSOFT), "float32"
    return build


def convolution(shape, weights, **attributes):
    def build(graph, dtype):
        channels = weights[0]
        w, scale = graph.constant(graph.bytes(weights, "int8")), graph.scale((channels,))
        bias = graph.constant(graph.random.integers(-3000, 3000, channels).astype("int32"))
        inputs = [graph.input(graph.bytes(shape, dtype)), graph.scale(), graph.zero(dtype), w, scale,
                  graph.constant(numpy.zeros(channels, "int8")), graph.scale((), 0.2, 0.4), graph.zero(dtype), bias]
        return graph.node("QLinearConv", inputs, **attributes), dtype
    return build


def network(graph, dtype):
    """Convolutions, a residual sum, pools, a reshape and a product, as a quantiser writes them."""
    def pair(value):
        scale, zero = graph.scale((), 0.03, 0.05), graph.zero(dtype)
        return graph.node("DequantizeLinear", [graph.node("QuantizeLinear", [value, scale, zero]), scale, zero])

    def weights(shape, axis):
        scale = graph.scale((shape[axis],), 0.001, 0.003)
        return graph.node("DequantizeLinear", [graph.constant(graph.bytes(shape, "int8")), scale,
                                               graph.constant(numpy.zeros(shape[axis], "int8"))], axis=axis)
    x = pair(graph.input(graph.random.uniform(-2, 2, (1, 3, 20, 18)).astype(SINGLE)))
    a = pair(graph.node("Relu", [graph.node("Conv", [x, weights((16, 3, 3, 3), 0)], pads=[1, 1, 1, 1])]))
    b = pair(graph.node("Conv", [a, weights((16, 1, 3, 3), 0)], pads=[1, 1, 1, 1], group=16))
    c = pair(graph.node("Add", [a, b]))
    d = pair(graph.node("MaxPool", [c], kernel_shape=[2, 2], strides=[2, 2]))
    e = pair(graph.node("Clip", [graph.node("Conv", [d, weights((24, 16, 1, 1), 0)]), graph.constant(SINGLE(0)),
                                 graph.constant(SINGLE(4))]))
    f = pair(graph.node("GlobalAveragePool", [e]))
    g = graph.node("Reshape", [f, graph.constant(numpy.array([1, 24], "int64"))])
    last = graph.node("MatMul", [g, weights((24, 10), 1)])
    return graph.node("QuantizeLinear", [last, graph.scale((), 0.03, 0.05), graph.zero(dtype)]), dtype


CASES = {
    "QLinearAdd": binary("QLinearAdd"), "QLinearMul": binary("QLinearMul"), "QLinearSoftmax": softmax,
    "QLinearSigmoid": unary("QLinearSigmoid"), "QLinearLeakyRelu": unary("QLinearLeakyRelu", alpha=0.2),
    "QLinearAveragePool": unary("QLinearAveragePool", kernel_shape=[3, 2], strides=[2, 1], pads=[1, 0, 1, 1]),
    "QLinearAveragePool with padding":
        unary("QLinearAveragePool", kernel_shape=[3, 2], pads=[1, 0, 1, 1], count_include_pad=1),
    "QLinearGlobalAveragePool": unary("QLinearGlobalAveragePool"), "QLinearConcat": concat,
    "QGemm": gemm(True, False), "QGemm transposed": gemm(True, True), "QGemm to reals": gemm(False, False),
    "MatMulIntegerToFloat": to_float("MatMulIntegerToFloat"), "DynamicQuantizeMatMul": to_float("DynamicQuantizeMatMul"),
    "QLinearConv": convolution((1, 8, 12, 9), (20, 8, 3, 3), pads=[1, 1, 1, 1]),
    "QLinearConv in groups": convolution((2, 8, 12, 9), (12, 4, 3, 3), strides=[2, 1], group=2),
    "QLinearConv same": convolution((1, 5, 13, 10), (33, 5, 4, 3), auto_pad="SAME_UPPER"),
    "network": network,
}


def compare(ingot, folder, label, build, dtype):
    """Empty where the results agree, else what differs."""
    graph = Graph([len(label), len(dtype)])
    result, out = build(graph, dtype)
    model = graph.model(result, out)
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.log_severity_level = 3
    wanted = onnxruntime.InferenceSession(model.SerializeToString(), options).run(None, graph.inputs)[0]
    path, given, made = (os.path.join(folder, f"quantized.{kind}") for kind in ("onnx", "in.npz", "out.npz"))
    onnx.save(model, path)
    numpy.savez(given, **graph.inputs)
    for command in ([ingot, "compile", path, "-o", path + ".so"], [ingot, "run", path + ".so", "--inputs", given, "-o", made]):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            return done.stderr.strip()
    with numpy.load(made) as arrays:
        got = arrays[result]
    if got.shape != wanted.shape or got.dtype != wanted.dtype:
        return f"expected {wanted.dtype} {wanted.shape}, got {got.dtype} {got.shape}"
    error = numpy.abs(got.astype("float64") - wanted.astype("float64"))
    if out == "float32":
        return "" if error.max() <= 1e-5 * max(1.0, numpy.abs(wanted).max()) else f"differs by {error.max():.3g}"
    share = (error > 0).mean()
    return "" if error.max() <= 1 and share <= 1e-3 else f"differs by {error.max():.0f} steps at most, {share:.2%} of all"


def main(ingot, folder):
    os.makedirs(folder, exist_ok=True)
    failed = 0
    for label, build in CASES.items():
        for dtype in ("uint8", "int8"):
            problem = compare(ingot, folder, label, build, dtype)
            if problem:
                failed += 1
                print(f"{label} {dtype}: {problem}")
    print(f"{2 * len(CASES) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
