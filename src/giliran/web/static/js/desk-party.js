// The hand stays on the keyboard: the next thing to fill in has the focus when the page comes.
"use strict";

const wrong = document.querySelector("[aria-invalid=true]");
const first = document.querySelector(".going") ? document.querySelector(".going:last-of-type select") : document.getElementById("id_nik");
if (!document.querySelector(".error-summary")) (wrong || first)?.focus();
