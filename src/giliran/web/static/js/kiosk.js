// A kiosk: pages come by fetch, so that a lost network never leaves the browser's own error behind; the start comes
// back by itself; tickets are read by camera and handheld; pages are read aloud where the browser has a voice.
import { Camera } from "./scan-camera.js";
import { catchScans } from "./scan-handheld.js";

const PATIENCE = 12000; // milliseconds for an answer: a printer may take three seconds of them
const AGAIN = 3000; // between two tries without a network
const BEAT = 10000; // between two looks whether there is one
const WARNING = 20; // seconds in which somebody can say that they are still there (WCAG 2.2.1)
const GIVE_UP = 90000; // how long a press waits for the network before the next person gets the screen

const idle = document.getElementById("kiosk-idle");
const down = document.getElementById("kiosk-down");
const said = document.getElementById("kiosk-said");
const page = () => document.getElementById("kiosk-page");
const wait = (time) => new Promise((resolve) => { setTimeout(resolve, time); });
let [left, isBusy, isDown, reads, camera, lastScan] = [0, false, false, false, null, ["", 0]];

// Going from page to page

async function ask(address, options) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const answer = await fetch(address, { ...options, credentials: "same-origin", signal: stop.signal });
    if (answer.status >= 500) throw new Error("not now");
    return { address: answer.url, text: await answer.text(), status: answer.status };
  } finally {
    clearTimeout(timer);
  }
}

async function go(address, options = {}) {
  if (isBusy) return;
  isBusy = true;
  const since = Date.now();
  page().setAttribute("aria-busy", "true");
  for (;;) {
    try {
      const answer = await ask(address, options);
      offline(false);
      isBusy = false;
      show(answer);
      return;
    } catch {
      offline(true, options.method === "POST");
      await wait(AGAIN);
      if (Date.now() - since > GIVE_UP) [address, options] = [page().dataset.home, {}];
    }
  }
}

function show({ address, text, status }) {
  const next = new DOMParser().parseFromString(text, "text/html");
  const fresh = next.getElementById("kiosk-page");
  if (!fresh || (status === 403 && !fresh) || next.documentElement.lang !== document.documentElement.lang) {
    window.location.assign(address); // closed, or in another language: the whole page
    return;
  }
  const finder = document.querySelector("#viewfinder");
  const place = fresh.querySelector("#viewfinder");
  if (place && camera) place.replaceWith(camera.place); // the camera goes on running
  else if (finder && camera) finder.remove();
  page().replaceWith(document.adoptNode(fresh));
  document.title = next.title;
  settle();
}

function settle() {
  const data = page().dataset;
  window.scrollTo(0, 0);
  left = Number(data.idle ?? 0);
  idle.hidden = true;
  const first = page().querySelector("[autofocus]") ?? page().querySelector("h1");
  if (first?.matches("h1")) first.tabIndex = -1;
  first?.focus({ preventScroll: true });
  if ("scans" in data) startCamera();
  if ("prints" in data) window.print();
  speak();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (!link || link.origin !== window.location.origin) return;
  event.preventDefault();
  go(link.href);
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.hasAttribute("data-plain")) return;
  event.preventDefault();
  const body = new FormData(form, event.submitter);
  if (form.method === "post") go(form.action, { method: "POST", body: new URLSearchParams(body) });
  else go(`${form.action}?${new URLSearchParams(body)}`);
});

// Without a network

function offline(is, holdsPress = false) {
  isDown = is;
  down.hidden = !is;
  document.querySelector("main").inert = is;
  down.querySelector("[data-pending]").hidden = !holdsPress;
  down.querySelector("[data-waiting]").hidden = holdsPress;
}

async function beat() {
  for (;;) {
    await wait(isDown ? AGAIN : BEAT);
    if (isBusy) continue;
    try {
      const { status } = await ask(page().dataset.alive, { cache: "no-store" });
      if (status === 403) window.location.assign(page().dataset.home);
      if (isDown) {
        offline(false);
        go(page().dataset.home);
      }
    } catch {
      offline(true);
    }
  }
}

// Back to the start

function stay() {
  left = Number(page().dataset.idle ?? 0);
  if (idle.hidden) return;
  idle.hidden = true;
  document.querySelector("main").inert = false;
  page().querySelector("h1")?.focus({ preventScroll: true });
}

function tick() {
  const data = page().dataset;
  if (!data.idle || isDown || isBusy) return;
  left -= 1;
  if (left <= 0) {
    document.querySelector("main").inert = false;
    go(data.home);
  } else if (left <= WARNING) {
    idle.querySelector("[data-seconds]").textContent = left;
    if (!idle.hidden) return;
    idle.hidden = false;
    document.querySelector("main").inert = true;
    idle.querySelector("[data-stay]").focus();
    say(idle.querySelector("h2").textContent);
  }
}

for (const sign of ["pointerdown", "keydown"]) {
  document.addEventListener(sign, () => { if (idle.hidden) left = Number(page().dataset.idle ?? 0); }, true);
}
idle.querySelector("[data-stay]").addEventListener("click", stay);
idle.addEventListener("keydown", (event) => { if (event.key === "Escape") stay(); });

// Tickets

function look(text) {
  const form = document.getElementById("kiosk-look");
  const [seen, at] = lastScan;
  if (!form || isBusy || isDown || (text === seen && Date.now() - at < 4000)) return;
  lastScan = [text, Date.now()];
  form.elements.text.value = text;
  form.requestSubmit();
}

async function startCamera() {
  const place = document.getElementById("viewfinder");
  if (camera || !place) return;
  const tell = (state) => {
    place.dataset.state = state;
    place.querySelector("[data-words] span").textContent = place.dataset[`say${state[0].toUpperCase()}${state.slice(1)}`];
  };
  camera = new Camera(place, { tell, onText: look, isBusy: () => isBusy || isDown || !place.isConnected });
  await camera.start();
}

catchScans(look);

// Read aloud

const voice = () => globalThis.speechSynthesis?.getVoices().find((one) => one.lang.slice(0, 2) === document.documentElement.lang);

function say(words) {
  said.textContent = words;
  if (!reads || !voice()) return;
  speechSynthesis.cancel();
  const told = new SpeechSynthesisUtterance(words);
  [told.voice, told.lang, told.rate] = [voice(), voice().lang, 0.95];
  speechSynthesis.speak(told);
}

function speak() {
  const words = [...page().querySelectorAll("[data-say]")].map((one) => one.textContent.replace(/\s+/g, " ").trim());
  say(words.join(". "));
}

const button = document.querySelector("[data-read]");
function offerVoice() {
  button.hidden = !voice();
}
button.addEventListener("click", () => {
  reads = !reads;
  button.setAttribute("aria-pressed", String(reads));
  if (reads) speak();
  else speechSynthesis.cancel();
});
globalThis.speechSynthesis?.addEventListener("voiceschanged", offerVoice);

offerVoice();
settle();
setInterval(tick, 1000);
beat();
