// Evaluates the entries of graph.quant, whose arguments are literals. See QuantFile.h.
// SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/nnef/language/QuantFile.h"

#include "compiler/frontend/nnef/language/Parser.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"

#include <cmath>

namespace ingot::nnef {

namespace {
/// Named access to the literal arguments of one entry.
class Entry {
public:
  Entry(const SourceText &source, const Argument &entry) : source(source), entry(entry) {}

  const Expression &call() const { return *entry.value; }
  llvm::Error error(uint32_t offset, const llvm::Twine &message) const {
    return source.error(offset, "quantization of '" + entry.name + "': " + message);
  }

  const Expression *find(llvm::StringRef name) const {
    for (const Argument &argument : call().arguments)
      if (argument.name == name)
        return argument.value;
    return nullptr;
  }

  /// One number or an array of numbers; `values` stays empty if there is no such argument.
  llvm::Error numbers(llvm::StringRef name, std::vector<double> &values) const {
    const Expression *value = find(name);
    if (!value)
      return llvm::Error::success();
    if (value->kind != Expression::Kind::Array)
      return number(*value, name, values);
    for (const Expression *item : value->operands)
      if (llvm::Error failure = number(*item, name, values))
        return failure;
    return llvm::Error::success();
  }

  llvm::Error logical(llvm::StringRef name, bool &result) const {
    const Expression *value = find(name);
    if (!value)
      return llvm::Error::success();
    if (value->kind != Expression::Kind::Logical)
      return error(value->offset, "argument '" + name + "' must be true or false");
    result = value->integer != 0;
    return llvm::Error::success();
  }

private:
  llvm::Error number(const Expression &value, llvm::StringRef name, std::vector<double> &values) const {
    const Expression *literal = &value;
    double sign = 1;
    while (literal->kind == Expression::Kind::Unary && literal->unary != UnaryOperator::Not) {
      sign = literal->unary == UnaryOperator::Minus ? -sign : sign;
      literal = literal->operands[0];
    }
    if (literal->kind == Expression::Kind::Integer)
      values.push_back(sign * static_cast<double>(literal->integer));
    else if (literal->kind == Expression::Kind::Scalar && std::isfinite(literal->scalar))
      values.push_back(sign * literal->scalar);
    else
      return error(literal->offset, "argument '" + name + "' must be a finite number");
    return llvm::Error::success();
  }

