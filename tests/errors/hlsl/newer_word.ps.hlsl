// Templates are newer than the HLSL that is read.
template<typename T> T twice(T x) { return x + x; }

float4 main() : SV_Target {
    return twice(float4(1, 1, 1, 1));
}
