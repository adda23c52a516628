// Recounts a draw in the browser, without asking the server anything. The same checks, codes and order of findings
// as opening/verify/; docs/draw.md has the recipe.
//
//   verifyDraw(drawText, {roll, receipts, keys}) -> Promise<{findings, checked, counted} | {unreadable}>
//
// `drawText` is the text of draw.json; `roll` the text of roll.txt, or nothing; `receipts` a list of the texts of
// receipts; `keys` the text of /api/v1/tickets/keys, or nothing. `findings`: [{code, entry, detail}]; `checked`: each
// check to agrees, differs or unchecked; `counted`: how many of what. `unreadable`: {code, where} when nothing can be
// recounted: draw_shape, roll_shape, receipt_shape, keys_shape, not_json, cut_off, no_webcrypto.

const MOST_LOSSES = 8;
const AT_ONCE = 2000; // values worked out at a time, so that a large roll does not fill the memory
const METHODS = ["turns", "ballot", "open"];
const STATES = ["scheduled", "gathering", "frozen", "drawn", "running", "closed", "cancelled"];
const OUTCOMES = ["", "entitled", "ballot", "turn", "none", "withdrawn", "void"];
const DRAWN = ["drawn", "running", "closed"];
const COUNTED = ["entitled", "ballot", "turn", "none", "withdrawn", "void"];

const ID = "[0-9A-Za-z_-]{1,64}";
const WISHES = "any|[0-9]{1,15}(?:,[0-9]{1,15})*|";
const HEX = "[0-9a-f]{64}";
const MOMENT = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\\.[0-9]{1,6})?(?:Z|[+-][0-9]{2}:[0-9]{2})";
const TEXT = "[^\\ud800-\\udfff]*";
const LINE = new RegExp(`^(${ID})\\|([0-9]{1,3})\\|([0-9]{1,9})\\|([0-9]{1,9})\\|(${WISHES})$`);

class Unreadable extends Error {
  constructor(code, where = "") {
    super(code);
    Object.assign(this, { code, where });
  }
}

export async function verifyDraw(drawText, { roll = null, receipts = [], keys = null } = {}) {
  try {
    if (!globalThis.crypto?.subtle) throw new Unreadable("no_webcrypto");
    return await recount(readDraw(parsed(drawText, "draw.json")), {
      roll,
      slips: receipts.map((text) => readReceipt(parsed(text, "receipt"))),
      known: keys === null ? null : readKeys(parsed(keys, "keys")),
    });
  } catch (fault) {
    if (!(fault instanceof Unreadable)) throw fault;
    return { unreadable: { code: fault.code, where: fault.where } };
  }
}

async function recount(drawn, { roll, slips, known }) {
  const order = await drawnOrder(drawn);
  const found = {
    commitment: await checkSeed(drawn),
    beacon: checkBeacon(drawn),
    digest: await checkDigest(drawn),
    roll: roll === null ? null : await checkRoll(drawn, plainRoll(roll)),
    ranks: checkRanks(drawn, order),
    entitled: checkEntitled(drawn, order),
    ballot: checkBallot(drawn, order),
    turns: checkTurns(drawn),
    late: checkLate(drawn),
    receipts: slips.length ? slips.flatMap((slip) => checkReceipt(drawn, slip)) : null,
    signatures: slips.length && known ? await checkSignatures(slips, known) : null,
  };
  const checked = {};
  for (const [name, list] of Object.entries(found)) {
    checked[name] = list === null ? "unchecked" : list.length ? "differs" : "agrees";
  }
  return { findings: Object.values(found).flatMap((list) => list ?? []), checked, counted: count(drawn) };
}

const finding = (code, entry = "", detail = {}) => ({ code, entry, detail });

function count(drawn) {
  const counted = {
    entries: drawn.rows.length,
    people: drawn.rows.reduce((sum, row) => sum + row.party, 0),
    late: drawn.late.length,
  };
  for (const word of COUNTED) counted[word] = [...drawn.rows, ...drawn.late].filter((row) => row.outcome === word).length;
  return counted;
}

