// Does the little work that is asked of whoever files a complaint, while they write; and makes photos small before they
// travel. Without it the form works too, with tighter limits.
"use strict";

(() => {
  const form = document.querySelector("form[data-challenge]");
  if (!form) return;
  const LONGEST = 1600;
  const LIGHT = 400_000;
  const proof = form.elements.proof;
  const status = form.querySelector("[data-proof-status]");
  const bits = Number(form.dataset.bits);

  const hasZeros = (digest) => {
    const whole = bits >> 3;
    for (let at = 0; at < whole; at += 1) if (digest[at]) return false;
    return bits % 8 === 0 || digest[whole] >> (8 - (bits % 8)) === 0;
  };

  const work = async () => {
    const encoder = new TextEncoder();
    for (let from = 0; ; from += 64) {
      const tries = Array.from({ length: 64 }, (_, at) => `${form.dataset.challenge}:${from + at}`);
      const digests = await Promise.all(tries.map((text) => crypto.subtle.digest("SHA-256", encoder.encode(text))));
      const found = digests.findIndex((digest) => hasZeros(new Uint8Array(digest)));
      if (found >= 0) return tries[found];
      if (from % 1024 === 0) await new Promise((resolve) => { setTimeout(resolve); });
    }
  };

  const smaller = async (file) => {
    if (file.size < LIGHT || !file.type.startsWith("image/")) return file;
    try {
      const picture = await createImageBitmap(file);
      const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      const blob = await new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", 0.85); });
      return blob && blob.size < file.size ? new File([blob], file.name, { type: "image/jpeg" }) : file;
    } catch {
      return file; // the server says what is wrong with it
    }
  };

  let isShrinking = false;
  let resized = Promise.resolve();
  const photos = form.elements.photos;
  photos.addEventListener("change", () => {
    isShrinking = true;
    resized = (async () => {
      const kept = new DataTransfer();
      for (const file of photos.files) kept.items.add(await smaller(file));
      photos.files = kept.files;
    })().catch(() => {}).finally(() => { isShrinking = false; });
  });

  let isReady = !(window.crypto && crypto.subtle);
  const done = isReady ? Promise.resolve() : work().then((text) => { proof.value = text; isReady = true; });
  form.addEventListener("submit", (event) => {
    if (isReady && !isShrinking) return;
    event.preventDefault();
    status.hidden = false;
    Promise.all([done, resized]).then(() => setTimeout(() => form.requestSubmit())); // not while this press is handled
  });
})();
