#version 450
// Resolves one slice of a stack of multisampled layers, with the weights of a filter kept in a row.

layout(set = 0, binding = 0) uniform sampler2DMSArray layers;
layout(set = 0, binding = 1) uniform sampler1D weights;

layout(push_constant) uniform Resolve {
    int layer;
    float sharpness;
} resolve;

layout(location = 0) in vec2 position;
layout(location = 0) out vec4 colour;

void main() {
    ivec3 size = textureSize(layers);
    ivec2 texel = ivec2(position * vec2(size.xy));
    int layer = clamp(resolve.layer, 0, size.z - 1);
    vec4 sum = vec4(0.0);
    float total = 0.0;
    for (int index = 0; index < 4; ++index) {
        float weight = textureLod(weights, (float(index) + 0.5) * 0.25, 0.0).r * resolve.sharpness;
        sum += texelFetch(layers, ivec3(texel, layer), index) * weight;
        total += weight;
    }
    // One way out of two, and nothing behind them.
    do {
        if (total > 0.0) {
            colour = sum / total;
            break;
        } else {
            colour = vec4(0.0, 0.0, 0.0, 1.0);
            break;
        }
    } while (false);
}
