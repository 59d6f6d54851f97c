// Enumerations of the nn dialect. SPDX-License-Identifier: Apache-2.0
#ifndef INGOT_NN_ENUMS
#define INGOT_NN_ENUMS
include "NnDialect.td"

class Nn_Enum<string name, string summary, list<I32EnumAttrCase> cases>
    : I32EnumAttr<name, summary, cases> {
  let cppNamespace = "::ingot::nn";
  let genSpecializedAttr = 0;
}
class Nn_EnumAttr<EnumAttrInfo info, string mnemonic> : EnumAttr<Nn_Dialect, info, mnemonic> {
  let assemblyFormat = "`<` $value `>`";
}

def Nn_AutoPad : Nn_Enum<"AutoPad", "how paddings are found", [
  I32EnumAttrCase<"Explicit", 0, "explicit">, I32EnumAttrCase<"SameUpper", 1, "same_upper">,
  I32EnumAttrCase<"SameLower", 2, "same_lower">, I32EnumAttrCase<"Valid", 3, "valid">]>;
def Nn_AutoPadAttr : Nn_EnumAttr<Nn_AutoPad, "auto_pad">;

def Nn_Layout : Nn_Enum<"Layout", "where the channel axis is", [
  I32EnumAttrCase<"ChannelsFirst", 0, "channels_first">, I32EnumAttrCase<"ChannelsLast", 1, "channels_last">]>;
def Nn_LayoutAttr : Nn_EnumAttr<Nn_Layout, "layout">;

def Nn_ReduceKind : Nn_Enum<"ReduceKind", "how elements are combined", [
  I32EnumAttrCase<"Sum", 0, "sum">, I32EnumAttrCase<"Mean", 1, "mean">, I32EnumAttrCase<"Max", 2, "max">,
  I32EnumAttrCase<"Min", 3, "min">, I32EnumAttrCase<"Prod", 4, "prod">, I32EnumAttrCase<"L1", 5, "l1">,
  I32EnumAttrCase<"L2", 6, "l2">, I32EnumAttrCase<"LogSum", 7, "log_sum">,
  I32EnumAttrCase<"LogSumExp", 8, "log_sum_exp">, I32EnumAttrCase<"SumSquare", 9, "sum_square">,
  I32EnumAttrCase<"Any", 10, "any">, I32EnumAttrCase<"All", 11, "all">]>;
/// Part of the text of its operations, hence without brackets.
def Nn_ReduceKindAttr : EnumAttr<Nn_Dialect, Nn_ReduceKind, "reduce_kind"> { let assemblyFormat = "$value"; }

def Nn_PadMode : Nn_Enum<"PadMode", "what a padding holds", [
  I32EnumAttrCase<"Constant", 0, "constant">, I32EnumAttrCase<"Reflect", 1, "reflect">,
  I32EnumAttrCase<"Edge", 2, "edge">, I32EnumAttrCase<"Wrap", 3, "wrap">]>;
def Nn_PadModeAttr : Nn_EnumAttr<Nn_PadMode, "pad_mode">;

def Nn_ResizeMode : Nn_Enum<"ResizeMode", "interpolation", [
  I32EnumAttrCase<"Nearest", 0, "nearest">, I32EnumAttrCase<"Linear", 1, "linear">,
  I32EnumAttrCase<"Cubic", 2, "cubic">]>;
def Nn_ResizeModeAttr : Nn_EnumAttr<Nn_ResizeMode, "resize_mode">;

def Nn_CoordinateMode : Nn_Enum<"CoordinateMode", "output to input coordinates", [
  I32EnumAttrCase<"HalfPixel", 0, "half_pixel">, I32EnumAttrCase<"Asymmetric", 1, "asymmetric">,
  I32EnumAttrCase<"AlignCorners", 2, "align_corners">, I32EnumAttrCase<"PytorchHalfPixel", 3, "pytorch_half_pixel">,
  I32EnumAttrCase<"HalfPixelSymmetric", 4, "half_pixel_symmetric">,
  I32EnumAttrCase<"TfHalfPixelForNn", 5, "tf_half_pixel_for_nn">,
  I32EnumAttrCase<"TfCropAndResize", 6, "tf_crop_and_resize">]>;
def Nn_CoordinateModeAttr : Nn_EnumAttr<Nn_CoordinateMode, "coordinate_mode">;

def Nn_NearestMode : Nn_Enum<"NearestMode", "rounding of a nearest coordinate", [
  I32EnumAttrCase<"Floor", 0, "floor">, I32EnumAttrCase<"Ceil", 1, "ceil">,
  I32EnumAttrCase<"RoundPreferFloor", 2, "round_prefer_floor">,
  I32EnumAttrCase<"RoundPreferCeil", 3, "round_prefer_ceil">]>;
def Nn_NearestModeAttr : Nn_EnumAttr<Nn_NearestMode, "nearest_mode">;

def Nn_AspectPolicy : Nn_Enum<"AspectPolicy", "which factor all axes share", [
  I32EnumAttrCase<"Stretch", 0, "stretch">, I32EnumAttrCase<"NotLarger", 1, "not_larger">,
  I32EnumAttrCase<"NotSmaller", 2, "not_smaller">]>;
def Nn_AspectPolicyAttr : Nn_EnumAttr<Nn_AspectPolicy, "aspect_policy">;
#endif
