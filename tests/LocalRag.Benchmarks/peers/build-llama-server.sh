#!/usr/bin/env bash
# Builds llama-server out of the sources that the package node-llama-cpp carries, against the libraries it is published with:
# the same llama.cpp, compiled by the same people, as localrag runs. Without the web page of the server.
#
#   build-llama-server.sh BUNDLE LIBRARIES OUT
#     BUNDLE     node_modules/node-llama-cpp/llama/gitRelease.bundle, or a checkout of it
#     LIBRARIES  node_modules/@node-llama-cpp/linux-x64/bins/linux-x64
#     OUT        a folder outside the repository; the program is OUT/bin/llama-server
set -euo pipefail
if [ $# -ne 3 ]; then
  sed -n '2,9s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi
bundle=$(realpath "$1") libraries=$(realpath "$2")
mkdir -p "$3/bin" "$3/objects"
out=$(realpath "$3")
source=$bundle
if [ -f "$bundle" ]; then
  source=$out/source
  [ -d "$source" ] || git clone -q "$bundle" "$source"
fi
# The libraries find their kernels (libggml-cpu-*.so) beside the program.
cp "$libraries"/*.so* "$out/bin/"
cd "$source"

# No page is embedded: this is what tools/ui/embed.cpp writes for no assets.
mkdir -p "$out/ui"
cat > "$out/ui/ui.h" <<'HEADER'
#pragma once
#include <array>
#include <cstddef>
#include <string>
struct llama_ui_asset { std::string name; const unsigned char * data; size_t size; std::string etag; std::string type; };
inline const llama_ui_asset * llama_ui_find_asset(const std::string &) { return nullptr; }
inline bool llama_ui_use_gzip() { return false; }
inline const std::array<llama_ui_asset, 0> & llama_ui_get_assets() { static const std::array<llama_ui_asset, 0> none{}; return none; }
HEADER

include="-Iinclude -Iggml/include -Icommon -Ivendor -Ivendor/hash -Isrc -Itools/server -Itools/mtmd -I. -I$out/ui"
defines="-DNDEBUG -DLLAMA_SUBPROCESS -DGGML_SHARED -DLLAMA_SHARED -DGGML_BACKEND_SHARED -D_GNU_SOURCE"
compile() {
  object=$out/objects/$(tr / _ <<<"$1").o
  # Pictures and sound (mtmd) have to link, and no measurement runs them.
  case $1 in tools/mtmd/*) level=-O0 ;; *) level=-O2 ;; esac
  # One of the hashes is C++ in a file named .c.
  case $1 in */sha1.c) language='-x c++ -std=c++17' ;; *.c) language='-x c' ;; *) language=-std=c++17 ;; esac
  [ "$object" -nt "$1" ] || g++ $level $language -w -pthread $defines $include -c "$1" -o "$object"
}
export -f compile
export out include defines
ls tools/server/*.cpp tools/mtmd/{mtmd*,clip}.cpp tools/mtmd/models/*.cpp vendor/hash/hash.cpp vendor/hash/*/*.c |
  grep -v mtmd-cli | xargs -P "$(nproc)" -I{} bash -ec 'compile {}'
g++ "$out"/objects/*.o -o "$out/bin/llama-server" -pthread -L"$out/bin" \
  -l:libllama-common.so -l:libllama.v0.4.0.so -l:libggml.v0.4.0.so -l:libggml-base.so -Wl,-rpath,'$ORIGIN'
"$out/bin/llama-server" --version
