// A person's own page: follows the visit by a stream, or by asking where that does not come through; rings and vibrates
// when they are called, once a press has allowed it.

const page = JSON.parse(document.getElementById("page").textContent);
const find = (name) => document.querySelector(`[data-now-${name}]`);
const part = (name) => document.getElementById(`now-${name}`);

const LOST_AFTER = 15_000;
const ASK_EVERY = 5_000;
const WITH_MORE = ["parked", "done", "left", "over"]; // the page itself says more about these than the stream does
const RUNG = `giliran-rung-${page.token}`;

const ahead = page.now * 1000 - Date.now();
const now = () => Date.now() + ahead;
const seconds = new Intl.DateTimeFormat(page.language === "en" ? "en-GB" : "id-ID", {
  hour: "2-digit", minute: "2-digit", second: "2-digit", timeZone: page.tz, hourCycle: "h23",
});
const checked = part("checked");
const zone = checked?.textContent.trim().split(" ").pop() ?? "";
const time = (moment) => `${seconds.format(moment)} ${zone}`;

let state = page.told.state;
let heard = now();
let context = null;
let chime = null;

// What is told

const tell = (told) => {
  heard = now();
  if (told.state !== state && (WITH_MORE.includes(told.state) || WITH_MORE.includes(state))) {
    location.reload();
    return;
  }
  state = told.state;
  document.querySelector("[data-now]").className = `now now--${told.state}`;
  find("caption").textContent = told.caption;
  find("hero").textContent = told.hero;
  find("hero").classList.toggle("label", told.state === "waiting");
  find("onward").textContent = told.onward;
  find("lines").replaceChildren(...told.lines.map((text) => {
    const line = document.createElement("li");
    line.textContent = text;
    return line;
  }));
  document.title = `${told.hero} - Giliran`;
  ring(told.ring);
};

// Ringing: once for each call, even if the page is loaded again in between.

const rung = () => { try { return sessionStorage.getItem(RUNG); } catch { return null; } };
const ring = (call) => {
  if (!call || call === rung()) return;
  try { sessionStorage.setItem(RUNG, call); } catch { /* none here */ }
  document.documentElement.dataset.rung = call;
  if (!context || !chime) return;
  navigator.vibrate?.([500, 200, 500, 200, 500]);
  for (const turn of [0, 1, 2]) {
    const source = context.createBufferSource();
    source.buffer = chime;
    source.connect(context.destination);
    source.start(context.currentTime + turn * (chime.duration + 0.4));
  }
};

const bell = part("bell");
const allow = async () => {
  context ??= new (window.AudioContext || window.webkitAudioContext)();
  await context.resume();
  chime ??= await fetch(page.chime).then((answer) => answer.arrayBuffer()).then((bytes) => context.decodeAudioData(bytes));
  const source = context.createBufferSource(); // so that people hear what to listen for
  source.buffer = chime;
  source.connect(context.destination);
  source.start();
  navigator.vibrate?.(200);
  const status = bell.querySelector("[role=status]");
  status.textContent = status.dataset.on;
  stayAwake();
};
const stayAwake = () => navigator.wakeLock?.request("screen").catch(() => {});
if (bell) {
  bell.hidden = false;
  bell.querySelector("button").addEventListener("click", () => allow().catch(() => {}));
}
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "visible") return;
  if (context) stayAwake();
  if (checked) ask();
});

// Hearing of it

let stream = null;
const listen = () => {
  stream?.close();
  if (!("EventSource" in window)) return;
  stream = new EventSource(`/live/visits/${page.token}/?language=${page.language}`);
  stream.addEventListener("standing", (event) => tell(JSON.parse(event.data)));
  stream.addEventListener("beat", () => { heard = now(); });
};
const ask = async () => {
  try {
    const answer = await fetch(`/now/${page.token}/now.json?language=${page.language}`, { cache: "no-store", signal: AbortSignal.timeout(4000) });
    if (answer.ok) tell(await answer.json());
    if (answer.ok && stream?.readyState === EventSource.CLOSED) listen();
  } catch { /* asked again soon */ }
};

if (checked) {
  const lost = part("lost");
  setInterval(() => { if (now() - heard > LOST_AFTER - ASK_EVERY) ask(); }, ASK_EVERY);
  setInterval(() => {
    checked.textContent = time(heard);
    lost.hidden = now() - heard < LOST_AFTER;
    if (!lost.hidden) lost.querySelector("span").textContent = lost.dataset.words.replace("{time}", time(heard));
  }, 1000);
  tell(page.told);
  listen();
}
