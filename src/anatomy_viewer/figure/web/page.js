// The page: one state, drawn when it changes; controls that change it.

const $ = (id) => document.getElementById(id);
const VIEWS = [
  ["anterior", "Front", "1"], ["posterior", "Back", "!1"], ["left", "Left", "3"], ["right", "Right", "!3"],
  ["superior", "Top", "7"], ["pelvic", "Pelvic", "0"],
];
const GLIDE_MS = 650, SURVEY_MS = 140;

const start = tree.state;
const state = {
  pose: [...start.pose], selection: [...start.selection], hovered: null,
  labels: start.labels, seeThrough: start.seeThrough, theme: start.theme, view: start.view,
};
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
let view, notes;
let numbers = new Map(); // muscle id -> length, moment arms, overlap at this pose
let due = false, surveyed = 0, posed = "";
let glide = null, flight = null;
const player = { playing: false, phase: 0, movement: tree.movements[0], lead: null, led: 0, before: 0 };

const ease = (t) => t * t * t * (t * (6 * t - 15) + 10);
const blended = (a, b, t) => a.map((value, k) => value + (b[k] - value) * t);
const clamped = (k, degrees) => {
  const [low, high] = tree.coordinates[k].range;
  return Math.min(Math.max(degrees, low), high);
};

function redraw() {
  if (due) return;
  due = true;
  requestAnimationFrame(frame);
}

function frame(now) {
  due = false;
  step(now);
  const moving = player.playing || glide !== null || flight !== null || pointers.size > 0;
  if (posed !== state.pose.join()) {
    posed = state.pose.join();
    for (const part of view.parts) {
      const found = part.pose(state.pose);
      if (found) numbers.set(part.facts.id, found);
    }
    tell();
  }
  view.draw();
  const fresh = !moving || now - surveyed > SURVEY_MS;
  if (fresh) {
    view.survey();
    surveyed = now;
  }
  notes.draw(state, fresh);
  if (player.playing || glide || flight) redraw();
  else if (!fresh) setTimeout(redraw, SURVEY_MS);
}

// Move on whatever moves by itself.
function step(now) {
  if (flight) {
    const t = Math.min((now - flight.since) / GLIDE_MS, 1), s = ease(Math.max(t, 0));
    view.place(between(flight.from, flight.to, s));
    if (t >= 1) flight = null;
  }
  if (glide) {
    const t = Math.min((now - glide.since) / GLIDE_MS, 1);
    state.pose = blended(glide.from, glide.to, ease(Math.max(t, 0)));
    if (t >= 1) glide = null;
  }
  if (player.playing) {
    const passed = Math.min(now - player.before, 100);
    player.before = now;
    player.phase = (player.phase + passed / (2000 * player.movement.seconds)) % 1;
    player.led = Math.min(player.led + passed / GLIDE_MS, 1);
    const there = 0.5 - 0.5 * Math.cos(2 * Math.PI * player.phase);
    const at = blended(player.movement.start, player.movement.end, there);
    state.pose = blended(player.lead, at, ease(player.led));
  }
}

// A step of the flight between two cameras: the eye swings round what it looks at.
function between(a, b, t) {
  const mix = (p, q) => p.map((value, k) => value + (q[k] - value) * t);
  const basis = ({ position, focus, up }) =>
    new THREE.Matrix4().lookAt(new THREE.Vector3(...position), new THREE.Vector3(...focus), new THREE.Vector3(...up));
  const [p, q] = [a, b].map((camera) => new THREE.Quaternion().setFromRotationMatrix(basis(camera)));
  const turned = p.slerp(q, t);
  const far = ({ position, focus }) => Math.hypot(...position.map((value, k) => value - focus[k]));
  const focus = mix(a.focus, b.focus), distance = far(a) ** (1 - t) * far(b) ** t;
  const back = new THREE.Vector3(0, 0, 1).applyQuaternion(turned);
  const up = new THREE.Vector3(0, 1, 0).applyQuaternion(turned);
  return {
    position: [focus[0] + back.x * distance, focus[1] + back.y * distance, focus[2] + back.z * distance],
    focus, up: up.toArray(), angle: a.angle + (b.angle - a.angle) * t,
  };
}

