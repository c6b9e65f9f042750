// A page that is left with something typed and not sent asks first, in the browser's own words: for every form that
// takes a while to fill in, from the first letter on.

// Questions, whether typed, chosen or ticked. The boxes of a list in the admin choose rows and write nothing.
const LONG = 3;
const BOXES = "textarea, select, input:not([type=hidden], [type=submit], [type=button])";
const CHOOSES_ROWS = "#changelist-form";
const SECRETS = "[type=password], [autocomplete=one-time-code]";
// What Django's lists of two boxes are changed by: they tell nobody of it.
const LISTS = ".selector :is(a, button, option)";

const typed = new Set();

function isLong(form) {
  if (form.querySelector("textarea, input[type=file]")) return true;
  if (form.matches(CHOOSES_ROWS) || form.querySelector(SECRETS)) return false;
  return new Set([...form.querySelectorAll(BOXES)].map((box) => box.name)).size >= LONG;
}

function watch(form) {
  const note = () => typed.add(form);
  // What came back unsaved, with an error or a question, is typed already.
  if (document.querySelector(".question, .errornote, .errors, [data-unsaved]")) note();
  form.addEventListener("input", note);
  form.addEventListener("change", note);
  for (const kind of ["click", "dblclick"]) form.addEventListener(kind, ({ target }) => target.closest(LISTS) && note());
  form.addEventListener("formset:added", note);
  form.addEventListener("formset:removed", note);
  // What a page keeps by itself (draft.js) can be left.
  form.addEventListener("kept", () => typed.delete(form));
  form.addEventListener("submit", ({ submitter }) => {
    // An answer in a window of its own leaves this page as it is.
    if (submitter?.formTarget !== "_blank") typed.delete(form);
  });
}

[...document.forms].filter((form) => form.method === "post" && isLong(form)).forEach(watch);
window.addEventListener("beforeunload", (event) => typed.size && event.preventDefault());
