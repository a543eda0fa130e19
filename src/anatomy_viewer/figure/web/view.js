// The 3D picture: three.js draws, the shaders are the program's materials in short.

const SHADING = `
  vec3 lighted(vec3 base, vec3 n, float wet) {
    float key = max(dot(n, normalize(vec3(-0.38, 0.52, 0.76))), 0.0);
    float fill = max(dot(n, normalize(vec3(0.75, 0.05, 0.55))), 0.0);
    float sky = 0.5 + 0.5 * n.y;
    vec3 light = mix(vec3(0.28, 0.27, 0.29), vec3(0.40, 0.41, 0.43), sky)
      + 0.62 * key * vec3(1.0, 0.985, 0.955) + 0.13 * fill * vec3(0.9, 0.95, 1.0);
    float shine = pow(max(dot(n, normalize(vec3(-0.19, 0.26, 0.94))), 0.0), mix(18.0, 30.0, wet));
    float edge = 1.0 - abs(n.z);
    return base * light * (1.0 - 0.28 * edge * edge * edge) + mix(0.05, 0.13, wet) * shine;
  }`;

const VERTEX = `
  in float hollow;
  out vec3 normalV;
  out float hollowV;
  void main() {
    normalV = normalMatrix * normal;
    hollowV = hollow;
    gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.0);
  }`;

// Bone is darker and browner in its hollows, paler on its crests; what is selected or hovered glows.
const BONE = `${SHADING}
  uniform vec3 colour, glowColour;
  uniform float glow;
  in vec3 normalV;
  in float hollowV;
  out vec4 pixel;
  void main() {
    vec3 n = normalize(normalV);
    vec3 worn = hollowV > 0.0 ? vec3(0.80, 0.71, 0.59) : vec3(1.05, 1.045, 1.04);
    vec3 seen = lighted(colour * mix(vec3(1.0), worn, abs(hollowV)), n, 0.0);
    float rim = pow(1.0 - abs(n.z), 2.0);
    pixel = vec4(mix(seen, glowColour, glow * (0.10 + 0.80 * rim)), 1.0);
  }`;

// Glass: clear where it faces the eye, denser at its edges, so that its shape still reads.
const GLASS = `${SHADING}
  uniform vec3 colour, ghostColour, glowColour;
  uniform float glow;
  in vec3 normalV;
  in float hollowV;
  out vec4 pixel;
  void main() {
    vec3 n = normalize(normalV);
    float edge = 1.0 - abs(n.z);
    vec3 seen = mix(lighted(colour, n, 0.0), ghostColour, 0.45);
    seen = mix(seen, glowColour, glow * (0.10 + 0.80 * edge * edge));
    float dense = mix(0.15, 0.92, pow(edge, 2.2)) + 0.10 * max(hollowV, 0.0);
    pixel = vec4(seen, min(dense, 1.0));
  }`;

const MUSCLE_VERTEX = `
  in float flesh;
  in vec2 fibre;
  in vec3 lit;
  out vec3 normalV;
  out float fleshV;
  out vec2 fibreV;
  out vec3 litV;
  void main() {
    normalV = normalMatrix * normal;
    fleshV = flesh;
    fibreV = fibre;
    litV = lit;
    gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.0);
  }`;

const MUSCLE = `${SHADING}
  uniform vec3 fleshColour, tendonColour, colours[3], outline, glowColour;
  uniform float litUp, pixels, glow;
  in vec3 normalV;
  in float fleshV;
  in vec2 fibreV;
  in vec3 litV;
  out vec4 pixel;
  float bundles(float u, float count, float wobble) {
    float wave = 0.5 + 0.5 * cos(6.2831853 * (u * count + wobble));
    return mix(0.5, wave, 1.0 - smoothstep(0.10, 0.34, fwidth(u * count)));
  }
  void main() {
    vec3 n = normalize(normalV);
    float u = fibreV.y, drift = 0.35 * sin(9.0 * fibreV.x + 37.0 * u);
    float coarse = bundles(u, 30.0, drift + 0.9 * sin(23.0 * u));
    float groove = 0.62 * coarse + 0.38 * bundles(u, 81.0, 1.7 * drift);
    float tongue = (coarse - 0.5) * (1.0 - abs(2.0 * fleshV - 1.0));
    float red = smoothstep(0.12, 0.88, fleshV + 0.55 * tongue);
    vec3 base = mix(tendonColour * mix(0.86, 1.05, groove), fleshColour * mix(0.84, 1.13, groove), red);
    if (litUp > 0.5) {
      vec3 width = max(fwidth(litV), vec3(1e-5));
      vec3 inside = smoothstep(-0.75, 0.75, (litV - 0.5) / width);
      vec3 line = 1.0 - smoothstep(1.1 * pixels, 1.1 * pixels + 1.0, abs(litV - 0.5) / width);
      float relief = mix(0.86, 1.08, groove);
      for (int k = 0; k < 3; k++) base = mix(base, colours[k] * relief, inside[k] * 0.92);
      base = mix(base, outline, 0.9 * max(line.x, max(line.y, line.z)));
    }
    vec3 across = vec3(dFdx(groove), dFdy(groove), 0.0);
    n = normalize(n - clamp(0.7 * pixels * across, -0.35, 0.35));
    float rim = pow(1.0 - abs(n.z), 2.0);
    pixel = vec4(mix(lighted(base, n, 1.0), glowColour, glow * (0.10 + 0.80 * rim)), 1.0);
  }`;

