# Functions of the runtime's tests: sanitizers, the runtime built with them, a test of one C file.
# Included by CMakeLists.txt beside. SPDX-License-Identifier: Apache-2.0
include(CheckCSourceCompiles)
include(CMakePushCheckState)

# Whether the compiler has the sanitizer's library: INGOT_HAS_<name>.
function(ingot_find_sanitizer name flag)
  cmake_push_check_state(RESET)
  set(CMAKE_REQUIRED_FLAGS ${flag})
  check_c_source_compiles("int main(void) { return 0; }" INGOT_HAS_${name})
  cmake_pop_check_state()
endfunction()

# The runtime's sources once more, with the given flags: ingot_instrumented_runtime(name -fsanitize=...).
function(ingot_instrumented_runtime name)
  add_library(${name} STATIC EXCLUDE_FROM_ALL ${INGOT_RUNTIME_CORE} ${INGOT_RUNTIME_POSIX}
                             ${INGOT_RUNTIME_DIR}/../tools/ingot-run/npy.c)
  ingot_runtime_target(${name})
  target_compile_options(${name} PUBLIC -g -O1 ${ARGN})
  target_link_options(${name} PUBLIC ${ARGN})
  target_include_directories(${name} PUBLIC ${INGOT_RUNTIME_DIR}/src ${INGOT_RUNTIME_DIR}/../tools/ingot-run)
  target_link_libraries(${name} PUBLIC Threads::Threads ${CMAKE_DL_LIBS})
endfunction()

# ingot_runtime_test(name SOURCE file.c RUNTIME library ARGUMENTS ...): ctest entry runtime.<name>.
function(ingot_runtime_test name)
  cmake_parse_arguments(ARG "" "SOURCE;RUNTIME" "ARGUMENTS" ${ARGN})
  add_executable(runtime-${name} ${ARG_SOURCE})
  ingot_runtime_target(runtime-${name})
  target_link_libraries(runtime-${name} PRIVATE ${ARG_RUNTIME})
  add_dependencies(ingot-runtime-tests runtime-${name})
  add_test(NAME runtime.${name} COMMAND runtime-${name} ${ARG_ARGUMENTS})
  set_tests_properties(runtime.${name} PROPERTIES LABELS runtime TIMEOUT 120)
endfunction()
