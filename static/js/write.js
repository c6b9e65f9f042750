// The page on which the secretariat writes to people: the mail beside the words, the number of mails and who gets none
// follow what is typed and chosen. Without this module a button shows them.

const PAUSE = 600;
const PARTS = "[data-write-part]:not([data-write-part=seen])";

function follow(form) {
  const button = form.querySelector("[data-write-part=seen]");
  let waiting, asked;
  const look = async () => {
    asked?.abort();
    asked = new AbortController();
    const body = new FormData(form);
    body.set("_see", body.get("_shown"));
    const answer = await fetch(form.action, { method: "POST", body, signal: asked.signal }).catch(() => null);
    if (!answer?.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of form.querySelectorAll(PARTS)) {
      const fresh = page.querySelector(`[data-write-part="${part.dataset.writePart}"]`);
      if (fresh) part.replaceChildren(...fresh.childNodes);
    }
  };
  button.hidden = true;
  form.addEventListener("input", ({ target }) => {
    clearTimeout(waiting);
    waiting = setTimeout(look, target.matches("select") ? 0 : PAUSE);
  });
}

document.querySelectorAll("[data-write]").forEach(follow);