// What every structure looks like now, as in the program (scene/looks.py).
function dress() {
  const style = getComputedStyle(document.documentElement);
  const colours = {
    accent: colourOf(style.getPropertyValue("--accent").trim()),
    halo: colourOf(style.getPropertyValue("--halo").trim()),
    ghost: colourOf(state.theme === "dark" ? "#b9cbdc" : "#8497ab"),
    pixels: Math.min(window.devicePixelRatio || 1, 2),
  };
  const muscleChosen = view.parts.some((part) => part.muscle && state.selection.includes(part.facts.id));
  for (const part of view.parts) {
    const selected = state.selection.includes(part.facts.id), soft = Boolean(part.muscle);
    part.wear({
      shown: true,
      faded: !soft && (state.seeThrough || muscleChosen) && !selected,
      glow: selected && !soft ? 0.75 : state.hovered === part.number ? 0.45 : 0,
      lit: selected && soft,
    }, colours);
  }
  for (const button of $("structures").children)
    button.setAttribute("aria-pressed", state.selection.includes(button.dataset.id));
  $("labels").setAttribute("aria-pressed", state.labels);
  $("see_through").setAttribute("aria-pressed", state.seeThrough);
  $("theme").setAttribute("aria-pressed", state.theme === "dark");
  for (const button of $("views").children) button.setAttribute("aria-pressed", button.dataset.view === state.view);
  redraw();
}

function select(ids) {
  state.selection = ids;
  dress();
  describe();
  tell();
}

// What the model computes at this pose, in words; of the muscle chosen last, or the first there is.
function tell() {
  const muscles = view.parts.filter((part) => part.muscle);
  const chosen = muscles.filter((part) => state.selection.includes(part.facts.id));
  const part = chosen[chosen.length - 1] || muscles[0];
  tree.coordinates.forEach((_, k) => {
    const input = $("angles").children[k].querySelector("input");
    if (document.activeElement !== input || Math.abs(input.value - state.pose[k]) > 0.5) input.value = state.pose[k];
    const words = angleWords(k, state.pose[k]);
    $("angles").children[k].querySelector("output").textContent = words;
    input.setAttribute("aria-valuetext", words);
  });
  $("readout").hidden = !part;
  if (!part || !numbers.has(part.facts.id)) return;
  const found = numbers.get(part.facts.id);
  $("muscle").textContent = part.facts.name;
  $("length").textContent = lengthWords(found.length - part.muscle.rest.length);
  $("arms").replaceChildren(...tree.coordinates.flatMap(({ id }, k) => [
    made("dt", id[0].toUpperCase() + id.slice(1)), made("dd", armWords(k, found.arms[k])),
  ]));
  const warning = overlapWords(found.overlap);
  $("overlap").textContent = warning;
  $("overlap").hidden = !warning;
}

