// Differences to the neighbours, coarse and fine, of what differs in one direction and in both.

@fragment
fn main(@location(0) a: vec4f, @builtin(position) p: vec4f) -> @location(0) vec4f {
    let curve = a.xy * a.xy + a.yx;
    let fine = vec4f(dpdxFine(curve), dpdyFine(curve));
    let coarse = vec4f(dpdxCoarse(a.zw), dpdyCoarse(a.zw));
    let wide = fwidth(p.xy * p.yx) + fwidthFine(curve) + fwidthCoarse(a.zw);
    return fine + coarse * 3.0 + vec4f(wide, dpdx(p.y * p.x), dpdy(p.y * p.x));
}
