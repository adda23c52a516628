// Prints the card at once when the door asked for it, then gives the screen back.
"use strict";

(() => {
  const close = () => window.close();
  document.querySelector("[data-close]").addEventListener("click", (event) => {
    if (window.history.length > 1) return;
    event.preventDefault();
    close();
  });
  if (!document.querySelector("[data-print-now]")) return;
  window.addEventListener("load", () => {
    window.addEventListener("afterprint", () => { if (window.history.length === 1) close(); });
    window.print();
  });
})();