  const SourceText &source;
  const Argument &entry;
};
} // namespace

/// The scale, zero point and offset that make `minimum` and `maximum` the ends of the stored range.
static bool fromRange(double minimum, double maximum, Quantization &result) {
  if (!(minimum < maximum))
    return false;
  double levels = std::ldexp(1.0, static_cast<int>(result.bits)) - 1;
  double lowest = result.isSigned ? -std::ldexp(1.0, static_cast<int>(result.bits) - 1) : 0;
  if (result.isSymmetric && result.isSigned)
    lowest += 1, levels -= 1;
  double scale = (maximum - minimum) / levels;
  double zero = std::round(lowest - minimum / scale);
  if (!std::isfinite(scale) || !std::isfinite(zero) || std::fabs(zero) > 9e15)
    return false;
  result.scale = {scale};
  result.zeroPoint = {static_cast<int64_t>(zero)};
  // The grid passes through the ends of the range, and only by chance through zero.
  double missed = minimum - scale * (lowest - zero);
  result.offset = std::fabs(missed) > 1e-6 * scale ? missed : 0;
  return true;
}

static llvm::Error readZeroPoint(const Entry &entry, Quantization &result) {
  std::vector<double> zeroPoints;
  if (llvm::Error failure = entry.numbers("scale", result.scale))
    return failure;
  if (llvm::Error failure = entry.numbers("zero_point", zeroPoints))
    return failure;
  if (result.scale.empty())
    return entry.error(entry.call().offset, "argument 'scale' is missing");
  if (llvm::any_of(result.scale, [](double scale) { return scale <= 0; }))
    return entry.error(entry.call().offset, "argument 'scale' must be above 0");
  if (zeroPoints.empty())
    zeroPoints.push_back(0);
  for (double value : zeroPoints) {
    if (value != std::floor(value) || std::fabs(value) > 9e15)
      return entry.error(entry.call().offset, "argument 'zero_point' must hold integers");
    result.zeroPoint.push_back(static_cast<int64_t>(value));
  }
  if (result.scale.size() != result.zeroPoint.size() && result.scale.size() != 1 && result.zeroPoint.size() != 1)
    return entry.error(entry.call().offset, "expected as many zero points as scales, got " +
                                                llvm::Twine(result.zeroPoint.size()) + " and " +
                                                llvm::Twine(result.scale.size()));
  return llvm::Error::success();
}

static llvm::Error readRange(const Entry &entry, Quantization &result) {
  std::vector<double> minimum, maximum;
  if (llvm::Error failure = entry.numbers("min", minimum))
    return failure;
  if (llvm::Error failure = entry.numbers("max", maximum))
    return failure;
  if (minimum.size() != 1 || maximum.size() != 1 || !fromRange(minimum[0], maximum[0], result))
    return entry.error(entry.call().offset, "expected arguments 'min' and 'max' with min < max");
  return llvm::Error::success();
}

static llvm::Error readLogarithmic(const Entry &entry, Quantization &result) {
  std::vector<double> maximum;
  if (llvm::Error failure = entry.numbers("max", maximum))
    return failure;
  if (maximum.size() != 1 || maximum[0] <= 0)
    return entry.error(entry.call().offset, "expected an argument 'max' above 0");
  result.isLogarithmic = true;
  result.maximum = maximum[0];
  result.scale = {1};
  result.zeroPoint = {0};
  return llvm::Error::success();
}

/// A name that is no parameter is more likely a slip than something to ignore.
static llvm::Error checkNames(const Entry &entry, llvm::ArrayRef<llvm::StringRef> known) {
  llvm::StringSet<> seen;
  for (const Argument &argument : entry.call().arguments) {
    if (argument.name.empty())
      return entry.error(argument.offset, "arguments must be named");
    if (!llvm::is_contained(known, argument.name))
      return entry.error(argument.offset, "'" + entry.call().text + "' has no parameter '" + argument.name +
                                              "': expected " + llvm::join(known, ", "));
    if (!seen.insert(argument.name).second)
      return entry.error(argument.offset, "argument '" + argument.name + "' is given twice");
  }
  return llvm::Error::success();
}

static llvm::Error readEntry(const Entry &entry, Quantization &result) {
  const Expression &call = entry.call();
  bool isZeroPoint = call.text == "zero_point_linear_quantize";
  bool isRange = call.text == "min_max_linear_quantize" || call.text == "linear_quantize";
  if (!isZeroPoint && !isRange && call.text != "logarithmic_quantize")
    return entry.error(call.offset, "'" + call.text + "' is not supported: expected zero_point_linear_quantize, " +
                                        "min_max_linear_quantize, linear_quantize or logarithmic_quantize");
  llvm::SmallVector<llvm::StringRef> known = {"bits", "signed", "symmetric"};
  if (isZeroPoint)
    known.append({"scale", "zero_point"});
  else
    known.push_back("max");
  if (isRange)
    known.push_back("min");
  if (llvm::Error failure = checkNames(entry, known))
    return failure;
  std::vector<double> bits;
  if (llvm::Error failure = entry.numbers("bits", bits))
    return failure;
  if (bits.size() > 1 || (bits.size() == 1 && (bits[0] < 1 || bits[0] > 32 || bits[0] != std::floor(bits[0]))))
    return entry.error(call.offset, "argument 'bits' must be an integer from 1 to 32");
  if (!bits.empty())
    result.bits = static_cast<unsigned>(bits[0]);
  if (llvm::Error failure = entry.logical("signed", result.isSigned))
    return failure;
  if (llvm::Error failure = entry.logical("symmetric", result.isSymmetric))
    return failure;
  return isZeroPoint ? readZeroPoint(entry, result)
         : isRange   ? readRange(entry, result)
                     : readLogarithmic(entry, result);
}

llvm::Expected<QuantTable> readQuantFile(SourceText source) {
  llvm::Expected<std::unique_ptr<QuantDocument>> parsed = parseQuantText(std::move(source));
  if (!parsed)
    return parsed.takeError();
  std::shared_ptr<QuantDocument> text = std::move(*parsed);
  QuantTable table;
  for (const Argument &argument : text->entries) {
    Entry entry(text->document.source, argument);
    auto [place, isNew] = table.tensors.try_emplace(argument.name);
    if (!isNew)
      return entry.error(argument.offset, "the tensor has a quantization already");
    place->second.position = {&text->document.source, argument.offset};
    if (llvm::Error failure = readEntry(entry, place->second))
      return std::move(failure);
  }
  table.owner = std::move(text);
  return table;
}

} // namespace ingot::nnef
