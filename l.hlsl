RWByteAddressBuffer o : register(u0);
[numthreads(1, 1, 1)]
void main() { uint64_t x = 20015998343868uLL; uint s = o.Load(4); o.Store(0, uint(x >> s)); }