// The draw

async function drawnOrder(drawn) {
  if (!drawn.seed || !drawn.rollDigest || drawn.method === "open") return null;
  const values = await valuesOf(drawn);
  const at = [...drawn.rows.keys()];
  const [classes, ids] = [drawn.rows.map((row) => row.class), drawn.rows.map((row) => row.id)];
  at.sort((a, b) => classes[a] - classes[b] || compare(values[a], values[b]) || compare(ids[a], ids[b]));
  return at.map((place) => drawn.rows[place]);
}

async function valuesOf({ rows, seed, rollDigest, beacon }) {
  const use = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", unhex(seed), use, false, ["sign"]);
  const one = async ({ id, losses }) => {
    const tries = Array.from({ length: Math.min(losses, MOST_LOSSES) + 1 }, (_, k) => (
      crypto.subtle.sign("HMAC", key, utf8(`${rollDigest}|${beacon}|${id}|${k}`))
    ));
    return (await Promise.all(tries)).map(hex).reduce((least, value) => (value < least ? value : least));
  };
  const values = [];
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    values.push(...(await Promise.all(rows.slice(from, from + AT_ONCE).map(one))));
  }
  return values;
}

// What was published before

async function checkSeed({ seed, commitment, state, method }) {
  if (seed) {
    const is = hex(await crypto.subtle.digest("SHA-256", unhex(seed)));
    return is === commitment ? [] : [finding("commitment_mismatch", "", { is, due: commitment })];
  }
  const isDue = DRAWN.includes(state) || (state === "cancelled" && commitment);
  return isDue && method !== "open" ? [finding("seed_missing")] : null;
}

function checkBeacon({ beacon, beaconName, state }) {
  if (beacon && !beaconName) return [finding("beacon_unnamed")];
  if (!beaconName || (!DRAWN.includes(state) && !beacon)) return null;
  return beacon ? [] : [finding("beacon_missing", "", { name: beaconName })];
}

async function checkDigest({ rows, late, state, method, rollDigest }) {
  const times = new Map();
  for (const { id } of [...rows, ...late]) times.set(id, (times.get(id) ?? 0) + 1);
  const twice = [...times].filter(([, number]) => number > 1).map(([id]) => finding("entry_twice", id));
  const isFrozen = ["frozen", ...DRAWN].includes(state) && method !== "open";
  if (!rollDigest && !isFrozen) return twice.length ? twice : null;
  const sorted = [...rows].sort((a, b) => compare(a.id, b.id));
  const is = await sha256(sorted.map((row) => [row.id, ...lineOf(row)].join("|")).join("\n"));
  return is === rollDigest ? twice : [...twice, finding("digest_mismatch", "", { is, due: rollDigest })];
}

async function checkRoll({ rows, rollDigest }, text) {
  const [lines, is] = [readRoll(text), await sha256(text)];
  const drawnIds = new Set(rows.map((row) => row.id));
  const found = is === rollDigest ? [] : [finding("roll_mismatch", "", { is, due: rollDigest })];
  for (const row of rows) {
    if (lines.has(row.id)) found.push(...differences(row, lines.get(row.id), (name) => `${name}_changed`));
    else found.push(finding("entry_added", row.id));
  }
  for (const id of lines.keys()) if (!drawnIds.has(id)) found.push(finding("entry_missing", id));
  return found;
}

const lineOf = (row) => [row.class, row.losses, row.party, row.wishes].map(String);

function differences(row, due, code) {
  return ["class", "losses", "party", "wishes"]
    .map((name, at) => [name, lineOf(row)[at], due[at]])
    .filter(([, is, should]) => is !== should)
    .map(([name, is, should]) => finding(code(name), row.id, { is, due: should }));
}

// Order

