#version 460
#extension GL_EXT_ray_query : require

// Ambient occlusion and a shadow: two queries, one of the whole module, hits of boxes made here.

layout(set = 0, binding = 0) uniform accelerationStructureEXT scene;
layout(set = 0, binding = 1) uniform Light { vec3 direction; float reach; };

layout(location = 0) in vec3 position;
layout(location = 1) in vec3 normal;
layout(location = 0) out vec4 color;

rayQueryEXT shadow;

vec3 shade(float distance, uint primitive, vec2 at, bool front) {
    float side = front ? 1.0 : 0.5;
    return vec3(at, fract(float(primitive) * 0.37)) * side / (1.0 + distance);
}

void main() {
    rayQueryInitializeEXT(shadow, scene, gl_RayFlagsTerminateOnFirstHitEXT, 0xFF, position, 0.01, -direction, reach);
    while (rayQueryProceedEXT(shadow)) {
        uint kind = rayQueryGetIntersectionTypeEXT(shadow, false);
        if (kind == gl_RayQueryCandidateIntersectionAABBEXT) {
            vec3 origin = rayQueryGetIntersectionObjectRayOriginEXT(shadow, false);
            vec3 toward = rayQueryGetIntersectionObjectRayDirectionEXT(shadow, false);
            float hit = dot(-origin, toward);
            if (hit > rayQueryGetRayTMinEXT(shadow)) {
                rayQueryGenerateIntersectionEXT(shadow, hit);
            }
        } else if (rayQueryGetIntersectionGeometryIndexEXT(shadow, false) != 3) {
            rayQueryConfirmIntersectionEXT(shadow);
        } else {
            rayQueryTerminateEXT(shadow);
        }
    }
    vec3 light = vec3(0.1);
    if (rayQueryGetIntersectionTypeEXT(shadow, true) == gl_RayQueryCommittedIntersectionNoneEXT) {
        light += max(dot(normal, -direction), 0.0);
    }
    rayQueryEXT bounces[2];
    rayQueryInitializeEXT(bounces[0], scene, gl_RayFlagsOpaqueEXT, 0x0F, position, 0.01, normal, reach);
    rayQueryProceedEXT(bounces[0]);
    float before = rayQueryGetIntersectionTEXT(bounces[0], true);
    rayQueryInitializeEXT(bounces[1], scene, gl_RayFlagsOpaqueEXT, 0x0F, position, 0.01, reflect(direction, normal), reach);
    rayQueryProceedEXT(bounces[1]);
    if (rayQueryGetIntersectionTypeEXT(bounces[1], true) == gl_RayQueryCommittedIntersectionTriangleEXT) {
        int custom = rayQueryGetIntersectionInstanceCustomIndexEXT(bounces[1], true)
            + rayQueryGetIntersectionInstanceIdEXT(bounces[1], true);
        uint offset = rayQueryGetIntersectionInstanceShaderBindingTableRecordOffsetEXT(bounces[1], true);
        mat4x3 place = rayQueryGetIntersectionObjectToWorldEXT(bounces[1], true);
        light += shade(
            rayQueryGetIntersectionTEXT(bounces[1], true),
            uint(rayQueryGetIntersectionPrimitiveIndexEXT(bounces[1], true)) + uint(custom) + offset,
            rayQueryGetIntersectionBarycentricsEXT(bounces[1], true),
            rayQueryGetIntersectionFrontFaceEXT(bounces[1], true)
        ) + place[3] * 0.001 + rayQueryGetWorldRayOriginEXT(bounces[1]) * 0.001;
    }
    color = vec4(light / (1.0 + before), float(rayQueryGetRayFlagsEXT(bounces[1])));
}
