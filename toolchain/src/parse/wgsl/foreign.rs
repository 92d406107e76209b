//! Words of other languages, and of WGSL as it was before 2022, and what to write for them.

use crate::wgsl_text::Scan;

/// Names of types and functions in other languages, and what WGSL has for them.
const FOREIGN: &[(&str, &str)] = &[
    ("float", "write `f32`"),
    ("int", "write `i32`"),
    ("uint", "write `u32`"),
    ("half", "write `f16`, with `enable f16;` at the top"),
    (
        "double",
        "WGSL has no 64-bit float; write `f32`, or naga's own `f64`",
    ),
    ("float2", "write `vec2f`"),
    ("float3", "write `vec3f`"),
    ("float4", "write `vec4f`"),
    ("int2", "write `vec2i`"),
    ("int3", "write `vec3i`"),
    ("int4", "write `vec4i`"),
    ("uint2", "write `vec2u`"),
    ("uint3", "write `vec3u`"),
    ("uint4", "write `vec4u`"),
    ("ivec2", "write `vec2i`"),
    ("ivec3", "write `vec3i`"),
    ("ivec4", "write `vec4i`"),
    ("uvec2", "write `vec2u`"),
    ("uvec3", "write `vec3u`"),
    ("uvec4", "write `vec4u`"),
    ("bvec2", "write `vec2<bool>`"),
    ("bvec3", "write `vec3<bool>`"),
    ("bvec4", "write `vec4<bool>`"),
    ("mat2", "write `mat2x2f`"),
    ("mat3", "write `mat3x3f`"),
    ("mat4", "write `mat4x4f`"),
    ("float2x2", "write `mat2x2f`"),
    ("float3x3", "write `mat3x3f`"),
    ("float4x4", "write `mat4x4f`"),
    (
        "void",
        "a function without a result is written without `->`",
    ),
    ("sampler2D", "write a `texture_2d<f32>` and a `sampler`"),
    ("texture2D", "write `texture_2d<f32>`"),
    ("Texture2D", "write `texture_2d<f32>`"),
    ("SamplerState", "write `sampler`"),
    ("string", "WGSL has no strings"),
    ("lerp", "the function is called `mix`"),
    ("frac", "the function is called `fract`"),
    ("rsqrt", "the function is called `inverseSqrt`"),
    ("inversesqrt", "the function is called `inverseSqrt`"),
    (
        "mod",
        "write `a % b`; for a result that is never negative: `a - b * floor(a / b)`",
    ),
    ("fmod", "write `a % b`"),
    ("mul", "write `a * b`"),
    ("dFdx", "the function is called `dpdx`"),
    ("dFdy", "the function is called `dpdy`"),
    ("ddx", "the function is called `dpdx`"),
    ("ddy", "the function is called `dpdy`"),
    (
        "texture",
        "use `textureSample(texture, sampler, coordinates)`",
    ),
    (
        "texelFetch",
        "use `textureLoad(texture, coordinates, level)`",
    ),
    ("imageLoad", "use `textureLoad(texture, coordinates)`"),
    (
        "imageStore",
        "use `textureStore(texture, coordinates, value)`",
    ),
    ("textureSize", "the function is called `textureDimensions`"),
    ("barrier", "the function is called `workgroupBarrier`"),
    (
        "inverse",
        "WGSL has no such function: write the inverse by hand or pass it in",
    ),
    ("gl_Position", "return a value marked `@builtin(position)`"),
    (
        "gl_FragCoord",
        "take a parameter marked `@builtin(position)`",
    ),
    (
        "gl_VertexIndex",
        "take a parameter marked `@builtin(vertex_index)`",
    ),
    (
        "gl_VertexID",
        "take a parameter marked `@builtin(vertex_index)`",
    ),
    (
        "gl_InstanceIndex",
        "take a parameter marked `@builtin(instance_index)`",
    ),
    (
        "gl_GlobalInvocationID",
        "take a parameter marked `@builtin(global_invocation_id)`",
    ),
    (
        "gl_LocalInvocationID",
        "take a parameter marked `@builtin(local_invocation_id)`",
    ),
    (
        "gl_WorkGroupID",
        "take a parameter marked `@builtin(workgroup_id)`",
    ),
    ("None", "WGSL has no such value"),
    ("null", "WGSL has no null"),
    ("printf", "WGSL cannot print"),
    (
        "print",
        "WGSL cannot print; the `print` of Dawn is a statement with one value",
    ),
    (
        "sizeof",
        "WGSL has no `sizeof`; for runtime-sized arrays there is `arrayLength(&array)`",
    ),
];

/// What to write for a word of another language.
pub(super) fn foreign(name: &str) -> Option<String> {
    FOREIGN
        .iter()
        .find(|(from, _)| *from == name)
        .map(|(_, help)| (*help).to_owned())
}

/// Help for a token that is of WGSL before 2022, or of what fills in a text before it is WGSL.
pub(super) fn of_other_times(
    scan: &Scan<'_>,
    token: usize,
    found: &str,
    wanted: &str,
) -> Option<&'static str> {
    let follows = |character: u8| {
        let is_next = scan.is(token + 1, character);
        is_next && scan.span(&(token..token + 2)).len() == 2
    };
    match found {
        "[" if follows(b'[') => Some(
            "`[[…]]` is how WGSL wrote attributes before 2022: write `@location(0)` and the like",
        ),
        ";" if wanted == "`,`" => Some("a `,` stands behind each member of a struct, and no `;`"),
        "$" if follows(b'{') => Some(
            "`${…}` stands for a text that a program puts in: read what that makes of the source",
        ),
        "{" if follows(b'{') || follows(b'%') || follows(b'$') => Some(
            "this is a place of a template where a program puts in a text: read what that makes of \
             the source",
        ),
        "#" if scan.word(token + 1) == "include" => Some(
            "WGSL has no `#include`: put the files together first, or have the linker of WESL do so, \
             which reads `import` (`--linker wesl`)",
        ),
        _ => None,
    }
}
