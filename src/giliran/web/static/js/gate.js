// The door: scans from camera and handheld go to the server; meanwhile the signature is judged here.
import { Offline } from "./gate-offline.js";
import * as sound from "./gate-sound.js";
import { Camera } from "./scan-camera.js";
import { catchScans } from "./scan-handheld.js";
import { readTicket } from "./ticket.js";

const PATIENCE = 120; // milliseconds in which the server's word is awaited before our own is shown
const AGAIN = 2500; // a code must have been out of sight of the camera for so long before it counts as new
const FAREWELL = 3000; // who has just come in is still there: the camera waits

const result = document.getElementById("result");
const said = document.getElementById("said");
const home = document.getElementById("gate-home");
const typing = document.getElementById("gate-type");
const scanned = document.getElementById("gate-scanned");
const keys = JSON.parse(result.dataset.keys);
const ahead = Number(result.dataset.now) * 1000 - Date.now(); // the product's clock may differ from this machine's
let [seen, seenAt, settledAt, asking] = ["", 0, 0, null];

const state = () => result.querySelector("[data-result]")?.dataset.result ?? "";
const isLeaving = () => state() === "admitted" && performance.now() - settledAt < FAREWELL;
const isOpen = () => Boolean(result.querySelector("[data-open='1']"));

// Showing

function settle() {
  const answer = result.querySelector("[data-result]");
  seenAt = settledAt = performance.now();
  home.inert = Boolean(answer);
  if (!answer) return typing.elements.text.focus();
  const words = answer.dataset.said;
  if (words) said.textContent = words;
  const wanted = result.querySelector("[aria-invalid='true'], #gate-reason, [data-go]") ?? result.querySelector("h2");
  wanted?.focus({ preventScroll: true });
  window.scrollTo(0, 0);
  return undefined;
}

function next() {
  result.replaceChildren();
  typing.reset();
  scanned.elements.text.value = "";
  said.textContent = "";
  history.replaceState(null, "", document.querySelector("[data-home]").dataset.home);
  settle();
  if (alone.isShell && !alone.isDown) window.location.reload(); // the network is back: the whole page again
}

// A card that was drawn here, and its sound.
function draw(card, kind) {
  result.replaceChildren(card);
  settle();
  sound.play(kind);
}

function show(name, fill = () => {}) {
  const template = document.querySelector(`template[data-pending="${name}"]`);
  const copy = template.content.cloneNode(true);
  fill(copy);
  result.replaceChildren(copy);
  home.inert = true;
}

// Asking

function sight(text) {
  const isNew = text !== seen || performance.now() - seenAt > AGAIN;
  [seen, seenAt] = [text, performance.now()];
  if (isNew) scan(text);
}

function scan(text) {
  if (asking || (text === scanned.elements.text.value && isOpen())) return;
  scanned.elements.text.value = text;
  scanned.requestSubmit();
  judge(text);
}

async function judge(text) {
  const mine = asking;
  const verdict = await localVerdict(text);
  await new Promise((resolve) => { setTimeout(resolve, PATIENCE); });
  if (asking === mine && mine) showLocal(verdict);
}

function showLocal(verdict) {
  show(verdict.name, (copy) => {
    const label = copy.querySelector("[data-label]");
    if (label) label.textContent = verdict.label;
  });
}

async function localVerdict(text) {
  const { ok, reason, claim } = await readTicket(text, keys);
  if (!ok) return { name: document.querySelector(`template[data-pending="${reason}"]`) && !isCode(text) ? reason : "asking" };
  if (claim.officeId !== Number(result.dataset.office)) return { name: "other_office" };
  return claim.date === today() ? { name: "genuine", label: claim.label } : { name: "other_day" };
}

const isCode = (text) => text.replace(/[\s-]/g, "").length === 9;

function today() {
  return new Intl.DateTimeFormat("en-CA", { timeZone: result.dataset.tz }).format(Date.now() + ahead);
}

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.target === result && alone.isAlone) {
    event.preventDefault();
    alone.take(event.detail.elt.closest("form"));
    return;
  }
  if (event.detail.target === result) asking = event.detail.xhr;
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.xhr === asking) asking = null;
});
document.addEventListener("htmx:beforeSwap", (event) => {
  const page = event.detail.serverResponse ?? "";
  if (event.detail.target === result && !page.includes("data-result")) window.location.reload(); // signed out
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target !== result) return;
  settle();
  remember();
  sound.play({ admitted: "", found: "", undone: "" }[state()] ?? state());
});
for (const fault of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.addEventListener(fault, (event) => {
    if (event.detail.xhr.status === 403) window.location.reload(); // no longer ours to open
    else unanswered(event.detail.elt.closest("form"));
  });
}

