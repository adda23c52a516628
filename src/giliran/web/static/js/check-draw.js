// The page "Check the draw": one press recounts everything in this browser, and says each check in words.
import { verifyDraw } from "./draw.js";

const MOST_SHOWN = 20;
const MOST_LOSSES = 8;

const form = document.getElementById("check");
const verdict = document.getElementById("verdict");
const icons = document.getElementById("check-icons").dataset;
const said = JSON.parse(document.getElementById("check-words").textContent);
const fetched = new Map();

const fill = (sentence, detail) => sentence.replace(/%\((\w+)\)s/g, (_, name) => String(detail[name] ?? ""));

class Missing extends Error {}

// Each file is fetched once, and kept for when the network is gone. A draw that is still moving is asked for again.
async function get(address, { isKept }) {
  if (isKept && fetched.has(address)) return fetched.get(address);
  try {
    const answer = await fetch(address, { cache: "no-cache" });
    if (!answer.ok) throw new Missing(said.says.gone);
    fetched.set(address, await answer.text());
  } catch (fault) {
    if (fetched.has(address)) return fetched.get(address);
    throw fault instanceof Missing ? fault : new Missing(said.says.offline);
  }
  return fetched.get(address);
}

const chosen = (id) => document.getElementById(id).files[0]?.text();

async function given() {
  const kept = await chosen("draw-file");
  const draw = kept ?? (await get(form.dataset.draw, { isKept: false }));
  const roll = (await chosen("roll-file"))
    ?? (kept === undefined && form.dataset.roll ? await get(form.dataset.roll, { isKept: true }) : null);
  const receipt = (await chosen("receipt-file")) ?? document.getElementById("receipt").value.trim();
  const keys = receipt ? await get(form.dataset.keys, { isKept: true }).catch(() => null) : null;
  return { draw, roll, receipts: receipt ? [receipt] : [], keys };
}

async function recount() {
  show(notice("info", said.says.working));
  try {
    const { draw, ...others } = await given();
    const result = await verifyDraw(draw, others);
    if (result.unreadable) {
      show(notice("error", said.says.unreadable, fill(said.unreadable[result.unreadable.code], result.unreadable)));
    } else {
      const about = await aboutEntry(JSON.parse(draw), numberOf(others.receipts[0]));
      show(overall(result), ...about, checks(result));
    }
  } catch (fault) {
    if (!(fault instanceof Missing)) throw fault;
    show(notice("error", said.says.unreadable, fault.message));
  }
  verdict.focus({ preventScroll: true });
  verdict.scrollIntoView({ block: "start" });
}

// What is shown

function show(...parts) {
  verdict.replaceChildren(...parts);
}

function copyOf(id) {
  return document.getElementById(id).content.firstElementChild.cloneNode(true);
}

function paragraph(text, name = "") {
  const one = document.createElement("p");
  one.textContent = text;
  one.className = name;
  return one;
}

function notice(kind, title, ...lines) {
  const one = copyOf("check-notice");
  one.classList.add(`notice--${kind}`);
  const icon = { success: icons.agrees, error: icons.differs, info: icons.unchecked }[kind];
  one.querySelector("use").setAttribute("href", icon);
  one.querySelector(".notice__word").textContent = title;
  one.querySelector(".notice__body").append(...lines.map((line) => paragraph(line)));
  return one;
}

function overall({ findings, counted }) {
  if (findings.length) return notice("error", said.says.differs, said.says.differs_note);
  return notice("success", said.says.agrees, fill(said.says.agrees_note, counted));
}

function checks({ checked, findings }) {
  const list = document.createElement("ol");
  list.className = "timeline checks";
  list.append(...Object.entries(checked).map(([name, state]) => line(name, state, findings)));
  return list;
}

function line(name, state, findings) {
  const one = copyOf("check-line");
  one.className = `is-${state}`;
  one.dataset.check = name;
  one.querySelector("use").setAttribute("href", icons[state]);
  one.querySelector("[data-name]").textContent = said.checks[name];
  one.querySelector("[data-state]").textContent = said.states[state];
  const body = one.querySelector("div");
  if (state === "unchecked" && said.unchecked[name]) body.append(paragraph(said.unchecked[name], "muted small"));
  const mine = findings.filter(({ code }) => said.findings[code]?.check === name);
  body.append(...mine.slice(0, MOST_SHOWN).map((found) => paragraph(sentence(found))));
  if (mine.length > MOST_SHOWN) body.append(paragraph(fill(said.says.too_many, { count: mine.length - MOST_SHOWN })));
  return one;
}

const sentence = ({ code, entry, detail }) => fill(said.findings[code].text, { entry, ...detail });

// One entry: its rank, and why

function numberOf(receipt) {
  const typed = document.getElementById("entry").value.toLowerCase().replace(/[^0-9a-z]/g, "");
  if (typed || !receipt) return typed;
  try {
    return String(JSON.parse(receipt).entry ?? "");
  } catch {
    return "";
  }
}

async function aboutEntry(draw, number) {
  if (!number) return [];
  const row = draw.entries.find(({ id }) => id === number);
  const place = draw.late.findIndex(({ id }) => id === number) + 1;
  if (row) return [notice("info", ...(await whyOf(draw, row)))];
  if (!place) return [notice("error", fill(said.entry.absent, { entry: number }))];
  const late = fill(said.entry.late, { entry: number, rank: place });
  return [notice("info", late, said.outcomes[draw.late[place - 1].outcome])];
}

async function whyOf(draw, row) {
  if (row.rank === null || !draw.seed) return [fill(said.entry.undrawn, { entry: row.id })];
  const tries = Math.min(row.losses, MOST_LOSSES) + 1;
  const detail = { entry: row.id, rank: row.rank, entries: draw.entries.length, losses: row.losses, tries,
    value: await valueOf(draw, row, tries), before: row.rank - 1 };
  return [
    fill(said.entry.rank, detail),
    row.class === 0 ? said.entry.owed : fill(row.losses ? said.entry.why : said.entry.why_none, detail),
    fill(said.entry.before, detail),
    said.outcomes[row.outcome],
  ];
}

async function valueOf({ seed, roll_digest: digest, beacon }, { id }, tries) {
  const raw = Uint8Array.from(seed.match(/../g), (byte) => parseInt(byte, 16));
  const key = await crypto.subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const values = await Promise.all(Array.from({ length: tries }, async (_, k) => {
    const text = new TextEncoder().encode(`${digest}|${beacon}|${id}|${k}`);
    const value = new Uint8Array(await crypto.subtle.sign("HMAC", key, text));
    return Array.from(value, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }));
  return `${values.sort()[0].slice(0, 16)}…`;
}

form.hidden = false;
document.getElementById("without").hidden = true;
document.getElementById("entry").value = new URLSearchParams(location.hash.slice(1)).get("entry") ?? "";
form.addEventListener("submit", (event) => {
  event.preventDefault();
  recount();
});
if (form.dataset.ahead !== undefined) {
  for (const address of [form.dataset.draw, form.dataset.roll]) {
    if (address) get(address, { isKept: true }).catch(() => {});
  }
}
