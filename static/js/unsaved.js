// A page that is left with something typed and not saved asks first, in the browser's own words.

let typed = false;
const form = document.querySelector("#content-main form[method=post]");

form?.addEventListener("change", () => (typed = true));
form?.addEventListener("submit", () => (typed = false));
window.addEventListener("beforeunload", (event) => typed && event.preventDefault());
