// Small helps for every page. Without it everything still works.
"use strict";

(() => {
  const summary = document.querySelector("[data-focus]");
  if (summary) summary.focus();

  // Where the navigation scrolls, the page that is open is in sight.
  for (const here of document.querySelectorAll("nav ul > li > [aria-current]")) {
    const list = here.closest("ul");
    list.scrollLeft = here.offsetLeft - list.offsetLeft - 40;
  }

  // A link of the summary goes to the field itself, not only near it.
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".error-summary a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    field.scrollIntoView({ block: "center" });
    field.focus({ preventScroll: true });
  });

  // A second press while the first is on its way would only worry people; the server is safe either way.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method === "get" || form.hasAttribute("data-many")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    for (const button of form.querySelectorAll("button")) button.setAttribute("aria-disabled", "true");
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
      for (const button of form.querySelectorAll("button")) button.removeAttribute("aria-disabled");
    }
  });

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
  });

  const say = (button, words) => {
    const text = button.querySelector("span") || button;
    const before = text.textContent;
    text.textContent = words;
    setTimeout(() => { text.textContent = before; }, 2000);
  };
  document.addEventListener("click", async (event) => {
    const copy = event.target.closest("[data-copy]");
    if (copy) {
      await navigator.clipboard.writeText(copy.dataset.copy);
      say(copy, copy.dataset.done);
    }
    const share = event.target.closest("[data-share-url]");
    if (share) {
      const { shareTitle: title, shareText: text, shareUrl: url } = share.dataset;
      navigator.share({ title, text, url }).catch(() => {});
    }
    if (event.target.closest("[data-print]")) window.print();
  });
  for (const button of document.querySelectorAll("[data-copy]")) button.hidden = !navigator.clipboard;
  for (const button of document.querySelectorAll("[data-share-url]")) button.hidden = !navigator.share;
  for (const button of document.querySelectorAll("[data-print]")) button.hidden = false;

  const banner = document.querySelector("[data-offline]");
  const tell = () => { if (banner) banner.hidden = navigator.onLine; };
  window.addEventListener("online", tell);
  window.addEventListener("offline", tell);
  tell();
})();
