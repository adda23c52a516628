// The lists of places fill themselves where htmx works; their buttons are for browsers without it.
"use strict";

if (window.htmx) for (const part of document.querySelectorAll("[data-without-js]")) part.hidden = true;
document.addEventListener("htmx:afterSwap", () => {
  for (const part of document.querySelectorAll("[data-without-js]")) part.hidden = true;
});
