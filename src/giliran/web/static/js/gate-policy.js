// What the door says to a ticket, without a network: the same rules as onsite/policy/door.py, on plain values.
// tests/vectors/gate/verdicts.json holds both to the same answers.
//
// A ticket: {office, officeName, date "2026-11-27", starts, ends, state, at, identity, double, in, to}; a gate: {office,
// now, today, grace, early, late}. Moments are seconds since 1970, spans minutes. A verdict: {kind, code, params,
// needsReason}.

export const UNDO_WITHIN = 60; // seconds
const MINUTE = 60;

const verdictOf = (kind, code, params = {}, needsReason = false) => ({ kind, code, params, needsReason });
const VALID = verdictOf("valid", "valid");

export const mayEnter = (one) => one.kind !== "refused";
export const refused = (code, params) => verdictOf("refused", code, params);
export const attention = (code, params, needsReason) => verdictOf("attention", code, params, needsReason);
export const mayUndo = (admittedAt, now) => now - admittedAt <= UNDO_WITHIN;

export function verdict(ticket, gate) {
  return refusal(ticket, gate) ?? timing(ticket, gate) ?? identity(ticket) ?? double(ticket) ?? VALID;
}

function refusal(ticket, gate) {
  if (ticket.office !== gate.office) return refused("other_office", { office: ticket.officeName, date: ticket.date });
  if (ticket.state === "attended") return refused("used", useOf(ticket));
  if (ticket.state === "cancelled" || ticket.state === "moved") {
    return refused(ticket.state, { at: ticket.at, ...(ticket.to ? { to: ticket.to } : {}) });
  }
  if (ticket.date === gate.today) return null;
  if (ticket.state === "missed") return refused("missed", { date: ticket.date });
  return refused("other_day", { date: ticket.date, isPast: ticket.date < gate.today });
}

const useOf = (ticket) => ({ at: ticket.in ?? ticket.at });

function timing(ticket, gate) {
  const [early, late] = [ticket.starts - gate.now, gate.now - ticket.ends];
  const isMissed = ticket.state === "missed" && ticket.at <= gate.now;
  if (early > gate.grace * MINUTE) return attention("early", { minutes: minutes(early) }, early > gate.early * MINUTE);
  if (late < MINUTE && !isMissed) return null;
  return attention("late", { minutes: minutes(Math.max(late, MINUTE)) }, late > gate.late * MINUTE || isMissed);
}

const minutes = (span) => Math.trunc(span / MINUTE);
const identity = (ticket) => (ticket.identity ? attention("identity") : null);
const double = (ticket) => (ticket.double ? attention("double") : null);

// To a party, the most important first. `focus` is the place of the ticket that was shown, or null.
export function partyVerdicts(focus, tickets, gate) {
  const each = tickets.map((ticket) => verdict(ticket, gate));
  if (!each.some(mayEnter)) return [each[focus ?? 0]];
  const open = tickets.filter((ticket) => !refusal(ticket, gate));
  const warnings = open.flatMap((ticket) => [timing(ticket, gate), identity(ticket), double(ticket)].filter(Boolean));
  const found = withoutRepeats([...partIn(tickets), ...warnings]);
  return found.length ? [...found.filter((one) => one.needsReason), ...found.filter((one) => !one.needsReason)] : [VALID];
}

function partIn(tickets) {
  const inside = tickets.filter((ticket) => ticket.state === "attended").map(useOf);
  if (!inside.length) return [];
  const last = inside.reduce((best, one) => (one.at > best.at ? one : best));
  return [attention("part_in", { count: inside.length, total: tickets.length, ...last })];
}

function withoutRepeats(found) {
  const seen = new Set();
  return found.filter((one) => !seen.has(JSON.stringify(one)) && seen.add(JSON.stringify(one)));
}

// Why people whose card and ticket disagree are not let in, as a code; empty if they are.
export function refuseDiffering(tickets, mayDecide, reason) {
  if (!tickets.some((ticket) => ticket.double)) return "";
  if (!mayDecide) return "supervisor_decides";
  return reason ? "" : "decision_needs_reason";
}
