#version 450
// A texture of depths that is compared, and read like one of colours: the depth, 0, 0 and 1.
layout(binding = 0) uniform texture2D map;
layout(binding = 1) uniform sampler plain;
layout(binding = 2) uniform samplerShadow compare;

layout(location = 0) in vec3 place;
layout(location = 0) out vec4 whole;
layout(location = 1) out vec4 parts;

void main() {
    whole = texture(sampler2D(map, plain), place.xy) * 2.0;
    vec4 level = textureLod(sampler2D(map, plain), place.yx, 1.0);
    float lit = texture(sampler2DShadow(map, compare), vec3(place.xy, 0.5));
    parts = vec4(level.wzy, lit + texture(sampler2D(map, plain), place.xx).r);
}
