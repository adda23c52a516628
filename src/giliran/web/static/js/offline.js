// A ticket page stays readable without a network, and says since when it is old.
"use strict";

(() => {
  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.register("/sw.js").catch(() => {});
  const note = document.querySelector("[data-kept-note]");
  const list = document.querySelector("[data-kept-list]");

  if (document.documentElement.hasAttribute("data-kept")) {
    note.hidden = false;
    document.querySelector("[data-offline]").hidden = true;
  } else if (note && !navigator.serviceWorker.controller) {
    // The worker was not there yet when this page came: keep it now.
    navigator.serviceWorker.ready.then(() => caches.open("tickets-1"))
      .then((tickets) => tickets.add(location.pathname)).catch(() => {});
  }

  // A visit that was moved: the old ticket shall not look valid where it was kept.
  for (const { dataset } of document.querySelectorAll("[data-kept-again]")) {
    caches.open("tickets-1").then(async (tickets) => {
      if (await tickets.match(dataset.keptAgain)) await tickets.add(dataset.keptAgain).catch(() => tickets.delete(dataset.keptAgain));
    }).catch(() => {});
  }

  const show = async () => {
    const kept = await (await caches.open("tickets-1")).keys();
    for (const { url } of kept) {
      const link = document.createElement("a");
      link.href = new URL(url).pathname;
      link.textContent = link.pathname.split("/")[3].replace(/(.{3})(?=.)/g, "$1-");
      link.className = "row code";
      const item = document.createElement("li");
      item.append(link);
      list.append(item);
    }
    document.querySelector("[data-kept-none]").hidden = kept.length > 0;
  };
  if (list) show().catch(() => {});
})();