function checkRanks({ rows, state }, order) {
  const hasRanks = rows.some((row) => row.rank !== null);
  if (order === null || (!DRAWN.includes(state) && !hasRanks)) return null;
  if (rows.length && !hasRanks) return [finding("ranks_missing")];
  const due = new Map(order.map((row, at) => [row.id, at + 1]));
  const [placed, found] = byRank(rows, due);
  const moved = outOfOrder(placed.map((row) => due.get(row.id))).map((at) => placed[at]);
  if (2 * moved.length > placed.length) {
    return [...found, finding("ranks_other", "", { moved: moved.length, entries: placed.length })];
  }
  return [...found, ...moved.map((row) => finding("rank_moved", row.id, { is: row.rank, due: due.get(row.id) }))];
}

function byRank(rows, due) {
  const [places, found] = [new Map(), []];
  for (const row of rows) {
    if (row.rank === null) found.push(finding("rank_missing", row.id, { due: due.get(row.id) }));
    else if (places.has(row.rank) || row.rank < 1 || row.rank > rows.length) {
      found.push(finding("rank_impossible", row.id, { is: row.rank }));
    } else places.set(row.rank, row);
  }
  return [[...places.values()].sort((a, b) => a.rank - b.rank), found];
}

function checkTurns(drawn) {
  const line = lineUp(drawn);
  if (!line.some((row) => row.rank !== null && row.admitted !== null)) return null;
  return jumped(line).filter((row) => row.rank !== null).map(turn);
}

function checkLate(drawn) {
  const pool = entitledPool(drawn);
  const seated = drawn.late.filter((row) => row.outcome === "entitled" || pool.has(row.slot));
  const found = seated.map((row) => finding("late_entitled", row.id, { is: row.slot ?? "-" }));
  const line = lineUp(drawn);
  if (!line.some((row) => row.rank === null && row.admitted !== null)) return found.length ? found : null;
  const first = (row) => (row.admitted === null ? turn(row) : finding("late_first", row.id, { is: row.admittedAt }));
  return [...found, ...jumped(line).filter((row) => row.rank === null).map(first)];
}

function lineUp({ method, rows, late }) {
  if (method !== "turns") return [];
  const ranked = rows.filter((row) => row.rank !== null).sort((a, b) => a.rank - b.rank);
  const waits = (row) => row.withdrawn === null && !["entitled", "withdrawn", "void"].includes(row.outcome);
  return [...ranked, ...late].filter((row) => row.admitted !== null || waits(row));
}

const jumped = (line) => outOfOrder(line.map((row) => row.admitted ?? Infinity)).map((at) => line[at]);

const turn = (row) => (
  row.admitted === null ? finding("turn_skipped", row.id) : finding("turn_order", row.id, { is: row.admittedAt })
);

// Which places stand outside the longest run that never falls: the fewest that must have been moved.
function outOfOrder(values) {
  const [ends, last, before] = [[], [], []];
  values.forEach((one, at) => {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (one < ends[middle]) high = middle;
      else low = middle + 1;
    }
    before.push(low ? last[low - 1] : -1);
    [ends[low], last[low]] = [one, at];
  });
  const kept = new Set();
  for (let at = last.length ? last[last.length - 1] : -1; at >= 0; at = before[at]) kept.add(at);
  return [...values.keys()].filter((at) => !kept.has(at));
}

// Seats

function checkEntitled(drawn, order) {
  const slots = drawn.slots.filter((slot) => slot.pool === "entitled");
  const seats = entitledSeats(drawn);
  const wasGiven = ["running", "closed"].includes(drawn.state) || seats.size > 0
    || slots.some((slot) => slot.freeAtDraw !== null);
  if (order === null || !wasGiven || !(slots.length || seats.size)) return null;
  const at = moment(drawn.entitledGiven, drawn.rows.filter((row) => seats.has(row.id)), drawn.drawn);
  const out = passedOver(drawn, seats, at ?? drawn.opens);
  const takers = order.filter((row) => !out.has(row.id) && row.losses >= drawn.entitledFrom)
    .sort((a, b) => b.losses - a.losses);
  const rooms = slots.map((slot) => room(slot, slot.freeAtDraw, at));
  const found = slots.filter((slot) => slot.freeAtDraw === null)
    .map((slot) => finding("entitled_room", "", { slot: slot.id }));
  return [...found, ...compared("entitled", give(takers, rooms, () => "any"), seats, order)];
}

