// Enrolling this browser: says how much it still keeps unsent, and drops that once somebody in charge has given it up.
import * as store from "./gate-store.js";

const place = document.querySelector("[data-enrol]");
const office = place.dataset.enrol;

async function tell() {
  if ("givenUp" in place.dataset) await store.dropAll(office);
  const count = await store.waiting(office);
  const field = document.querySelector("[data-waiting]");
  if (field) field.value = count || "";
}

if (globalThis.indexedDB) tell().finally(() => { place.dataset.ready = ""; });
