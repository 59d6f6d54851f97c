// Gathers and checks the inputs of a run. Every refusal says what the model wants.
// SPDX-License-Identifier: Apache-2.0
#include "tools/ingot/Inputs.h"

#include "tools/ingot/Errors.h"
#include "tools/ingot/Model.h"
#include "tools/ingot/TensorFile.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <random>

namespace ingot::tool {
namespace {

[[noreturn]] void refuse(const ingot_model &model, const std::string &message) {
  throw InputError(message + "; the model wants\n" + inputsText(model));
}

bool hasInput(const ingot_model &model, const std::string &name) {
  return std::any_of(model.inputs, model.inputs + model.input_count,
                     [&](const ingot_tensor_info &input) { return name == input.name; });
}

bool hasOutput(const ingot_model &model, const std::string &name) {
  return std::any_of(model.outputs, model.outputs + model.output_count,
                     [&](const ingot_tensor_info &output) { return name == output.name; });
}

void checkInput(const ingot_model &model, const ingot_tensor_info &wanted, const Tensor &tensor) {
  if (tensor.dtype == static_cast<ingot_dtype>(wanted.dtype) && tensor.dims.size() == wanted.rank)
    return;
  std::string remedy;
  if (tensor.dtype != static_cast<ingot_dtype>(wanted.dtype))
    remedy =
        ", convert it with astype('" + std::string(dtypeName(static_cast<ingot_dtype>(wanted.dtype))) + "')";
  refuse(model, std::string("input '") + wanted.name + "': expected " + tensorTypeText(model, wanted) +
                    ", found " + std::string(dtypeName(tensor.dtype)) + " " + dimsText(tensor.dims) + remedy);
}

/// The value for each symbol that random inputs are made with.
std::vector<int64_t> chooseSymbols(const ingot_model &model, const std::map<std::string, DimBounds> &dims) {
  std::vector<int64_t> symbols(model.symbol_count);
  ingot_start_symbols(&model, symbols.data());
  for (uint32_t index = 0; index < model.symbol_count; ++index) {
    const ingot_symbol &symbol = model.symbols[index];
    if (symbol.input == INGOT_NO_INDEX)
      continue;
    symbols[index] = std::min(std::max<int64_t>(symbol.minimum, 1), symbol.maximum);
    if (auto found = dims.find(symbol.name); found != dims.end())
      symbols[index] = found->second.minimum;
  }
  return symbols;
}

void fillRandom(Tensor &tensor, std::mt19937_64 &generator) {
  // The standard's distributions differ between libraries; the generator itself does not.
  bool fraction = isFloat(tensor.dtype);
  for (size_t index = 0; index < tensor.size(); ++index) {
    uint64_t bits = generator();
    setValue(tensor, index,
             fraction ? static_cast<double>(bits >> 11) * 0x1p-52 - 1 : static_cast<double>(bits >> 63));
  }
}

} // namespace

void InputFlags::addTo(CLI::App &app) {
  CLI::Option *inputs = app.add_option("--inputs", files, "Inputs: FILE.npz, or NAME=FILE.npy for each input")
                            ->type_name("FILE");
  app.add_option_function<uint64_t>(
         "--random",
         [this](const uint64_t &value) {
           seed = value;
           random = true;
         },
         "Random inputs from this seed (0); sizes from --dim, else the smallest that the model takes")
      ->expected(0, 1)
      ->default_str("0")
      ->type_name("SEED")
      ->excludes(inputs);
}

NamedTensors readInputs(const ingot_model &model, const std::vector<std::string> &files) {
  NamedTensors tensors;
  for (const std::string &file : files) {
    size_t equals = file.find('=');
    bool isNpy = file.size() > 4 && file.compare(file.size() - 4, 4, ".npy") == 0;
    NamedTensors read;
    if (equals != std::string::npos && hasInput(model, file.substr(0, equals)))
      read.emplace_back(file.substr(0, equals), readNpy(file.substr(equals + 1)));
    else if (equals != std::string::npos && isNpy)
      refuse(model, "--inputs " + file + ": the model has no input '" + file.substr(0, equals) + "'");
    else if (isNpy && model.input_count == 1)
      read.emplace_back(model.inputs[0].name, readNpy(file));
    else if (isNpy)
      refuse(model, "--inputs " + file + ": say which input it is, as NAME=" + file);
    else
      read = readNpz(file);
    for (auto &[name, tensor] : read) {
      if (findTensor(tensors, name))
        refuse(model, "input '" + name + "' is given twice, again in '" + file + "'");
      tensors.emplace_back(name, std::move(tensor));
    }
  }
  return tensors;
}

std::vector<Tensor> selectInputs(const ingot_model &model, const NamedTensors &given,
                                 const std::map<std::string, ConstantInput> &constants) {
  for (const auto &[name, tensor] : given)
    if (!hasInput(model, name) && !hasOutput(model, name) && !constants.count(name))
      refuse(model, "the model has no input '" + name + "'");
  std::vector<Tensor> inputs;
  for (uint32_t index = 0; index < model.input_count; ++index) {
    const ingot_tensor_info &wanted = model.inputs[index];
    const Tensor *tensor = findTensor(given, wanted.name);
    if (!tensor)
      refuse(model, std::string("input '") + wanted.name + "' is missing");
    checkInput(model, wanted, *tensor);
    inputs.push_back(*tensor);
  }
  return inputs;
}

std::vector<Tensor> randomInputs(const ingot_model &model, const std::map<std::string, DimBounds> &dims,
                                 uint64_t seed) {
  std::vector<int64_t> symbols = chooseSymbols(model, dims);
  std::mt19937_64 generator(seed);
  std::vector<Tensor> inputs;
  for (uint32_t index = 0; index < model.input_count; ++index) {
    const ingot_tensor_info &input = model.inputs[index];
    std::vector<int64_t> sizes(input.rank);
    RuntimeError error;
    error.check(ingot_shape(&model, &input, symbols.data(), sizes.data(), nullptr, error.slot()));
    inputs.push_back(Tensor::zeros(static_cast<ingot_dtype>(input.dtype), std::move(sizes)));
    fillRandom(inputs.back(), generator);
  }
  return inputs;
}

std::vector<Tensor> gatherInputs(const ingot_model &model, const InputFlags &flags, const Options &options) {
  if (flags.random)
    return randomInputs(model, options.dims, flags.seed);
  return selectInputs(model, readInputs(model, flags.files), options.constants);
}

} // namespace ingot::tool
