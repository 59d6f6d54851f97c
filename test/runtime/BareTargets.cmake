# ctest entries that compile the core for bare targets and measure it: freestanding.cmake does the work.
# Included by CMakeLists.txt beside. SPDX-License-Identifier: Apache-2.0

# clang alone compiles for all of them.
find_program(INGOT_CLANG NAMES clang-22 clang HINTS /usr/lib/llvm-22/bin)
find_program(INGOT_LLVM_SIZE NAMES llvm-size-22 llvm-size HINTS /usr/lib/llvm-22/bin)
find_program(INGOT_LLVM_NM NAMES llvm-nm-22 llvm-nm HINTS /usr/lib/llvm-22/bin)
foreach(target x86_64-linux-gnu thumbv7em-none-eabi wasm32)
  add_test(NAME runtime.freestanding.${target}
           COMMAND ${CMAKE_COMMAND} -DCLANG=${INGOT_CLANG} -DSIZE=${INGOT_LLVM_SIZE} -DNM=${INGOT_LLVM_NM}
                   -DTARGET=${target} -DRUNTIME=${INGOT_RUNTIME_DIR} -DTESTS=${CMAKE_CURRENT_SOURCE_DIR}
                   -DOUT=${CMAKE_CURRENT_BINARY_DIR}/scratch -P ${CMAKE_CURRENT_SOURCE_DIR}/freestanding.cmake)
  set_tests_properties(runtime.freestanding.${target} PROPERTIES LABELS runtime)
endforeach()

# Without error texts, every function still works: all but the sentences.
add_test(NAME runtime.without-text
         COMMAND ${CMAKE_COMMAND} -DCLANG=${CMAKE_C_COMPILER} -DRUNTIME=${INGOT_RUNTIME_DIR}
                 -DTESTS=${CMAKE_CURRENT_SOURCE_DIR} -DOUT=${CMAKE_CURRENT_BINARY_DIR}/scratch
                 -P ${CMAKE_CURRENT_SOURCE_DIR}/without-text.cmake)
set_tests_properties(runtime.without-text PROPERTIES LABELS runtime)

# The C of the pages compiles.
add_test(NAME runtime.documents
         COMMAND ${CMAKE_COMMAND} -DCLANG=${CMAKE_C_COMPILER} -DRUNTIME=${INGOT_RUNTIME_DIR}
                 -DOUT=${CMAKE_CURRENT_BINARY_DIR}/scratch -P ${CMAKE_CURRENT_SOURCE_DIR}/documents.cmake)
set_tests_properties(runtime.documents PROPERTIES LABELS runtime)
