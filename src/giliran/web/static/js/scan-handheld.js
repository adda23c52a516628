// A handheld scanner types like a very fast person and ends with Enter. Its typing is caught wherever the focus is,
// and never presses the button that happens to have it.

const FAST = 50; // milliseconds between two keys; nobody types ten keys like this
const SHORTEST = 6;

export function catchScans(onText) {
  let [typed, last, field, before] = ["", 0, null, ""];

  const begin = (target) => {
    typed = "";
    field = target instanceof HTMLInputElement && !["checkbox", "radio"].includes(target.type) ? target : null;
    before = field ? field.value : "";
  };

  window.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const since = event.timeStamp - last;
    if (event.key.length === 1) {
      if (since > FAST || !typed) begin(event.target);
      typed += event.key;
      last = event.timeStamp;
      if (typed.length > 2 && !field) event.preventDefault(); // a space must not tick a box in the middle of a scan
      return;
    }
    if (event.key !== "Enter" && event.key !== "Tab") return;
    const scan = since <= FAST && typed.length >= SHORTEST ? typed : "";
    typed = "";
    if (!scan) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (field) field.value = before;
    onText(scan);
  }, true);
}
