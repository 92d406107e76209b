//! Long help: what a command does, with commands to copy.

use crate::exit::Exit;

pub(super) const ABOUT: &str = "Translate, validate and reflect shaders";

pub(super) const LONG_ABOUT: &str = "\
Translates shaders between languages, checks them, and tells what a host program must know of
them. Reads WGSL, GLSL (vertex, fragment, compute, task, mesh) and SPIR-V, binary or assembly;
writes MSL, HLSL, GLSL, SPIR-V, WGSL and DOT.

  pywgpu-naga translate blur.wgsl --to msl          Metal on standard output
  pywgpu-naga validate shaders/                     every shader in a folder
  pywgpu-naga reflect blur.wgsl                     entry points, bindings, layouts
  pywgpu-naga targets                               what can be written";

pub(super) const TRANSLATE: &str = "\
Translates shaders.

One product goes to standard output or to -o FILE; several go to --out-dir DIR. A product is one
target of one input; GLSL holds one entry point, so there each entry point is a product of its
own (so is every target's with --split).

All files are written under temporary names and renamed when everything is known: a file whose
translation fails in any part changes nothing on disk, and an interrupted run leaves nothing
behind.

Every option of the pipeline is a flag (listed below by section), a field of the --config file,
and shown with its value by --print-config. Order of strength: the version in --to, flags such as
--msl-lang-version, the short flags (-e, -D, --override, ...), the config file, the default.";

pub(super) const TRANSLATE_EXAMPLES: &str = "\
Examples:
  pywgpu-naga translate blur.wgsl --to msl
  pywgpu-naga translate blur.wgsl -o blur.metal
  pywgpu-naga translate light.frag -o light.spv -g
  pywgpu-naga translate shaders/ --to msl:2.4 --to hlsl:6.6 --to glsl:es300 --out-dir build
  pywgpu-naga translate 'shaders/**/*.wgsl' --to spirv --out-dir build --report build/report.json
  cat a.wgsl | pywgpu-naga translate - --from wgsl --to hlsl -e main --override scale=2
  pywgpu-naga translate a.wgsl --to msl --bindings slots.toml --depfile a.d -o a.metal

Name patterns (--name-pattern) take {name} (of the input: a.wgsl gives a unless there is an a.spv
as well, a.vert gives itself), {file} (with every extension), {stem} (without the last), {entry},
{stage}, {target}, {version} and {ext}, and may make sub-folders with /.

Messages go to standard error: with --message-format json one JSON object a line.";

pub(super) const VALIDATE: &str = "\
Checks shaders, and with --for whether they could be translated.

Nothing is written. With --message-format json one document about all inputs goes to standard
output; `pywgpu-naga schema diagnostics` has its schema.";

pub(super) const VALIDATE_EXAMPLES: &str = "\
Examples:
  pywgpu-naga validate shaders/
  pywgpu-naga validate blur.wgsl --for msl,hlsl:6.0,glsl:es300
  pywgpu-naga validate blur.wgsl --validate-capabilities none -W error
  pywgpu-naga validate shaders/ --message-format json";

pub(super) const REFLECT: &str = "\
Tells what a host program must know of a shader: entry points with their inputs, outputs and
bindings, struct layouts, overrides, immediates, and the capabilities the shader needs.

Prints tables, or with --json a document: one object when the command names one file, else a list
of them. With --target also where each target finds the resources.";

pub(super) const REFLECT_EXAMPLES: &str = "\
Examples:
  pywgpu-naga reflect blur.wgsl
  pywgpu-naga reflect blur.wgsl --json
  pywgpu-naga reflect blur.wgsl --target msl,hlsl:6.6";

pub(super) const IR: &str = "\
Prints naga's intermediate representation of a shader as readable text, or as Graphviz DOT.";

pub(super) const IR_EXAMPLES: &str = "\
Examples:
  pywgpu-naga ir blur.wgsl
  pywgpu-naga ir blur.wgsl --to dot | dot -Tsvg -o blur.svg
  pywgpu-naga ir blur.wgsl --compact -e main";

pub(super) const TARGETS: &str = "\
Lists what can be written: target languages, their versions, file extensions, and which
capabilities of a shader each can express.";

pub(super) const SCHEMA: &str =
    "Prints the JSON schema of a document this program reads or writes.";

pub(super) const COMPLETIONS: &str = "\
Prints a script that completes commands and options in a shell.

  pywgpu-naga completions bash > ~/.local/share/bash-completion/completions/pywgpu-naga
  pywgpu-naga completions zsh > ~/.zfunc/_pywgpu-naga
  pywgpu-naga completions fish > ~/.config/fish/completions/pywgpu-naga.fish";

pub(super) const MAN: &str = "\
Prints the manual page of the program, or of one command; with --out-dir writes all pages there.";

/// The exit codes, as help shows them.
pub(super) fn exit_codes() -> String {
    let mut text = "Exit codes (of several inputs the gravest: 70, 3, 2, 5, 1, 4):\n".to_owned();
    for (exit, sentence) in Exit::ALL {
        text.push_str(&format!("  {:>3}  {sentence}\n", exit.code()));
    }
    text
}
