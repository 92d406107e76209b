// Global variables whose first values are computed by functions that nothing else calls.
ByteAddressBuffer given : register(t0);
RWByteAddressBuffer made : register(u1);

struct Pair
{
    int2 at;
    float weight;
};

Pair pair(int x, float weight)
{
    Pair made;
    made.at = int2(x, -x);
    made.weight = weight;
    return made;
}

int twice(int x) { return 2 * x; }

static Pair first = pair(3, 0.5);
static const int FOUR = twice(2);
static int count = FOUR + twice(twice(5)), other = 3;

[numthreads(4, 1, 1)]
void main(uint3 id : SV_DispatchThreadID)
{
    int number = given.Load<int>(id.x * 4) & 15;
    first.at += number;
    count -= first.at.y;
    made.Store<int2>(id.x * 16, first.at);
    made.Store<float>(id.x * 16 + 8, first.weight * number);
    made.Store<int>(id.x * 16 + 12, count * other);
}
