// Keeps the tickets that were looked at, and what their pages are drawn with. The network always comes first.
"use strict";

const LOOKS = "looks-1";
const TICKETS = "tickets-1";
const GATE = "gate-1"; // filled by gate-offline.js on devices that are enrolled
const KEPT = [{% for address in kept %}"{{ address|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
const OFFLINE = "{% url 'offline' %}";
const DOOR = /^(\/gate\/[^/]+\/)(?:$|look\/$|in\/|undo\/$|shell\/$)/;
const PATIENCE = 6000; // milliseconds for which the gate waits for its page
const TICKET = /^\/me\/bookings\/[^/]+\/$/;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(LOOKS).then((cache) => cache.addAll(KEPT)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const looks = await caches.open(LOOKS);
    for (const request of await looks.keys()) {
      if (!KEPT.includes(new URL(request.url).pathname)) await looks.delete(request);
    }
    await self.clients.claim();
  })());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.method === "POST" && url.pathname.startsWith("/accounts/")) {
    event.waitUntil(Promise.all([caches.delete(TICKETS), caches.delete(GATE), forgetLists(() => true)])); // another person may come now
    return;
  }
  if (request.method !== "GET") return;
  if (url.pathname.startsWith("/static/")) event.respondWith(look(request));
  else if (request.mode !== "navigate") return;
  else if (TICKET.test(url.pathname)) event.respondWith(ticket(request, url.pathname));
  else if (DOOR.test(url.pathname)) event.respondWith(door(request, `${DOOR.exec(url.pathname)[1]}shell/`));
  else event.respondWith(fetch(request).catch(() => caches.match(OFFLINE, { cacheName: LOOKS })));
});

async function look(request) {
  const known = await caches.match(request, { cacheName: LOOKS });
  return known || fetch(request).catch(async (fault) => (await caches.match(request, { cacheName: GATE })) ?? Promise.reject(fault));
}

// A gate must open: without a network, or when the server takes too long, the page that the device keeps.
async function door(request, address) {
  const shell = await caches.match(address, { cacheName: GATE, ignoreVary: true });
  if (!shell) return fetch(request).catch(() => caches.match(OFFLINE, { cacheName: LOOKS }));
  const late = new Promise((resolve) => { setTimeout(resolve, PATIENCE); });
  const fresh = await Promise.race([fetch(request).catch(() => undefined), late]);
  return fresh && fresh.status < 502 ? fresh : shell;
}

// Lists of the day, and the keys that open what the gate has not sent: gone at sign-out and when their day is over. What
// has not been sent stays, sealed.
function forgetLists(isOver) {
  return new Promise((resolve) => {
    const asked = indexedDB.open("giliran-gate");
    asked.onupgradeneeded = () => asked.transaction.abort(); // no gate was ever opened here
    asked.onerror = resolve;
    asked.onsuccess = () => {
      const database = asked.result;
      const whole = database.transaction(["lists", "keys"], "readwrite");
      const [lists, keys] = ["lists", "keys"].map((name) => whole.objectStore(name));
      lists.getAll().onsuccess = ({ target }) => {
        for (const { office } of target.result.filter(isOver)) {
          lists.delete(office);
          keys.delete(office);
        }
      };
      whole.oncomplete = whole.onabort = () => { database.close(); resolve(); };
    };
  });
}
forgetLists(({ list, offset }) => (Date.now() + offset) / 1000 >= list.until);

async function ticket(request, path) {
  const tickets = await caches.open(TICKETS);
  try {
    const fresh = await fetch(request);
    if (fresh.ok && !fresh.redirected) await tickets.put(path, fresh.clone());
    else if (fresh.status < 500) await tickets.delete(path); // signed out, or no longer theirs
    return fresh;
  } catch {
    const kept = await tickets.match(path);
    if (!kept) return caches.match(OFFLINE, { cacheName: LOOKS });
    const page = (await kept.text()).replace("<html ", "<html data-kept ");
    const headers = new Headers(kept.headers);
    headers.delete("Content-Encoding");
    headers.delete("Content-Length");
    return new Response(page, { headers });
  }
}

// What the office pushes. The tag is the message's own, so that one which comes twice is shown once.
self.addEventListener("push", (event) => {
  const told = event.data ? event.data.json() : {};
  const { title = "Giliran", body = "", url = "/me/inbox/", tag, lang } = told;
  event.waitUntil(self.registration.showNotification(title, { body, tag, lang, data: { url }, icon: "{{ icon|escapejs }}" }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const { url } = event.notification.data;
  event.waitUntil((async () => {
    const open = await self.clients.matchAll({ type: "window" });
    const here = open.find((client) => client.url === url);
    return here ? here.focus() : self.clients.openWindow(url);
  })());
});
