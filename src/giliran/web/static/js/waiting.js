// Waits for a turn, and books when it has come. The page is the same for everybody: which entry is its own it knows
// from this browser's storage (entry.js); a pass for it comes from /me/entries/<entry>/pass.json.
"use strict";

(() => {
  const page = JSON.parse(document.getElementById("page").textContent);
  const { words } = page;
  const find = (name) => document.querySelector(`[data-${name}]`);
  const every = (name) => document.querySelectorAll(`[data-${name}]`);
  const say = (text, values = {}) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name] ?? "");
  const title = document.title;

  // What is known

  const stored = (key) => { try { return JSON.parse(localStorage.getItem(key) || "{}"); } catch { return {}; } };
  const store = (key, value) => { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* none here */ } };
  const entry = stored("giliran-entries")[page.opening];
  const PENDING = `giliran-pending-${page.opening}`;
  const entryUrl = entry ? `${page.entries}${entry}/` : page.entries;
  for (const link of every("entry-link")) link.href = entryUrl;

  let mine = null; // what pass.json said last
  let isStranger = !entry;
  let askedAt = -Infinity;
  let state = null; // what state.json said last
  let failures = 0;
  let lostAt = null;
  let isBusy = false;
  let hasRung = false;

  // The server's clock: a device's own may be wrong, may be set, and may have slept.

  let clock = null;
  const now = () => (clock ? clock.server + performance.now() - clock.at : Date.now());
  const learn = (text, asked) => {
    const told = { server: Date.parse(text) + (performance.now() - asked) / 2, at: performance.now() };
    if (!clock || told.server > now() || now() - told.server > 4000) clock = told;
  };
  const locale = page.language === "en" ? "en-GB" : "id-ID";
  const formats = Object.fromEntries(Object.entries({
    time: { hour: "2-digit", minute: "2-digit" },
    seconds: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
    day: { weekday: "long", day: "numeric", month: "long", year: "numeric" },
    moment: { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" },
  }).map(([name, parts]) => [name, new Intl.DateTimeFormat(locale, { ...parts, hour12: false, timeZone: page.tz })]));
  const zoned = (name, moment) => `${formats[name].format(moment).replace(" pukul", ",").replace(" at ", ", ")} ${page.zone}`;

  // Where one stands

  const opening = () => (state?.opening?.id === page.opening ? state.opening : null);
  const toLetIn = () => Math.max(0, mine.ahead - opening().admitted);
  const hasTurn = () => Boolean(
    opening()?.phase === "running" && mine && mine.ahead !== null && mine.people.length
    && opening().admitted > mine.ahead,
  );
  const isOver = () => Boolean(
    mine && (["nothing", "withdrawn", "void", "cancelled", "closing"].includes(mine.phase)
      || (mine.booking && !mine.people.length) || (state && !opening())),
  );
  const minutesToGo = () => {
    const now_ = opening();
    if (!now_ || !mine || mine.ahead === null || !now_.pace) return null;
    const before = now_.phase === "running" ? 0 : Math.max(0, (Date.parse(now_.opens_at) - now()) / 60000);
    return before + (now_.phase === "running" ? toLetIn() : mine.ahead) / now_.pace;
  };

  // Asking

  const ask = async (url, options = {}) => fetch(url, { signal: AbortSignal.timeout(8000), ...options });

  const askState = async () => {
    const asked = performance.now();
    const answer = await ask(page.state);
    if (!answer.ok) throw new Error(String(answer.status));
    state = await answer.json();
    learn(state.now, asked);
    failures = 0;
    lostAt = null;
    for (const one of every("checked")) one.textContent = zoned("seconds", now());
  };

  const askPass = async () => {
    const asked = performance.now();
    askedAt = asked;
    const answer = await ask(`${entryUrl}pass.json`, { redirect: "manual", cache: "no-store" });
    isStranger = answer.type === "opaqueredirect" || [401, 403, 404].includes(answer.status);
    if (isStranger) { mine = null; return; }
    if (!answer.ok) throw new Error(String(answer.status));
    mine = await answer.json();
    learn(mine.now, asked);
  };

  const hasPass = (spare = 0) => Boolean(mine?.pass && Date.parse(mine.expires_at) - now() > spare);
  const passIsWanted = () => {
    if (!entry || isStranger) return !!entry && performance.now() - askedAt > 60000;
    if (!mine || (state && !opening() && !isOver())) return performance.now() - askedAt > 3000;
    if (isOver()) return false;
    if (hasTurn()) return !hasPass(60000);
    const rest = performance.now() - askedAt;
    if (mine.ahead === null) return rest > (["drawn", "running"].includes(opening()?.phase) ? 4000 : 60000);
    const minutes = minutesToGo();
    return minutes !== null && minutes < 3 && !hasPass(60000) && rest > 10000;
  };

  // Looking again: often when it is near, seldom when it is far, and never in step with all others.

  const jitter = (seconds) => seconds * (0.75 + Math.random() / 2) * 1000;
  const between = (least, seconds, most) => Math.min(most, Math.max(least, seconds));
  const pause = () => {
    if (failures) return jitter(between(2, 2 ** failures, 60));
    if (isStranger || isOver()) return jitter(60);
    if (hasTurn()) return jitter(4);
    const minutes = minutesToGo();
    if (minutes === null) return jitter(opening()?.phase === "balloting" ? 5 : 15);
    return jitter(between(2, minutes * 6, 45));
  };

  let timer = 0;
  let isLooking = false;
  const look = async () => {
    clearTimeout(timer);
    if (isLooking) return;
    isLooking = true;
    try {
      await askState();
      if (passIsWanted()) await askPass();
    } catch {
      failures += 1;
      lostAt ??= now();
    } finally {
      isLooking = false;
    }
    show();
    timer = setTimeout(look, pause());
  };
  const atOnce = () => {
    if (document.hidden) return;
    if (isStranger && stored("giliran-entries")[page.opening] !== entry) location.reload(); // opened in another tab
    if (isStranger) askedAt = -Infinity;
    failures = 0;
    look();
  };
  document.addEventListener("visibilitychange", atOnce);
  window.addEventListener("online", atOnce);
  window.addEventListener("pageshow", (event) => { if (event.persisted) atOnce(); });
  window.addEventListener("offline", () => { lostAt ??= now(); show(); });

  // Showing

  const put = (name, text) => { for (const one of every(name)) if (one.textContent !== text) one.textContent = text; };
  const view = (name) => { for (const one of every("view")) one.hidden = one.dataset.view !== name; };
  const range = (people, pace) => { // the same as opening.policy.turns.wait_range
    const [least, most] = [Math.floor((people / pace) * 0.8), Math.floor((people / pace) * 1.5) + 1];
    if (most < 90) return say(words.minutes, { least, most });
    const hours = (value) => (value / 60).toLocaleString(locale, { maximumFractionDigits: 1 });
    return say(words.hours, { least: hours(least), most: hours(most) });
  };
  const until = (moment) => { // days and hours, hours and minutes, or minutes and seconds
    const seconds = Math.max(0, Math.round((moment - now()) / 1000));
    const [days, hours, minutes] = [86400, 3600, 60].map((size) => Math.floor(seconds / size));
    if (days) return say(words.days, { days, hours: hours % 24 });
    if (hours) return say(words.hours_minutes, { hours, minutes: minutes % 60 });
    return `${minutes}:${String(seconds % 60).padStart(2, "0")}`;
  };

  const phaseWords = () => {
    const here = opening();
    if (isOver() || (state && !here)) return words.over;
    if (!here) return "";
    if (hasTurn()) return words.turn;
    const name = here.phase === "drawn" && page.method === "ballot" ? "drawn_ballot"
      : here.phase === "scheduled" ? "gathering" : here.phase;
    return say(words[name] ?? "", { when: zoned("moment", Date.parse(here.opens_at)), pace: here.pace });
  };

  const showTrouble = () => {
    const isLost = lostAt !== null && (!navigator.onLine || failures > 1);
    find("trouble").hidden = !isLost;
    if (isLost) put("trouble-words", say(navigator.onLine ? words.down : words.offline, { when: zoned("time", lostAt) }));
  };

  const isBefore = () => Boolean(opening() && ["scheduled", "gathering", "frozen", "drawn"].includes(opening().phase));
  const showCountdown = () => {
    const here = opening();
    if (!here || !clock) return;
    const left = until(Date.parse(here.opens_at));
    put("opens", left);
    if (!mine || mine.ahead === null || page.method === "ballot") put("ahead", isBefore() ? left : "\u2026");
  };

  const showLine = () => {
    const here = opening();
    const isKnown = Boolean(here && mine && mine.ahead !== null && page.method !== "ballot");
    const minutes = isKnown ? minutesToGo() : null;
    const ahead = isKnown ? (here.phase === "running" || here.phase === "paused" ? toLetIn() : mine.ahead) : 0;
    put("caption", isKnown ? words.ahead : words.opens_in);
    if (isKnown) put("ahead", ahead.toLocaleString(locale));
    put("rank", mine?.rank ? mine.rank.toLocaleString(locale) : words.rank_later);
    put("range", !isKnown || !here.pace ? words.unknown
      : say(isBefore() ? words.after_opening : "{wait}", { wait: range(ahead, here.pace) }));
    put("when", minutes === null ? "" : say(words.expected, { when: zoned("moment", now() + minutes * 60000) }));
    for (const one of every("before")) one.hidden = !isBefore() || !isKnown;
    for (const one of every("in-line")) one.hidden = !isKnown;
    showCountdown();
    document.title = isKnown ? `${say(words.title_wait, { people: find("ahead").textContent })} - ${title}` : title;
  };

  const show = () => {
    if (!state && !isStranger && !failures) return; // the first answer is on its way
    find("start").hidden = true;
    find("wait").hidden = false;
    showTrouble();
    put("said", isStranger ? "" : phaseWords());
    if (isStranger) { view("stranger"); return; }
    if (isOver()) {
      view("over");
      document.title = title;
      return;
    }
    if (hasTurn()) {
      view("turn");
      showTurn();
      return;
    }
    hasRung = false;
    view("line");
    showLine();
  };
  const tick = () => {
    if (!clock) return;
    put("clock", zoned("seconds", now()));
    showCountdown();
  };
  setInterval(tick, 1000);

  // Ringing

  let sound = null;
  const ring = () => {
    if (hasRung) return;
    hasRung = true;
    document.title = words.title_turn;
    if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.([400, 200, 400, 200, 800]);
    if (!sound) return;
    [0, 0.9, 1.8].forEach((start) => { note(880, start, 0.25); note(1320, start + 0.3, 0.4); });
  };
  const note = (pitch, start, length) => {
    const [voice, volume] = [sound.createOscillator(), sound.createGain()];
    const from = sound.currentTime + start;
    voice.frequency.value = pitch;
    volume.gain.setValueAtTime(0.0001, from);
    volume.gain.exponentialRampToValueAtTime(0.4, from + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, from + length);
    voice.connect(volume).connect(sound.destination);
    voice.start(from);
    voice.stop(from + length + 0.05);
  };
  find("ring").addEventListener("click", ({ currentTarget }) => {
    const isOn = currentTarget.getAttribute("aria-pressed") !== "true";
    currentTarget.setAttribute("aria-pressed", String(isOn));
    currentTarget.querySelector("span").textContent = isOn ? words.rings : words.ring;
    if (isOn) {
      sound ??= new AudioContext();
      sound.resume();
      note(880, 0, 0.15);
    } else {
      sound?.close();
      sound = null;
    }
  });

  // Choosing. What was chosen stays while numbers change around it.

  const form = find("choose");
  const make = (tag, properties = {}, ...inside) => {
    const one = Object.assign(document.createElement(tag), properties);
    one.append(...inside);
    return one;
  };
  const card = (type, name, value, text, hint) => {
    const input = make("input", { type, name, value, id: `${name}-${value}` });
    const words_ = make("span", {}, make("span", { className: "choice__text", textContent: text }),
      make("span", { className: "choice__hint", textContent: hint }));
    return make("label", { className: "choice", htmlFor: input.id }, input, words_);
  };
  const ticked = () => (mine.people.length === 1 ? mine.people
    : mine.people.filter((_one, at) => form.querySelector(`#who-${at}`)?.checked));
  const isFree = (one, people) => !one.reason && one.left >= people;
  const leftWords = (one, people) => {
    if (one.reason) return words[one.reason] ?? words.full;
    if (one.left < 1) return words.full;
    return say(one.left < people ? words.too_few : words.left, { count: one.left, people });
  };

  let drawn = "";
  const drawDays = () => {
    const shape = JSON.stringify(state.days.map((day) => day.windows.map((one) => one.slot)));
    if (shape === drawn) return;
    drawn = shape;
    find("days").replaceChildren(...state.days.filter((day) => day.windows.length).map((day) => make(
      "fieldset", { className: "field" },
      make("legend", { textContent: formats.day.format(Date.parse(day.windows[0].starts_at)) }),
      make("div", { className: "choices choices--cards" }, ...day.windows.map((one) => card(
        "radio", "slot", one.slot,
        `${formats.time.format(Date.parse(one.starts_at))}\u2013${zoned("time", Date.parse(one.ends_at))}`, "",
      ))),
    )));
  };
  let party = "";
  const drawPeople = () => {
    const shape = JSON.stringify(mine.people.map((one) => one.asked.applicant));
    if (shape === party) return;
    party = shape;
    find("party").hidden = mine.people.length < 2;
    find("people").replaceChildren(...mine.people.map((one, at) => {
      const label = card("checkbox", "who", at, one.name, say(words.nik, { last4: `\u2022\u2022\u2022\u2022 ${one.nik_last4}` }));
      label.querySelector("input").checked = true;
      return label;
    }));
  };
  const showTurn = () => {
    ring();
    drawPeople();
    drawDays();
    const people = Math.max(1, ticked().length);
    for (const one of state.days.flatMap((day) => day.windows)) {
      const input = form.querySelector(`#slot-${one.slot}`);
      input.disabled = !isFree(one, people);
      if (input.disabled) input.checked = false;
      const hint = `${one.name[page.language]} - ${leftWords(one, people)}`;
      const place = input.parentElement.querySelector(".choice__hint");
      if (place.textContent !== hint) place.textContent = hint;
    }
    const isFull = !state.days.some((day) => day.windows.some((one) => isFree(one, 1)));
    if (isFull && !isBusy) put("sending", words.all_taken);
    else if (find("sending").textContent === words.all_taken) put("sending", "");
  };
  form.addEventListener("change", (event) => { if (event.target.name === "who") showTurn(); });

  // Booking. One key for one choice, kept until there is an answer: whatever is sent again ends at the same booking.

  const fresh = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (one) => one.toString(16).padStart(2, "0")).join("");
  const refuse = (text) => {
    put("refused-words", text);
    find("refused").hidden = false;
    find("refused").focus();
  };
  const busy = (is) => {
    isBusy = is;
    if (is) find("book").setAttribute("aria-disabled", "true");
    else find("book").removeAttribute("aria-disabled");
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (isBusy) return;
    find("refused").hidden = true;
    const slot = Number(form.elements.slot ? new FormData(form).get("slot") : 0);
    const people = ticked().map((one) => one.asked);
    if (!people.length) { refuse(words.nobody); return; }
    if (!slot) { refuse(words.no_time); return; }
    const before = stored(PENDING);
    const isSame = before.slot === slot && JSON.stringify(before.people) === JSON.stringify(people);
    const wanted = { slot, people, key: isSame ? before.key : fresh() };
    store(PENDING, wanted);
    send(wanted);
  });

  const wait = (seconds) => new Promise((done) => { setTimeout(done, seconds * 1000); });
  const MOST_TRIES = 6;
  const send = async (wanted) => {
    busy(true);
    put("sending", words.sending);
    for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
      const answer = await post(wanted).catch(() => null);
      if (answer && await settled(answer)) { busy(false); return; }
      put("sending", words.again);
      await wait(Number(answer?.headers.get("Retry-After")) || between(1, 2 ** (tries - 1), 10) * (0.75 + Math.random() / 2));
    }
    put("sending", "");
    refuse(words.given_up);
    lostAt ??= now();
    failures = Math.max(failures, 2);
    showTrouble();
    busy(false);
  };
  const post = async (wanted) => {
    if (!hasPass(2000)) await askPass();
    return ask(page.bookings, {
      method: "POST",
      headers: {
        "Content-Type": "application/json", "Accept-Language": page.language, Authorization: `Pass ${mine?.pass}`,
      },
      body: JSON.stringify(wanted),
      signal: AbortSignal.timeout(20000),
    });
  };

  // Whether the answer is one; if not, the same is sent again.
  const settled = async (answer) => {
    if (answer.status === 201) {
      const { url } = await answer.json();
      store(PENDING, {});
      put("sending", words.booked);
      location.assign(`${url}?booked`);
      return true;
    }
    if (isStranger) { // signed out meanwhile
      show();
      return true;
    }
    if (answer.status === 401) {
      if (mine) mine.pass = null;
      return false;
    }
    if (answer.status >= 500 || [408, 429].includes(answer.status)) return false;
    const told = await answer.json().catch(() => ({}));
    store(PENDING, {});
    put("sending", "");
    await Promise.all([askState(), askPass()]).catch(() => {});
    if (told.code === "already_booked" && mine?.booking) {
      location.assign(mine.booking);
      return true;
    }
    show();
    refuse(told.detail || told.title || words.given_up);
    return true;
  };

  show();
  look();
})();
