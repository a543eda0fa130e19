"""What surfaces are made of: bone, membrane and muscle, as small additions to VTK's own shader.

VTK does the lighting; the additions tint, streak and fade. ``//VTK::...`` marks are the places
VTK offers for this.
"""

from __future__ import annotations

from typing import cast

from vtkmodules.vtkRenderingCore import vtkActor, vtkProperty
from vtkmodules.vtkRenderingOpenGL2 import vtkOpenGLPolyDataMapper

from anatomy_viewer.atlas.model import Kind
from anatomy_viewer.scene.palette import Colour, unit

FIBROUS: tuple[Kind, ...] = ("muscle", "ligament")  # streaked along their fibres

_FIBRES = 30.0  # coarse bundles across the muscle; the fine ones are 2.7 times as many
_AMBIENT = 0.25  # share of light that comes from everywhere

# A tinted rim on what is hovered or selected.
_GLOW = """
  float facing = abs(normalize(normalVCVSOutput).z);
  float rim = pow(1.0 - facing, 2.0);
  gl_FragData[0].rgb = mix(gl_FragData[0].rgb, glowColour, glow * (0.10 + 0.90 * rim));
"""

# Faded bone is glass: clear where it faces the eye, denser at its edges, so its shape still reads.
_GHOST = """
  float edge = 1.0 - abs(normalize(normalVCVSOutput).z);
  gl_FragData[0].rgb = mix(gl_FragData[0].rgb, ghostColour, 0.45);
  gl_FragData[0].a = ghostDensity * mix(0.13, 0.95, pow(edge, 2.2));
"""

# Seen by the depth buffer alone: laid down before the glass, so that only its nearest wall shows.
_UNSEEN = """
  gl_FragData[0] = vec4(0.0, 0.0, 0.0, 0.001);
"""

_BACKDROP_VERTEX = """//VTK::PositionVC::Impl
  skyF = sign(vertexMC.y);
  gl_Position = vec4(sign(vertexMC.xy), 0.9999999, 1.0);
"""
_BACKDROP = """
  gl_FragData[0] = vec4(mix(bottomColour, topColour, 0.5 + 0.5 * skyF), 1.0);
"""

# Bone is darker and browner in its hollows, paler on its crests, as in painted plates.
_BONE_VERTEX_DECLARATIONS = """//VTK::Normal::Dec
in float hollow;
out float hollowF;
"""
_BONE_VERTEX = """//VTK::Normal::Impl
  hollowF = hollow;
"""
_BONE_DECLARATIONS = """//VTK::Normal::Dec
in float hollowF;
"""
_BONE_COLOUR = """//VTK::Color::Impl
  vec3 worn = hollowF > 0.0 ? vec3(0.84, 0.76, 0.65) : vec3(1.06, 1.055, 1.05);
  vec3 tint = mix(vec3(1.0), worn, abs(hollowF));
  diffuseColor *= tint;
  ambientColor *= tint;
"""

