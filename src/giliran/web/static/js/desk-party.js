// The hand stays on the keyboard: the next thing to fill in has the focus when the page comes.
"use strict";

const wrong = document.querySelector("[aria-invalid=true]");
const lists = [...document.querySelectorAll(".going select")];
const next = lists.find((list) => !list.value) || lists[lists.length - 1] || document.getElementById("id_nik");
if (!document.querySelector(".error-summary")) (wrong || next)?.focus();

// Enter goes on from a list, too, where a browser would only open it.
lists.forEach((list) => list.addEventListener("keydown", (press) => {
  if (press.key !== "Enter") return;
  press.preventDefault();
  list.form.requestSubmit(list.form.querySelector("button[value=check]"));
}));
