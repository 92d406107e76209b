// Names which are keywords, types or built-ins of a target language, end in digits or
// underscores, or shadow each other. One invocation computes one value from them.

struct float4 {
    half: f32,
    double: f32,
    xyzw: vec4<f32>,
    row_major: u32,
}

struct cbuffer {
    kernel: vec4<f32>,
    device: f32,
    constant: f32,
    thread: i32,
    threadgroup: vec2<u32>,
    sampler_: f32,
    texture: float4,
    long: array<float4, 2>,
}

@group(0) @binding(0) var<uniform> buffer: cbuffer;
@group(0) @binding(1) var<storage, read_write> output: array<f32>;
@group(0) @binding(2) var Texture2D: texture_2d<f32>;
@group(0) @binding(3) var SamplerState: sampler;

var<private> metal: f32 = 1.0;
var<private> gl_FragColor: f32;
var<workgroup> tbuffer: array<f32, 64>;

const INFINITY: f32 = 1e30;
const M_PI_F = 3.1415927;

fn float3(in: f32, out: f32, inout: f32) -> f32 {
    let attribute0 = in + out;
    let lerp = attribute0 * inout;
    return lerp;
}

fn mul(a: f32, b: f32) -> f32 { return a * b; }
fn saturate_(x: f32) -> f32 { return saturate(x); }
fn x1(x_1: f32) -> f32 { return x_1; }
fn x(x1_: f32) -> f32 { return x1(x1_) + 1.0; }
fn rsqrt(x: f32) -> f32 { return inverseSqrt(x); }
fn lod(texture2D: f32) -> f32 { return texture2D; }
fn vertex_main() -> f32 { return 1.0; }
fn Main() -> f32 { return vertex_main(); }
fn dot_(e: vec2<f32>, _e1: vec2<f32>) -> f32 { return dot(e, _e1); }

@compute @workgroup_size(64)
fn main(
    @builtin(global_invocation_id) SV_DispatchThreadID: vec3<u32>,
    @builtin(local_invocation_index) gl_LocalInvocationIndex: u32,
) {
    let int_ = i32(SV_DispatchThreadID.x);
    let uint2 = vec2<u32>(SV_DispatchThreadID.xy);
    let unsigned = u32(int_);
    var short = buffer.texture.half + buffer.long[1].double;
    let float = float3(short, buffer.device, buffer.constant);
    let double = mul(float, f32(buffer.thread));
    var char = saturate_(double) + x(double) + rsqrt(abs(double) + 1.0);
    {
        let char = lod(short);
        short += char;
        {
            var short = char * 2.0;
            short += metal;
            metal = short;
        }
    }
    tbuffer[gl_LocalInvocationIndex] = char;
    workgroupBarrier();
    let sampler2D = textureSampleLevel(Texture2D, SamplerState, vec2<f32>(0.5), 0.0);
    let printf = f32(buffer.threadgroup.y + uint2.x) + buffer.sampler_;
    let inline_ = dot_(sampler2D.xy, buffer.kernel.zw);
    gl_FragColor = min(INFINITY, M_PI_F * f32(unsigned));
    let signed = tbuffer[63u - gl_LocalInvocationIndex];
    let asm_ = signed + printf + inline_ + gl_FragColor + metal + Main() + short + char;
    output[unsigned] = asm_ + f32(buffer.texture.row_major) + buffer.texture.xyzw.w;
}

@fragment
fn main0(@location(0) main: vec4<f32>) -> @location(0) vec4<f32> {
    let main1 = main * 2.0;
    let main_ = main1 + main;
    return main_;
}

@vertex
fn vertex_(@location(0) position: vec4<f32>) -> @builtin(position) vec4<f32> {
    return position;
}
