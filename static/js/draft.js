// An application is kept while one types, so that the page can be closed: a moment after the last letter, and when the
// page is left. Without this module its button keeps it.

const PAUSE = 700;

function clock(moment) {
  return moment.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hour12: false });
}

// What is typed while the page is left is kept a moment too late for the page that comes: it waits for it in this tab.
const LEFT = `typed ${location.pathname}`;
const OURS = ["csrfmiddlewaretoken", "shown", "draft"];

function boxesOf(form) {
  return [...form.elements].filter((box) => box.name && !OURS.includes(box.name) && !/^(hidden|submit)$/.test(box.type));
}

function leave(form) {
  const typed = boxesOf(form).map((box) => [box.name, box.value, box.checked]);
  try {
    sessionStorage.setItem(LEFT, JSON.stringify(typed));
  } catch {
    // No room or not allowed: the page shows what was kept in time.
  }
}

function comeBack(form) {
  const left = sessionStorage.getItem(LEFT);
  sessionStorage.removeItem(LEFT);
  if (!left) return false;
  const typed = JSON.parse(left);
  let differs = false;
  boxesOf(form).forEach((box, place) => {
    const [name, value, checked] = typed[place] ?? [];
    if (name !== box.name) return;
    const ticks = /^(checkbox|radio)$/.test(box.type);
    if (ticks ? value !== box.value || checked === box.checked : value === box.value) return;
    if (ticks) box.checked = checked;
    else box.value = value;
    differs = true;
  });
  return differs;
}

function keep(form) {
  const line = form.querySelector("[data-saved]");
  const say = (words) => {
    if (line.textContent !== words) line.textContent = words;
  };
  const saved = (moment) => say(line.dataset.text.replace("TIME", clock(moment)));
  let waiting, running, changes = 0, keptAt = 0;

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
      const { shown, kept, draft } = await answer.json();
      form.elements.shown.value = shown;
      form.elements.draft.value ||= draft;
      if (!kept) return say(line.dataset.failed);
      saved(new Date());
      // What was typed meanwhile is still to be kept, and to be asked for when the page is left.
      keptAt = until;
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
    keptAt = changes;
    running?.abort();
  });
  document.addEventListener("visibilitychange", () => document.hidden && waiting && send(true));
  window.addEventListener("pagehide", () => keptAt < changes && leave(form));
  window.addEventListener("pageshow", ({ persisted }) => persisted && sessionStorage.removeItem(LEFT));
  if (line.dataset.at) saved(new Date(line.dataset.at));
  if (comeBack(form)) form.dispatchEvent(new Event("input"));
}

document.querySelectorAll("form[data-keep]").forEach(keep);
