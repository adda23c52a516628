// Reads a ticket's QR at the gate, without a network. The same rules as booking/ticket/codec.py.
//
//   readTicket(text, keys, options) -> Promise<{ok, reason, claim}>
//
// `keys`: {key id: 32 public bytes in base64}. `reason` is null, or one of not_ours, cut_off, unknown_key, forged,
// damaged, unverified (no means to check a signature could be had: ask the server). `claim` is null unless ok:
// {ticketId, officeId, date "2026-11-27", startsMinute, endsMinute, arrivalMinute, label "A-012"}.
// `options.webCrypto: false` forces the fallback; `options.vendor` is the folder of the vendored files.

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const OURS = /^(?:\]Q\d)?G1([^A-Z0-9]?)(.*)$/;
const WHITE = /[ \t\r\n\f\v]+/g;
const FORMAT = 1;
const BODY = 23;
const SIGNS = Math.ceil(((BODY + 64) * 8) / 5);
const DAY = 24 * 60;
const EPOCH = Date.UTC(2020, 0, 1);

class Unreadable extends Error {
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

export async function readTicket(text, keys, options = {}) {
  try {
    return { ok: true, reason: null, claim: await read(String(text), keys, options) };
  } catch (fault) {
    if (!(fault instanceof Unreadable)) throw fault;
    return { ok: false, reason: fault.reason, claim: null };
  }
}

async function read(text, keys, options) {
  const raw = decode(text);
  const [body, signature] = [raw.slice(0, BODY), raw.slice(BODY)];
  if (body[0] !== FORMAT) throw new Unreadable("damaged");
  const key = keys[body[1]];
  if (!key) throw new Unreadable("unknown_key");
  if (!(await verify(bytes(key), signature, body, options))) throw new Unreadable("forged");
  return unpack(body);
}

function decode(text) {
  // eslint-disable-next-line no-control-regex
  const ascii = /^[\x00-\x7f]*$/.test(text);
  const typed = text.replace(WHITE, "").toUpperCase();
  const found = ascii && OURS.exec(typed);
  if (!found) throw new Unreadable(typed.startsWith("G1:") ? "damaged" : "not_ours");
  const [, colon, signs] = found;
  if (!/^[A-Z2-7]*$/.test(signs)) throw new Unreadable(colon ? "damaged" : "not_ours");
  if (signs.length !== SIGNS) throw new Unreadable(signs.length < SIGNS ? "cut_off" : "damaged");
  return base32(signs);
}

function base32(signs) {
  const raw = new Uint8Array(Math.floor((signs.length * 5) / 8));
  let [held, bits, at] = [0, 0, 0];
  for (const sign of signs) {
    held = (held << 5) | ALPHABET.indexOf(sign);
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    raw[at++] = held >> bits;
    held &= (1 << bits) - 1;
  }
  if (held) throw new Unreadable("damaged"); // the spare bits of the last sign must be nought
  return raw;
}

function unpack(body) {
  const view = new DataView(body.buffer, body.byteOffset, body.length);
  const [days, starts, ends, arrival] = [12, 14, 16, 18].map((at) => view.getUint16(at));
  const [letter, number] = [String.fromCharCode(body[20]), view.getUint16(21)];
  const right = starts <= ends && ends <= DAY && arrival <= DAY && /^[A-Z]$/.test(letter) && number > 0;
  if (!right) throw new Unreadable("damaged");
  return {
    ticketId: Array.from(body.slice(2, 10), (byte) => byte.toString(16).padStart(2, "0")).join(""),
    officeId: view.getUint16(10),
    date: new Date(EPOCH + days * 86400000).toISOString().slice(0, 10),
    startsMinute: starts,
    endsMinute: ends,
    arrivalMinute: arrival,
    label: `${letter}-${String(number).padStart(3, "0")}`,
  };
}

async function verify(key, signature, body, options) {
  const subtle = options.webCrypto === false ? undefined : globalThis.crypto?.subtle;
  if (subtle) {
    try {
      const known = await subtle.importKey("raw", key, "Ed25519", false, ["verify"]);
      return await subtle.verify("Ed25519", known, signature, body);
    } catch (fault) {
      if (fault.name === "DataError") return false; // not a key
    }
  }
  const ed25519 = await fallback(options.vendor ?? new URL("../vendor/", import.meta.url).href);
  try {
    return ed25519.verify(signature, body, key, { zip215: false });
  } catch {
    return false;
  }
}

// Browsers without Ed25519, and pages without TLS, which have no WebCrypto at all.
async function fallback(vendor) {
  try {
    const [ed25519, { sha512 }] = await Promise.all([
      import(`${vendor}noble-ed25519/ed25519.js`),
      import(`${vendor}noble-hashes/sha2.js`),
    ]);
    ed25519.hashes.sha512 ??= sha512;
    return ed25519;
  } catch {
    throw new Unreadable("unverified");
  }
}

function bytes(base64) {
  const plain = atob(base64.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
}
