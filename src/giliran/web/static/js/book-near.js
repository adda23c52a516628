// "Near me" on the list of offices: only when asked, and no finer than about a kilometre.
"use strict";

(() => {
  const button = document.querySelector("[data-locate]");
  if (!button || !navigator.geolocation) return;
  button.hidden = false;
  const words = button.querySelector("span");
  const told = document.querySelector("[data-locate-told]");

  const found = ({ coords }) => {
    const form = button.form;
    form.elements.lat.value = coords.latitude.toFixed(2);
    form.elements.lon.value = coords.longitude.toFixed(2);
    form.elements.lat.disabled = form.elements.lon.disabled = false;
    form.requestSubmit();
  };
  const lost = () => {
    button.removeAttribute("aria-disabled");
    words.textContent = button.dataset.locate;
    told.hidden = false;
  };
  button.addEventListener("click", () => {
    if (button.getAttribute("aria-disabled")) return;
    button.dataset.locate = words.textContent;
    button.setAttribute("aria-disabled", "true");
    words.textContent = button.dataset.asking;
    navigator.geolocation.getCurrentPosition(found, lost, { timeout: 8000, maximumAge: 600000 });
  });
})();
