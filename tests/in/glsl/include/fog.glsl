vec3 fogged(vec3 colour, float distance) {
    return mix(vec3(0.6, 0.7, 0.8), colour, exp(-0.02 * distance));
}
