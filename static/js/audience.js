// «Who can see this» in the admin: the sentence that says who would see it follows what is chosen. Without this
// module a button opens the same sentence in a window of its own.

const NAMED = "9";
const PARTS = ["level", "open_to_partners", "chosen_cities", "chosen_people"];

function chosenIn(form) {
  const said = new FormData(form);
  const asked = new URLSearchParams({ csrfmiddlewaretoken: said.get("csrfmiddlewaretoken") ?? "" });
  for (const name of PARTS) {
    const box = form.querySelector(`select[name="${name}"]`);
    // The admin's double list keeps what is chosen in its right-hand box, unmarked until the form is sent.
    if (box?.id.endsWith("_to")) for (const option of box.options) asked.append(name, option.value);
    else for (const value of said.getAll(name)) asked.append(name, value);
  }
  return asked;
}

function follow(place) {
  const form = place.closest("form");
  const words = place.querySelector("[data-audience-words]");
  let asked = chosenIn(form).toString();
  let waiting;
  const count = async () => {
    const now = chosenIn(form);
    if (now.toString() === asked) return;
    asked = now.toString();
    words.textContent = place.dataset.wait;
    const answer = await fetch(place.dataset.audience, {
      method: "POST",
      body: now,
      headers: { Accept: "application/json" },
    });
    if (answer.ok && now.toString() === asked) words.textContent = (await answer.json()).sentence;
  };
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(count, 250);
  };
  place.querySelector("button").hidden = true;
  for (const kind of ["change", "click", "dblclick", "keyup"]) form.addEventListener(kind, soon);
}

// Who answers «Only those I choose» finds the lists to choose from open.
function unfold(choices) {
  const form = choices.closest("form");
  form.addEventListener("change", () => {
    if (new FormData(form).get("level") === NAMED) choices.open = true;
  });
}

document.querySelectorAll("fieldset.chosen > details").forEach(unfold);
document.querySelectorAll("[data-audience]").forEach(follow);
