// The face as a number without fractions, next to a variable with the name of the semantic.
float4 main(float4 color : COLOR0, int side : vFace) : SV_Target
{
    int vface = side + 1;
    return vface > 1 ? color : color * 0.5 - vface;
}