function made(tag, text, attributes = {}) {
  const element = document.createElement(tag);
  element.textContent = text;
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

// What is known of what is selected.
function describe() {
  const pages = state.selection.map((id) => view.parts.find((part) => part.facts.id === id));
  if (!pages.length) {
    $("about").replaceChildren(made("p",
      "Click the muscle to light up where it starts, how it turns behind the ischium and where it ends."));
    return;
  }
  $("about").replaceChildren(...pages.reverse().flatMap(({ facts, muscle }) => {
    const latin = made("p", "");
    latin.append(made("i", facts.latin), document.createTextNode(facts.ids ? ` · ${facts.ids}` : ""));
    const found = [made("h3", facts.name), latin, made("p", facts.description)];
    for (const region of muscle ? muscle.facts.regions : []) {
      const row = made("div", "", { class: "region" }), chip = made("span", region.letter, { class: "chip" });
      chip.style.background = region.colour;
      chip.style.color = isPale(region.colour) ? "#1d2733" : "#ffffff";
      const words = made("span", "");
      words.append(made("b", `${region.name}. `), document.createTextNode(region.description));
      row.append(chip, words);
      found.push(row);
    }
    if (muscle) {
      for (const [title, text] of [["Action. ", muscle.facts.action], ["Nerve. ", `${muscle.facts.nerve}.`]]) {
        const line = made("p", "");
        line.append(made("b", title), document.createTextNode(text[0].toUpperCase() + text.slice(1)));
        found.push(line);
      }
    }
    if (facts.landmarks.length)
      found.push(made("p", `Landmarks: ${facts.landmarks.map((mark) => mark.name).join(", ")}.`));
    return found;
  }));
}

function setPose(pose) {
  pause();
  glide = null;
  state.pose = pose.map((value, k) => clamped(k, value));
  redraw();
}

function glideTo(pose) {
  pause();
  if (calm) return setPose(pose);
  glide = { from: [...state.pose], to: pose, since: performance.now() };
  redraw();
}

function pause() {
  player.playing = false;
  $("play").textContent = "Play";
  $("play").setAttribute("aria-pressed", "false");
}

function play() {
  if (player.playing) return pause();
  glide = null;
  Object.assign(player, { playing: true, lead: [...state.pose], led: 0, before: performance.now() });
  $("play").textContent = "Pause";
  $("play").setAttribute("aria-pressed", "true");
  redraw();
}

function look(name) {
  state.view = name;
  const to = view.framed(name);
  if (calm) view.place(to);
  else flight = { from: view.camera(), to, since: performance.now() };
  dress();
}

function leaveView() {
  flight = null;
  if (state.view !== null) {
    state.last = state.view;
    state.view = null;
    dress();
  }
  redraw();
}

// Turning, moving and coming closer by pointer; a press that does not move is a click.

const pointers = new Map();
let pressed = null;

function listen(canvas) {
  canvas.addEventListener("contextmenu", (event) => event.preventDefault());
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, { x: event.offsetX, y: event.offsetY });
    pressed = pointers.size === 1 ? { x: event.offsetX, y: event.offsetY, far: 0 } : null;
    setHovered(null);
  });
  canvas.addEventListener("pointermove", (event) => {
    const last = pointers.get(event.pointerId), here = { x: event.offsetX, y: event.offsetY };
    if (!last) return hover(event, here);
    const dx = here.x - last.x, dy = here.y - last.y;
    if (pressed) pressed.far = Math.max(pressed.far, Math.hypot(here.x - pressed.x, here.y - pressed.y));
    if (pressed && pressed.far < 4) return undefined;
    if (pointers.size === 2) {
      const other = [...pointers].find(([id]) => id !== event.pointerId)[1];
      const was = Math.hypot(last.x - other.x, last.y - other.y), is = Math.hypot(here.x - other.x, here.y - other.y);
      view.zoom(is / Math.max(was, 1));
      view.pan(dx / 2, dy / 2);
    } else if (event.buttons & 2 || event.buttons & 4 || event.shiftKey) view.pan(dx, dy);
    else view.orbit(dx, dy);
    pointers.set(event.pointerId, here);
    return leaveView();
  });
  const lift = (event) => {
    pointers.delete(event.pointerId);
    if (event.type === "pointerup" && pressed && pressed.far < 4 && event.button === 0) click(event);
    pressed = null;
    redraw();
  };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
  canvas.addEventListener("pointerleave", () => setHovered(null));
  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    view.zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.03 : 0.0012)));
    leaveView();
  }, { passive: false });
}

function click(event) {
  const { number } = view.named(event.offsetX, event.offsetY);
  if (number < 0) return event.ctrlKey ? undefined : select([]);
  const { id } = view.parts[number].facts, has = state.selection.includes(id);
  if (!event.ctrlKey) return select([id]);
  return select(has ? state.selection.filter((other) => other !== id) : [...state.selection, id]);
}

function hover(event, { x, y }) {
  if (event.pointerType === "touch") return;
  const { number } = view.named(x, y);
  setHovered(number < 0 ? null : number);
  if (number < 0) return;
  const plate = $("pointer");
  plate.textContent = view.parts[number].facts.name;
  const left = Math.min(x + 16, view.width - plate.offsetWidth - 6), top = Math.min(y + 20, view.height - 34);
  plate.style.transform = `translate(${left}px, ${top}px)`;
}

function setHovered(number) {
  $("pointer").style.opacity = number === null ? 0 : 1;
  if (state.hovered === number) return;
  state.hovered = number;
  dress();
}

function keyed(event) {
  const typing = event.target.matches("input, select");
  if (event.ctrlKey && !/^[137]$/.test(event.key) || event.altKey || event.metaKey) return;
  if (event.key === " " && event.target.matches("button, select")) return;
  if (typing && (event.key.startsWith("Arrow") || event.target.matches("select"))) return;
  const wanted = (event.ctrlKey ? "!" : "") + event.key;
  const found = VIEWS.find(([, , key]) => key === wanted);
  const turns = { ArrowLeft: [30, 0], ArrowRight: [-30, 0], ArrowUp: [0, 30], ArrowDown: [0, -30] };
  const acts = {
    " ": play, r: reset, n: () => glideTo([0, 0, 0]), x: () => flip("seeThrough"), l: () => flip("labels"),
    d: flipTheme, Escape: () => select([]),
    "+": () => closer(1.15), "=": () => closer(1.15), "-": () => closer(1 / 1.15),
  };
  const act = found ? () => look(found[0])
    : turns[event.key] ? () => { view.orbit(...turns[event.key]); leaveView(); } : acts[event.key];
  if (!act) return;
  if (turns[event.key] && event.target !== $("canvas") && event.target !== document.body) return;
  event.preventDefault();
  act();
}

