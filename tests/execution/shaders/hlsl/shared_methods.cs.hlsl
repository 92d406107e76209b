// Methods of structs in memory of the module and the workgroup, in constant buffers and in buffers; structs that have
// members of others, and constants of their own; lists without inner braces.
struct Base {
    float3 place;
    float weight;

    float weighed(float by) { return dot(place, float3(1, 2, 4)) * weight * by; }
};

struct Entry : Base {
    static const uint Steps = 3;
    static const float Factor = 0.5;
    uint count;

    void add(float by) {
        place += by;
        for (uint step = 0; step < Steps; ++step) {
            weight += Factor * step;
        }
        count++;
    }

    float total() { return weighed(2) + count; }
};

struct Flagged {
    uint on;
    uint2 both;
    float value[3];

    float4 chosen(uint index) {
        if (on) {
            return float4(both.x ? 1 : 2, both.y ? 4 : 8, value[index], 1);
        }
        return value[index].xxxx + 2.xxxx;
    }
};

cbuffer Numbers : register(b5) {
    Flagged flagged;
    Base fixed;
    Base list[2];
};
StructuredBuffer<Base> given : register(t6);
RWStructuredBuffer<float4> results : register(u7);

static Entry own;
groupshared Entry entries[8];
static const float2 offsets[4] = { -1, 0, 1, 2, 3, 4, 5, 6 };

[numthreads(8, 1, 1)]
void main(unsigned int index : SV_GroupIndex) {
    Base start = { 1, 2, 3, 4 };
    own.place = start.place * index;
    own.weight = start.weight;
    own.count = Entry::Steps;
    own.add(2);
    entries[index].place = own.place;
    entries[index].weight = 1;
    entries[index].count = index;
    entries[index].add(index);
    GroupMemoryBarrierWithGroupSync();
    float4 sum = float4(own.total(), entries[7 - index].total(), fixed.weighed(2), list[index & 1].weighed(3));
    sum.xy += offsets[index & 3] + given[index].weighed(1);
    sum.xy = sum.xy > 0 ? sum.xy : -sum.xy * Entry::Factor;
    results[index] = sum + flagged.chosen(index % 3);
}
