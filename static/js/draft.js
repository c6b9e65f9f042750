// An application is kept while one types, so that the page can be closed: a moment after the last letter, and when the
// page is left. Without this module its button keeps it.

const PAUSE = 700;

function clock(moment) {
  return moment.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hour12: false });
}

function keep(form) {
  const line = form.querySelector("[data-saved]");
  const say = (words) => {
    if (line.textContent !== words) line.textContent = words;
  };
  const saved = (moment) => say(line.dataset.text.replace("TIME", clock(moment)));
  let waiting, running, changes = 0;

  const send = async (leaving) => {
    clearTimeout(waiting);
    waiting = undefined;
    const until = changes;
    running = new AbortController();
    try {
      const answer = await fetch(form.dataset.keep, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        signal: running.signal,
        keepalive: leaving,
      });
      if (!answer.ok) throw new Error(answer.status);
      const { shown, kept } = await answer.json();
      form.elements.shown.value = shown;
      if (!kept) return;
      saved(new Date());
      // What was typed meanwhile is still to be kept, and to be asked for when the page is left.
      if (until === changes) form.dispatchEvent(new CustomEvent("kept"));
    } catch (error) {
      if (error.name !== "AbortError") say(line.dataset.failed);
    }
  };
  const later = () => {
    changes += 1;
    say("");
    clearTimeout(waiting);
    waiting = setTimeout(send, PAUSE);
  };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    waiting = undefined;
    running?.abort();
  });
  document.addEventListener("visibilitychange", () => document.hidden && waiting && send(true));
  if (line.dataset.at) saved(new Date(line.dataset.at));
}

document.querySelectorAll("form[data-keep]").forEach(keep);
