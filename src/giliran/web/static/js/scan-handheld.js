// A handheld scanner types like a very fast person and ends with Enter. Its typing is caught wherever the focus is,
// and never presses the button that happens to have it.

const FAST = 60; // milliseconds between two keys; nobody types ten keys like this
const HALTING = 400; // the same inside a ticket's code, for slow radios: nobody types one of those at all
const SHORTEST = 6;
const TICKET = /G1\W?[A-Z2-7]{20,}$/i;

export function catchScans(onText) {
  let [typed, last, field, before] = ["", 0, null, ""];

  const fits = (since) => since <= (typed.length < 3 || /^G1\W/i.test(typed) ? HALTING : FAST);
  const begin = (target) => {
    typed = "";
    field = target instanceof HTMLInputElement && !["checkbox", "radio"].includes(target.type) ? target : null;
    before = field ? field.value : "";
  };

  window.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const since = event.timeStamp - last;
    if (event.key.length === 1) {
      if (!typed || !fits(since)) begin(event.target);
      typed += event.key;
      last = event.timeStamp;
      if (typed.length > 2 && !field) event.preventDefault(); // a space must not tick a box in the middle of a scan
      return;
    }
    if (event.key !== "Enter" && event.key !== "Tab") return;
    const whole = TICKET.exec(event.target.value ?? "")?.[0]; // however slowly it came
    const scan = whole ?? (fits(since) && typed.length >= SHORTEST ? typed : "");
    typed = "";
    if (!scan) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (field) field.value = whole ? "" : before;
    onText(scan);
  }, true);
}