function checkBallot(drawn, order) {
  const slots = drawn.slots.filter((slot) => slot.pool === "online");
  const balloted = drawn.rows.filter((row) => row.outcome === "ballot");
  const wasHeld = balloted.length > 0 || slots.some((slot) => slot.freeAtBallot !== null);
  const isDue = drawn.method === "ballot" && (drawn.state === "closed" || wasHeld);
  if (order === null || !(isDue || balloted.length)) return null;
  const at = moment(drawn.balloted, balloted, drawn.opens);
  const entitled = entitledSeats(drawn);
  const seats = new Map(drawn.rows.filter((row) => row.slot !== null && !entitled.has(row.id)
    && (row.outcome === "ballot" || (["withdrawn", "void"].includes(row.outcome) && !isAfter(row.booked, at))))
    .map((row) => [row.id, row.slot]));
  const out = passedOver(drawn, seats, at);
  const takers = order.filter((row) => !out.has(row.id) && !entitled.has(row.id));
  const rooms = slots.map((slot) => room(slot, slot.freeAtBallot, at));
  const found = slots.filter((slot) => slot.freeAtBallot === null && !wasClosed(slot, at))
    .map((slot) => finding("ballot_room", "", { slot: slot.id }));
  return [...found, ...compared("ballot", give(takers, rooms, (row) => row.wishes), seats, order)];
}

const entitledPool = ({ slots }) => new Set(slots.filter((slot) => slot.pool === "entitled").map((slot) => slot.id));

function entitledSeats(drawn) {
  const pool = entitledPool(drawn);
  const said = drawn.rows.filter((row) => row.outcome === "entitled" || pool.has(row.slot));
  return new Map(said.map((row) => [row.id, row.slot]));
}

function moment(said, seated, otherwise) {
  const booked = seated.map((row) => row.booked).filter((at) => at !== null);
  return said ?? (booked.length ? booked.reduce((a, b) => Math.max(a, b)) : otherwise);
}

const isAfter = (at, other) => at === null || (other !== null && at > other);
const wasClosed = (slot, at) => slot.closed !== null && !isAfter(slot.closed, at);
const room = (slot, free, at) => ({ id: slot.id, starts: slot.starts, free: wasClosed(slot, at) ? 0 : free ?? 0 });

function passedOver({ rows }, seats, at) {
  const out = rows.filter((row) => !seats.has(row.id) && (row.outcome === "void" || !isAfter(row.withdrawn, at)));
  return new Set(out.map((row) => row.id));
}

function give(takers, rooms, wishesOf) {
  const byId = new Map(rooms.map((one) => [one.id, one]));
  const distinct = [...byId.values()];
  const given = new Map();
  for (const row of takers) {
    const taken = choose(wishesOf(row), distinct, byId, row.party);
    if (!taken) continue;
    taken.free -= row.party;
    given.set(row.id, taken.id);
  }
  return given;
}

function choose(wishes, rooms, byId, party) {
  const fits = (one) => one && one.free >= party;
  if (wishes !== "any") return wishes.split(",").map((wish) => byId.get(Number(wish))).find(fits);
  const sooner = (a, b) => a.free - b.free || compare(a.starts, b.starts) || a.id - b.id;
  return rooms.filter(fits).reduce((best, one) => (best && sooner(best, one) < 0 ? best : one), undefined);
}

function compared(kind, due, seats, order) {
  return order.filter(({ id }) => seats.get(id) !== due.get(id)).map(({ id }) => {
    if ((seats.get(id) ?? null) === null) return finding(`${kind}_missing`, id, { due: due.get(id) ?? 0 });
    if (!due.has(id)) return finding(`${kind}_undue`, id, { is: seats.get(id) });
    return finding(`${kind}_wrong`, id, { is: seats.get(id), due: due.get(id) });
  });
}

// Receipts

