// Who marks a time wants only some: the button above follows.
"use strict";

document.addEventListener("change", (event) => {
  if (event.target.matches(".wishes select") && event.target.value) document.getElementById("wish-some").checked = true;
});
