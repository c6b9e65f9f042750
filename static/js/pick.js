// Boxes for some of very many: what is typed hides those of another name. Without this module all are listed.

const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

function find(place) {
  const line = place.querySelector(".pick__find");
  const typed = line.querySelector("input");
  line.hidden = false;
  const show = () => {
    const words = plain(typed.value).split(/\s+/).filter(Boolean);
    for (const box of place.querySelectorAll(".pick > div")) {
      const name = plain(box.textContent);
      // What is ticked stays in sight: it is what one sends.
      box.hidden = !box.querySelector("input").checked && !words.every((word) => name.includes(word));
    }
  };
  typed.addEventListener("input", show);
  typed.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
}

document.querySelectorAll("[data-pick]").forEach(find);
