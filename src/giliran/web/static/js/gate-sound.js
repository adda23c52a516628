// Three verdicts, three sounds that differ in pitch, number and length. Kept on or off by this browser.

const KEY = "giliran-gate-sound";
const TUNES = {
  valid: [[880, 0, 0.09], [1320, 0.1, 0.16]],
  attention: [[660, 0, 0.12], [660, 0.18, 0.12], [660, 0.36, 0.12]],
  refused: [[220, 0, 0.28], [165, 0.3, 0.42]],
};
const LATE = 300; // milliseconds; a browser that waits for a first touch must not sound for what is long past
let context;

export const isOn = () => localStorage.getItem(KEY) !== "off";

export function turn(on) {
  localStorage.setItem(KEY, on ? "on" : "off");
}

export function play(kind) {
  if (!TUNES[kind] || !isOn()) return;
  context ??= new AudioContext();
  const asked = performance.now();
  context.resume().then(() => {
    if (performance.now() - asked > LATE) return;
    for (const note of TUNES[kind]) sound(...note, kind === "refused" ? "sawtooth" : "triangle");
  });
}

export function playAll() {
  Object.keys(TUNES).forEach((kind, place) => setTimeout(() => play(kind), place * 1000));
}

function sound(pitch, start, length, shape) {
  const [from, to] = [context.currentTime + start, context.currentTime + start + length];
  const [voice, volume] = [context.createOscillator(), context.createGain()];
  voice.type = shape;
  voice.frequency.value = pitch;
  volume.gain.setValueAtTime(0.0001, from);
  volume.gain.exponentialRampToValueAtTime(0.35, from + 0.015);
  volume.gain.exponentialRampToValueAtTime(0.0001, to);
  voice.connect(volume).connect(context.destination);
  voice.start(from);
  voice.stop(to + 0.02);
}
