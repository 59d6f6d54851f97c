// Element-wise operations: unary, binary with broadcasting, comparison, selection, conversion.
// SPDX-License-Identifier: Apache-2.0
#ifndef INGOT_NN_ELEMENTWISE
#define INGOT_NN_ELEMENTWISE
include "NnBase.td"

/// One operand, one result of the same shape and element type.
class Nn_Unary<string mnemonic, string what, string formula, Type type = Nn_AnyTensor, dag extra = (ins)>
    : Nn_Op<mnemonic, [Nn_Elementwise]> {
  let summary = what;
  let description = "Computes " # formula # " for every element. Result and operand agree in shape and element type.\n"
      # "Exists from `import` to `simplify`.\n\n**Constraints:** (C1) the element types agree. (C2) the shapes agree.\n"
      # Nn_Example<"%y = nn." # mnemonic # " %x : " # !cond(
          !eq(type, Nn_BoolTensor) : "(tensor<2x3xi1>) -> tensor<2x3xi1>",
          !eq(type, Nn_IntTensor) : "(tensor<2x3xi32>) -> tensor<2x3xi32>",
          true : "(tensor<2x3xf32>) -> tensor<2x3xf32>")>.text;
  let arguments = !con((ins type:$input), extra);
  let results = (outs type:$result);
  let assemblyFormat = "$input attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
  let extraClassDefinition = "::llvm::LogicalResult $cppClass::verify() { return verifyUnary(getOperation()); }";
}
/// As Nn_Unary with attributes whose defaults an example shows.
class Nn_UnaryWith<string mnemonic, string what, string formula, dag extra, string example>
    : Nn_Unary<mnemonic, what, formula, Nn_FloatTensor, extra> {
  let description = "Computes " # formula # " for every element. Result and operand agree in shape and element type.\n"
      # "Exists from `import` to `simplify`.\n\n**Constraints:** (C1) the element types agree. (C2) the shapes agree.\n"
      # Nn_Example<"%y = nn." # mnemonic # " %x " # example # " : (tensor<2x3xf32>) -> tensor<2x3xf32>">.text;
}

def Nn_AbsOp : Nn_Unary<"abs", "absolute value", "|x|">;
def Nn_NegOp : Nn_Unary<"neg", "negation", "-x">;
def Nn_SignOp : Nn_Unary<"sign", "sign", "-1, 0 or 1">;
def Nn_ExpOp : Nn_Unary<"exp", "exponential", "e^x", Nn_FloatTensor>;
def Nn_LogOp : Nn_Unary<"log", "natural logarithm", "ln x", Nn_FloatTensor>;
def Nn_SqrtOp : Nn_Unary<"sqrt", "square root", "x^(1/2)", Nn_FloatTensor>;
def Nn_RsqrtOp : Nn_Unary<"rsqrt", "reciprocal square root", "x^(-1/2)", Nn_FloatTensor>;
def Nn_ReciprocalOp : Nn_Unary<"reciprocal", "reciprocal", "1/x", Nn_FloatTensor>;
def Nn_FloorOp : Nn_Unary<"floor", "round down", "the largest integer <= x", Nn_FloatTensor>;
def Nn_CeilOp : Nn_Unary<"ceil", "round up", "the smallest integer >= x", Nn_FloatTensor>;
def Nn_RoundOp : Nn_Unary<"round", "round half to even", "the nearest integer, ties to even", Nn_FloatTensor>;
def Nn_RoundHalfAwayOp : Nn_Unary<"round_half_away", "round half away from zero",
    "the nearest integer, ties away from zero", Nn_FloatTensor>;
