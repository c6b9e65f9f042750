// A city that is in already, or has applied, is told so when it is chosen, before all the other questions. Without this
// module the page says it when the form is sent.

// What is said below the field moves the button, so it waits for a press that is under way.
let pressing = Promise.resolve();
document.addEventListener("pointerdown", () => {
  pressing = new Promise((done) => {
    const later = () => setTimeout(done, 100);
    ["pointerup", "pointercancel"].forEach((end) => document.addEventListener(end, later, { once: true }));
  });
});

const NAMES = ["city", "city_name", "country"];

function say(form) {
  const boxes = NAMES.map((name) => form.elements[name]).filter(Boolean);
  const place = document.createElement("div");
  place.setAttribute("role", "status");
  place.id = "known";
  const described = boxes.at(0).getAttribute("aria-describedby");
  boxes.at(0).closest(".field").append(place); // inside, where an empty line takes no room
  let asked = "";
  const ask = async () => {
    const now = new URLSearchParams(boxes.map((box) => [box.name, box.value])).toString();
    if (now === asked) return;
    asked = now;
    const answer = await fetch(`${form.dataset.known}?${now}`);
    const words = answer.ok ? await answer.text() : "";
    await pressing;
    if (now !== asked) return;
    place.replaceChildren(...new DOMParser().parseFromString(words, "text/html").body.children);
    // The field is described by it as long as it says anything.
    const ids = [described, place.children.length && place.id].filter(Boolean).join(" ");
    if (ids) boxes.at(0).setAttribute("aria-describedby", ids);
    else boxes.at(0).removeAttribute("aria-describedby");
  };
  boxes.forEach((box) => box.addEventListener("change", ask));
}

document.querySelectorAll("form[data-known]").forEach(say);
