// Orders of axes. A reshape falls into groups of neighbouring input axes that become neighbouring output
// axes, for example [N, C, H, W] -> [N, C, H*W] into {N}->{N}, {C}->{C}, {H, W}->{H*W}. A transpose before it
// permutes whole groups of the output when each group's input axes were neighbours before the transpose as
// well. SPDX-License-Identifier: Apache-2.0
#include "passes/simplify/Permutation.h"

using namespace mlir;
using namespace ingot;

Permutation ingot::inverseOf(ArrayRef<int64_t> permutation) {
  Permutation result(permutation.size());
  for (auto [index, axis] : llvm::enumerate(permutation))
    result[axis] = static_cast<int64_t>(index);
  return result;
}

Permutation ingot::composed(ArrayRef<int64_t> first, ArrayRef<int64_t> second) {
  Permutation result;
  for (int64_t axis : second)
    result.push_back(first[axis]);
  return result;
}

bool ingot::isIdentity(ArrayRef<int64_t> permutation) {
  return llvm::all_of(llvm::enumerate(permutation),
                      [](auto entry) { return static_cast<int64_t>(entry.index()) == entry.value(); });
}

bool ingot::movesUnitAxesOnly(ArrayRef<sym::ExprAttr> input, ArrayRef<int64_t> permutation) {
  int64_t last = -1;
  for (int64_t axis : permutation) {
    if (input[axis] && input[axis].isConstant(1))
      continue;
    if (axis < last)
      return false;
    last = axis;
  }
  return true;
}

Permutation ingot::toChannelsLast(int64_t rank) {
  Permutation result{0};
  for (int64_t axis = 2; axis < rank; ++axis)
    result.push_back(axis);
  result.push_back(1);
  return result;
}

Permutation ingot::toChannelsFirst(int64_t rank) { return inverseOf(toChannelsLast(rank)); }

namespace {

struct Group {
  SmallVector<int64_t> inputs;
  SmallVector<int64_t> outputs;
};

bool isUnit(sym::ExprAttr dim) { return dim && dim.isConstant(1); }

/// The groups of a reshape, or nothing where the sizes do not tell.
class Grouping {
public:
  Grouping(ArrayRef<sym::ExprAttr> input, ArrayRef<sym::ExprAttr> output) : input(input), output(output) {}

  std::optional<SmallVector<Group>> find() {
    SmallVector<Group> groups;
    while (nextInput < input.size() || nextOutput < output.size()) {
      Group group;
      if (!findGroup(group))
        return std::nullopt;
      groups.push_back(std::move(group));
    }
    return groups;
  }

private:
  bool findGroup(Group &group) {
    bool hasInput = nextInput < input.size(), hasOutput = nextOutput < output.size();
    bool unitInput = hasInput && isUnit(input[nextInput]),
         unitOutput = hasOutput && isUnit(output[nextOutput]);
    // Axes of size 1 come and go alone, unless they stand opposite each other.
    if (unitInput != unitOutput && (unitInput || unitOutput)) {
      if (unitInput)
        group.inputs.push_back(nextInput++);
      else
        group.outputs.push_back(nextOutput++);
      return true;
    }
    if (!hasInput || !hasOutput)
      return false;
    sym::ExprAttr left = takeInput(group), right = takeOutput(group);
    while (left && right && left != right) {
      // The smaller product takes the next axis.
      bool growLeft = isSmaller(left, right);
      if (growLeft ? nextInput == input.size() : nextOutput == output.size())
        return false;
      if (growLeft)
        left = sym::mul(left, takeInput(group));
      else
        right = sym::mul(right, takeOutput(group));
    }
    return left && right;
  }

  static bool isSmaller(sym::ExprAttr left, sym::ExprAttr right) {
    if (left.isConstant() && right.isConstant())
      return left.getValue() < right.getValue();
    return static_cast<bool>(sym::exactDiv(right, left));
  }
  sym::ExprAttr takeInput(Group &group) {
    group.inputs.push_back(nextInput);
    return input[nextInput++];
  }
  sym::ExprAttr takeOutput(Group &group) {
    group.outputs.push_back(nextOutput);
    return output[nextOutput++];
  }

  ArrayRef<sym::ExprAttr> input, output;
  size_t nextInput = 0, nextOutput = 0;
};

/// True where the input axes of a group are neighbours in the same order before the transpose.
bool staysTogether(const Group &group, ArrayRef<int64_t> permutation) {
  for (size_t index = 1; index < group.inputs.size(); ++index)
    if (permutation[group.inputs[index]] != permutation[group.inputs[index - 1]] + 1)
      return false;
  return true;
}

} // namespace

std::optional<SunkReshape> ingot::swapWithReshape(ArrayRef<int64_t> permutation,
                                                  ArrayRef<sym::ExprAttr> input,
                                                  ArrayRef<sym::ExprAttr> output) {
  std::optional<SmallVector<Group>> groups = Grouping(input, output).find();
  if (!groups ||
      !llvm::all_of(*groups, [&](const Group &group) { return staysTogether(group, permutation); }))
    return std::nullopt;
  // Groups by the place of their first axis before the transpose; new axes of size 1 stay behind the group
  // that they follow.
  SmallVector<std::pair<int64_t, size_t>> order;
  int64_t place = -1;
  for (auto [index, group] : llvm::enumerate(*groups)) {
    if (!group.inputs.empty())
      place = permutation[group.inputs.front()];
    order.push_back({place, index});
  }
  llvm::sort(order);
  SunkReshape result;
  result.permutation.resize(output.size());
  for (auto [unused, index] : order)
    for (int64_t axis : (*groups)[index].outputs) {
      result.permutation[axis] = static_cast<int64_t>(result.dims.size());
      result.dims.push_back(output[axis]);
    }
  return result;
}
