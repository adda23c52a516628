// The list of the day on an enrolled device: fetched each minute, read without a network, wiped when the day is over.
import * as store from "./gate-store.js";

const PATIENCE = 8000; // milliseconds for which the list is awaited
const LONG = 30_000; // and the answers to a batch
const BATCH = 50;
const WRONG_CLOCK = 120; // seconds by which a clock may differ before it is said

export const nameWords = (name) =>
  name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

// Names and codes stand in the list as hashes only: the same as onsite/services/day_list.py.
export async function hasher(salt) {
  const raw = Uint8Array.from(atob(salt.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  const key = await crypto.subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return async (text) => {
    const whole = new Uint8Array(await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(text)));
    return btoa(String.fromCharCode(...whole.slice(0, 6))).replace(/\+/g, "-").replace(/\//g, "_");
  };
}

export class DayList {
  constructor({ office, officeId, listUrl, syncUrl, ahead }) {
    Object.assign(this, { office, officeId, listUrl, syncUrl, ahead, kept: undefined, csrf: "", presses: [] });
  }

  // Our time on this device, in seconds; its own clock is corrected by what it knew of ours when it last heard of it.
  now() { return (Date.now() + (this.kept?.offset ?? this.ahead)) / 1000; }
  get list() { return this.kept?.list; }
  get clockIsOff() { return Math.abs(this.kept?.offset ?? 0) > WRONG_CLOCK * 1000 ? Math.round(this.kept.offset / 60000) : 0; }

  async load() {
    this.kept = await store.listOf(this.office);
    if (this.kept && this.isOver()) await this.wipe();
    this.presses = await store.queued(this.office);
    this.unsent = await store.waiting(this.office);
    return this;
  }

  isOver() { return this.now() >= this.kept.list.until; }

  async wipe() {
    this.kept = undefined;
    await store.forget(this.office);
  }

  // `ok`, `offline`, `signed_out`, or why there is no list: not_enrolled, device_revoked.
  async refresh() {
    const headers = this.kept?.etag && this.csrf ? { "If-None-Match": this.kept.etag } : {};
    const answer = await ask(this.listUrl, { headers });
    if (!answer || answer.status >= 500) return "offline";
    const heard = Number(answer.headers.get("Giliran-Now"));
    if (answer.status === 304) {
      await this.keep({ ...this.kept, heard, offset: heard - Date.now() });
      return "ok";
    }
    if (answer.type === "opaqueredirect" || answer.status === 403) {
      await this.wipe();
      return "signed_out";
    }
    if (!heard) return "offline"; // something on the way answered in our place
    const told = await answer.json();
    if (told.csrf) this.csrf = told.csrf;
    if (!answer.ok) {
      await this.wipe();
      if (told.seal) await store.keepKey(this.office, told.seal); // what waits can still be sent
      return told.code;
    }
    await store.keepKey(this.office, told.seal);
    const etag = answer.headers.get("ETag");
    await this.keep({ office: this.office, etag, list: told.list, device: told.device, heard, offset: heard - Date.now() });
    return "ok";
  }

  async keep(kept) {
    this.kept = kept;
    await store.keepList(kept);
  }

  // Everything that was pressed here and is not sent yet, on top of what the list says.
  overlay() {
    const inside = new Map();
    for (const { press } of this.presses) {
      for (const id of press.tickets) {
        inside.set(id, press.undoes ? null : press.at / 1000);
      }
    }
    return inside;
  }

  facts() {
    const inside = this.overlay();
    return this.list.tickets.map((ticket) => {
      const facts = { ...ticket, office: this.officeId, date: this.list.day };
      if (!inside.has(ticket.id)) return facts;
      const at = inside.get(ticket.id);
      return at === null ? { ...facts, state: "confirmed", in: undefined } : { ...facts, state: "attended", in: at };
    });
  }

  gate() { return { office: this.officeId, now: this.now(), today: this.list.day, ...this.list.figures }; }

  // Tickets for a booking code, a label, or words of a name. Each word must be written as on the identity card.
  async find(text) {
    const facts = this.facts();
    const label = text.trim().toUpperCase();
    const named = facts.filter((ticket) => ticket.label === label);
    if (named.length) return named;
    const hash = await hasher(this.list.salt);
    const code = await hash(`code:${label.replace(/[\s-]/g, "")}`);
    const coded = facts.filter((ticket) => ticket.code === code);
    if (coded.length) return coded;
    const words = await Promise.all(nameWords(text).map(hash));
    return words.length ? facts.filter((ticket) => words.every((word) => ticket.names.includes(word))) : [];
  }

  async enqueue(press) {
    await store.enqueue(this.office, { ...press, at: Math.round(this.now() * 1000), officer: this.list?.pass ?? "" });
    await this.load();
  }

  // Sends what waits; what became of it: {labels to codes}, or null if there was no network.
  async send() {
    const outcome = {};
    for (;;) {
      const batch = this.presses.slice(0, BATCH);
      if (!batch.length || !this.csrf) return outcome;
      const body = JSON.stringify({ presses: batch.map(({ press }) => press) });
      const headers = { "Content-Type": "application/json", "X-CSRFToken": this.csrf };
      const answer = await ask(this.syncUrl, { method: "POST", headers, body }, LONG);
      if (!answer?.ok) return null;
      const { answers } = await answer.json();
      const done = batch.filter(({ press }) => press.nonce in answers);
      for (const { press } of done) Object.assign(outcome, answers[press.nonce]);
      await store.drop(done.map(({ id }) => id));
      await this.load();
      if (done.length < batch.length) return outcome; // what cannot be read stays here, in sight
    }
  }
}

async function ask(url, options, patience = PATIENCE) {
  const signal = AbortSignal.timeout(patience);
  return fetch(url, { credentials: "same-origin", cache: "no-store", redirect: "manual", signal, ...options }).catch(() => null);
}
