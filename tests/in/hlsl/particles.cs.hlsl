// Particles that collide with triangles: structured buffers whose elements lie as Direct3D lays them
// out, some in functions, one that grows and one that shrinks.
struct Particle {
    float3 position;
    float3 velocity;
    float age;
    uint flags;
    float2 spin;
    bool asleep;
};

struct Triangle {
    float3 corners[3];
    float3 normal;
    row_major float3x4 place;
};

cbuffer Step : register(b0) {
    float dt;
    float3 gravity;
    uint triangle_count;
};

StructuredBuffer<Triangle> triangles : register(t0);
StructuredBuffer<float3> wind : register(t1);
RWStructuredBuffer<Particle> particles : register(u2);
RWStructuredBuffer<uint2> hits : register(u3);
ConsumeStructuredBuffer<uint> dead : register(u4);
AppendStructuredBuffer<Particle> born : register(u5);

float3 gust(StructuredBuffer<float3> field, float3 at) {
    int count;
    int stride;
    field.GetDimensions(count, stride);
    int index = int(floor(at.x)) % max(count, 1);
    return lerp(field[index], field[(index + 1) % max(count, 1)], frac(at.x)) * (stride == 12 ? 1.0 : 0.0);
}

float3 bounced(Triangle face, Particle particle) {
    float3 local = mul(face.place, float4(particle.position, 1.0));
    float3 edge = face.corners[1] - face.corners[0];
    float depth = dot(local - face.corners[0], face.normal);
    return depth < 0.0 && dot(edge, local) > 0.0 ? reflect(particle.velocity, face.normal) : particle.velocity;
}

[numthreads(64, 1, 1)]
void main(uint3 id : SV_DispatchThreadID) {
    uint count, stride;
    particles.GetDimensions(count, stride);
    if (id.x >= count) {
        return;
    }
    Particle one = particles[id.x];
    for (uint i = 0; i < triangle_count; i++) {
        float3 velocity = bounced(triangles[i], one);
        if (any(velocity != one.velocity)) {
            InterlockedAdd(hits[i].x, 1u);
            InterlockedOr(particles[id.x].flags, 1u << (i & 31u));
        }
        one.velocity = velocity;
    }
    one.velocity += (gravity + gust(wind, one.position)) * dt;
    one.position += one.velocity * dt;
    one.asleep = dot(one.velocity, one.velocity) < 1e-6;
    particles[id.x].position = one.position;
    particles[id.x].velocity.xy = one.velocity.xy;
    particles[id.x].spin[id.x & 1u] *= 0.5;
    particles[id.x].asleep = one.asleep;
    if (one.age > 10.0) {
        one.flags = dead.Consume();
        born.Append(one);
    }
}
