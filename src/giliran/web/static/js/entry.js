// Lets the waiting page on this device know which entry is its own, and looks again where nothing is being filled in.
"use strict";

(() => {
  const KEY = "giliran-entries";
  const here = document.querySelector("[data-entry]");
  if (!here) return;
  try {
    const known = JSON.parse(localStorage.getItem(KEY) || "{}");
    if ("over" in here.dataset) delete known[here.dataset.opening];
    else known[here.dataset.opening] = here.dataset.entry;
    localStorage.setItem(KEY, JSON.stringify(known));
  } catch {
    // No storage: the waiting page leads back here.
  }

  const seconds = Number(here.dataset.refresh);
  if (!seconds) return;
  const again = () => { if (!document.hidden && navigator.onLine) location.replace(location.pathname); };
  setInterval(again, seconds * 1000);
  const since = Date.now();
  document.addEventListener("visibilitychange", () => { if (Date.now() - since > seconds * 1000) again(); });
})();
