// Small additions to an event's page: it looks again when the door opens, and a passcode is copied by a press.

const LONGEST = 2 ** 31 - 1;

function lookAgain(place) {
  const wait = new Date(place.dataset.reloadAt) - Date.now() + 1000;
  if (wait > 0 && wait < LONGEST) setTimeout(() => location.reload(), wait);
}

function copies(button) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.textContent = button.dataset.copied;
  });
}

document.querySelectorAll("[data-reload-at]").forEach(lookAgain);
if (navigator.clipboard) document.querySelectorAll("[data-copy]").forEach(copies);