_MUSCLE_VERTEX_DECLARATIONS = """//VTK::Normal::Dec
in vec2 fibre;
in float flesh;
in vec3 lit;
out vec2 fibreF;
out float fleshF;
out vec3 litF;
"""
_MUSCLE_VERTEX = """//VTK::Normal::Impl
  fibreF = fibre;
  fleshF = flesh;
  litF = lit;
"""
_MUSCLE_DECLARATIONS = """//VTK::Normal::Dec
in vec2 fibreF;
in float fleshF;
in vec3 litF;

float bundles(float u, float count, float wobble)
{
  float wave = 0.5 + 0.5 * cos(6.2831853 * (u * count + wobble));
  float seen = 1.0 - smoothstep(0.10, 0.34, fwidth(u * count));
  return mix(0.5, wave, seen);
}
"""
# Before lighting: red flesh runs out into pale tendon in tongues, and grooves darken.
_MUSCLE_COLOUR = f"""//VTK::Color::Impl
  float u = fibreF.y;
  float drift = 0.35 * sin(9.0 * fibreF.x + 37.0 * u);
  float coarse = bundles(u, {_FIBRES:.1f}, drift + 0.9 * sin(23.0 * u));
  float fine = bundles(u, {_FIBRES * 2.7:.1f}, 1.7 * drift);
  float groove = 0.62 * coarse + 0.38 * fine;
  float tongue = (coarse - 0.5) * (1.0 - abs(2.0 * fleshF - 1.0));
  float red = smoothstep(0.12, 0.88, fleshF + 0.55 * tongue);
  vec3 meat = fleshColour * mix(0.84, 1.13, groove);
  vec3 sinew = tendonColour * mix(0.86, 1.05, groove);
  diffuseColor = mix(sinew, meat, red);
  if (litUp > 0.5)
  {{
    vec3 width = max(fwidth(litF), vec3(1e-5));
    vec3 inside = smoothstep(-0.75, 0.75, (litF - 0.5) / width);
    vec3 away = abs(litF - 0.5) / width;
    vec3 line = 1.0 - smoothstep(1.1 * pixels, 1.1 * pixels + 1.0, away);
    float relief = mix(0.86, 1.08, groove);
    diffuseColor = mix(diffuseColor, colour0 * relief, inside.x * 0.90);
    diffuseColor = mix(diffuseColor, colour1 * relief, inside.y * 0.92);
    diffuseColor = mix(diffuseColor, colour2 * relief, inside.z * 0.92);
    diffuseColor = mix(diffuseColor, outlineColour, 0.9 * max(line.x, max(line.y, line.z)));
  }}
  ambientColor = diffuseColor * ambientShare;
"""
# Bundles stand up a little, so that light runs along them.
_MUSCLE_NORMAL = """//VTK::Normal::Impl
  vec3 across = vec3(dFdx(groove), dFdy(groove), 0.0);
  normalVCVSOutput = normalize(normalVCVSOutput - clamp(reliefHeight * across, -0.35, 0.35));
"""


def finish(actor: vtkActor, kind: Kind, colour: Colour) -> None:
    """Give an actor the gloss of its tissue and the glow it may be given later."""
    gloss(actor.GetProperty(), kind, colour)
    if kind in FIBROUS:
        _fibrous(actor)
    else:
        _weathered(actor)
    _after_light(actor, _GLOW)
    set_glow(actor, 0.0, (255, 255, 255))


def gloss(surface: vtkProperty, kind: Kind, colour: Colour) -> None:
    """Colour, shine and ambient share of a tissue."""
    surface.BackfaceCullingOn()  # surfaces are closed: nothing lost, two fifths of the time won
    surface.SetColor(*unit(colour))
    surface.SetAmbient(_AMBIENT)
    surface.SetDiffuse(0.95)
    wet = kind == "muscle"
    surface.SetSpecular(0.20 if wet else 0.10)
    surface.SetSpecularPower(26.0 if wet else 18.0)
    surface.SetSpecularColor(1.0, 0.97, 0.92)


def ghost(actor: vtkActor, colour: Colour) -> None:
    """Make an actor glass."""
    surface = actor.GetProperty()
    gloss(surface, "bone", colour)
    surface.SetOpacity(0.99)  # below 1, so that VTK blends it; the shader sets the real value
    _after_light(actor, _GLOW + _GHOST)
    set_glow(actor, 0.0, (255, 255, 255))
    set_ghost(actor, (255, 255, 255), 1.0)


def unseen(actor: vtkActor) -> None:
    """Make an actor write depth and nothing else."""
    actor.GetProperty().SetOpacity(0.99)
    actor.GetProperty().BackfaceCullingOn()
    actor.GetProperty().LightingOff()
    _after_light(actor, _UNSEEN)


def stretch_over_screen(actor: vtkActor) -> None:
    """Make a rectangle fill the viewport at the far end of depth."""
    actor.GetProperty().LightingOff()
    shader = actor.GetShaderProperty()
    for mark, code in (
        ("//VTK::PositionVC::Dec", "//VTK::PositionVC::Dec\nout float skyF;\n"),
        ("//VTK::PositionVC::Impl", _BACKDROP_VERTEX),
    ):
        shader.AddVertexShaderReplacement(mark, True, code, False)
    shader.AddFragmentShaderReplacement(
        "//VTK::PositionVC::Dec", True, "//VTK::PositionVC::Dec\nin float skyF;\n", False
    )
    _after_light(actor, _BACKDROP)


