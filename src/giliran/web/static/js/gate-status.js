// How this device stands: how old its list is, what waits to be sent, what became of it, whether its clock is wrong.

const NEWS = "giliran-gate-news";
const OLD = 180; // seconds after which the age of a list is said

export class Status {
  constructor(words) {
    this.words = words;
    this.place = document.getElementById("gate-status");
    this.badge = document.querySelector("[data-unsent]");
    this.news = document.querySelector("[data-news]");
    this.count = document.getElementById("gate-count");
    this.remembered();
  }

  // What became of the last sending outlives the page, which is opened anew once the network is back.
  remembered() {
    const told = sessionStorage.getItem(NEWS);
    sessionStorage.removeItem(NEWS);
    if (told) this.showNews(JSON.parse(told));
  }

  show({ list, state, isDown, canWork }) {
    const lines = {
      down: isDown ? this.words.say(canWork ? "works_alone" : "signature_only") : "",
      list: canWork ? this.age(list) : this.none(state, isDown),
      clock: list.clockIsOff ? this.words.say("clock_off", { span: this.words.duration(Math.abs(list.clockIsOff)) }) : "",
      walkin: isDown ? this.words.say("walk_ins_wait") : "",
    };
    for (const [name, text] of Object.entries(lines)) this.line(name, text);
    this.line("sealed", list.unsent > list.presses.length ? this.words.say("sealed", { count: list.unsent - list.presses.length }) : "");
    this.badge.hidden = !list.unsent;
    put(this.badge.querySelector("span"), this.words.say("unsent", { count: list.unsent ?? 0 }));
    this.place.hidden = false;
    if (canWork && isDown) this.totals(list);
  }

  line(name, text) {
    const line = this.place.querySelector(`[data-line="${name}"]`);
    line.hidden = !text;
    put(line.querySelector("span"), text);
  }

  age(list) {
    const heard = list.kept.heard / 1000;
    const age = list.now() - heard;
    const told = { time: this.words.time(heard), count: list.list.tickets.length };
    if (age < OLD) return this.words.say("list_at", told);
    return this.words.say("list_old", { ...told, span: this.words.duration(Math.trunc(age / 60)) });
  }

  none(state, isDown) {
    if (state === "starting") return "";
    return this.words.say(isDown ? "no_list" : state);
  }

  totals(list) {
    const facts = list.facts().filter((ticket) => !["cancelled", "moved"].includes(ticket.state));
    put(this.count.querySelector(".label"), String(facts.filter((ticket) => ticket.state === "attended").length));
    put(this.count.querySelector("span"), this.words.say("expected", { expected: facts.length }));
    this.count.hidden = false;
  }

  sent(outcome) {
    const doubtful = Object.entries(outcome).filter(([, code]) => !["admitted", "undone"].includes(code)).map(([label]) => label);
    const count = Object.keys(outcome).length;
    if (!count) return;
    const told = [this.words.say("sent", { count: count - doubtful.length })];
    if (doubtful.length) told.push(this.words.say("doubtful", { labels: doubtful.join(", ") }));
    const news = { text: told.join(" "), doubtful: doubtful.length ? "1" : "" };
    sessionStorage.setItem(NEWS, JSON.stringify(news));
    this.showNews(news);
  }

  showNews({ text, doubtful }) {
    this.news.hidden = false;
    this.news.dataset.doubtful = doubtful;
    put(this.news.querySelector("span"), text);
  }
}

// What has not changed is not written again, so that it is not read out again.
function put(place, text) {
  if (place.textContent !== text) place.textContent = text;
}
