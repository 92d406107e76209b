// Included by the shader.
#include "inner.glsl"