// What is where, for picking and for labels: the structure's number and the region's code.
const NAME_VERTEX = `
  in float region;
  flat out float regionV;
  void main() {
    regionV = region;
    gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.0);
  }`;
const NAME = `
  uniform float number;
  flat in float regionV;
  out vec4 pixel;
  void main() { pixel = vec4(number / 255.0, regionV / 255.0, 0.0, 1.0); }`;

const ROOM = 1.12; // how much further off the eye stands than it needs to
const COARSER = 2; // pixels of the page to one of the map of names

function colourOf(text) {
  return new THREE.Vector3(...[1, 3, 5].map((at) => parseInt(text.slice(at, at + 2), 16) / 255));
}

function material(vertexShader, fragmentShader, uniforms, others = {}) {
  const wrapped = Object.fromEntries(Object.entries(uniforms).map(([name, value]) => [name, { value }]));
  return new THREE.ShaderMaterial({
    glslVersion: THREE.GLSL3, vertexShader, fragmentShader, uniforms: wrapped, ...others,
  });
}

// Unit normals, the mean of the faces around each vertex weighted by their area.
function normalsInto(out, positions, faces) {
  out.fill(0);
  for (let f = 0; f < faces.length; f += 3) {
    const a = 3 * faces[f], b = 3 * faces[f + 1], c = 3 * faces[f + 2];
    const ux = positions[b] - positions[a], uy = positions[b + 1] - positions[a + 1], uz = positions[b + 2] - positions[a + 2];
    const vx = positions[c] - positions[a], vy = positions[c + 1] - positions[a + 1], vz = positions[c + 2] - positions[a + 2];
    const x = uy * vz - uz * vy, y = uz * vx - ux * vz, z = ux * vy - uy * vx;
    for (const at of [a, b, c]) {
      out[at] += x;
      out[at + 1] += y;
      out[at + 2] += z;
    }
  }
  for (let i = 0; i < out.length; i += 3) {
    const size = Math.hypot(out[i], out[i + 1], out[i + 2]) || 1;
    out[i] /= size;
    out[i + 1] /= size;
    out[i + 2] /= size;
  }
}

// One structure as drawn: solid and glass for the eye, a flat name for the map.
class Part {
  constructor(facts, number) {
    this.facts = facts;
    this.number = number;
    this.muscle = tree.muscles[facts.id] ? new Muscle(tree.muscles[facts.id]) : null;
    this.positions = this.muscle ? this.muscle.positions : places(facts.places);
    this.faces = array(facts.faces);
    if (this.muscle) this.muscle.pose([0, 0, 0]);
    this.normals = new Float32Array(this.positions.length);
    normalsInto(this.normals, this.positions, this.faces);
    const geometry = (this.geometry = new THREE.BufferGeometry());
    const put = (name, values, width, normalised = false) =>
      geometry.setAttribute(name, new THREE.BufferAttribute(values, width, normalised));
    put("position", this.positions, 3);
    put("normal", this.normals, 3);
    geometry.setIndex(new THREE.BufferAttribute(this.faces, 1));
    const count = this.positions.length / 3;
    this.region = this.muscle ? array(this.muscle.facts.region) : new Uint8Array(count);
    put("region", this.region, 1);
    const glow = { glow: 0, glowColour: new THREE.Vector3() };
    if (this.muscle) {
      const { facts: muscle, flesh } = this.muscle;
      const of = (id, other) => colourOf((muscle.regions.find((r) => r.id === id) || { colour: other }).colour);
      put("flesh", flesh, 1);
      put("fibre", array(muscle.fibre), 2, true);
      put("lit", array(muscle.lit), 3, true);
      this.skin = material(MUSCLE_VERTEX, MUSCLE, {
        fleshColour: colourOf(facts.colour), tendonColour: of("tendon", "#e9dfcf"),
        colours: ["origin", "path", "insertion"].map((id) => of(id, "#808080")),
        outline: new THREE.Vector3(1, 1, 1), litUp: 0, pixels: 1, ...glow,
      });
    } else {
      put("hollow", new Float32Array(Array.from(array(facts.hollow), (v) => v / 127)), 1);
      this.skin = material(VERTEX, BONE, { colour: colourOf(facts.colour), ...glow });
    }
    this.solid = this.mesh(this.skin, 0);
    if (!this.muscle) {
      const colour = { colour: colourOf(facts.colour), ghostColour: new THREE.Vector3(), ...glow };
      this.depth = this.mesh(material(VERTEX, BONE, colour, { transparent: true, colorWrite: false }), 1);
      this.glass = this.mesh(material(VERTEX, GLASS, colour, { transparent: true, depthWrite: false }), 2);
    }
    this.name = this.mesh(material(NAME_VERTEX, NAME, { number: number + 1 }), 0);
  }

