// Back to the first.
#include "cycle_a.glsl"
