// Names for what Django's administration leaves unnamed, for those who hear it: the cells of tabular inlines, the two
// boxes of a day and a time, the signs beside a filter. Django builds some of these after loading, so this runs last.

const words = document.querySelector("script[data-row]").dataset;

function isUnnamed(box) {
  return box.type !== "hidden" && !box.labels?.length && !box.ariaLabel && !box.getAttribute("aria-labelledby");
}

function nameCells(table) {
  const heads = [...table.querySelectorAll("thead th")].map((head) => head.textContent.trim());
  table.querySelectorAll("tbody td").forEach((cell) => {
    const head = heads[cell.cellIndex];
    if (head) cell.querySelectorAll("input, select, textarea").forEach((box) => isUnnamed(box) && (box.ariaLabel = head));
  });
  table.querySelectorAll("thead th:empty").forEach((head) => {
    const word = document.createElement("span");
    word.className = "visually-hidden";
    word.textContent = words.row;
    head.append(word);
  });
}

function nameBoxes(row) {
  const label = row.querySelector("label, legend")?.textContent.trim().replace(/:$/, "");
  if (!label) return;
  row.querySelectorAll("input, select, textarea").forEach((box) => isUnnamed(box) && (box.ariaLabel = label));
}

function name() {
  document.querySelectorAll(".tabular table").forEach(nameCells);
  document.querySelectorAll(".form-row .flex-container").forEach(nameBoxes);
  document.querySelectorAll(".help-tooltip[aria-label]").forEach((sign) => sign.setAttribute("role", "img"));
}

window.addEventListener("load", () => setTimeout(name));
document.addEventListener("formset:added", name);
