// The signature pad: what is drawn goes along as a path of whole numbers, "M10 20L12 22". Without it, one signs on paper.
"use strict";

(() => {
  const MOST_POINTS = 3800;
  const pad = document.querySelector("[data-pad]");
  const canvas = pad.querySelector("canvas");
  const field = document.getElementById("id_signature");
  const ink = canvas.getContext("2d");
  let points = (field.value.match(/[ML]\d+ \d+/g) || []).map((part) => {
    const [x, y] = part.slice(1).split(" ").map(Number);
    return { begins: part[0] === "M", x, y };
  });

  const draw = () => {
    ink.clearRect(0, 0, canvas.width, canvas.height);
    ink.beginPath();
    points.forEach(({ begins, x, y }) => (begins ? ink.moveTo(x, y) : ink.lineTo(x, y)));
    ink.lineWidth = 4;
    ink.lineCap = ink.lineJoin = "round";
    ink.strokeStyle = "#10151f";
    ink.stroke();
    field.value = points.map(({ begins, x, y }) => `${begins ? "M" : "L"}${x} ${y}`).join("");
  };

  const add = (event, begins) => {
    const box = canvas.getBoundingClientRect();
    const at = (value, size, most) => Math.max(0, Math.min(most, Math.round((value / size) * most)));
    const x = at(event.clientX - box.left, box.width, canvas.width);
    const y = at(event.clientY - box.top, box.height, canvas.height);
    const last = points[points.length - 1];
    if (points.length >= MOST_POINTS || (!begins && last && last.x === x && last.y === y)) return;
    points.push({ begins, x, y });
    draw();
  };

  canvas.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    add(event, true);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!canvas.hasPointerCapture(event.pointerId)) return;
    (event.getCoalescedEvents?.() || [event]).forEach((one) => add(one, false));
  });
  pad.querySelector("[data-pad-clear]").addEventListener("click", () => {
    points = [];
    draw();
  });

  pad.hidden = false;
  draw();
})();