def Nn_SinOp : Nn_Unary<"sin", "sine", "sin x, x in radians", Nn_FloatTensor>;
def Nn_CosOp : Nn_Unary<"cos", "cosine", "cos x, x in radians", Nn_FloatTensor>;
def Nn_TanOp : Nn_Unary<"tan", "tangent", "tan x, x in radians", Nn_FloatTensor>;
def Nn_AsinOp : Nn_Unary<"asin", "arc sine", "asin x", Nn_FloatTensor>;
def Nn_AcosOp : Nn_Unary<"acos", "arc cosine", "acos x", Nn_FloatTensor>;
def Nn_AtanOp : Nn_Unary<"atan", "arc tangent", "atan x", Nn_FloatTensor>;
def Nn_SinhOp : Nn_Unary<"sinh", "hyperbolic sine", "sinh x", Nn_FloatTensor>;
def Nn_CoshOp : Nn_Unary<"cosh", "hyperbolic cosine", "cosh x", Nn_FloatTensor>;
def Nn_TanhOp : Nn_Unary<"tanh", "hyperbolic tangent", "tanh x", Nn_FloatTensor>;
def Nn_AsinhOp : Nn_Unary<"asinh", "inverse hyperbolic sine", "asinh x", Nn_FloatTensor>;
def Nn_AcoshOp : Nn_Unary<"acosh", "inverse hyperbolic cosine", "acosh x", Nn_FloatTensor>;
def Nn_AtanhOp : Nn_Unary<"atanh", "inverse hyperbolic tangent", "atanh x", Nn_FloatTensor>;
def Nn_ErfOp : Nn_Unary<"erf", "error function", "erf x", Nn_FloatTensor>;
def Nn_SigmoidOp : Nn_Unary<"sigmoid", "logistic function", "1/(1 + e^-x)", Nn_FloatTensor>;
def Nn_ReluOp : Nn_Unary<"relu", "rectifier", "max(x, 0)">;
def Nn_SiluOp : Nn_Unary<"silu", "sigmoid linear unit", "x/(1 + e^-x)", Nn_FloatTensor>;
def Nn_MishOp : Nn_Unary<"mish", "mish activation", "x tanh(softplus(x))", Nn_FloatTensor>;
def Nn_SoftplusOp : Nn_Unary<"softplus", "smooth rectifier", "ln(1 + e^x)", Nn_FloatTensor>;
def Nn_SoftsignOp : Nn_Unary<"softsign", "softsign activation", "x/(1 + |x|)", Nn_FloatTensor>;
def Nn_HardSwishOp : Nn_Unary<"hard_swish", "piecewise linear swish", "x max(0, min(1, x/6 + 1/2))", Nn_FloatTensor>;
def Nn_NotOp : Nn_Unary<"not", "logical not", "not x", Nn_BoolTensor>;
def Nn_BitwiseNotOp : Nn_Unary<"bitwise_not", "bitwise not", "~x", Nn_IntTensor>;
def Nn_GeluOp : Nn_UnaryWith<"gelu", "Gaussian error linear unit",
    "x Phi(x), or its tanh approximation when `approximate`",
    (ins DefaultValuedAttr<BoolAttr, "false">:$approximate), "{approximate = true}">;
def Nn_LeakyReluOp : Nn_UnaryWith<"leaky_relu", "leaky rectifier", "x when x >= 0, otherwise alpha x",
    (ins F64Attr:$alpha), "{alpha = 0.1 : f64}">;
def Nn_ThresholdedReluOp : Nn_UnaryWith<"thresholded_relu", "thresholded rectifier",
    "x when x > alpha, otherwise 0", (ins F64Attr:$alpha), "{alpha = 1.0 : f64}">;
def Nn_EluOp : Nn_UnaryWith<"elu", "exponential linear unit", "x when x >= 0, otherwise alpha (e^x - 1)",
    (ins F64Attr:$alpha), "{alpha = 1.0 : f64}">;
def Nn_CeluOp : Nn_UnaryWith<"celu", "continuously differentiable exponential linear unit",
    "max(0, x) + min(0, alpha (e^(x/alpha) - 1))", (ins F64Attr:$alpha), "{alpha = 1.0 : f64}">;
def Nn_SeluOp : Nn_UnaryWith<"selu", "scaled exponential linear unit",
    "gamma x when x > 0, otherwise gamma alpha (e^x - 1)", (ins F64Attr:$alpha, F64Attr:$gamma),
    "{alpha = 1.67 : f64, gamma = 1.05 : f64}">;
def Nn_HardSigmoidOp : Nn_UnaryWith<"hard_sigmoid", "piecewise linear sigmoid", "max(0, min(1, alpha x + beta))",
    (ins F64Attr:$alpha, F64Attr:$beta), "{alpha = 0.2 : f64, beta = 0.5 : f64}">;

