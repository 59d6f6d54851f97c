# Finds LLVM, MLIR and lld, sets the compiler flags of all C++ code, and defines the functions that every folder's
# CMakeLists.txt is written in.

find_package(MLIR 22.1 REQUIRED CONFIG)
list(APPEND CMAKE_MODULE_PATH ${MLIR_CMAKE_DIR} ${LLVM_CMAKE_DIR})
include(TableGen)
include(AddLLVM)
include(AddMLIR)

include_directories(SYSTEM ${LLVM_INCLUDE_DIRS} ${MLIR_INCLUDE_DIRS})
include_directories(${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR} ${PROJECT_SOURCE_DIR}/runtime/include)

find_program(INGOT_CCACHE ccache)
if(INGOT_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${INGOT_CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${INGOT_CCACHE})
endif()

set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
add_compile_options("$<$<COMPILE_LANGUAGE:CXX>:SHELL:-Xclang -fno-pch-timestamp>")
add_link_options(-fuse-ld=lld)
set(INGOT_WARNINGS -Wall -Wextra -Werror -Wno-unused-parameter)

# Every C++ library of the compiler: ingot_library(name SOURCES ... LINK ... DEPENDS ... [NO_PCH] [EXCEPTIONS]).
function(ingot_library name)
  cmake_parse_arguments(ARG "NO_PCH;EXCEPTIONS" "" "SOURCES;LINK;DEPENDS" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  ingot_configure_target(${name} ${ARGN})
endfunction()

# An executable in build/bin with the same arguments.
function(ingot_tool name)
  cmake_parse_arguments(ARG "NO_PCH;EXCEPTIONS" "" "SOURCES;LINK;DEPENDS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  # The precompiled header is made for -fPIC; CMake gives executables -fPIE.
  target_compile_options(${name} PRIVATE -fPIC)
  ingot_configure_target(${name} ${ARGN})
endfunction()

function(ingot_configure_target name)
  cmake_parse_arguments(ARG "NO_PCH;EXCEPTIONS" "" "SOURCES;LINK;DEPENDS" ${ARGN})
  target_compile_options(${name} PRIVATE ${INGOT_WARNINGS})
  if(NOT ARG_EXCEPTIONS)
    target_compile_options(${name} PRIVATE $<$<COMPILE_LANGUAGE:CXX>:-fno-exceptions>)
  endif()
  target_link_libraries(${name} PUBLIC ${ARG_LINK} MLIR LLVM)
  if(TARGET ingot_tablegen)
    add_dependencies(${name} ingot_tablegen)
  endif()
  if(ARG_DEPENDS)
    add_dependencies(${name} ${ARG_DEPENDS})
  endif()
  if(NOT ARG_NO_PCH AND NOT ARG_EXCEPTIONS)
    target_precompile_headers(${name} REUSE_FROM ingot_pch)
  endif()
endfunction()

# Collects the generated headers of a dialect; they are all made before any C++ file is compiled.
# ingot_dialect_tablegen(<Td file without suffix> <dialect mnemonic> [ENUMS] [ATTRS] [TYPES] [INTERFACES]
#                        [OPERATIONS <Td file that has the operations of the main header>]
#                        [AREAS <Td files whose operations have a header of their own>...])
function(ingot_dialect_tablegen td dialect)
  cmake_parse_arguments(ARG "ENUMS;ATTRS;TYPES;INTERFACES" "OPERATIONS" "AREAS" ${ARGN})
  set(LLVM_TARGET_DEFINITIONS ${td}.td)
  if(ARG_OPERATIONS)
    set(LLVM_TARGET_DEFINITIONS ${ARG_OPERATIONS}.td)
  endif()
  mlir_tablegen(${td}Ops.h.inc -gen-op-decls)
  mlir_tablegen(${td}Ops.cpp.inc -gen-op-defs)
  foreach(area ${ARG_AREAS})
    set(LLVM_TARGET_DEFINITIONS ${area}.td)
    mlir_tablegen(${area}.h.inc -gen-op-decls)
    mlir_tablegen(${area}.cpp.inc -gen-op-defs)
  endforeach()
  set(LLVM_TARGET_DEFINITIONS ${td}.td)
  mlir_tablegen(${td}Dialect.h.inc -gen-dialect-decls -dialect=${dialect})
  mlir_tablegen(${td}Dialect.cpp.inc -gen-dialect-defs -dialect=${dialect})
  if(ARG_ENUMS)
    mlir_tablegen(${td}Enums.h.inc -gen-enum-decls)
    mlir_tablegen(${td}Enums.cpp.inc -gen-enum-defs)
  endif()
  if(ARG_ATTRS)
    mlir_tablegen(${td}Attrs.h.inc -gen-attrdef-decls -attrdefs-dialect=${dialect})
    mlir_tablegen(${td}Attrs.cpp.inc -gen-attrdef-defs -attrdefs-dialect=${dialect})
  endif()
  if(ARG_INTERFACES)
    set(LLVM_TARGET_DEFINITIONS ${td}Interfaces.td) # only interfaces of the main file are generated
    mlir_tablegen(${td}Interfaces.h.inc -gen-op-interface-decls)
    mlir_tablegen(${td}Interfaces.cpp.inc -gen-op-interface-defs)
  endif()
  add_public_tablegen_target(ingot_tablegen_${dialect})
  add_dependencies(ingot_tablegen ingot_tablegen_${dialect})
  ingot_document(dialect-${dialect} ${td}.td -gen-dialect-doc -dialect=${dialect})
endfunction()

# The passes of one stage: ingot_stage(shape SOURCES ... LINK ...) makes Passes.h.inc and library ingot_pass_shape.
function(ingot_stage stage)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  set(LLVM_TARGET_DEFINITIONS Passes.td)
  mlir_tablegen(Passes.h.inc -gen-pass-decls -name Ingot_${stage})
  add_public_tablegen_target(ingot_tablegen_pass_${stage})
  add_dependencies(ingot_tablegen ingot_tablegen_pass_${stage})
  ingot_document(stage-${stage} Passes.td -gen-pass-doc)
  ingot_library(ingot_pass_${stage} SOURCES ${ARG_SOURCES} LINK ${ARG_LINK})
endfunction()

add_custom_target(ingot_tablegen)

# Target ingot-doc writes the reference of dialects and stages to build/docs:
# ingot_document(<name of the page> <Td file of this folder> <options of mlir-tblgen>...)
function(ingot_document name source)
  set(page ${PROJECT_BINARY_DIR}/docs/${name}.md)
  set(includes ${MLIR_INCLUDE_DIRS} ${PROJECT_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR})
  list(TRANSFORM includes PREPEND -I)
  file(GLOB definitions CONFIGURE_DEPENDS *.td)
  add_custom_command(OUTPUT ${page}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${PROJECT_BINARY_DIR}/docs
    COMMAND ${MLIR_TABLEGEN_EXE} ${ARGN} ${includes} ${CMAKE_CURRENT_SOURCE_DIR}/${source} -o ${page}
    DEPENDS ${definitions} VERBATIM)
  add_custom_target(ingot-doc-${name} DEPENDS ${page})
  add_dependencies(ingot-doc ingot-doc-${name})
endfunction()

add_custom_target(ingot-doc)
