// The door without a network: judges by the list of the day, keeps what was pressed, and sends it when there is one
// again. Only on a device that somebody in charge has enrolled; elsewhere the signature is all there is.
import { DayList } from "./gate-list.js";
import * as policy from "./gate-policy.js";
import { Status } from "./gate-status.js";
import { View } from "./gate-view.js";
import { Words } from "./gate-words.js";
import { readTicket } from "./ticket.js";

const CALM = 60_000; // milliseconds between two looks for news
const HURRY = 8_000; // while the network is gone, or something waits
const SHELLS = "gate-1";

export class Offline {
  // `show(card, kind)` puts a card on the screen, `line(label, time)` one among those who came last; `isIdle()` tells
  // whether nobody stands before the officer.
  constructor(place, keys, { ahead, show, line, isIdle }) {
    const { office, code, tz, listUrl, syncUrl, shellUrl } = place.dataset;
    Object.assign(this, { keys, show, line, isIdle, shellUrl, isDown: !navigator.onLine, last: null });
    this.isShell = "shell" in place.dataset;
    this.words = new Words(JSON.parse(document.getElementById("gate-words").textContent), tz);
    this.view = new View(this.words);
    this.list = new DayList({ office: code, officeId: Number(office), listUrl, syncUrl, ahead });
    this.status = new Status(this.words);
    this.state = "starting";
    this.ready = globalThis.indexedDB && globalThis.crypto?.subtle ? this.start() : this.cannot();
  }

  async start() {
    await this.list.load().catch(() => {});
    window.addEventListener("online", () => this.beat());
    window.addEventListener("offline", () => this.lost());
    this.tell();
    if (this.isShell) this.isDown = true;
    this.beat();
    setInterval(() => this.tell(), 15_000); // how old the list is, and whether its day is over
  }

  // Without a secure address browsers keep neither page nor keys.
  async cannot() {
    this.state = "insecure";
    this.tell();
  }

  get canWork() { return Boolean(this.list.list); }
  get isAlone() { return this.canWork && (this.isDown || this.isShell); }

  lost() {
    this.isDown = true;
    this.tell();
    clearTimeout(this.next);
    this.next = setTimeout(() => this.beat(), HURRY);
  }

  // Asks for the list, sends what waits, and asks again: never in two windows at once.
  async beat() {
    clearTimeout(this.next);
    const turn = () => this.refresh().catch(() => "offline");
    this.state = navigator.locks ? await navigator.locks.request("giliran-gate", turn) : await turn();
    this.isDown = this.state === "offline";
    this.tell();
    this.next = setTimeout(() => this.beat(), this.isDown || this.list.unsent ? HURRY : CALM);
    if (this.state === "signed_out" && this.isIdle()) window.location.reload();
    if (this.isShell && this.state === "ok" && this.isIdle()) window.location.reload();
  }

  async refresh() {
    await this.list.load();
    const state = await this.list.refresh();
    await this.list.load();
    if (state === "ok" && !this.isKept) await this.keepShell();
    if (state !== "ok" && state !== "offline") await globalThis.caches?.delete(SHELLS);
    if (!["ok", "device_revoked"].includes(state) || !this.list.unsent) return state;
    const outcome = await this.list.send();
    if (!outcome) return "offline";
    this.status.sent(outcome);
    return this.list.refresh();
  }

  // The page itself, without anybody on it, and what it is drawn with.
  async keepShell() {
    if (!navigator.serviceWorker || !globalThis.caches) return;
    await navigator.serviceWorker.register("/sw.js");
    const shells = await caches.open(SHELLS);
    const page = await fetch(this.shellUrl, { redirect: "error", cache: "no-store" });
    if (!page.ok) return;
    const files = JSON.parse(document.getElementById("gate-kept").textContent);
    await shells.addAll(files);
    await shells.put(this.shellUrl, page);
    for (const { url } of await shells.keys()) {
      const path = new URL(url).pathname;
      if (!files.includes(path) && !path.endsWith("/shell/")) await shells.delete(url);
    }
    this.isKept = true;
    document.documentElement.dataset.gateKept = "1";
  }

