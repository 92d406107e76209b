"""Names that mean something in a language that a program becomes, or in naga's own texts."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from programs.shapes import Dialect

# What the makers call variables, functions, members and structs.
MADE = re.compile(r"(?<![\w#])(?:[vnlpacgxmhk]|um|im|pm|S|H)\d+\b")

# Words that are free in GLSL 4.60 and in WGSL.
BOTH = """
float2 float3x3 uint4 int3 bool2 half4 float16_t2 min16float dword kernel thread device
threadgroup vertex_id fragment metal simd as_type powr fabs rsqrt mad frac lerp mul asuint asfloat
countbits firstbithigh clip rcp sincos f32tof16 InterlockedAdd WaveActiveSum GroupMemoryBarrier
cbuffer tbuffer StructuredBuffer SamplerState Texture2D matrix vector
main1 main0 main_1 main_ naga_div naga_mod naga_neg naga_abs naga_f2i32 naga_extractBits
_e5 _e12 e5 phi_12 loop_init local local_1 global unnamed type_1 type_2 member member_1 param
param_1 result function result_1 x y rgba size count value data inner inner_1 metadata
ret ret_ret Construct ConstructS0 _buffer_sizes loop_bound should_continue continue_1
INT_MAX NULL INFINITY M_PI_F M_PI nullptr_t size_t uchar ushort4 bfloat max4
a_b a_b_ _a A B B_ a1_ v_1 v1_ gl lane_ line triangle lineadj string stateblock
""".split()
GLSL = """
fn let var loop override enable ptr array i32 f32 u32 vec2f mat2x2f mat3x4h select saturate
bitcast alias diagnostic requires type function private workgroup storage read write read_write
auto nullptr friend new delete operator typename try catch throw mutable virtual signed char
constexpr const_cast self Self impl mod_ pub use yield async await null package import export
countOneBits firstTrailingBit extractBits insertBits unpack4xU8 workgroupBarrier texture_2d
atomicLoad atomicStore dot4U8Packed arrayLength quantizeToF16 frexp_ modf_ where with trait
""".split()
WGSL = """
vec2_ ivec2 uvec3 bvec4 dvec2 mat2 mat4x3_ sampler2D image2D isamplerCube gvec texelFetch
imageLoad gl_ fma_ uaddCarry findLSB findMSB bitCount bitfieldExtract floatBitsToUint
intBitsToFloat inverse_ outerProduct matrixCompMult lessThan notEqual texture2D dFdx
varying_ input output float double int uint half void unsigned
long short char signed buffer row_major_
inversesqrt_ roundEven subgroupAdd_ barrier memoryBarrier isnan isinf packHalf2x16
""".split()
# Reserved in WGSL, or built in and used by the programs.
NOT_WGSL = set("""coherent_ vec2 vec4u sampler2D_ NULL type_ std""".split())


def renamed(text: str, dialect: Dialect, seed: int) -> str:
    """A program with some names that others have a meaning for; half of all seeds keep theirs."""
    chance = random.Random(f"names {dialect} {seed}")
    if chance.random() < 0.5:
        return text
    words = [*BOTH, *(GLSL if dialect == "glsl" else WGSL)]
    taken = set(re.findall(r"[A-Za-z_]\w*", text)) | (NOT_WGSL if dialect == "wgsl" else {"vec2"})
    words = [word for word in dict.fromkeys(words) if word not in taken]
    chance.shuffle(words)
    names = dict[str, str]()
    share = chance.choice((0.2, 0.5, 1.0))
    for found in MADE.finditer(text):
        name = found[0]
        if name not in names:
            names[name] = words.pop() if words and chance.random() < share else name
    return MADE.sub(lambda found: names[found[0]], text)
