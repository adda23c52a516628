// What a device of the gate keeps: the list of the day, and what was pressed and not sent yet. Presses are sealed with a
// key that comes with the list and is forgotten at sign-out: between a sign-out and the next sign-in of an officer of
// this office nobody reads them, and nobody loses them. The service worker clears the same stores (sw.js).

const NAME = "giliran-gate";
const VERSION = 1;
let opening;

function open() {
  opening ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, VERSION);
    asked.onupgradeneeded = () => {
      for (const store of ["lists", "keys"]) asked.result.createObjectStore(store, { keyPath: "office" });
      asked.result.createObjectStore("queue", { keyPath: "id", autoIncrement: true }).createIndex("office", "office");
    };
    asked.onsuccess = () => {
      asked.result.onversionchange = () => { asked.result.close(); opening = undefined; };
      resolve(asked.result);
    };
    asked.onerror = () => reject(asked.error);
  });
  return opening;
}

async function on(store, mode, work) {
  const whole = (await open()).transaction(store, mode);
  const asked = work(whole.objectStore(store));
  return new Promise((resolve, reject) => {
    whole.oncomplete = () => resolve(asked?.result);
    whole.onabort = whole.onerror = () => reject(whole.error);
  });
}

export const listOf = (office) => on("lists", "readonly", (store) => store.get(office));
export const keepList = (list) => on("lists", "readwrite", (store) => store.put(list));

export async function forget(office) {
  await on("lists", "readwrite", (store) => store.delete(office));
  await on("keys", "readwrite", (store) => store.delete(office));
}

export async function keepKey(office, base64) {
  const raw = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
  const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
  await on("keys", "readwrite", (store) => store.put({ office, key }));
}

const keyOf = async (office) => (await on("keys", "readonly", (store) => store.get(office)))?.key;

export async function enqueue(office, press) {
  const key = await keyOf(office);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = new TextEncoder().encode(JSON.stringify(press));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, plain);
  return on("queue", "readwrite", (store) => store.add({ office, iv, sealed }));
}

export const waiting = (office) => on("queue", "readonly", (store) => store.index("office").count(office));

// What waits, in the order in which it was pressed: [{id, press}]; nothing while the key is away. What another device's
// key has sealed (this browser was enrolled anew) stays, and is counted.
export async function queued(office) {
  const key = await keyOf(office);
  if (!key) return [];
  const rows = await on("queue", "readonly", (store) => store.index("office").getAll(office));
  const opened = await Promise.all(rows.map((row) => unseal(key, row).catch(() => null)));
  return opened.filter(Boolean);
}

async function unseal(key, { id, iv, sealed }) {
  const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, sealed);
  return { id, press: JSON.parse(new TextDecoder().decode(plain)) };
}

export async function dropAll(office) {
  await drop(await on("queue", "readonly", (store) => store.index("office").getAllKeys(office)));
}

export const drop = (ids) => on("queue", "readwrite", (store) => { for (const id of ids) store.delete(id); });
