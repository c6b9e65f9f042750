// A page that is left with something typed and not saved asks first, in the browser's own words.

const form = document.querySelector("#content-main form[method=post]");
let typed = Boolean(form?.querySelector(".question, .errornote"));

form?.addEventListener("change", () => (typed = true));
form?.addEventListener("submit", () => (typed = false));
window.addEventListener("beforeunload", (event) => typed && event.preventDefault());
