// A sampler of Direct3D 9 in a struct.
struct Layer {
    sampler2D image;
    float weight;
};

Layer base;

float4 main(float2 uv : TEXCOORD0) : SV_Target {
    return tex2D(base.image, uv) * base.weight;
}
