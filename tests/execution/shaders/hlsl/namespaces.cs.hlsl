// Namespaces, one in another and one in two parts: constants, types with methods, overloads, resources, enumerations.
namespace Tools {
static const float SCALE = 2.0, OFFSET = SCALE + 1.0;

struct Pair {
    float first;
    float second;
    float sum() { return first * SCALE + second; }
};

float scaled(float x) { return x * SCALE + OFFSET; }
float scaled(int x) { return x * OFFSET; }

namespace Inner {
static const int SCALE = 5;
enum Kind { Low, High = 4 };

Pair paired(float x) {
    Pair made;
    made.first = scaled(x) + SCALE;
    made.second = Tools::SCALE + (int)High;
    return made;
}
}
}

namespace Data {
StructuredBuffer<float> given : register(t0);
RWStructuredBuffer<float4> kept : register(u1);
}

namespace Tools {
float both(Pair a, Inner::Kind kind) { return a.sum() + scaled(a.first) + (int)kind; }
}

[numthreads(8, 1, 1)]
void main(uint3 id : SV_DispatchThreadID) {
    float x = Data::given[id.x];
    Tools::Pair pair = Tools::Inner::paired(x);
    float SCALE = Tools::both(pair, Tools::Inner::High);
    Data::kept[id.x] = float4(SCALE, pair.first, Tools::scaled(3), Tools::Inner::SCALE + Tools::OFFSET);
}
