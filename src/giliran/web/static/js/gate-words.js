// Verdicts and times in words, as onsite/sentences/door.py says them; the sentences themselves come with the page.

export class Words {
  constructor(words, tz) {
    Object.assign(this, { words, tz });
    const parts = { timeZone: tz, year: "numeric", month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
    this.clock = new Intl.DateTimeFormat("en-CA", parts);
  }

  say(name, values = {}) {
    const found = this.words[name];
    const text = Array.isArray(found) ? found[values.count === 1 ? 0 : 1] : found;
    return (text ?? name).replace(/%\((\w+)\)[sd]/g, (whole, key) => String(values[key] ?? whole));
  }

  parts(seconds) {
    return Object.fromEntries(this.clock.formatToParts(seconds * 1000).map(({ type, value }) => [type, value]));
  }

  today(seconds) {
    const { year, month, day } = this.parts(seconds);
    return `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  }

  hour(seconds) {
    const { hour, minute } = this.parts(seconds);
    return `${hour}${this.words.colon}${minute}`;
  }

  time(seconds) { return `${this.hour(seconds)} ${this.words.zone}`; }
  span(starts, ends) { return `${this.hour(starts)}\u2013${this.time(ends)}`; }
  moment(seconds) { return `${this.date(this.today(seconds))}, ${this.time(seconds)}`; }

  date(day) {
    const [year, month, date] = day.split("-").map(Number);
    const weekday = (new Date(Date.UTC(year, month - 1, date)).getUTCDay() + 6) % 7;
    return `${this.words.days[weekday]}, ${date} ${this.words.months[month - 1]} ${year}`;
  }

  duration(minutes) {
    const [hours, rest] = [Math.trunc(minutes / 60), minutes % 60];
    const words = hours ? [this.say("hours", { count: hours })] : [];
    if (rest || !hours) words.push(this.say("minutes", { count: rest }));
    return words.join(" ");
  }

  reason({ code, params }) {
    const use = () => this.say("use", { time: this.time(params.at) });
    switch (code) {
      case "valid": return this.say("please");
      case "early":
      case "late": return this.say(code, { span: this.duration(params.minutes) });
      case "used": return this.say("used", { use: use() });
      case "part_in": return `${this.say("part_in", params)}: ${use()}.`;
      case "other_office":
      case "missed": return this.say(code, { date: this.date(params.date) });
      case "other_day": return this.say(params.isPast ? "other_day_past" : "other_day", { date: this.date(params.date) });
      case "cancelled": return this.say(code, { moment: this.moment(params.at) });
      case "moved": return this.moved(params);
      default: return this.say(code, params);
    }
  }

  moved({ at, to }) {
    if (!to) return this.say("moved", { moment: this.moment(at) });
    return this.say("moved_to", { moment: this.moment(at), date: this.date(to.date), time: this.time(to.starts) });
  }
}
