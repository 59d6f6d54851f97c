# Builds the core as a user without CMake does (cc -c src/*.c), with INGOT_ERROR_TEXT=0, and runs the core's tests
# with it: statuses are the same, texts stay empty.
# cmake -DCLANG= -DRUNTIME= -DTESTS= -DOUT= -P without-text.cmake. SPDX-License-Identifier: Apache-2.0
file(GLOB sources ${RUNTIME}/src/*.c)
list(FILTER sources EXCLUDE REGEX "_posix")
foreach(name dims model sizes session state save)
  execute_process(COMMAND ${CLANG} -std=c11 -Os -DINGOT_ERROR_TEXT=0 -DINGOT_CPU_DETECT=1 -I${RUNTIME}/include
                          ${TESTS}/${name}.c ${sources} -o ${OUT}/without-text-${name} COMMAND_ERROR_IS_FATAL ANY)
  execute_process(COMMAND ${OUT}/without-text-${name} COMMAND_ERROR_IS_FATAL ANY)
endforeach()
