// A vertex shader in the words of Direct3D 9: it gives back its position as `POSITION`.
float4x4 Projection : VIEWPROJECTION;
float4 Atlas[8];

struct Corner
{
    float4 position : POSITION;
    float2 uv : TEXCOORD0;
    float4 colour : COLOR0;
    float cell : TEXCOORD1;
};

struct Sprite
{
    float4 position : POSITION;
    float2 uv : TEXCOORD0;
    float4 colour : COLOR0;
};

Sprite main(Corner corner)
{
    Sprite sprite;
    float4 place = Atlas[(int)corner.cell];
    sprite.position = mul(corner.position, Projection);
    sprite.uv = corner.uv * place.zw + place.xy;
    sprite.colour = D3DCOLORtoUBYTE4(corner.colour) / 255.0;
    return sprite;
}
