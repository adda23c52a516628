// Draws what the door says without a network, from the templates of the page.
import { mayEnter } from "./gate-policy.js";

const ICONS = { valid: "circle-check", attention: "alert-triangle", refused: "circle-x" };
const template = (name) => document.querySelector(`template[data-offline="${name}"]`).content.firstElementChild.cloneNode(true);
const put = (place, name, text) => { place.querySelector(`[data-${name}]`).textContent = text; };

export class View {
  constructor(words) { this.words = words; }

  // `people`: [{id, label, starts, ends, verdict, isShown}]
  verdict({ verdict, notes, people, nonce, text, isScan, listedAt, error, draft }) {
    const [card, { words }] = [template("verdict"), this];
    const open = people.filter((one) => mayEnter(one.verdict));
    const hero = people.length === 1 ? people[0] : people.find((one) => one.isShown);
    const [word, reason] = [words.say(verdict.kind), words.reason(verdict)];
    card.classList.add(`verdict--${verdict.kind}`);
    Object.assign(card.dataset, { result: verdict.kind, open: open.length ? "1" : "", said: `${word}.${hero ? ` ${hero.label}.` : ""} ${reason}` });
    const icon = card.querySelector(".gate-answer__say use");
    icon.setAttribute("href", icon.getAttribute("href").replace(/#.*/, `#${ICONS[verdict.kind]}`));
    put(card, "word", word);
    put(card, "reason", reason);
    if (hero) put(card, "label", hero.label);
    else card.querySelector("[data-label]").remove();
    this.repeat(card.querySelector("[data-note]"), notes, (line, note) => { line.textContent = words.reason(note); });
    put(card, "listed", listedAt ? words.say("listed_at", { time: words.time(listedAt) }) : words.say("unlisted"));
    this.repeat(card.querySelector("[data-person]"), people, (line, one) => this.person(line, one, open.length > 0));
    const form = card.querySelector("form");
    if (error) this.error(card, error);
    if (!open.length) {
      form.replaceWith(...form.querySelectorAll(".gate-person"));
      return card;
    }
    card.querySelector("[data-closed]").remove();
    Object.assign(form.elements.nonce, { value: nonce });
    Object.assign(form.elements.text, { value: text });
    Object.assign(form.elements.how, { value: isScan ? "scan" : "" });
    const needsReason = open.some((one) => one.verdict.needsReason) || error?.field === "reason";
    if (!needsReason) form.querySelector("[data-reason-field]").remove();
    if (people.some((one) => one.unlisted)) form.querySelector(".gate-differs").remove();
    put(form, "go", words.say(people.length === 1 ? "let_in" : "let_ticked_in"));
    if (draft) this.fill(form, draft);
    return card;
  }

  person(line, one, canTick) {
    const may = mayEnter(one.verdict);
    line.classList.toggle("gate-person--no", !may);
    const box = line.querySelector("input");
    if (canTick) Object.assign(box, { value: one.id, checked: may, disabled: !may });
    else box.remove();
    put(line, "label", one.label);
    put(line, "when", one.starts ? this.words.span(one.starts, one.ends) : "");
    const why = line.querySelector("[data-why]");
    if (may) why.remove();
    else why.textContent = this.words.reason(one.verdict);
  }

  error(card, { code, field }) {
    const line = card.querySelector("[data-error]");
    line.hidden = false;
    line.querySelector("span").textContent = this.words.say(code);
    if (field === "reason") card.querySelector("#gate-reason")?.setAttribute("aria-invalid", "true");
  }

  fill(form, draft) {
    for (const box of form.querySelectorAll("[name=ticket]")) box.checked = draft.getAll("ticket").includes(box.value);
    if (form.elements.reason) form.elements.reason.value = draft.get("reason") ?? "";
    if (form.elements.card_differs) form.elements.card_differs.checked = draft.has("card_differs");
  }

  found(tickets) {
    const card = template("found");
    this.repeat(card.querySelector("[data-one]"), tickets, (line, ticket) => {
      const button = line.querySelector("button");
      button.dataset.find = ticket.label;
      put(line, "label", ticket.label);
      put(line, "when", this.words.span(ticket.starts, ticket.ends));
    });
    card.querySelector("button[data-find]")?.setAttribute("data-go", "");
    return card;
  }

  admitted({ labels, nonce, ids, mayUndo, error }) {
    const card = template("admitted");
    card.dataset.said = this.words.say("checked_in", { labels: labels.join(", ") });
    this.repeat(card.querySelector("[data-person]"), labels, (line, label) => put(line, "label", label));
    put(card, "cards", this.words.say("print_cards", { count: labels.length, cards: labels.length }));
    const undo = card.querySelector("details");
    if (!mayUndo) undo.remove();
    else {
      undo.querySelector("[name=nonce]").value = nonce;
      this.repeat(undo.querySelector("[data-choice]"), ids, (line, id, place) => {
        Object.assign(line.querySelector("input"), { value: id, checked: ids.length === 1 });
        put(line, "label", labels[place]);
      });
      if (error) {
        undo.open = true;
        undo.querySelector("#undo-reason").setAttribute("aria-invalid", "true");
      }
    }
    if (error) this.error(card, error);
    return card;
  }

  undone(labels) {
    const card = template("undone");
    card.dataset.said = this.words.say("taken_back", { labels: labels.join(", ") });
    put(card, "label", labels.join(", "));
    return card;
  }

  // A card of 80 mm for each: the label that stands on the ticket.
  print(labels, at) {
    const place = document.getElementById("offline-cards");
    place.replaceChildren(...labels.map((label) => {
      const card = template("card");
      put(card, "label", label);
      put(card, "time", this.words.moment(at));
      return card;
    }));
    document.body.classList.add("prints-cards");
    window.addEventListener("afterprint", () => document.body.classList.remove("prints-cards"), { once: true });
    window.print();
  }

  repeat(line, things, fill) {
    line.replaceWith(...things.map((thing, place) => {
      const copy = line.cloneNode(true);
      fill(copy, thing, place);
      return copy;
    }));
  }
}
