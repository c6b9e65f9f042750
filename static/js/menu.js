// Menus are <details> that work alone. This closes them as people expect: with Escape, by a click elsewhere,
// and when another one opens.

const menus = [...document.querySelectorAll("details[data-menu]")];

function close(menu) {
  menu.open = false;
}

document.addEventListener("click", (event) => {
  menus.filter((menu) => !menu.contains(event.target)).forEach(close);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = menus.find((menu) => menu.open);
  if (!open) return;
  close(open);
  open.querySelector("summary").focus();
});
