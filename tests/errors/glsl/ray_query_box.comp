#version 460
#extension GL_EXT_ray_query : require
layout(local_size_x = 1) in;
layout(set = 0, binding = 0) uniform accelerationStructureEXT scene;
layout(set = 0, binding = 1) buffer Result { bool opaque[]; };

void main() {
    rayQueryEXT query;
    rayQueryInitializeEXT(query, scene, 0u, 0xFFu, vec3(0.0), 0.0, vec3(0.0, 0.0, 1.0), 10.0);
    rayQueryProceedEXT(query);
    opaque[0] = rayQueryGetIntersectionCandidateAABBOpaqueEXT(query);
}
