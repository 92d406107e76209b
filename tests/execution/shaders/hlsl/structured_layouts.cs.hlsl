// Structured buffers lie as Direct3D lays them out: numbers one behind the other, whatever begins
// with them.
struct Corner {
    float3 at;
    float3 normal;
    float2 uv[2];
    float3 tangents[2];
    uint id;
};

struct Face {
    float weight;
    Corner corners[2];
    float3x3 turn;
    row_major float2x3 map;
    float4x3 pose;
    float2x3 grid[2];
    bool lit;
    int2 cell;
    float4 colour;
};

StructuredBuffer<Face> faces : register(t0);
StructuredBuffer<float3> points : register(t1);
StructuredBuffer<float3x2> frames : register(t2);
RWStructuredBuffer<Face> turned : register(u3);
RWStructuredBuffer<Corner> corners : register(u4);
RWStructuredBuffer<float3> moved : register(u5);
RWStructuredBuffer<uint> told : register(u6);

float3 centre(StructuredBuffer<float3> places, uint i) {
    return 0.5 * (places[i] + places[i + 1]);
}

Corner between(Corner one, Corner other) {
    Corner result = one;
    result.at = lerp(one.at, other.at, 0.5);
    result.uv[1] = other.uv[0];
    result.id += other.id;
    float3 tangents[2] = one.tangents;
    tangents[other.id & 1u] = one.tangents[one.id & 1u] - other.at;
    result.tangents = tangents;
    return result;
}

[numthreads(4, 1, 1)]
void main(uint3 id : SV_DispatchThreadID) {
    uint i = id.x;
    Face face = faces[i];
    Face other = face;
    other.corners[i & 1u].normal = mul(face.turn, face.corners[1].normal);
    other.corners[1].at.yz = face.pose[2].xy;
    other.turn[1] = points[i];
    other.map._m12 = dot(face.map[0], points[i + 1]);
    other.pose = face.pose * 2.0;
    other.grid[1] = face.grid[i & 1u] * 3.0;
    other.lit = !face.lit;
    other.cell = face.cell.yx;
    turned[i] = other;
    turned[i].grid[0][i & 1u][1] = faces[i].map[1][i % 3u];
    turned[i].corners[0].uv[i & 1u].y = frames[i][i % 3u][1];
    turned[i].turn[2] = faces[i].pose[3];
    turned[i].colour.wz = faces[i].colour.xy;
    corners[i] = between(face.corners[0], faces[i + 1].corners[1]);
    moved[i] = centre(points, i);
    moved[i][i % 3u] += frames[i][2].x;
    InterlockedAdd(corners[i].id, i + 1u);
    uint count, stride, more, other_stride;
    faces.GetDimensions(count, stride);
    corners.GetDimensions(more, other_stride);
    uint points_count, points_stride;
    points.GetDimensions(points_count, points_stride);
    told[i] = stride * 1000000u + other_stride * 1000u + points_stride + (count + more + points_count) % 2u;
}
