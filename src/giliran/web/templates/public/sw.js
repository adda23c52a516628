// Keeps the tickets that were looked at, and what their pages are drawn with. The network always comes first.
"use strict";

const LOOKS = "looks-1";
const TICKETS = "tickets-1";
const KEPT = [{% for address in kept %}"{{ address|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
const OFFLINE = "{% url 'offline' %}";
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
    event.waitUntil(caches.delete(TICKETS)); // another person may come now
    return;
  }
  if (request.method !== "GET") return;
  if (url.pathname.startsWith("/static/")) event.respondWith(look(request));
  else if (request.mode !== "navigate") return;
  else if (TICKET.test(url.pathname)) event.respondWith(ticket(request, url.pathname));
  else event.respondWith(fetch(request).catch(() => caches.match(OFFLINE, { cacheName: LOOKS })));
});

async function look(request) {
  return (await caches.match(request, { cacheName: LOOKS })) || fetch(request);
}

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
