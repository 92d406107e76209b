// Included by a file that is included.
float brightness(vec3 colour) {
    return dot(color, vec3(0.2126, 0.7152, 0.0722));
}