/// Tests of one operand, with a boolean result.
class Nn_Test<string mnemonic, string what> : Nn_Op<mnemonic, [Nn_Elementwise]> {
  let summary = what;
  let description = "True where the element is " # what # ". Exists from `import` to `simplify`.\n\n"
      # "**Constraints:** (C1) the operand holds floating-point values, the result booleans.\n"
      # Nn_Example<"%y = nn." # mnemonic # " %x : (tensor<2xf32>) -> tensor<2xi1>">.text;
  let arguments = (ins Nn_FloatTensor:$input);
  let results = (outs Nn_BoolTensor:$result);
  let assemblyFormat = "$input attr-dict `:` functional-type(operands, results)";
}
def Nn_IsNanOp : Nn_Test<"is_nan", "not a number">;
def Nn_IsInfOp : Nn_Test<"is_inf", "plus or minus infinity">;

/// Two operands broadcast against each other (multidirectional, trailing axes aligned, as NumPy).
class Nn_Binary<string mnemonic, string what, string formula, Type type = Nn_AnyTensor, dag extra = (ins)>
    : Nn_Op<mnemonic, [Nn_Elementwise]> {
  let summary = what;
  let description = "Computes " # formula # " for every pair of elements, after broadcasting with trailing axes "
      # "aligned.\n"
      # "Exists from `import` to `simplify`.\n\n**Constraints:** (C1) the element types of operands and result agree. "
      # "(C2) static shapes broadcast.\n"
      # Nn_Example<"%z = nn." # mnemonic # " %x, %y : (" # !cond(
          !eq(type, Nn_BoolTensor) : "tensor<2x3xi1>, tensor<3xi1>) -> tensor<2x3xi1>",
          !eq(type, Nn_IntTensor) : "tensor<2x3xi32>, tensor<3xi32>) -> tensor<2x3xi32>",
          true : "tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xf32>")>.text;
  let arguments = !con((ins type:$lhs, type:$rhs), extra);
  let results = (outs type:$result);
  let assemblyFormat = "$lhs `,` $rhs attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
  let extraClassDefinition = "::llvm::LogicalResult $cppClass::verify() { return verifyBinary(getOperation()); }";
}
def Nn_AddOp : Nn_Binary<"add", "addition", "x + y">;
def Nn_SubOp : Nn_Binary<"sub", "subtraction", "x - y">;
def Nn_MulOp : Nn_Binary<"mul", "multiplication", "x y">;
def Nn_DivOp : Nn_Binary<"div", "division", "x / y (integers: rounded towards zero)">;
def Nn_ModOp : Nn_Binary<"mod", "remainder", "x mod y with the sign of y, or of x when `truncated` (C fmod)",
    Nn_AnyTensor, (ins DefaultValuedAttr<BoolAttr, "false">:$truncated)>;
