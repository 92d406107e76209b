//! Makes the program start fast on Linux.
//!
//! It is linked at a fixed address, because a position-independent program is relocated at each
//! start: with naga's tables that is a fifth of the time a small shader takes from start to finish.
//! And the C++ runtime, which glslang needs, is linked into it: looking up the symbols of the shared
//! one takes as long as translating a small shader does. Neither is needed on that machine then.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=CXX");
    let target = |name: &str| env::var(format!("CARGO_CFG_TARGET_{name}")).unwrap_or_default();
    if target("OS") != "linux" || target("ENV") != "gnu" {
        return;
    }
    println!("cargo:rustc-link-arg-bins=-no-pie");
    if env::var_os("CARGO_FEATURE_GLSLANG").is_some()
        && env::var_os("TARGET") == env::var_os("HOST")
        && let Some(folder) = static_runtime()
    {
        println!("cargo:rustc-link-search=native={}", folder.display());
    }
}

/// A folder with the static C++ runtime and without the shared one, which a linker would prefer.
fn static_runtime() -> Option<PathBuf> {
    let compiler = env::var("CXX").unwrap_or_else(|_| "c++".to_owned());
    let asked = Command::new(compiler)
        .arg("-print-file-name=libstdc++.a")
        .output()
        .ok()?;
    let path = String::from_utf8(asked.stdout).ok()?;
    let archive = Path::new(path.trim());
    // A compiler without one answers with the bare name.
    if !archive.is_absolute() {
        return None;
    }
    let folder = PathBuf::from(env::var_os("OUT_DIR")?);
    std::fs::copy(archive, folder.join("libstdc++.a")).ok()?;
    Some(folder)
}
