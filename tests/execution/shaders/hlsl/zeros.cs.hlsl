// Arrays and structs of zeros.
RWByteAddressBuffer left : register(u0);
ByteAddressBuffer given : register(t1);

#define SIZE 3

struct Part
{
    float weight;
    int2 at[2];
};

static uint kept[2][SIZE] = (uint[2][SIZE])0;
static const float EMPTY[2] = (float[2])0;
typedef float Row[SIZE];

Row row(float value)
{
    if (value < 2.0) return (float[SIZE])0;
    float made[SIZE] = (float[SIZE])0;
    made[1] = value;
    return made;
}

struct Table
{
    Part parts[2];
    void clear() { parts = (Part[2])0; }
};

[numthreads(4, 1, 1)]
void main(uint3 id : SV_DispatchThreadID)
{
    uint at = given.Load(id.x * 4) & 1;
    float total = EMPTY[at];
    Table table = (Table)0;
    for (uint i = 0; i < 4; i++)
    {
        // They are zero each time around.
        float sums[2][2] = (float[2][2])0;
        Part parts[2] = (Part[2])0;
        sums[at][i & 1] += i + 1;
        parts[i & 1].at[at].y += i;
        total = total * 3 + sums[0][0] + sums[1][1] * 2 + parts[0].at[1].y + parts[1].at[0].y;
        if (i == 2) table.clear();
        table.parts[at].weight += total;
        kept[at][i % 3] += i;
    }
    Row values = row(given.Load(id.x * 4) & 3);
    left.Store(id.x * 16, asuint(total));
    left.Store(id.x * 16 + 4, asuint(values[0] + values[1] * 2));
    left.Store(id.x * 16 + 8, kept[0][1] + kept[1][0] * 16 + kept[1][2] * 256);
    left.Store(id.x * 16 + 12, asuint(table.parts[0].weight + table.parts[1].weight * 2));
}