def Nn_PowOp : Nn_Op<"pow", [Nn_Elementwise]> {
  let summary = "power";
  let description = "Computes x^y for every pair of elements, after broadcasting with trailing axes aligned. The "
      # "result has the element type of x. Exists from `import` to `simplify`.\n\n"
      # "**Constraints:** (C1) the element types of x and the result agree.\n"
      # Nn_Example<"%z = nn.pow %x, %y : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xf32>">.text;
  let arguments = (ins Nn_AnyTensor:$lhs, Nn_AnyTensor:$rhs);
  let results = (outs Nn_AnyTensor:$result);
  let assemblyFormat = "$lhs `,` $rhs attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}
def Nn_MaxOp : Nn_Binary<"max", "larger value", "max(x, y); NaN if either is">;
def Nn_MinOp : Nn_Binary<"min", "smaller value", "min(x, y); NaN if either is">;
def Nn_AndOp : Nn_Binary<"and", "logical and", "x and y", Nn_BoolTensor>;
def Nn_OrOp : Nn_Binary<"or", "logical or", "x or y", Nn_BoolTensor>;
def Nn_XorOp : Nn_Binary<"xor", "logical exclusive or", "x xor y", Nn_BoolTensor>;
def Nn_BitwiseAndOp : Nn_Binary<"bitwise_and", "bitwise and", "x & y", Nn_IntTensor>;
def Nn_BitwiseOrOp : Nn_Binary<"bitwise_or", "bitwise or", "x | y", Nn_IntTensor>;
def Nn_BitwiseXorOp : Nn_Binary<"bitwise_xor", "bitwise exclusive or", "x ^ y", Nn_IntTensor>;
def Nn_ShiftLeftOp : Nn_Binary<"shift_left", "shift left", "x << y", Nn_IntTensor>;
def Nn_ShiftRightOp : Nn_Binary<"shift_right", "shift right", "x >> y (logical for unsigned)", Nn_IntTensor>;

/// Comparison: a boolean for every pair of elements.
class Nn_Compare<string mnemonic, string what, string formula> : Nn_Op<mnemonic, [Nn_Elementwise]> {
  let summary = what;
  let description = "Tells whether " # formula # " for every pair of elements, after broadcasting with trailing axes "
      # "aligned. Exists from `import` to `simplify`.\n\n"
      # "**Constraints:** (C1) the element types of the operands agree. (C2) static shapes broadcast.\n"
      # Nn_Example<"%z = nn." # mnemonic # " %x, %y : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xi1>">.text;
  let arguments = (ins Nn_AnyTensor:$lhs, Nn_AnyTensor:$rhs);
  let results = (outs Nn_BoolTensor:$result);
  let assemblyFormat = "$lhs `,` $rhs attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
  let extraClassDefinition = "::llvm::LogicalResult $cppClass::verify() { return verifyCompare(getOperation()); }";
}
def Nn_EqualOp : Nn_Compare<"equal", "equality", "x = y">;
def Nn_LessOp : Nn_Compare<"less", "strictly less", "x < y">;
def Nn_LessEqualOp : Nn_Compare<"less_equal", "less or equal", "x <= y">;
def Nn_GreaterOp : Nn_Compare<"greater", "strictly greater", "x > y">;
def Nn_GreaterEqualOp : Nn_Compare<"greater_equal", "greater or equal", "x >= y">;

def Nn_SelectOp : Nn_Op<"select", [Nn_Elementwise]> {
  let summary = "choose between two tensors";
  let description = "Takes the element of `on_true` where `condition` holds, otherwise that of `on_false`; all three "
      # "are broadcast with trailing axes aligned. Exists from `import` to `simplify`.\n\n"
      # "**Constraints:** (C1) the element types of both choices and the result agree.\n"
      # Nn_Example<"%z = nn.select %c, %x, %y : (tensor<2xi1>, tensor<2xf32>, tensor<f32>) -> tensor<2xf32>">.text;
  let arguments = (ins Nn_BoolTensor:$condition, Nn_AnyTensor:$on_true, Nn_AnyTensor:$on_false);
  let results = (outs Nn_AnyTensor:$result);
  let assemblyFormat = "$condition `,` $on_true `,` $on_false attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}

def Nn_ClampOp : Nn_Op<"clamp", [Nn_Elementwise, AttrSizedOperandSegments]> {
  let summary = "limit to a range";
  let description = "Computes min(max(x, low), high); an absent limit does not limit. The limits are scalars or "
      # "tensors that broadcast to x. Exists from `import` to `simplify`.\n\n"
      # "**Constraints:** (C1) the element types of input, limits and result agree.\n"
      # Nn_Example<"%y = nn.clamp %x low %a high %b : (tensor<2xf32>, tensor<f32>, tensor<f32>) -> tensor<2xf32>">.text;
  let arguments = (ins Nn_AnyTensor:$input, Optional<Nn_AnyTensor>:$low, Optional<Nn_AnyTensor>:$high);
  let results = (outs Nn_AnyTensor:$result);
  let assemblyFormat = [{$input (`low` $low^)? (`high` $high^)? attr-dict `:` functional-type(operands, results)}];
  let hasVerifier = 1;
}

def Nn_CastOp : Nn_Op<"cast", [Nn_Elementwise]> {
  let summary = "convert the element type";
  let description = "Converts every element to the element type of the result: float to integer truncates towards "
      # "zero, anything to bool tests against zero, bool to number gives 0 or 1. Exists from `import` to "
      # "`simplify`.\n\n**Constraints:** (C1) the shapes agree.\n"
      # Nn_Example<"%y = nn.cast %x : (tensor<2xi32>) -> tensor<2xf32>">.text;
  let arguments = (ins Nn_AnyTensor:$input);
  let results = (outs Nn_AnyTensor:$result);
  let assemblyFormat = "$input attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
  let hasFolder = 1;
}
#endif
