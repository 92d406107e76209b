// `dot` and `mul` of unsigned integers, whose results show their sign where they are shifted, divided, compared and converted.
StructuredBuffer<uint> given : register(t0);
RWStructuredBuffer<uint> left : register(u1);
uint3 three(uint at) { return uint3(given[at], given[at + 1], given[at + 2]); }
[numthreads(8,1,1)]
void main(uint lane : SV_GroupIndex) {
  uint at = lane * 6;
  uint3 a = three(at), b = three(at + 3);
  uint o = lane * 16;
  left[o + 0] = dot(a, b) >> 4;
  left[o + 1] = dot(a, b) / 7;
  left[o + 2] = asuint(float(dot(a, b)));
  left[o + 3] = dot(a, b) > 5 ? 1 : 2;
  left[o + 4] = max(dot(a, b), 3u);
  left[o + 5] = dot(a.xy, b.xy) % 10;
  left[o + 6] = (dot(three(at), three(at + 2)) >> 1) + 1;
  uint d = dot(a, b);
  left[o + 7] = d >> 3;
  float f = dot(a, b);
  left[o + 8] = asuint(f);
  left[o + 9] = min(dot(a, b), dot(b, b));
  left[o + 10] = dot(a, b) < dot(a, a) ? 7 : 8;
  left[o + 11] = mad(a.x, b.x, a.y) >> 3;
  left[o + 12] = mul(a, b) >> 3;
  left[o + 13] = (uint)abs((int)a.x) >> 2;
  left[o + 14] = clamp(a, b, max(a, b)).x >> 5;
  left[o + 15] = countbits(a.x) + firstbithigh(a.y) + reversebits(b.z) / 3;
}
