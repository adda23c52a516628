// Lists by keyboard: while the focus is in a list, j and k go from row to row, x ticks, / goes to the search.
const rows = [...document.querySelectorAll("[data-row]")];
const list = document.querySelector("[data-rows]");

function here() {
  return rows.findIndex((row) => row.closest("tr").contains(document.activeElement));
}

const keys = {
  j: () => rows[Math.min(here() + 1, rows.length - 1)]?.focus(),
  k: () => rows[Math.max(here() - 1, 0)]?.focus(),
  x: () => rows[here()]?.closest("tr").querySelector("input[type=checkbox]")?.click(),
  "/": () => document.querySelector("[data-search]")?.focus(),
};

list?.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
  event.preventDefault();
  keys[event.key]();
});
