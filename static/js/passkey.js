// Says so when the browser gave no passkey: cancelled, unknown here, or not supported.

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  for (const place of document.querySelectorAll("[data-passkey-failed]")) place.hidden = false;
});

// One tick for both ways to sign in: what the passkey's form sends along follows it.
const tick = document.querySelector("input[type=checkbox][name=remember]");
const carried = document.getElementById("passkey-remember");
if (tick && carried) {
  const follow = () => (carried.disabled = !tick.checked);
  tick.addEventListener("change", follow);
  window.addEventListener("pageshow", follow);
  follow();
}
