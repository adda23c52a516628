// One key for each press at a counter, a countdown, and the focus where it is needed. Without it every button works.
"use strict";

(() => {
  const OFF = "giliran-keys-off";
  const typing = "input:not([type=checkbox], [type=radio], [type=hidden]), select, textarea, [contenteditable]";
  const dialog = document.getElementById("keys");
  const isOff = () => localStorage.getItem(OFF) === "1";

  const press = (key) => {
    const found = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === key && !one.disabled && one.offsetParent);
    if (!found) return false;
    if (found.matches(typing)) found.focus();
    else found.click();
    return true;
  };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.repeat) return;
    if (dialog && dialog.open) return;
    const key = event.key.toLowerCase();
    if (key === "escape" && event.target.matches(typing) && !document.querySelector(".ask")) event.target.blur();
    if (key !== "escape" && (isOff() || event.target.matches(typing))) return;
    if (press(key)) event.preventDefault();
  });

  if (dialog) {
    const open = document.querySelector("[data-keys-open]");
    const on = dialog.querySelector("[data-keys-on]");
    open.hidden = false;
    open.addEventListener("click", () => dialog.showModal());
    on.checked = !isOff();
    on.addEventListener("change", () => {
      if (on.checked) localStorage.removeItem(OFF);
      else localStorage.setItem(OFF, "1");
      document.documentElement.classList.toggle("keys-off", !on.checked);
    });
    document.documentElement.classList.toggle("keys-off", isOff());
  }

  // Those who were called a moment ago are on their way: calling again waits, and says for how long.
  for (const one of document.querySelectorAll("[data-countdown]")) {
    const button = one.closest("button");
    const until = Date.now() + Number(one.dataset.countdown) * 1000;
    const unit = one.textContent.replace(/[0-9]+/, "");
    button.disabled = true;
    const tick = () => {
      const left = Math.ceil((until - Date.now()) / 1000);
      if (left > 0) {
        one.textContent = left + unit;
        setTimeout(tick, 250);
      } else {
        one.remove();
        button.disabled = false;
      }
    };
    tick();
  }

  // Somebody who works without a mouse goes on where the work goes on.
  if (!document.querySelector("[data-focus]")) {
    const first = document.querySelector(".ask [aria-invalid=true], .ask input:not([type=hidden], [type=radio]:not(:checked)), [data-first]");
    if (first) first.focus({ preventScroll: true });
  }
})();