  mesh(made, order) {
    const mesh = new THREE.Mesh(this.geometry, made);
    mesh.matrixAutoUpdate = false;
    mesh.frustumCulled = false;
    mesh.renderOrder = order;
    return mesh;
  }

  get meshes() {
    return [this.solid, this.depth, this.glass].filter(Boolean);
  }

  // look: shown, faded, glow, lit.
  wear(look, colours) {
    this.look = look;
    this.solid.visible = look.shown && !look.faded;
    if (this.glass) this.depth.visible = this.glass.visible = look.shown && look.faded;
    for (const mesh of this.meshes) {
      const { uniforms } = mesh.material;
      uniforms.glow.value = look.glow;
      uniforms.glowColour.value = colours.accent;
      if (uniforms.ghostColour) uniforms.ghostColour.value = colours.ghost;
      if (uniforms.litUp) {
        uniforms.litUp.value = look.lit ? 1 : 0;
        uniforms.outline.value = colours.halo;
        uniforms.pixels.value = colours.pixels;
      }
    }
  }

  // Follow the pose; the numbers of a muscle.
  pose(angles) {
    if (this.muscle) {
      const numbers = this.muscle.pose(angles);
      normalsInto(this.normals, this.positions, this.faces);
      for (const name of ["position", "normal", "flesh"]) this.geometry.attributes[name].needsUpdate = true;
      return numbers;
    }
    if (tree.joints[this.facts.segment]) {
      this.turned = turn(this.facts.segment, angles);
      const [x, y, z] = this.turned.rows, t = this.turned.shift;
      for (const mesh of [...this.meshes, this.name]) {
        mesh.matrix.set(...x, t[0], ...y, t[1], ...z, t[2], 0, 0, 0, 1);
        mesh.matrixWorldNeedsUpdate = true;
      }
    }
    return null;
  }

  // A vertex and its normal where they are now.
  at(vertex) {
    const point = Array.from(this.positions.subarray(3 * vertex, 3 * vertex + 3));
    const normal = Array.from(this.normals.subarray(3 * vertex, 3 * vertex + 3));
    if (!this.turned) return { point, normal };
    return { point: moved(this.turned, point), normal: moved({ ...this.turned, shift: [0, 0, 0] }, normal) };
  }
}

class View {
  constructor(canvas) {
    this.canvas = canvas;
    this.renderer = new THREE.WebGLRenderer({ canvas, antialias: true, alpha: true });
    this.renderer.setClearColor(0x000000, 0);
    this.eye = new THREE.PerspectiveCamera(24, 1, 10, 5000);
    this.eye.matrixAutoUpdate = true;
    this.scene = new THREE.Scene();
    this.names = new THREE.Scene();
    this.parts = tree.structures.map((facts, number) => new Part(facts, number));
    for (const part of this.parts) {
      this.scene.add(...part.meshes);
      this.names.add(part.name);
    }
    this.target = new THREE.WebGLRenderTarget(1, 1, {
      minFilter: THREE.NearestFilter, magFilter: THREE.NearestFilter,
    });
    this.map = { width: 1, height: 1, data: new Uint8Array(4) };
    this.focus = new THREE.Vector3();
  }

  resize() {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    this.width = Math.max(width, 1);
    this.height = Math.max(height, 1);
    this.renderer.setPixelRatio(Math.min(window.devicePixelRatio || 1, 2));
    this.renderer.setSize(this.width, this.height, false);
    this.eye.aspect = this.width / this.height;
    this.eye.updateProjectionMatrix();
  }

  draw() {
    this.eye.lookAt(this.focus);
    this.eye.updateMatrixWorld();
    const far = this.eye.position.distanceTo(this.focus);
    this.eye.near = Math.max(far - 700, 5);
    this.eye.far = far + 900;
    this.eye.updateProjectionMatrix();
    this.renderer.setRenderTarget(null);
    this.renderer.render(this.scene, this.eye);
  }

