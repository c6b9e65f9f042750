// Fills in the zone of this browser, for the question «Is Seattle time right?».
// <input data-zone> gets its name, <span data-zone="place"> the city in it, <time data-zone="clock"> the time there now;
// an element with data-zone-differs="Europe/Madrid" is shown only when the browser says otherwise.

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const language = document.documentElement.lang;

function clock() {
  return new Intl.DateTimeFormat(language, { hour: "numeric", minute: "2-digit", hour12: false }).format(new Date());
}

function fill(element) {
  if (element.dataset.zone === "place") element.textContent = zone.split("/").pop().replaceAll("_", " ");
  else if (element.dataset.zone === "clock") element.textContent = clock();
  else if ("value" in element) element.value = zone;
  else element.textContent = zone;
}

if (zone) {
  document.querySelectorAll("[data-zone]").forEach(fill);
  document.querySelectorAll("[data-zone-differs]").forEach((element) => {
    element.hidden = element.dataset.zoneDiffers === zone;
  });
}
