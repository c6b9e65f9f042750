// Says so when the browser gave no passkey: cancelled, unknown here, or not supported.

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  for (const place of document.querySelectorAll("[data-passkey-failed]")) place.hidden = false;
});