function checkReceipt(drawn, slip) {
  const { id } = slip.row;
  if (slip.opening !== drawn.opening) return [finding("receipt_opening", id, { is: slip.opening })];
  const found = slip.commitment === drawn.commitment ? [] : [finding("receipt_commitment", id, { due: slip.commitment })];
  const differs = (row) => differences(row, lineOf(slip.row), (name) => `receipt_${name}`);
  const inRoll = drawn.rows.find((row) => row.id === id);
  if (inRoll) return [...found, ...differs(inRoll)];
  const cameLate = drawn.late.find((row) => row.id === id);
  if (!cameLate) return [...found, finding("receipt_absent", id)];
  const wasInTime = drawn.frozen !== null && slip.entered < drawn.frozen;
  return [...found, ...(wasInTime ? [finding("receipt_late", id)] : []), ...differs(cameLate)];
}

// Null where the browser does not know this kind of signature.
async function checkSignatures(slips, known) {
  const found = [];
  for (const { row, key, signature, signed } of slips) {
    const raw = known.get(key);
    if (!raw) found.push(finding("receipt_key", row.id, { is: key }));
    else {
      try {
        const imported = await crypto.subtle.importKey("raw", raw, "Ed25519", false, ["verify"]);
        if (!(await crypto.subtle.verify("Ed25519", imported, signature, signed))) {
          found.push(finding("receipt_forged", row.id));
        }
      } catch (fault) {
        if (fault.name !== "DataError") return null;
        found.push(finding("receipt_forged", row.id)); // not a key
      }
    }
  }
  return found;
}

// Reading: one object, field by field; a field of another kind than asked for is named by its path.

function parsed(text, where) {
  try {
    return JSON.parse(text);
  } catch {
    throw new Unreadable(/[}\]]\s*$/.test(text) ? "not_json" : "cut_off", where);
  }
}

class Fields {
  constructor(value, path, code) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Unreadable(code, path || "{}");
    Object.assign(this, { value, path, code });
  }

  wrong(name) {
    return new Unreadable(this.code, this.path ? `${this.path}.${name}` : name);
  }

  get(name) {
    return Object.hasOwn(this.value, name) ? this.value[name] : undefined;
  }

  text(name, shape = TEXT, otherwise = undefined) {
    const value = this.get(name) === undefined ? otherwise : this.get(name);
    if (typeof value !== "string" || !matcher(shape).test(value)) throw this.wrong(name);
    return value;
  }

  number(name, least = 0, most = Number.MAX_SAFE_INTEGER) {
    const value = this.get(name);
    if (!Number.isSafeInteger(value) || value < least || value > most) throw this.wrong(name);
    return value;
  }

  numberOrNull(name, least = 0) {
    return (this.get(name) ?? null) === null ? null : this.number(name, least);
  }

  name(name) {
    return typeof this.get(name) === "number" ? String(this.number(name)) : this.text(name, "[ -{}~]{1,64}");
  }

  oneOf(name, words) {
    const value = this.text(name);
    if (!words.includes(value)) throw this.wrong(name);
    return value;
  }

  moment(name) {
    const [, seconds, fraction = "", zone] = /^(.{19})(?:\.([0-9]+))?(.+)$/.exec(this.text(name, MOMENT));
    const whole = Date.parse(seconds + zone);
    if (Number.isNaN(whole)) throw this.wrong(name);
    return whole * 1000 + Number(fraction.padEnd(6, "0"));
  }

  momentOrNull(name) {
    return (this.get(name) ?? null) === null ? null : this.moment(name);
  }

  each(name, read) {
    const value = this.get(name);
    if (!Array.isArray(value)) throw this.wrong(name);
    const here = this.path ? `${this.path}.${name}` : name;
    return value.map((one, at) => read(new Fields(one, `${here}[${at}]`, this.code)));
  }

  entry(name) {
    return {
      id: this.text(name, ID),
      class: this.number("class", 0, 255),
      losses: this.number("losses"),
      party: this.number("party", 1),
      wishes: this.text("wishes", WISHES),
    };
  }
}

const matchers = new Map();

function matcher(shape) {
  if (!matchers.has(shape)) matchers.set(shape, new RegExp(`^(?:${shape})$`, "u"));
  return matchers.get(shape);
}

