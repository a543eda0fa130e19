// The anatomy at a pose: arrays out of the page, splines, the femur's turn, numbers in words.

const tree = JSON.parse(document.getElementById("tree").textContent);
const block = await unpacked(document.getElementById("block"));
const TYPES = {
  int8: Int8Array, uint8: Uint8Array, int16: Int16Array, uint16: Uint16Array,
  uint32: Uint32Array, float32: Float32Array,
};

async function unpacked(element) {
  const text = atob(element.textContent);
  const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  element.remove();
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
}

// Whole numbers lie column by column, each as its difference from the row before.
function array({ at, count, type, width }) {
  const packed = new TYPES[type](block, at, count);
  if (!width) return packed;
  const rows = count / width, out = new TYPES[type](count);
  for (let column = 0; column < width; column++) {
    let before = 0;
    for (let row = 0; row < rows; row++) {
      out[row * width + column] = before + packed[column * rows + row];
      before = out[row * width + column];
    }
  }
  return out;
}

// Rows of coordinates, from 16-bit steps.
function places({ low, step, steps }) {
  const from = array(steps), width = low.length, out = new Float32Array(from.length);
  for (let i = 0; i < from.length; i++) out[i] = low[i % width] + step[i % width] * from[i];
  return out;
}

// A cubic spline on equal steps over three angles, as in the program (motion/spline.py).
class Table {
  constructor(axes, coefficients) {
    this.axes = axes;
    this.coefficients = coefficients;
    this.width = coefficients.length / axes.reduce((n, axis) => n * (axis.count + 2), 1);
  }

  at(angles) {
    const [f, a, r] = this.axes.map((axis, k) => Table.weights(axis, angles[k]));
    const [, countA, countR] = this.axes.map((axis) => axis.count + 2);
    const out = new Float64Array(this.width);
    for (let i = 0; i < 4; i++)
      for (let j = 0; j < 4; j++)
        for (let k = 0; k < 4; k++) {
          const weight = f.weights[i] * a.weights[j] * r.weights[k];
          let from = (((f.first + i) * countA + a.first + j) * countR + r.first + k) * this.width;
          for (let n = 0; n < this.width; n++) out[n] += weight * this.coefficients[from++];
        }
    return out;
  }

  static weights({ low, high, count }, at) {
    const place = ((at - low) * (count - 1)) / (high - low);
    const first = Math.min(Math.max(Math.floor(place), 0), count - 2);
    const t = place - first, s = 1 - t;
    const weights = [s * s * s, 3 * t * t * t - 6 * t * t + 4, -3 * t * t * t + 3 * t * t + 3 * t + 1, t * t * t];
    return { first, weights: weights.map((w) => w / 6) };
  }
}

// A muscle: mean + sum of fields times what the table says for the pose.
class Muscle {
  constructor(facts) {
    this.facts = facts;
    this.mean = places(facts.mean);
    this.fields = facts.fields.map(array);
    this.table = new Table(facts.axes, array(facts.table));
    this.work = new Float32Array(this.mean.length);
    this.positions = new Float32Array((this.mean.length / 4) * 3);
    this.flesh = new Float32Array(this.mean.length / 4);
    this.rest = this.numbers([0, 0, 0]);
  }

  numbers(angles) {
    return this.named(this.table.at(angles));
  }

  named(values) {
    const [length, flexion, abduction, rotation, overlap] = values.slice(this.fields.length);
    return { length, arms: [flexion, abduction, rotation], overlap: Math.max(0, overlap) };
  }

  pose(angles) {
    const values = this.table.at(angles), { work, positions, flesh } = this;
    work.set(this.mean);
    this.fields.forEach((field, k) => {
      const factor = values[k];
      for (let i = 0; i < work.length; i++) work[i] += factor * field[i];
    });
    for (let v = 0, from = 0, to = 0; v < flesh.length; v++) {
      positions[to++] = work[from++];
      positions[to++] = work[from++];
      positions[to++] = work[from++];
      flesh[v] = work[from++] / this.facts.fleshMm;
    }
    return this.named(values);
  }
}

// Rotation of a femur, row by row, and the centre it turns about; intrinsic flexion, abduction, rotation.
function turn(segment, angles) {
  const { centre, mirror } = tree.joints[segment];
  const [f, a, r] = angles.map((degrees) => (degrees * Math.PI) / 180);
  const about = (axis, angle) => {
    const c = Math.cos(angle), s = Math.sin(angle);
    const i = (axis + 1) % 3, j = (axis + 2) % 3;
    const m = [[1, 0, 0], [0, 1, 0], [0, 0, 1]];
    m[i][i] = m[j][j] = c;
    m[i][j] = -s;
    m[j][i] = s;
    return m;
  };
  const times = (p, q) => p.map((row) => [0, 1, 2].map((k) => row[0] * q[0][k] + row[1] * q[1][k] + row[2] * q[2][k]));
  const rows = times(times(about(0, -f), about(1, -mirror * a)), about(2, mirror * r));
  const shift = rows.map((row, k) => centre[k] - row[0] * centre[0] - row[1] * centre[1] - row[2] * centre[2]);
  return { rows, shift };
}

function moved({ rows, shift }, [x, y, z]) {
  return rows.map((row, k) => row[0] * x + row[1] * y + row[2] * z + shift[k]);
}

function armWords(k, arm) {
  if (Math.abs(arm) < 1) return "none";
  return `${tree.coordinates[k].roles[arm < 0 ? 1 : 0]} ${Math.round(Math.abs(arm))} mm`;
}

function lengthWords(change) {
  if (Math.abs(change) < 0.5) return "as long as in neutral";
  return `${Math.round(Math.abs(change))} mm ${change > 0 ? "longer" : "shorter"} than in neutral`;
}

function overlapWords(overlap) {
  if (overlap <= 2) return "";
  return `Here the model's bones overlap by ${Math.round(overlap)} mm: a real hip stops before.`;
}

function angleWords(k, degrees) {
  const value = Math.round(degrees), [plus, minus] = tree.coordinates[k].directions;
  return value === 0 ? "0°" : `${value < 0 ? minus : plus} ${Math.abs(value)}°`;
}
