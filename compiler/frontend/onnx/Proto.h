// The protobuf classes of ONNX, with the definitions that the library was built with. Only files that read
// the messages include this. SPDX-License-Identifier: Apache-2.0
#pragma once

#ifndef ONNX_ML
#define ONNX_ML 1
#endif
#ifndef ONNX_NAMESPACE
#define ONNX_NAMESPACE onnx
#endif
#include <onnx/onnx_pb.h>