  tell() {
    if (this.list.kept && this.list.isOver()) this.list.wipe();
    this.status.show({ list: this.list, state: this.state, isDown: this.isDown || this.isShell, canWork: this.canWork });
  }

  // Takes a form that would have gone to the server; whether it could.
  async take(form) {
    await this.ready;
    if (!this.canWork || !form) return false;
    const told = new FormData(form);
    const work = { look: () => this.look(told), in: () => this.letIn(told, form), undo: () => this.undo(told, form) };
    await work[form.dataset.gate]?.();
    return form.dataset.gate in work;
  }

  // Looking

  async look(told) {
    const [text, isScan] = [told.get("text").trim(), told.get("how") === "scan"];
    const seen = await this.read(text, isScan);
    if (!Array.isArray(seen)) return this.say(seen, { text, isScan });
    if (!seen.length) return this.say(policy.refused("not_found"), { text, isScan });
    if (new Set(seen.map((ticket) => ticket.party)).size > 1) return this.show(this.view.found(seen.slice(0, 8)), "");
    return this.party(seen[0].party, null, { text, isScan });
  }

  async read(text, isScan) {
    if (!isScan && !/^(?:\]Q\d)?G1\W/i.test(text)) return this.list.find(text);
    const { ok, reason, claim } = await readTicket(text, this.keys);
    if (!ok) {
      const typed = reason === "not_ours" && text.length < 30 ? await this.list.find(text) : []; // a code, as a barcode
      return typed.length ? typed : policy.refused(reason);
    }
    if (claim.officeId !== this.list.officeId) return policy.refused("other_office", { date: claim.date });
    const known = this.list.facts().find((ticket) => ticket.id === claim.ticketId);
    if (known) {
      this.party(known.party, known.id, { text, isScan: true });
      return undefined;
    }
    const { today } = this.list.gate();
    if (claim.date !== today) return policy.refused("other_day", { date: claim.date, isPast: claim.date < today });
    return { ...policy.attention("not_listed", {}, true), claim };
  }

  // One of several who were found, by label.
  async choose(label) {
    const [ticket] = await this.list.find(label);
    this.party(ticket.party, ticket.id, { text: label, isScan: false });
  }

  say(verdict, { text, isScan }) {
    if (!verdict) return;
    const people = verdict.claim
      ? [{ id: verdict.claim.ticketId, label: verdict.claim.label, verdict, isShown: true, unlisted: true }]
      : [];
    this.draw({ verdict, notes: [], people, text, isScan });
  }

  party(party, shown, { text, isScan }, more = {}) {
    const gate = this.list.gate();
    const tickets = this.list.facts().filter((ticket) => ticket.party === party);
    const place = tickets.findIndex((ticket) => ticket.id === shown);
    const [verdict, ...notes] = policy.partyVerdicts(place < 0 ? null : place, tickets, gate);
    const people = tickets.map((ticket) => ({ ...ticket, verdict: policy.verdict(ticket, gate), isShown: ticket.id === shown }));
    this.draw({ verdict, notes, people, text, isScan, ...more });
  }

  draw(seen) {
    const nonce = seen.nonce ?? newNonce();
    this.last = { ...seen, nonce };
    this.show(this.view.verdict({ ...seen, nonce, listedAt: this.list.kept.heard / 1000 }), seen.verdict.kind);
  }

  // Letting in

  async letIn(told, form) {
    const ids = told.getAll("ticket");
    const reason = (told.get("reason") ?? "").trim();
    const code = this.whyNot(ids, reason, told.has("card_differs"));
    if (code) return this.again(told, form, code);
    const text = told.get("how") === "scan" ? told.get("text") : "";
    const nonce = told.get("nonce");
    await this.keep({ nonce, tickets: ids, reason, differs: told.has("card_differs"), text });
    const labels = ids.map((id) => this.labelOf(id, form));
    this.admitted = { labels, nonce, ids, at: this.list.now() };
    for (const label of labels.toReversed()) this.line(label, this.words.time(this.list.now()));
    this.show(this.view.admitted({ ...this.admitted, mayUndo: true }), "");
    return undefined;
  }

  whyNot(ids, reason, differs) {
    if (!ids.length) return "nobody_chosen";
    const gate = this.list.gate();
    const tickets = this.list.facts().filter((ticket) => ids.includes(ticket.id));
    const shut = tickets.map((ticket) => policy.verdict(ticket, gate)).find((one) => !policy.mayEnter(one));
    if (shut) return shut.code;
    const isUnlisted = tickets.length < ids.length;
    if (!reason && (isUnlisted || tickets.some((ticket) => policy.verdict(ticket, gate).needsReason))) return "reason_needed";
    return differs ? policy.refuseDiffering(tickets, this.list.list.may_decide, reason) : "";
  }

  // The same verdict again, with what is wrong; nothing that was filled in is lost.
  again(told, form, code) {
    const first = this.list.facts().find((ticket) => told.getAll("ticket").includes(ticket.id) || form.querySelector(`[value="${ticket.id}"]`));
    const error = { code, field: ["reason_needed", "decision_needs_reason"].includes(code) ? "reason" : "" };
    const more = { error, draft: told, nonce: told.get("nonce") };
    if (first) return this.party(first.party, null, { text: told.get("text"), isScan: told.get("how") === "scan" }, more);
    return this.draw({ ...this.last, ...more });
  }

  // Taking back

  async undo(told, form) {
    const boxes = [...form.querySelectorAll("[name=check_in]")].filter((box) => box.type === "hidden" || box.checked);
    const ids = boxes.map((box) => box.dataset.ticket ?? box.value);
    const reason = (told.get("undo_reason") ?? "").trim();
    const pressed = this.admitted?.nonce === told.get("nonce") ? this.admitted : null;
    const at = pressed?.at ?? Number(form.dataset.at);
    const labels = ids.map((id) => this.labelOf(id, form));
    const code = !ids.length ? "nobody_chosen" : !reason ? "undo_reason_needed" : policy.mayUndo(at, this.list.now()) ? "" : "undo_too_late";
    if (code) {
      const all = pressed ?? { labels, ids, nonce: told.get("nonce") };
      return this.show(this.view.admitted({ ...all, mayUndo: true, error: { code } }), "");
    }
    await this.keep({ nonce: newNonce(), undoes: told.get("nonce"), tickets: ids, reason });
    this.show(this.view.undone(labels), "");
    return undefined;
  }

  labelOf(id, form) {
    const known = this.list.list.tickets.find((ticket) => ticket.id === id)?.label;
    const row = form.querySelector(`[value="${id}"], [data-ticket="${id}"]`)?.closest("li, label, form, .gate-person");
    return known ?? row?.querySelector(".label, [data-label]")?.textContent ?? this.last?.people[0]?.label ?? "";
  }

  async keep(press) {
    await this.list.enqueue(press);
    this.tell();
    if (!this.isDown) this.beat();
  }

  // The cards of an admission that the server has taken, once it cannot be asked: by their labels, if the list has them.
  // Whether it could.
  printKnown(button) {
    const shown = button.closest("[data-result]").querySelectorAll(".gate-party .label");
    const labels = [...shown].map((one) => one.textContent.trim());
    const known = new Set(this.list.list.tickets.map((ticket) => ticket.label));
    if (!labels.every((label) => known.has(label))) return false;
    this.view.print(labels, Number(button.dataset.cardAt));
    return true;
  }

  printLast() { if (this.admitted) this.view.print(this.admitted.labels, this.admitted.at); }
}

const newNonce = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

