// `ingot inspect`: what is inside an artefact. SPDX-License-Identifier: Apache-2.0
#include "tools/ingot/ArtifactFile.h"
#include "tools/ingot/Command.h"
#include "tools/ingot/Expression.h"
#include "tools/ingot/Model.h"
#include "tools/ingot/Terminal.h"

#include <CLI/CLI.hpp>

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

#include <nlohmann/json.hpp>

#include <memory>

namespace ingot::tool {
namespace {

using Json = nlohmann::ordered_json;

std::vector<std::string> featureNames(uint64_t bits) {
  std::vector<std::string> names;
  for (auto [bit, name] : {std::pair(INGOT_CPU_X86_SSE42, "sse4.2"), std::pair(INGOT_CPU_X86_AVX2_FMA, "avx2+fma"),
                           std::pair(INGOT_CPU_X86_AVX512, "avx512")})
    if (bits & bit)
      names.push_back(name);
  return names;
}

const char *roleName(uint32_t role) {
  switch (role) {
  case INGOT_STATE_KV:
    return "kv";
  case INGOT_STATE_RING:
    return "ring";
  case INGOT_STATE_CELL:
    return "cell";
  default:
    return "plain";
  }
}

std::string formula(const ingot_model &model, ingot_expr program) {
  return expressionText(model, program).value_or("malformed");
}

/// `3.16 MB`, or the formula in bytes.
std::string memoryText(const ingot_model &model, ingot_expr program) {
  if (std::optional<int64_t> value = constantValue(program))
    return bytesText(static_cast<double>(*value));
  return formula(model, program) + " B";
}

std::string symbolText(const ingot_model &model, const ingot_symbol &symbol) {
  std::string text = std::to_string(symbol.minimum) + " to " +
                     (symbol.bound                  ? formula(model, symbol.bound)
                      : symbol.maximum == INT64_MAX ? "any"
                                                    : std::to_string(symbol.maximum));
  if (symbol.input == INGOT_NO_INDEX || symbol.input >= model.input_count)
    return text + ", set by the model";
  std::string size = "dim " + std::to_string(symbol.axis) + " of input '" + model.inputs[symbol.input].name + "'";
  if (symbol.solve_offset != 0)
    size = "(" + size + " - " + std::to_string(symbol.solve_offset) + ")";
  if (symbol.solve_scale != 1)
    size += " / " + std::to_string(symbol.solve_scale);
  return text + ", " + size;
}

void printText(const ingot_model &model, const ArtifactFile &file, bool runsHere) {
  llvm::raw_ostream &out = llvm::outs();
  out << "model    " << model.name << " (ABI version " << model.version << ", " << file.format << ")\n"
      << "target   " << model.target << "\n";
  std::vector<std::string> features = featureNames(model.cpu_features);
  out << "needs    " << (features.empty() ? "no CPU features" : llvm::join(features, ", "))
      << (runsHere ? "; this machine can run it\n" : "; this machine cannot run it\n");
  for (uint32_t index = 0; index < model.input_count; ++index)
    out << "input    '" << model.inputs[index].name << "': " << tensorTypeText(model, model.inputs[index]) << "\n";
  for (uint32_t index = 0; index < model.output_count; ++index)
    out << "output   '" << model.outputs[index].name << "': " << tensorTypeText(model, model.outputs[index]) << "\n";
  for (uint32_t index = 0; index < model.state_count; ++index)
    out << "state    '" << model.states[index].tensor.name << "': " << tensorTypeText(model, model.states[index].tensor)
        << ", " << roleName(model.states[index].role) << "\n";
  for (uint32_t index = 0; index < model.symbol_count; ++index)
    out << "symbol   " << model.symbols[index].name << ": " << symbolText(model, model.symbols[index]) << "\n";
  for (uint32_t index = 0; index < model.guard_count; ++index)
    out << "guard    " << formula(model, model.guards[index].condition) << ": " << model.guards[index].message << "\n";
  for (uint32_t index = 0; index < model.check_count; ++index)
    out << "check    " << model.checks[index] << "\n";
  out << "arena    " << memoryText(model, model.arena_bytes) << "\n"
      << "weights  " << bytesText(static_cast<double>(model.weights_bytes))
      << (model.weights || model.weights_bytes == 0 ? "\n" : ", in a file of their own\n");
  for (const Section &section : file.sections)
    out << "section  " << section.name << ": " << bytesText(static_cast<double>(section.bytes)) << "\n";
}

Json tensorJson(const ingot_model &model, const ingot_tensor_info &tensor) {
  Json dims = Json::array();
  for (uint32_t axis = 0; axis < tensor.rank; ++axis) {
    std::optional<int64_t> value = constantValue(tensor.dims[axis]);
    dims.push_back(value ? Json(*value) : Json(formula(model, tensor.dims[axis])));
  }
  return {{"name", tensor.name}, {"dtype", dtypeName(static_cast<ingot_dtype>(tensor.dtype))}, {"dims", dims}};
}

Json tensorsJson(const ingot_model &model, const ingot_tensor_info *tensors, uint32_t count) {
  Json list = Json::array();
  for (uint32_t index = 0; index < count; ++index)
    list.push_back(tensorJson(model, tensors[index]));
  return list;
}

Json symbolJson(const ingot_model &model, const ingot_symbol &symbol) {
  Json entry = {{"name", symbol.name}, {"minimum", symbol.minimum}};
  entry["maximum"] = symbol.maximum == INT64_MAX ? Json(nullptr) : Json(symbol.maximum);
  if (symbol.bound)
    entry["bound"] = formula(model, symbol.bound);
  if (symbol.input != INGOT_NO_INDEX)
    entry.update({{"input", symbol.input},
                  {"axis", symbol.axis},
                  {"scale", symbol.solve_scale},
                  {"offset", symbol.solve_offset}});
  return entry;
}

void printJson(const ingot_model &model, const ArtifactFile &file, bool runsHere) {
  Json states = Json::array(), symbols = Json::array(), guards = Json::array(), sections = Json::array();
  for (uint32_t index = 0; index < model.state_count; ++index) {
    Json state = tensorJson(model, model.states[index].tensor);
    state.update({{"role", roleName(model.states[index].role)}, {"axis", model.states[index].axis}});
    states.push_back(std::move(state));
  }
  for (uint32_t index = 0; index < model.symbol_count; ++index)
    symbols.push_back(symbolJson(model, model.symbols[index]));
  for (uint32_t index = 0; index < model.guard_count; ++index)
    guards.push_back(
        {{"condition", formula(model, model.guards[index].condition)}, {"message", model.guards[index].message}});
  Json checks = Json::array();
  for (uint32_t index = 0; index < model.check_count; ++index)
    checks.push_back(model.checks[index]);
  for (const Section &section : file.sections)
    sections.push_back({{"name", section.name}, {"bytes", section.bytes}});
  std::optional<int64_t> arena = constantValue(model.arena_bytes);
  Json result = {{"name", model.name},
                 {"abi_version", model.version},
                 {"format", file.format},
                 {"target", model.target},
                 {"cpu_features", featureNames(model.cpu_features)},
                 {"runs_here", runsHere},
                 {"inputs", tensorsJson(model, model.inputs, model.input_count)},
                 {"outputs", tensorsJson(model, model.outputs, model.output_count)},
                 {"states", std::move(states)},
                 {"symbols", std::move(symbols)},
                 {"guards", std::move(guards)},
                 {"checks", std::move(checks)},
                 {"arena_bytes", arena ? Json(*arena) : Json(formula(model, model.arena_bytes))},
                 {"weights_bytes", model.weights_bytes},
                 {"weights_embedded", model.weights != nullptr},
                 {"sections", std::move(sections)}};
  llvm::outs() << result.dump(1, ' ', false, Json::error_handler_t::replace) << "\n";
}

} // namespace

Command addInspect(CLI::App &tool) {
  struct InspectFlags {
    std::string path;
    bool json = false;
  };
  auto flags = std::make_shared<InspectFlags>();
  CLI::App *app = tool.add_subcommand("inspect", "Show what is inside an artefact");
  app->add_option("ARTEFACT", flags->path, "Shared object or object that 'ingot compile' wrote")->required();
  app->add_flag("--json", flags->json, "Print JSON");
  app->footer("Sizes that depend on the call are formulas of the symbols.\n"
              "Examples:\n"
              "  ingot inspect model.so\n"
              "  ingot inspect model.o --json");
  return {app, [flags] {
            ArtifactFile file = readArtifact(flags->path);
            MappedTable mapped(flags->path, file);
            (flags->json ? printJson : printText)(mapped.table(), file, mapped.runsHere());
            return exitOk;
          }};
}

} // namespace ingot::tool
