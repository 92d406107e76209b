// A vertex shader: matrices, instance id, an output struct.
cbuffer Camera : register(b0) {
    float4x4 view_projection;
};

struct Instance {
    float4 position_scale;
};
StructuredBuffer<Instance> instances : register(t1);

struct Output {
    float4 position : SV_Position;
    float3 normal : NORMAL;
    float2 uv : TEXCOORD0;
};

Output main(float3 position : POSITION, float3 normal : NORMAL, float2 uv : TEXCOORD0,
            uint instance : SV_InstanceID) {
    Output output;
    float4 data = instances[instance].position_scale;
    output.position = mul(view_projection, float4(position * data.w + data.xyz, 1.0));
    output.normal = normal;
    output.uv = uv;
    return output;
}