  // Draw the map of names: what is solid counts, what is glass only where nothing solid is.
  survey() {
    const width = Math.ceil(this.width / COARSER), height = Math.ceil(this.height / COARSER);
    if (this.map.width !== width || this.map.height !== height) {
      this.target.setSize(width, height);
      this.map = { width, height, data: new Uint8Array(4 * width * height) };
    }
    const show = (faded) => {
      for (const { look, name } of this.parts) name.visible = look.shown && look.faded === faded;
    };
    this.renderer.setRenderTarget(this.target);
    this.renderer.autoClear = false;
    this.renderer.clear();
    show(true);
    this.renderer.render(this.names, this.eye);
    this.renderer.clearDepth();
    show(false);
    this.renderer.render(this.names, this.eye);
    this.renderer.readRenderTargetPixels(this.target, 0, 0, width, height, this.map.data);
    this.renderer.autoClear = true;
    this.renderer.setRenderTarget(null);
  }

  // The structure's number (-1 for none) and region's code at a place on the page.
  named(x, y) {
    const { width, height, data } = this.map;
    const column = Math.floor(x / COARSER), row = height - 1 - Math.floor(y / COARSER);
    if (column < 0 || row < 0 || column >= width || row >= height) return { number: -1, code: 0 };
    const at = 4 * (row * width + column);
    return { number: data[at] - 1, code: data[at + 1] };
  }

  // Left and right end of what is drawn.
  silhouette() {
    const { width, height, data } = this.map;
    let low = width, high = 0;
    for (let row = 0; row < height; row += 2)
      for (let column = 0; column < width; column++)
        if (data[4 * (row * width + column)]) {
          if (column < low) low = column;
          if (column > high) high = column;
        }
    return low > high ? { low: 0, high: this.width } : { low: low * COARSER, high: high * COARSER };
  }

  // Where a point falls on the page.
  project([x, y, z]) {
    const p = new THREE.Vector3(x, y, z).project(this.eye);
    return { x: ((p.x + 1) / 2) * this.width, y: ((1 - p.y) / 2) * this.height };
  }

  // Rows right, up and towards the eye.
  axes() {
    const e = this.eye.matrixWorld.elements;
    return [e.slice(0, 3), e.slice(4, 7), e.slice(8, 11)];
  }

  camera() {
    return {
      position: this.eye.position.toArray(), focus: this.focus.toArray(),
      up: this.eye.up.toArray(), angle: this.eye.fov,
    };
  }

  place({ position, focus, up, angle }) {
    this.eye.position.fromArray(position);
    this.focus.fromArray(focus);
    this.eye.up.fromArray(up);
    this.eye.fov = angle;
  }

  // The program's own framing of a named view, for this shape of window, with room for the buttons.
  framed(view) {
    const all = tree.cameras[view], aspects = tree.aspects;
    const at = Math.min(Math.max(this.width / this.height, aspects[0]), aspects[aspects.length - 1]);
    let k = 0;
    while (k < aspects.length - 2 && aspects[k + 1] < at) k++;
    const t = (1 / at - 1 / aspects[k]) / (1 / aspects[k + 1] - 1 / aspects[k]);
    const mixed = all[k].map((value, i) => value + t * (all[k + 1][i] - value));
    const focus = mixed.slice(3, 6), up = mixed.slice(6, 9);
    const away = mixed.slice(0, 3).map((value, i) => (value - focus[i]) * ROOM);
    const rise = (ROOM - 1) * 0.45 * Math.hypot(...away) * Math.tan((mixed[9] * Math.PI) / 360);
    const raised = focus.map((value, i) => value + up[i] * rise);
    return { position: raised.map((value, i) => value + away[i]), focus: raised, up, angle: mixed[9] };
  }

  // Turn about the body's long axis and up or down, by pixels of a drag.
  orbit(dx, dy) {
    const away = this.eye.position.clone().sub(this.focus), up = new THREE.Vector3(0, 0, 1);
    const [right, above] = this.axes().map((axis) => new THREE.Vector3(...axis));
    const spin = new THREE.Quaternion().setFromAxisAngle(above.dot(up) < 0 ? up.negate() : up, -dx * 0.008);
    const tilt = new THREE.Quaternion().setFromAxisAngle(right, -dy * 0.008);
    const both = spin.multiply(tilt);
    this.eye.position.copy(this.focus).add(away.applyQuaternion(both));
    this.eye.up.copy(above.applyQuaternion(both));
  }

  pan(dx, dy) {
    const far = this.eye.position.distanceTo(this.focus);
    const mm = (2 * far * Math.tan((this.eye.fov * Math.PI) / 360)) / this.height;
    const [right, above] = this.axes().map((axis) => new THREE.Vector3(...axis));
    const shift = right.multiplyScalar(-dx * mm).add(above.multiplyScalar(dy * mm));
    this.eye.position.add(shift);
    this.focus.add(shift);
  }

  zoom(factor) {
    const away = this.eye.position.clone().sub(this.focus);
    away.setLength(Math.min(Math.max(away.length() / factor, 60), 4000));
    this.eye.position.copy(this.focus).add(away);
  }
}
