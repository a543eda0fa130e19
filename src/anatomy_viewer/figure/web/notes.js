// Names with leaders, lettered badges and the body's directions, over the picture.

const SVG = "http://www.w3.org/2000/svg";
const SIDE_GAP = 30, LINE_GAP = 1.55, DISC = 10.5;

function svg(name, attributes = {}, parent = null) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (parent) parent.append(element);
  return element;
}

function isPale(colour) {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  return 0.3 * r + 0.59 * g + 0.11 * b > 150;
}

// A few vertices that cover a surface evenly, the most central first.
function spread(positions, among, count) {
  if (!among.length) return [];
  const middle = [0, 1, 2].map((k) => among.reduce((sum, v) => sum + positions[3 * v + k], 0) / among.length);
  const away = (v, p) => Math.hypot(positions[3 * v] - p[0], positions[3 * v + 1] - p[1], positions[3 * v + 2] - p[2]);
  let next = among.reduce((best, v) => (away(v, middle) < away(best, middle) ? v : best));
  const found = [], distance = new Float64Array(among.length).fill(Infinity);
  while (found.length < Math.min(count, among.length)) {
    found.push(next);
    const p = Array.from(positions.subarray(3 * next, 3 * next + 3));
    let far = 0;
    among.forEach((v, i) => {
      distance[i] = Math.min(distance[i], away(v, p));
      if (distance[i] > distance[far]) far = i;
    });
    next = among[far];
  }
  return found;
}

// The place with the nearest company: half of the others lie closest to it.
function amid(found) {
  const company = ({ x, y }) => {
    const far = found.map((other) => Math.hypot(other.x - x, other.y - y)).sort((a, b) => a - b);
    const near = far.slice(0, Math.max(3, far.length >> 1));
    return near.reduce((sum, value) => sum + value, 0) / near.length;
  };
  return found.map((one) => [company(one), one]).reduce((best, one) => (one[0] < best[0] ? one : best))[1];
}

// A name: where on its surface it may point, and where it pointed last.
class Mark {
  constructor(part, region, words, among) {
    this.part = part;
    this.region = region;
    this.words = words;
    this.candidates = spread(part.positions, among, 40);
    this.chosen = null;
    this.column = null;
    this.group = svg("g");
    this.halo = svg("line", { class: "halo" }, this.group);
    this.line = svg("line", {}, this.group);
    this.dot = region
      ? svg("circle", { r: DISC, class: "disc", fill: region.colour }, this.group)
      : svg("circle", { r: 3, class: "dot" }, this.group);
    if (region) {
      const ink = isPale(region.colour) ? "#1d2733" : "#ffffff";
      const letter = () => svg("text", { class: "letter", fill: ink }, this.group);
      this.letter = letter();
      this.chip = svg("circle", { r: DISC, class: "disc", fill: region.colour }, this.group);
      this.chipLetter = letter();
      this.letter.textContent = this.chipLetter.textContent = region.letter;
    }
    this.text = svg("text", { class: "words" }, this.group);
    this.text.textContent = words;
  }

  // The place to point to: the last one while it is seen, else amid the largest patch seen.
  choose(view) {
    const seen = (vertex) => {
      const { point, normal } = this.part.at(vertex);
      const eye = view.eye.position;
      const facing = normal[0] * (eye.x - point[0]) + normal[1] * (eye.y - point[1]) + normal[2] * (eye.z - point[2]);
      const { x, y } = view.project(point);
      if (facing <= 0 || x < 12 || y < 12 || x > view.width - 12 || y > view.height - 12) return false;
      const { number, code } = view.named(x, y);
      return number === this.part.number && (!this.region || code === this.region.code);
    };
    if (this.chosen !== null && seen(this.chosen)) {
      this.behind = false;
      return;
    }
    const found = this.candidates.filter(seen).map((vertex) => ({ vertex, ...view.project(this.part.at(vertex).point) }));
    this.behind = !found.length;
    if (found.length) this.chosen = amid(found).vertex;
    else if (this.region) {
      const near = (v) => view.eye.position.distanceToSquared(new THREE.Vector3(...this.part.at(v).point));
      this.chosen = this.candidates.reduce((best, v) => (near(v) < near(best) ? v : best));
    } else this.chosen = null;
  }
}

class Notes {
  constructor(root, view) {
    this.root = root;
    this.view = view;
    this.layer = svg("g", {}, root);
    this.marks = view.parts.flatMap((part) => marksOf(part));
    this.compass = svg("g", { class: "compass" }, root);
    this.directions = [
      ["L", [1, 0, 0]], ["R", [-1, 0, 0]], ["P", [0, 1, 0]], ["A", [0, -1, 0]], ["S", [0, 0, 1]], ["I", [0, 0, -1]],
    ].map(([letter, way], k) => {
      const group = svg("g", {}, this.compass), colour = `var(--axis${k >> 1})`;
      const line = svg("line", {}, group), text = svg("text", {}, group);
      line.style.stroke = text.style.fill = colour;
      text.textContent = letter;
      return { way, group, line, text };
    });
  }

  // fresh: the map of names is that of this very picture.
  draw(state, fresh) {
    const shown = this.marks.filter((mark) => wanted(mark, state));
    if (fresh) for (const mark of shown) mark.choose(this.view);
    const placed = shown.filter((mark) => mark.chosen !== null);
    for (const mark of placed) mark.at = this.view.project(mark.part.at(mark.chosen).point);
    this.layer.replaceChildren(...placed.map((mark) => mark.group));
    if (placed.length) this.layOut(placed, state);
    this.drawCompass();
  }

