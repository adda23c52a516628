// The board: shows each call and speaks it, in the order in which they were made, and never says that what is old is
// new. It hears of calls by a stream; where that does not come through it asks for the document.
import { Voice } from "./voice.js";

const page = JSON.parse(document.getElementById("page").textContent);
const find = (name) => document.getElementById(`board-${name}`);

const LOST_AFTER = 12_000; // milliseconds without a sign of life: the lane sends one every five seconds
const OVER_AFTER = 300_000; // then the numbers are taken down
const ASK_EVERY = 5_000;
const SHOW_FOR = 6_000; // at least, for each call, so that nobody's number only flickers
const TOO_OLD = 60_000; // a call made while nobody could hear it is shown, and not spoken
const FLASH_FOR = 8_000;
const NIGHT = 3; // the hour in which it begins afresh, so that a new release reaches it
const BEFORE = 5;

// The product's clock: this machine's may be wrong.

const ahead = page.now * 1000 - Date.now();
const now = () => Date.now() + ahead;
const clock = find("clock");
const zone = clock.textContent.trim().split(" ").pop();
const hours = new Intl.DateTimeFormat(page.language === "en" ? "en-GB" : "id-ID", {
  hour: "2-digit", minute: "2-digit", timeZone: page.tz, hourCycle: "h23",
});
const time = (moment) => `${hours.format(moment)} ${zone}`;

// How it is set: by the address, else as this browser remembers.

const KEY = `giliran-board-${page.office}`;
const stored = () => { try { return JSON.parse(localStorage.getItem(KEY) || "{}"); } catch { return {}; } };
const store = (more) => { try { localStorage.setItem(KEY, JSON.stringify({ ...stored(), ...more })); } catch { /* none here */ } };
store(page.set);
const chosen = { voice: "id", volume: 80, stages: false, said: 0, ...stored() };
if (chosen.language && chosen.language !== page.language && !("language" in page.set)) {
  const address = new URL(location.href);
  address.searchParams.set("language", chosen.language);
  location.replace(address);
}

const voice = new Voice(page.clips);
const languages = () => (chosen.voice === "off" ? [] : chosen.voice.split("-"));

// What is shown

let shown = page.document.calls[0] ?? null;
let known = page.document;
const newest = Math.max(0, ...page.document.spoken.map((one) => one.id));
let said = chosen.said && chosen.said <= newest ? chosen.said : newest; // what came before this page is not said
let isBusy = false;
const queue = [];
const word = document.querySelector(".board__counter span").textContent;

const element = (tag, text, name = "") => {
  const made = document.createElement(tag);
  made.textContent = text;
  if (name) made.className = name;
  return made;
};
const same = (one, other) => one.labels.join() === other.labels.join();

const draw = () => {
  const isOver = now() - heard > OVER_AFTER;
  find("over").hidden = !isOver;
  find("empty").hidden = isOver || shown !== null;
  find("now").hidden = isOver || shown === null;
  if (shown) {
    find("now").dataset.people = shown.labels.length;
    find("now").dataset.long = shown.labels.some((label) => label.length > 5) ? "1" : "";
    find("labels").replaceChildren(...shown.labels.map((label) => element("strong", label, "label")));
    find("counter").textContent = shown.counter;
    find("stage").textContent = shown.stage?.[page.language] ?? "";
  }
  const before = shown ? known.calls.filter((one) => one.id <= shown.id && !same(one, shown)).slice(0, BEFORE) : [];
  find("before-section").hidden = isOver || before.length === 0;
  find("before").replaceChildren(...before.map((one) => {
    const row = document.createElement("li");
    row.dataset.people = one.labels.length;
    const labels = element("strong", "", "label");
    for (const label of one.labels) labels.append(element("span", label), " ");
    row.append(labels, element("span", `${word} ${one.counter}`));
    return row;
  }));
  find("waiting").hidden = isOver || !chosen.stages;
  find("waiting").querySelector("ul").replaceChildren(...known.waiting.map((one) => {
    const row = element("li", `${one[page.language]} `);
    row.append(element("strong", one.people));
    return row;
  }));
};

