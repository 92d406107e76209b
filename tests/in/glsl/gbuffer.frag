// Writes one fragment to four render targets of different types, and its depth.
#version 450

layout(location = 0) in vec3 v_normal;
layout(location = 1) in vec2 v_uv;
layout(location = 2) flat in uvec2 v_ids;
layout(location = 3) noperspective in vec4 v_motion;
layout(location = 4) centroid in vec4 v_tint;

layout(location = 0) out vec4 o_albedo;
layout(location = 1) out vec2 o_normal;
layout(location = 2) out uvec4 o_ids;
layout(location = 3) out ivec2 o_motion;

layout(set = 0, binding = 0) uniform texture2DArray u_albedo;
layout(set = 0, binding = 1) uniform sampler u_sampler;

vec2 encode(vec3 n) {
    vec2 p = n.xy / (abs(n.x) + abs(n.y) + abs(n.z));
    vec2 s = vec2(p.x >= 0.0 ? 1.0 : -1.0, p.y >= 0.0 ? 1.0 : -1.0);
    return n.z >= 0.0 ? p : (vec2(1.0) - abs(p.yx)) * s;
}

void main() {
    float layer = float(v_ids.x & 0xffu);
    o_albedo = texture(sampler2DArray(u_albedo, u_sampler), vec3(v_uv, layer)) * v_tint;
    o_normal = encode(normalize(v_normal));
    o_ids = uvec4(v_ids, bitfieldExtract(v_ids.x, 4, 8), uint(bitCount(v_ids.y)));
    vec2 delta = v_motion.xy - v_motion.zw;
    o_motion = ivec2(round(delta * 16384.0));
    float slope = max(abs(dFdx(gl_FragCoord.z)), abs(dFdy(gl_FragCoord.z)));
    gl_FragDepth = gl_FragCoord.z + slope * 0.5;
}
