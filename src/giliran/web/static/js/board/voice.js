// Speaks calls, one clip after the other, never two at once. A clip that is missing is passed over.
import { announcement } from "./spoken.js";

const BETWEEN = 0.03; // seconds
const PAUSE = 0.22;
const AFTER_CHIME = 0.1;
const BETWEEN_LANGUAGES = 0.5;

export class Voice {
  constructor(clips) {
    this.clips = clips;
    this.kept = new Map();
    this.volume = 0.8;
    this.last = Promise.resolve();
  }

  // Whether a browser would let us sound now. Kiosks allow it by a switch; others wait for a first touch.
  get mayPlay() {
    this.context ??= new (window.AudioContext || window.webkitAudioContext)();
    return this.context.state === "running";
  }

  async wake() {
    this.context ??= new (window.AudioContext || window.webkitAudioContext)();
    await this.context.resume();
  }

  // Resolves when everything is said. Whoever asks meanwhile comes afterwards.
  say(labels, counter, languages) {
    this.last = this.last.then(() => this.#say(labels, counter, languages)).catch(() => {});
    return this.last;
  }

  async #say(labels, counter, languages) {
    if (!this.mayPlay) return;
    let at = this.context.currentTime + 0.05;
    at = (await this.#place(this.clips.chime, at)) + AFTER_CHIME;
    for (const language of languages) {
      const names = announcement(labels, counter, language);
      const sounds = await Promise.all(names.map((name) => (name === "," ? null : this.#load(this.clips[language][name]))));
      at = Math.max(at, this.context.currentTime + 0.05);
      for (const [place, name] of names.entries()) {
        if (name === ",") at += PAUSE;
        else at = this.#start(sounds[place], at) + BETWEEN;
      }
      at += BETWEEN_LANGUAGES;
    }
    await new Promise((done) => { setTimeout(done, Math.max(0, at - this.context.currentTime) * 1000); });
  }

  async #place(url, at) {
    return this.#start(await this.#load(url), Math.max(at, this.context.currentTime + 0.05));
  }

  #start(sound, at) {
    if (!sound) return at;
    const [source, loudness] = [this.context.createBufferSource(), this.context.createGain()];
    source.buffer = sound;
    loudness.gain.value = this.volume;
    source.connect(loudness).connect(this.context.destination);
    source.start(at);
    return at + sound.duration;
  }

  #load(url) {
    if (!this.kept.has(url)) {
      const sound = fetch(url)
        .then((answer) => (answer.ok ? answer.arrayBuffer() : Promise.reject(new Error(url))))
        .then((bytes) => this.context.decodeAudioData(bytes))
        .catch(() => { this.kept.delete(url); return null; });
      this.kept.set(url, sound);
    }
    return this.kept.get(url);
  }
}