const flash = () => {
  const place = find("now");
  place.classList.remove("board__now--called");
  void place.offsetWidth; // so that the animation begins anew
  place.classList.add("board__now--called");
  clearTimeout(flash.timer);
  flash.timer = setTimeout(() => place.classList.remove("board__now--called"), FLASH_FOR);
};

const pause = (milliseconds) => new Promise((done) => { setTimeout(done, milliseconds); });

// One call after the other; none is shown for less than some seconds, none is spoken into another.
const work = async () => {
  if (isBusy) return;
  isBusy = true;
  while (queue.length) {
    const call = queue.shift();
    shown = call;
    said = Math.max(said, call.id);
    store({ said });
    draw();
    flash();
    const isOld = now() - call.at * 1000 > TOO_OLD;
    const spoken = isOld || chosen.voice === "off" ? null : voice.say(call.labels, call.counter, languages());
    await Promise.all([pause(isOld ? 1000 : SHOW_FOR), spoken]);
  }
  isBusy = false;
  shown = known.calls[0] ?? null;
  draw();
};

const learn = (told) => {
  heard = now();
  known = told;
  for (const call of told.spoken) if (call.id > said && !queue.some((one) => one.id === call.id)) queue.push(call);
  for (const call of queue) said = Math.max(said, call.id);
  if (queue.length) work();
  else if (!isBusy) {
    shown = told.calls[0] ?? null;
    draw();
  }
};

// Hearing of calls

let heard = now();
let stream = null;
const listen = () => {
  stream?.close();
  if (!("EventSource" in window)) return;
  stream = new EventSource(`/live/boards/${page.office}/`);
  stream.addEventListener("calls", (event) => learn(JSON.parse(event.data)));
  stream.addEventListener("beat", () => { heard = now(); });
};
const ask = async () => {
  try {
    const answer = await fetch(`/board/${page.office}/calls.json`, { cache: "no-cache", signal: AbortSignal.timeout(4000) });
    if (answer.ok) learn(await answer.json());
    if (answer.ok && stream?.readyState === EventSource.CLOSED) listen(); // an error page ended it for good
  } catch { /* asked again soon */ }
};
setInterval(() => { if (now() - heard > LOST_AFTER - ASK_EVERY) ask(); }, ASK_EVERY);

const lost = find("lost");
let wasOver = false;
setInterval(() => {
  clock.textContent = time(now());
  const silence = now() - heard;
  lost.hidden = silence < LOST_AFTER;
  if (!lost.hidden) lost.querySelector("span").textContent = lost.dataset.words.replace("{time}", time(heard));
  if (silence > OVER_AFTER !== wasOver) {
    wasOver = !wasOver;
    draw();
  }
  find("mute").hidden = chosen.voice === "off" || voice.mayPlay;
}, 1000);

// Settings

for (const one of document.querySelectorAll("[data-needs-script]")) one.hidden = false;
const form = document.querySelector(".board__set form");
find("voice").value = chosen.voice;
find("volume").value = chosen.volume;
find("stages").checked = chosen.stages;
voice.volume = chosen.volume / 100;
const change = () => {
  Object.assign(chosen, { voice: find("voice").value, volume: Number(find("volume").value), stages: find("stages").checked });
  voice.volume = chosen.volume / 100;
  store({ voice: chosen.voice, volume: chosen.volume, stages: chosen.stages });
  draw();
};
form.addEventListener("change", change);
form.addEventListener("submit", () => store({ language: find("language").value }));
find("test").addEventListener("click", async () => {
  await voice.wake();
  voice.say(["A-017"], 3, languages().length ? languages() : ["id"]);
});
document.addEventListener("pointerdown", () => voice.wake());
document.addEventListener("keydown", () => voice.wake());

// It runs for days. At night it begins afresh, if the page can be had; one that cannot is not exchanged for an error.
const hour = () => Number(new Intl.DateTimeFormat("en-GB", { hour: "2-digit", timeZone: page.tz, hourCycle: "h23" }).format(now()));
const began = now();
setInterval(async () => {
  if (hour() !== NIGHT || now() - began < 2 * 3_600_000) return;
  const answer = await fetch(location.href, { cache: "no-store" }).catch(() => null);
  if (answer?.ok) location.reload();
}, 600_000);

learn(page.document);
draw();
listen();