  layOut(marks, state) {
    const { width, height } = this.view;
    const body = this.view.silhouette(), middle = (body.low + body.high) / 2;
    const size = parseFloat(getComputedStyle(marks[0].text).fontSize) || 16;
    const narrow = width < 620;
    for (const mark of marks) {
      const quiet = state.selection.length > 0 && !state.selection.includes(mark.part.facts.id);
      mark.group.classList.toggle("faint", quiet);
      mark.group.classList.toggle("behind", Boolean(mark.behind));
      mark.wide = mark.text.getComputedTextLength() + (mark.region ? 2 * DISC + 8 : 0);
      if (mark.column === null || Math.abs(mark.at.x - middle) > 34) mark.column = mark.at.x < middle ? "left" : "right";
    }
    for (const column of ["left", "right"]) {
      const these = marks.filter((mark) => mark.column === column).sort((a, b) => a.at.y - b.at.y);
      if (!these.length) continue;
      const gap = size * LINE_GAP + (narrow ? 0 : 2), wide = Math.max(...these.map((mark) => mark.wide));
      const low = 64, high = height - 30;
      const heights = apart(these.map((mark) => mark.at.y), gap, low, high);
      const edge = column === "left"
        ? Math.max(Math.min(body.low - SIDE_GAP, width), wide + 10)
        : Math.min(Math.max(body.high + SIDE_GAP, 0), width - wide - 10);
      these.forEach((mark, k) => this.write(mark, column, edge, heights[k], size));
    }
  }

  write(mark, column, edge, y, size) {
    const left = column === "left";
    mark.text.setAttribute("text-anchor", left ? "end" : "start");
    const chipRoom = mark.region ? 2 * DISC + 8 : 0;
    mark.text.setAttribute("x", left ? edge - 6 : edge + 6 + chipRoom);
    mark.text.setAttribute("y", y + 0.35 * size);
    const end = { ...mark.at };
    if (mark.region) {
      const x = left ? edge - 6 - mark.text.getComputedTextLength() - 8 - DISC : edge + 6 + DISC;
      circleAt(mark.chip, mark.chipLetter, x, y);
      circleAt(mark.dot, mark.letter, mark.at.x, mark.at.y);
      const reach = Math.hypot(end.x - edge, end.y - y) || 1;
      end.x -= ((end.x - edge) / reach) * DISC;
      end.y -= ((end.y - y) / reach) * DISC;
    } else {
      mark.dot.setAttribute("cx", end.x);
      mark.dot.setAttribute("cy", end.y);
    }
    for (const line of [mark.halo, mark.line])
      for (const [key, value] of [["x1", edge], ["y1", y], ["x2", end.x], ["y2", end.y]]) line.setAttribute(key, value);
  }

  drawCompass() {
    const x0 = 54, y0 = this.view.height - 54, axes = this.view.axes();
    const seen = this.directions.map((item) => ({
      ...item, at: axes.map((axis) => axis[0] * item.way[0] + axis[1] * item.way[1] + axis[2] * item.way[2]),
    }));
    seen.sort((a, b) => a.at[2] - b.at[2]);
    this.compass.replaceChildren(...seen.map((item) => item.group));
    for (const { at, group, line, text } of seen) {
      group.style.display = at[2] < -0.92 ? "none" : "";
      group.style.opacity = at[2] < -0.15 ? 0.45 : at[2] < 0.35 ? 0.8 : 1;
      const reach = Math.hypot(at[0], at[1]) > 0.2 ? 25 : 0;
      for (const [key, value] of [["x1", x0], ["y1", y0], ["x2", x0 + at[0] * reach], ["y2", y0 - at[1] * reach]])
        line.setAttribute(key, value);
      text.setAttribute("x", x0 + at[0] * 37);
      text.setAttribute("y", y0 - at[1] * 37 + 5);
    }
  }
}

function circleAt(disc, letter, x, y) {
  disc.setAttribute("cx", x);
  disc.setAttribute("cy", y);
  letter.setAttribute("x", x);
  letter.setAttribute("y", y + 4.3);
}

// A structure's own name, and those of a muscle's lettered regions.
function marksOf(part) {
  const every = Array.from({ length: part.positions.length / 3 }, (_, v) => v);
  if (!part.muscle) {
    const near = every.filter((v) => part.positions[3 * v + 2] > -105);
    return [new Mark(part, null, part.facts.name, near.length ? near : every)];
  }
  const { regions } = part.muscle.facts, belly = regions.find((region) => !region.letter);
  const of = (code) => every.filter((v) => part.region[v] === code);
  const body = belly ? of(belly.code) : every;
  return [
    new Mark(part, null, part.facts.name, body.length ? body : every),
    ...regions.filter((r) => r.letter && of(r.code).length).map((r) => new Mark(part, r, r.name, of(r.code))),
  ];
}

function wanted(mark, state) {
  const { facts, look } = mark.part, selected = state.selection.includes(facts.id);
  if (!state.labels || !look.shown) return false;
  if (mark.region) return selected;
  return facts.kind !== "membrane" || selected || !state.selection.length;
}

// Heights in rising order, near those wished for and at least a gap apart (pool adjacent violators).
function apart(wishes, gap, low, high) {
  const pools = [];
  wishes.forEach((wish, k) => {
    let pool = { sum: wish - k * gap, count: 1 };
    while (pools.length && pools[pools.length - 1].sum / pools[pools.length - 1].count > pool.sum / pool.count) {
      const last = pools.pop();
      pool = { sum: pool.sum + last.sum, count: pool.count + last.count };
    }
    pools.push(pool);
  });
  const found = pools.flatMap((pool) => Array(pool.count).fill(pool.sum / pool.count));
  const most = high - (wishes.length - 1) * gap;
  return found.map((value, k) => Math.min(Math.max(value, low), Math.max(most, low)) + k * gap);
}
