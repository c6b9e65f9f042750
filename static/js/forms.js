// Small additions to forms, all of which work without them: the focus goes to what needs another look, words are
// counted while one writes, filters apply at once, and a form is sent only once.

// An address with a fragment takes the focus away once more when the page has loaded: then it is set again.
function focusErrors() {
  const errors = document.querySelector("[data-focus]");
  errors?.focus();
  if (errors && location.hash) window.addEventListener("load", () => requestAnimationFrame(() => errors.focus()));
}

function countWords(place) {
  const box = document.getElementById(place.dataset.wordsOf);
  if (!box) return;
  const least = Number(place.dataset.least ?? 0);
  const most = Number(place.dataset.most ?? Infinity);
  let left = false;
  const show = () => {
    const words = box.value.trim().split(/\s+/).filter(Boolean).length;
    place.textContent = place.dataset.text.replace("WORDS", words);
    const tooFew = left && words > 0 && words < least;
    place.classList.toggle("field__count--out", words > most || tooFew);
  };
  place.hidden = false;
  box.addEventListener("input", show);
  box.addEventListener("blur", () => {
    left = true;
    show();
  });
  show();
}

// The second press is swallowed rather than the button disabled: a disabled button would not send its value.
function sendOnce(form) {
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
    form.setAttribute("aria-busy", "true");
  });
  window.addEventListener("pageshow", () => {
    sent = false;
    form.removeAttribute("aria-busy");
  });
}

// A filter applies at once by loading the page anew; the box that was ticked then has the focus again, where it stood.
const TICKED = "ticked-filter";

function submitOnChange(form) {
  const besideResults = window.matchMedia("(min-width: 48.01rem)");
  form.addEventListener("change", ({ target }) => {
    if (!besideResults.matches) return;
    const place = { page: location.pathname, name: target.name, value: target.value, top: target.getBoundingClientRect().top };
    sessionStorage.setItem(TICKED, JSON.stringify(place));
    form.requestSubmit();
  });
}

function comeBack(form) {
  const place = JSON.parse(sessionStorage.getItem(TICKED));
  sessionStorage.removeItem(TICKED);
  if (place?.page !== location.pathname) return;
  const box = [...form.elements].find((it) => it.name === place.name && it.value === place.value) ?? form.elements[0];
  for (let fold = box.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  box.focus({ preventScroll: true });
  window.scrollBy(0, box.getBoundingClientRect().top - place.top);
}

focusErrors();
document.querySelectorAll("[data-words-of]").forEach(countWords);
document.querySelectorAll("form[data-once]").forEach(sendOnce);
document.querySelectorAll("form[data-submit-on-change]").forEach(submitOnChange);
document.querySelectorAll("form[data-submit-on-change]").forEach(comeBack);
