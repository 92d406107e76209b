#!/usr/bin/env bash
# Fuzzes one target: run.sh TARGET [SECONDS], or run.sh --build to build all of them.
#
# Stable Rust and a C++ compiler are all it needs: LLVM's coverage pass is asked for by name, so
# neither cargo-fuzz nor a nightly compiler is. Seeds are our own test shaders. Findings are left
# in fuzz/findings.
set -euo pipefail
cd "$(dirname "$0")"

export RUSTFLAGS="--cfg fuzzing -Cpasses=sancov-module
 -Cllvm-args=-sanitizer-coverage-level=4
 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters
 -Cllvm-args=-sanitizer-coverage-pc-table
 -Cllvm-args=-sanitizer-coverage-trace-compares"
triple=$(rustc -vV | sed -n 's/^host: //p')

if [ "${1:-}" = --build ]; then
    cargo build --release --target "$triple"
    exit
fi

target=${1:?name a target: $(cd targets && ls | sed 's/\.rs$//' | tr '\n' ' ')}
seconds=${2:-600}
cargo build --release --target "$triple" --bin "$target"
mkdir -p "corpus/$target" findings
python3 seeds.py "$target" "corpus/$target"
dictionary=()
case $target in
    *spirv_asm) ;;
    front_glsl) dictionary=(-dict=dict/glsl.dict) ;;
    front_spirv) ;;
    *) dictionary=(-dict=dict/wgsl.dict) ;;
esac
exec "target/$triple/release/$target" "corpus/$target" \
    -max_total_time="$seconds" -timeout=20 -rss_limit_mb=1500 -malloc_limit_mb=1024 -max_len=20000 \
    -artifact_prefix="findings/$target-" -print_final_stats=1 "${dictionary[@]}"
