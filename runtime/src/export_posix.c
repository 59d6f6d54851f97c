/* Reads a shared object before it is loaded: is it complete, and which one function does it export?
 * Called by file_posix.c; every offset in the file is checked. SPDX-License-Identifier: Apache-2.0 */
#define _POSIX_C_SOURCE 200809L
#include "ingot/posix.h"
#include "posix_internal.h"

#include <string.h>

#if defined(__linux__)

#include <elf.h>

#if UINTPTR_MAX > UINT32_MAX
typedef Elf64_Ehdr elf_header;
typedef Elf64_Phdr elf_segment;
typedef Elf64_Shdr elf_section;
typedef Elf64_Sym elf_symbol;
#define ELF_CLASS ELFCLASS64
#else
typedef Elf32_Ehdr elf_header;
typedef Elf32_Phdr elf_segment;
typedef Elf32_Shdr elf_section;
typedef Elf32_Sym elf_symbol;
#define ELF_CLASS ELFCLASS32
#endif

/* `count` records of `size` bytes at `offset`, or null where the file ends before. */
static const uint8_t *part_of(const ingot_file *file, uint64_t offset, uint64_t count, uint64_t size) {
  if (offset > file->bytes || (size && count > (file->bytes - offset) / size))
    return NULL;
  return (const uint8_t *)file->data + offset;
}

/* 0 for another format or another machine's word size: dlopen knows the words for that. */
static int read_elf_header(const ingot_file *file, elf_header *header) {
  if (file->bytes < sizeof(*header))
    return 0;
  memcpy(header, file->data, sizeof(*header));
  return !memcmp(header->e_ident, ELFMAG, SELFMAG) && header->e_ident[EI_CLASS] == ELF_CLASS;
}

/* Whether all that dlopen maps is in the file; it would crash on what is missing. */
static int is_complete(const ingot_file *file) {
  elf_header header;
  if (!read_elf_header(file, &header))
    return 1;
  const uint8_t *table = part_of(file, header.e_phoff, header.e_phnum, sizeof(elf_segment));
  if (!table || header.e_phentsize != sizeof(elf_segment))
    return 0;
  for (size_t at = 0; at < header.e_phnum; ++at) {
    elf_segment segment;
    memcpy(&segment, table + at * sizeof(segment), sizeof(segment));
    if (segment.p_type == PT_LOAD && !part_of(file, segment.p_offset, segment.p_filesz, 1))
      return 0;
  }
  return 1;
}

/* The section of this type, or with this index where type is 0. Copied, because the file may misalign it. */
static int read_section(const ingot_file *file, const elf_header *header, uint32_t type, uint32_t index,
                        elf_section *section) {
  const uint8_t *table = part_of(file, header->e_shoff, header->e_shnum, sizeof(*section));
  for (uint32_t at = type ? 0 : index; table && at < header->e_shnum; ++at) {
    memcpy(section, table + (size_t)at * sizeof(*section), sizeof(*section));
    if (!type || section->sh_type == type)
      return 1;
  }
  return 0;
}

/* Whether the file has exactly one defined global function; its name is then in `name`. */
static int only_function(const ingot_file *file, char *name) {
  elf_header header;
  elf_section symbols, strings;
  if (!read_elf_header(file, &header) || header.e_shentsize != sizeof(elf_section) ||
      !read_section(file, &header, SHT_DYNSYM, 0, &symbols) ||
      !read_section(file, &header, 0, symbols.sh_link, &strings))
    return 0;
  const uint64_t count = symbols.sh_size / sizeof(elf_symbol);
  const uint8_t *table = part_of(file, symbols.sh_offset, count, sizeof(elf_symbol));
  const uint8_t *text = part_of(file, strings.sh_offset, strings.sh_size, 1);
  int functions = 0;
  for (uint64_t at = 0; table && text && at < count; ++at) {
    elf_symbol symbol;
    memcpy(&symbol, table + at * sizeof(symbol), sizeof(symbol));
    if (ELF64_ST_TYPE(symbol.st_info) != STT_FUNC || ELF64_ST_BIND(symbol.st_info) != STB_GLOBAL ||
        symbol.st_shndx == SHN_UNDEF)
      continue;
    if (symbol.st_name >= strings.sh_size || ++functions > 1)
      return 0;
    const size_t left = (size_t)(strings.sh_size - symbol.st_name);
    const char *start = (const char *)text + symbol.st_name;
    if (!memchr(start, 0, left) || strlen(start) >= INGOTI_SYMBOL_BYTES)
      return 0;
    strcpy(name, start);
  }
  return functions == 1;
}

#else

static int is_complete(const ingot_file *file) {
  (void)file;
  return 1;
}

static int only_function(const ingot_file *file, char *name) {
  (void)file;
  (void)name;
  return 0;
}

#endif

/* "dir/my-net.so" -> "my_net" */
static int name_of_file(const char *path, char *name) {
  const char *slash = strrchr(path, '/');
  const char *base = slash ? slash + 1 : path;
  const char *dot = strchr(base, '.');
  const size_t length = dot ? (size_t)(dot - base) : strlen(base);
  if (!length || length >= INGOTI_SYMBOL_BYTES)
    return 0;
  for (size_t at = 0; at < length; ++at) {
    const char c = base[at];
    const int is_word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    name[at] = is_word ? c : '_';
  }
  name[length] = 0;
  return 1;
}

ingot_status ingoti_find_export(const char *path, char *name, ingot_error *error) {
  ingot_file file;
  ingot_status status = ingot_file_map(path, &file, error);
  if (status)
    return status;
  if (!is_complete(&file))
    status =
        ingoti_fail(error, INGOT_ERROR_FILE, "file '%s': the shared object is cut short or damaged", path);
  else if (!only_function(&file, name) && !name_of_file(path, name))
    status = ingoti_fail(error, INGOT_ERROR_FILE, "file '%s': no model name can be made of its name", path);
  ingot_file_unmap(&file);
  return status;
}