def set_backdrop(actor: vtkActor, bottom: Colour, top: Colour) -> None:
    """The two colours of the background."""
    uniforms = actor.GetShaderProperty().GetFragmentCustomUniforms()
    uniforms.SetUniform3f("bottomColour", unit(bottom))
    uniforms.SetUniform3f("topColour", unit(top))


def set_glow(actor: vtkActor, strength: float, colour: Colour) -> None:
    """Tint the rim of an actor; no strength, no tint."""
    uniforms = actor.GetShaderProperty().GetFragmentCustomUniforms()
    uniforms.SetUniformf("glow", strength)
    uniforms.SetUniform3f("glowColour", unit(colour))


def set_ghost(actor: vtkActor, colour: Colour, density: float) -> None:
    """Tint glass and thin it out; density 1 reads well, less only hints."""
    uniforms = actor.GetShaderProperty().GetFragmentCustomUniforms()
    uniforms.SetUniform3f("ghostColour", unit(colour))
    uniforms.SetUniformf("ghostDensity", density)


def set_lit(actor: vtkActor, lit: bool, outline: Colour, pixels: float) -> None:
    """Show a muscle's regions in their colours, with an outline some pixels wide."""
    uniforms = actor.GetShaderProperty().GetFragmentCustomUniforms()
    uniforms.SetUniformf("litUp", 1.0 if lit else 0.0)
    uniforms.SetUniform3f("outlineColour", unit(outline))
    uniforms.SetUniformf("pixels", pixels)
    uniforms.SetUniformf("reliefHeight", 0.7 * pixels)


def set_region_colours(actor: vtkActor, colours: tuple[Colour, Colour, Colour]) -> None:
    """The colours of the three regions a click lights up."""
    uniforms = actor.GetShaderProperty().GetFragmentCustomUniforms()
    for i, rgb in enumerate(colours):
        uniforms.SetUniform3f(f"colour{i}", unit(rgb))


def set_flesh(actor: vtkActor, flesh: Colour, tendon: Colour) -> None:
    """The colours of a muscle's red and pale parts."""
    uniforms = actor.GetShaderProperty().GetFragmentCustomUniforms()
    uniforms.SetUniform3f("fleshColour", unit(flesh))
    uniforms.SetUniform3f("tendonColour", unit(tendon))
    uniforms.SetUniformf("ambientShare", _AMBIENT)


def _map(actor: vtkActor, *names: str) -> None:
    """Hand per-vertex arrays of the mesh to the shader under their own names."""
    mapper = cast(vtkOpenGLPolyDataMapper, actor.GetMapper())
    for name in names:
        mapper.MapDataArrayToVertexAttribute(name, name, 0, -1)


def _weathered(actor: vtkActor) -> None:
    shader = actor.GetShaderProperty()
    _map(actor, "hollow")
    shader.AddVertexShaderReplacement("//VTK::Normal::Dec", True, _BONE_VERTEX_DECLARATIONS, False)
    shader.AddVertexShaderReplacement("//VTK::Normal::Impl", True, _BONE_VERTEX, False)
    shader.AddFragmentShaderReplacement("//VTK::Normal::Dec", True, _BONE_DECLARATIONS, False)
    shader.AddFragmentShaderReplacement("//VTK::Color::Impl", True, _BONE_COLOUR, False)


def _fibrous(actor: vtkActor) -> None:
    shader = actor.GetShaderProperty()
    _map(actor, "fibre", "flesh", "lit")
    shader.AddVertexShaderReplacement(
        "//VTK::Normal::Dec", True, _MUSCLE_VERTEX_DECLARATIONS, False
    )
    shader.AddVertexShaderReplacement("//VTK::Normal::Impl", True, _MUSCLE_VERTEX, False)
    for mark, code in (
        ("//VTK::Normal::Dec", _MUSCLE_DECLARATIONS),
        ("//VTK::Color::Impl", _MUSCLE_COLOUR),
        ("//VTK::Normal::Impl", _MUSCLE_NORMAL),
    ):
        shader.AddFragmentShaderReplacement(mark, True, code, False)


def _after_light(actor: vtkActor, code: str) -> None:
    actor.GetShaderProperty().AddFragmentShaderReplacement(
        "//VTK::Light::Impl", True, "//VTK::Light::Impl\n" + code, False
    )
