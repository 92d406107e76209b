// Textures: read by coordinate, written, and their sizes.
Texture2D<float4> source : register(t0);
RWTexture2D<float4> target : register(u1);
RWStructuredBuffer<uint2> sizes : register(u2);

[numthreads(8, 8, 1)]
void main(uint3 id : SV_DispatchThreadID) {
    uint width, height;
    source.GetDimensions(width, height);
    if (id.x == 0u && id.y == 0u) {
        sizes[0] = uint2(width, height);
    }
    int3 at = int3(id.xy, 0);
    float4 here = source.Load(at);
    float4 left = source.Load(int3((id.x + width - 1u) % width, id.y, 0));
    target[id.xy] = here.bgra * 0.5 + left * 0.5;
}
