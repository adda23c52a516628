// A ticket page stays readable without a network, and says since when it is old.
"use strict";

(() => {
  if ("serviceWorker" in navigator) navigator.serviceWorker.register("/sw.js").catch(() => {});
  const note = document.querySelector("[data-kept-note]");
  if (note && document.documentElement.hasAttribute("data-kept")) {
    note.hidden = false;
    const banner = document.querySelector("[data-offline]");
    if (banner) banner.hidden = true;
  }
})();