function closer(factor) {
  view.zoom(factor);
  leaveView();
}

function flip(what) {
  state[what] = !state[what];
  dress();
}

function flipTheme() {
  state.theme = state.theme === "dark" ? "light" : "dark";
  document.documentElement.dataset.theme = state.theme;
  dress();
}

function reset() {
  look(state.view || state.last || start.view);
}

// Controls.

function furnish() {
  const button = (text, act, attributes, home) => {
    const one = made("button", text, { type: "button", ...attributes });
    one.addEventListener("click", act);
    home.append(one);
  };
  for (const [name, text, key] of VIEWS)
    button(text, () => look(name), { "data-view": name, title: key.replace("!", "Ctrl+") }, $("views"));
  button("Labels", () => flip("labels"), { id: "labels", title: "L" }, $("tools"));
  button("See-through", () => flip("seeThrough"), { id: "see_through", title: "See-through bones (X)" }, $("tools"));
  button("Dark", flipTheme, { id: "theme", title: "Dark theme (D)" }, $("tools"));
  button("Reset", reset, { id: "reset", title: "Frame anew (R)" }, $("tools"));
  tree.coordinates.forEach(({ id, range, directions }, k) => {
    const row = made("div", "", { class: "angle" }), head = made("div", ""), ends = made("small", "");
    const name = id[0].toUpperCase() + id.slice(1);
    const input = made("input", "", {
      type: "range", min: range[0], max: range[1], step: 1, id, "aria-label": name,
    });
    input.style.setProperty("--axis", `var(--axis${k})`);
    input.addEventListener("input", () => {
      const pose = [...state.pose];
      pose[k] = Number(input.value);
      setPose(pose);
    });
    head.append(made("span", name), made("output", ""));
    ends.append(made("span", `${directions[1]} ${-range[0]}°`), made("span", `${directions[0]} ${range[1]}°`));
    const zero = made("span", "", { class: "zero" });
    const share = -range[0] / (range[1] - range[0]);
    zero.style.left = `calc(8px + ${share} * (100% - 16px))`; // where the thumb's middle stands
    ends.append(zero);
    row.append(head, input, ends);
    $("angles").append(row);
  });
  for (const one of tree.movements) $("movement").append(made("option", one.name, { value: one.id }));
  $("movement").addEventListener("change", () => {
    player.movement = tree.movements.find((one) => one.id === $("movement").value);
    player.phase = 0.5;
    if (player.playing) Object.assign(player, { lead: [...state.pose], led: 0, phase: 0 });
    else glideTo(player.movement.end);
  });
  $("play").addEventListener("click", play);
  $("neutral").addEventListener("click", () => glideTo([0, 0, 0]));
  const byKind = [...view.parts].sort((a, b) => Boolean(b.muscle) - Boolean(a.muscle));
  for (const { facts } of byKind) {
    button(facts.name, (event) => {
      const has = state.selection.includes(facts.id);
      if (event.ctrlKey) select(has ? state.selection.filter((id) => id !== facts.id) : [...state.selection, facts.id]);
      else select(has && state.selection.length === 1 ? [] : [facts.id]);
    }, { "data-id": facts.id }, $("structures"));
  }
  $("error").textContent = `${tree.error.mean.toFixed(2)} mm on average and ${tree.error.largest.toFixed(1)} mm at most`;
  document.addEventListener("keydown", keyed);
  new ResizeObserver(() => {
    view.resize();
    if (state.view) view.place(view.framed(state.view));
    redraw();
  }).observe($("stage"));
}

view = new View($("canvas"));
view.resize();
view.place(view.framed(start.view));
notes = new Notes($("notes"), view);
furnish();
listen($("canvas"));
describe();
dress();
document.fonts.ready.then(redraw);
const idle = () => !due && !glide && !flight && !player.playing;
window.anatomy = { state, view, numbers, tree, idle, armWords, lengthWords, overlapWords };
