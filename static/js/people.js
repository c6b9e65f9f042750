// People to choose in the admin: a search fetches those whom it finds; those ticked move up to those chosen.
// Without this module the button sends the form, which comes back with them.

function search(place) {
  const words = place.querySelector("input[type=search]");
  const found = place.querySelector("[data-found]");
  const chosen = place.querySelector("[data-chosen]");
  const button = place.querySelector("button");
  const address = document.querySelector("[data-people-url]").dataset.peopleUrl;
  const find = async () => {
    for (const box of found.querySelectorAll("input:checked")) chosen.append(box.closest("li"));
    const known = [...chosen.querySelectorAll("input")].map((box) => box.value);
    const asked = new URLSearchParams({ q: words.value });
    for (const key of known) asked.append("not", key);
    const answer = await fetch(`${address}?${asked}`);
    if (answer.ok) found.innerHTML = await answer.text();
  };
  button.type = "button";
  words.removeAttribute("name"); // it is fetched here, so the form need not come back with it
  button.addEventListener("click", find);
  words.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    find();
  });
}

document.querySelectorAll("[data-people]").forEach(search);
