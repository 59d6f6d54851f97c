# Compiles the C examples of runtime/README.md and docs/abi.md against a stand-in for the generated header net.h.
# cmake -DCLANG= -DRUNTIME= -DOUT= -P documents.cmake. SPDX-License-Identifier: Apache-2.0
file(WRITE ${OUT}/net.h [=[
#include "ingot/abi.h"
#define NET_ARENA_BYTES 1024u
#define NET_INPUT_COUNT 1u
#define NET_OUTPUT_COUNT 1u
const ingot_model *net(void);
]=])
foreach(page ${RUNTIME}/README.md ${RUNTIME}/../docs/abi.md)
  file(READ ${page} text)
  string(REPLACE ";" "\\;" text "${text}")
  string(REGEX MATCH "```c\n(#include[^`]*)```" found "${text}")
  if(NOT found)
    message(FATAL_ERROR "${page} has no example that starts with #include")
  endif()
  string(REPLACE "\\;" ";" code "${CMAKE_MATCH_1}")
  file(WRITE ${OUT}/example.c "${code}")
  execute_process(COMMAND ${CLANG} -std=c11 -Wall -Wextra -Wpedantic -Werror -I${RUNTIME}/include -I${OUT} -fsyntax-only
                          ${OUT}/example.c COMMAND_ERROR_IS_FATAL ANY)
endforeach()
