// The board's clock, the flash of a new label, and the truth about a lost connection.
"use strict";

(() => {
  const clock = document.getElementById("board-clock");
  const board = document.getElementById("board");
  const lost = document.getElementById("board-lost");
  const { now, tz, language } = clock.dataset;
  const ahead = Number(now) * 1000 - Date.now(); // the product's clock may differ from this machine's
  const zone = clock.textContent.trim().split(" ").pop();
  const words = new Intl.DateTimeFormat(language === "en" ? "en-GB" : "id-ID", {
    hour: "2-digit", minute: "2-digit", timeZone: tz,
  });
  const time = (moment) => `${words.format(moment + ahead)} ${zone}`;
  let heard = Date.now();
  const state = () => board.firstElementChild.dataset.state;

  const tick = () => { clock.textContent = time(Date.now()); };
  setInterval(tick, 1000);
  tick();

  // What has not changed is left alone, so that it is neither drawn nor read out again.
  board.addEventListener("htmx:beforeSwap", (event) => {
    const told = new DOMParser().parseFromString(event.detail.serverResponse, "text/html");
    const fresh = told.querySelector("[data-state]")?.dataset.state;
    if (fresh === undefined || event.detail.isError) {
      event.detail.shouldSwap = false;
      return;
    }
    heard = Date.now();
    lost.hidden = true;
    event.detail.shouldSwap = fresh !== state();
  });
  board.addEventListener("htmx:afterSwap", () => board.firstElementChild.classList.add("board--called"));
  for (const fault of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    board.addEventListener(fault, () => {
      lost.querySelector("span").textContent = lost.dataset.words.replace("{time}", time(heard));
      lost.hidden = false;
    });
  }

  // It runs for days: once a night it begins afresh, so that a new release reaches it.
  setTimeout(() => { if (navigator.onLine) window.location.reload(); }, 24 * 3600 * 1000);
})();
