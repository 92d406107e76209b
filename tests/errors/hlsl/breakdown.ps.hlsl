// glslang fails on a number that becomes a matrix as an argument.
cbuffer Numbers {
    float4x4 turned;
};

float4 main(float2 uv : TEXCOORD0) : SV_Target {
    float4x4 larger = max(turned, uv.x * uv.y);
    return larger[0];
}
