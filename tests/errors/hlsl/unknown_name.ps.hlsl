float4 main(float2 uv : TEXCOORD0) : SV_Target {
    return float4(uv, dept, 1.0);
}