function readDraw(value) {
  const fields = new Fields(value, "", "draw_shape");
  return {
    opening: fields.name("opening"),
    method: fields.oneOf("method", METHODS),
    state: fields.oneOf("state", STATES),
    commitment: fields.text("commitment", `${HEX}|`),
    seed: fields.text("seed", `${HEX}|`),
    beacon: fields.text("beacon"),
    beaconName: fields.text("beacon_name", TEXT, ""),
    rollDigest: fields.text("roll_digest", `${HEX}|`),
    entitledFrom: fields.number("entitled_from"),
    opens: fields.moment("opens_at"),
    frozen: fields.momentOrNull("frozen_at"),
    drawn: fields.momentOrNull("drawn_at"),
    entitledGiven: fields.momentOrNull("entitled_given_at"),
    balloted: fields.momentOrNull("balloted_at"),
    slots: fields.each("slots", readSlot),
    rows: fields.each("entries", (one) => readRow(one, true)),
    late: fields.each("late", (one) => readRow(one, false)),
  };
}

function readSlot(fields) {
  fields.number("capacity");
  return {
    id: fields.number("id"),
    pool: fields.text("pool", "[a-z_-]{1,20}"),
    starts: `${fields.text("date", "[0-9]{4}-[0-9]{2}-[0-9]{2}")} ${fields.text("starts_at", "[0-9T:.Z+-]{1,40}")}`,
    freeAtDraw: fields.numberOrNull("free_at_draw"),
    freeAtBallot: fields.numberOrNull("free_at_ballot"),
    closed: fields.momentOrNull("closed_at"),
  };
}

function readRow(fields, isRanked) {
  const admitted = fields.momentOrNull("admitted_at");
  return {
    ...fields.entry("id"),
    rank: isRanked ? fields.numberOrNull("rank") : null,
    outcome: fields.oneOf("outcome", OUTCOMES),
    slot: fields.numberOrNull("slot"),
    admitted,
    admittedAt: admitted === null ? "" : fields.text("admitted_at"),
    booked: fields.momentOrNull("booked_at"),
    withdrawn: fields.momentOrNull("withdrawn_at"),
  };
}

const plainRoll = (text) => text.replaceAll("\r\n", "\n").replace(/\n$/, "");

function readRoll(text) {
  const lines = new Map();
  (text ? text.split("\n") : []).forEach((line, at) => {
    const parts = LINE.exec(line);
    if (!parts || lines.has(parts[1])) throw new Unreadable("roll_shape", String(at + 1));
    lines.set(parts[1], parts.slice(2));
  });
  return lines;
}

function readReceipt(value) {
  const fields = new Fields(value, "", "receipt_shape");
  const [opening, row, commitment] = [fields.name("opening"), fields.entry("entry"), fields.text("commitment", HEX)];
  const [enteredAt, entered] = [fields.text("entered_at", MOMENT), fields.moment("entered_at")];
  const signed = ["giliran-receipt", opening, row.id, ...lineOf(row), commitment, enteredAt].join("|");
  return {
    opening,
    row,
    commitment,
    entered,
    key: fields.name("key"),
    signature: unbase64(fields.text("signature", "[0-9A-Za-z_-]{86}")),
    signed: utf8(signed),
  };
}

function readKeys(value) {
  const read = (one) => [one.name("id"), unbase64(one.text("public_key", "[0-9A-Za-z+\\/_-]{43}=?"))];
  return new Map(new Fields(value, "", "keys_shape").each("keys", read));
}

// Bytes

const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const utf8 = (text) => new TextEncoder().encode(text);
const hex = (raw) => Array.from(new Uint8Array(raw), (byte) => byte.toString(16).padStart(2, "0")).join("");
const unhex = (text) => Uint8Array.from(text.match(/../g) ?? [], (byte) => parseInt(byte, 16));
const sha256 = async (text) => hex(await crypto.subtle.digest("SHA-256", utf8(text)));

function unbase64(text) {
  const plain = atob(text.replace(/=$/, "").replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
}
