// Lets this browser be told. Whatever goes wrong, the page says that there are other ways.
"use strict";

(() => {
  const form = document.querySelector("[data-push]");
  const no = document.querySelector("[data-push-no]");
  if (!form || !("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window)) return;
  if (Notification.permission === "denied") return;
  const show = (works) => {
    form.hidden = !works;
    no.hidden = works;
  };
  show(true);

  const key = () => {
    const text = form.dataset.pushKey.replace(/-/g, "+").replace(/_/g, "/");
    return Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  };
  form.addEventListener("submit", async (event) => {
    if (form.elements.subscription.value) return;
    event.preventDefault();
    try {
      if (await Notification.requestPermission() !== "granted") throw new Error("not granted");
      await navigator.serviceWorker.register("/sw.js");
      const { pushManager } = await navigator.serviceWorker.ready;
      const subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key() });
      form.elements.subscription.value = JSON.stringify(subscription);
      form.requestSubmit();
    } catch {
      show(false);
    }
  });
})();