// An enrolled device goes on by its list; every other one has the signature only.
async function unanswered(form) {
  asking = null;
  alone.lost();
  if (!(await alone.take(form))) await offline(form);
}

document.addEventListener("submit", (event) => {
  if (!event.target.hasAttribute("data-alone")) return;
  event.preventDefault(); // drawn here: it stays here until it is sent
  alone.take(event.target);
});

// What the signature says stands without a network; whether the ticket was used does not.
async function offline(form) {
  asking = null;
  if (form === scanned) showLocal(await localVerdict(form.elements.text.value));
  result.querySelector("[data-wait]")?.remove();
  result.querySelector("[data-result='offline']")?.remove();
  const copy = document.querySelector("template[data-pending='offline']").content.cloneNode(true);
  copy.querySelector("[data-again]").addEventListener("click", () => form.requestSubmit());
  (result.querySelector(".gate-answer__act") ?? result.querySelector(".gate-answer") ?? result).append(copy);
  home.inert = true;
  result.querySelector("[data-again]").focus();
  sound.play("attention");
}

// Who came in last stands in the list without asking for it.
function remember() {
  for (const line of result.querySelectorAll("[data-line]")) cameIn(line.content.cloneNode(true));
}

function cameIn(line) {
  const list = document.getElementById("gate-last");
  if (!list.querySelector("strong")) list.replaceChildren();
  list.prepend(line);
  while (list.children.length > 4) list.lastElementChild.remove();
}

function cameInAlone(label, time) {
  const line = document.createElement("li");
  const [strong, name, at] = ["strong", "span", "span"].map((tag) => document.createElement(tag));
  Object.assign(strong, { className: "label", textContent: label });
  Object.assign(at, { className: "muted num", textContent: time });
  line.append(strong, name, at);
  cameIn(line);
}

// Without a network: only on a device that is enrolled.
const alone = "enrolled" in result.dataset
  ? new Offline(result, keys, { ahead, show: draw, line: cameInAlone, isIdle: () => !state() && !typing.elements.text.value })
  : { isAlone: false, isShell: false, take: async () => false, lost() {}, printLast() {}, printKnown: () => false };

// Keys and buttons

document.addEventListener("click", (event) => {
  const find = event.target.closest("[data-find]");
  if (find) alone.choose(find.dataset.find);
  if (event.target.closest("[data-print-cards]")) alone.printLast();
  const card = event.target.closest("[data-card-at]");
  if (card && alone.isAlone && alone.printKnown(card)) event.preventDefault();
});

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-next]") || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  next();
});
window.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && state()) next();
});

const [loud, test] = [document.querySelector("[data-sound]"), document.querySelector("[data-sound-test]")];
const showSound = () => {
  loud.setAttribute("aria-pressed", String(sound.isOn()));
  loud.querySelector("use").setAttribute("href", loud.querySelector("use").getAttribute("href").replace(/#.*/, sound.isOn() ? "#volume" : "#volume-off"));
};
loud.hidden = test.hidden = false;
loud.addEventListener("click", () => { sound.turn(!sound.isOn()); showSound(); sound.play("valid"); });
test.addEventListener("click", () => { sound.turn(true); showSound(); sound.playAll(); });
showSound();

// Eyes

catchScans(scan);
const place = document.getElementById("viewfinder");
const words = place.querySelector("[data-words] span");
const camera = new Camera(place, {
  tell: (how) => {
    words.textContent = place.dataset[`say${how[0].toUpperCase()}${how.slice(1)}`];
    place.dataset.state = how;
    document.querySelector("[data-camera-next]").hidden = camera.cameras.length < 2;
  },
  onText: sight,
  isBusy: () => Boolean(asking) || isOpen() || state() === "pending" || isLeaving(),
});
document.querySelector("[data-camera-next]").addEventListener("click", () => camera.next());
settle();
result.dataset.ready = ""; // from here on every key of a scanner is heard
camera.start();
