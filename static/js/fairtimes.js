// The form of an event says for whom the time is night while one chooses it, and sets a fairer one by one press. Without
// this module a button opens the same words in a window of its own.

const FIELDS = ["local_date", "local_time", "time_zone"];
const PAUSE = 400;

function follow(place) {
  const form = place.closest("form");
  const words = place.querySelector("[data-fair-words]");
  const boxes = FIELDS.map((name) => form.elements[name]);
  let waiting, asked;

  const offer = () => {
    for (const time of words.querySelectorAll("[data-fair-day]")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "link-button";
      button.textContent = time.textContent;
      button.addEventListener("click", () => {
        form.elements.local_date.value = time.dataset.fairDay;
        form.elements.local_time.value = time.dataset.fairClock;
        form.elements.local_date.dispatchEvent(new Event("change", { bubbles: true }));
      });
      time.replaceChildren(button);
    }
  };
  const look = async () => {
    asked?.abort();
    asked = new AbortController();
    const body = new FormData();
    for (const name of ["csrfmiddlewaretoken", ...FIELDS]) body.set(name, form.elements[name].value);
    const answer = await fetch(place.dataset.fair, { method: "POST", body, signal: asked.signal }).catch(() => null);
    if (!answer?.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    words.replaceChildren(...page.querySelector("[data-fair-words]").childNodes);
    offer();
  };
  place.querySelector(":scope > button").hidden = true;
  boxes[0].closest("fieldset").after(place);
  offer();
  for (const box of boxes) {
    box.addEventListener("change", () => {
      clearTimeout(waiting);
      waiting = setTimeout(look, PAUSE);
    });
  }
}

document.querySelectorAll("[data-fair]").forEach(follow);
