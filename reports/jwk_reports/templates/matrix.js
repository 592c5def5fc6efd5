// The matrix: rows are made once and then kept up to date, so that a filter answers at once.
const form = document.getElementById("filter");
const grid = document.getElementById("grid");
const MOST = 100; // vectors of one row that are written without being asked for more
const opened = new Set();
const shown = new Map(); // key → the row as it stands in the page
let layout = ""; // what the rows depend on besides the filter
let columns = [];
let groups = [];

function wish() {
  const given = new FormData(form);
  const wanted = {};
  for (const [name, value] of given) if (name !== "target" && value.trim()) wanted[name] = value.trim();
  wanted.target = given.getAll("target").map(Number);
  return wanted;
}

function address(wanted) {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(wanted)) for (const one of [value].flat()) search.append(name, one);
  const text = search.toString();
  return text ? `#matrix?${text}` : "#matrix";
}

// The form as an address has it; what it does not name is unset.
function fillForm(search) {
  form.reset();
  for (const [name, value] of search) {
    const field = form.elements[name];
    if (name === "target") for (const box of form.querySelectorAll("[name=target]")) box.checked ||= box.value === value;
    else if (field && [...(field.options || [])].every((option) => option.value !== value) && field.tagName === "SELECT") {
      const option = el("option", "", value);
      option.value = value;
      field.append(option);
      field.value = value;
    } else if (field) field.value = value;
  }
}

function cells(row) {
  row.cells = columns.map((column) => {
    const cell = el("span", "cell");
    cell.setAttribute("role", "cell");
    row.element.append(cell);
    return cell;
  });
  row.told = new Array(columns.length).fill(null);
}

function line(kind, level, key, head) {
  const row = { element: el("div", `row ${kind}`), key };
  row.element.setAttribute("role", "row");
  head.classList.add("head");
  head.setAttribute("role", "rowheader");
  row.element.append(head);
  cells(row);
  return row;
}

function opener(key, label) {
  const button = el("button", "opener");
  button.type = "button";
  button.dataset.key = key;
  button.setAttribute("aria-expanded", String(opened.has(key)));
  button.setAttribute("aria-label", visible(label));
  return button;
}

// The verdicts of some vectors, worst first, put into the cells of a row.
const counts = new Uint16Array(data.states.length);
function tell(row, vectors) {
  let number = 0;
  for (const index of vectors) number += fits[index];
  row.element.hidden = !number;
  if (row.size) row.size.textContent = `${number}`;
  if (!number) return 0;
  columns.forEach((column, place) => {
    counts.fill(0);
    for (const index of vectors) if (fits[index]) counts[answers[index * width + column]] += 1;
    const worst = counts.findIndex((count) => count > 0);
    const many = counts[worst] === number ? `${number}` : `${counts[worst]}/${number}`;
    const text = `${many} ${data.states[worst][1]}`;
    if (row.told[place] === text) return;
    row.told[place] = text;
    row.cells[place].className = `cell ${data.names[worst]}`;
    row.cells[place].textContent = text;
  });
  return number;
}

function vectorRow(index) {
  const vector = data.vectors[index];
  const row = line("vector", 3, `v${index}`, el("span", "", link(placeOf("v", vector.id), vector.title)));
  row.cells.forEach((cell, place) => {
    const [number, , option] = data.cells[index][columns[place]];
    cell.className = `cell ${data.names[number]}`;
    cell.textContent = visible(option || data.states[number][1]);
  });
  return row.element;
}

// The vectors under a row that is open, of those that fit.
function vectorsOf(row) {
  if (row.below) row.below.remove();
  row.below = null;
  if (row.element.hidden || !opened.has(row.key)) return;
  const ordered = row.source.vectors.filter((index) => fits[index]);
  if (wish().sort) ordered.sort((a, b) => disagreement(b, columns) - disagreement(a, columns));
  const many = row.whole ? ordered.length : MOST;
  row.below = el("div", "below", ...ordered.slice(0, many).map(vectorRow));
  if (ordered.length > many) {
    const button = el("button", "", `Show ${ordered.length - many} more`);
    button.type = "button";
    button.addEventListener("click", () => {
      row.whole = true;
      vectorsOf(row);
      row.element.querySelector(".opener").focus();
    });
    const cell = el("span", "more", button);
    cell.setAttribute("role", "cell");
    const last = el("div", "row", cell);
    last.setAttribute("role", "row");
    row.below.append(last);
  }
  row.element.after(row.below);
}

function clauseRow(source) {
  const size = el("span", "size");
  const name = source.href ? link(source.href, source.name) : el("span", "", source.name);
  const label = `Vectors of ${source.name} ${source.note}`.trim();
  const head = el("span", "", opener(source.key, label), name, " ", el("span", "quiet note-of", source.note), " ", size);
  const row = line("clause", 2, source.key, head);
  row.size = size;
  row.source = source;
  return row;
}

function groupRow(source) {
  const size = el("span", "size");
  const row = line("group", 1, source.key, el("span", "", opener(source.key, `Rows of ${source.name}`), el("b", "", source.name), " ", size));
  row.size = size;
  row.source = source;
  row.vectors = [...new Set(source.rows.flatMap((one) => one.vectors))];
  return row;
}

function build(wanted) {
  shown.clear();
  groups = wanted.by === "subject" ? bySubject() : byClause();
  columns = wanted.target.length ? wanted.target.filter((column) => column < width) : targets.map((target, column) => column);
  if (wanted.sort) {
    const weigh = (vectors) => vectors.reduce((sum, index) => sum + (fits[index] ? disagreement(index, columns) : 0), 0);
    for (const group of groups) for (const row of group.rows) row.weight = weigh(row.vectors);
    for (const group of groups) group.rows.sort((a, b) => b.weight - a.weight);
    const total = (group) => group.rows.reduce((sum, row) => sum + row.weight, 0);
    groups.sort((a, b) => total(b) - total(a));
  }
  const names = columns.map((column) => {
    const name = el("span", "", targets[column].name);
    name.setAttribute("role", "columnheader");
    return name;
  });
  const corner = el("span", "head", "Row");
  corner.setAttribute("role", "columnheader");
  const top = el("div", "row top", corner, ...names);
  top.setAttribute("role", "row");
  const head = el("div", "", top);
  head.setAttribute("role", "rowgroup");
  const table = el("div", "grid", head);
  table.setAttribute("role", "table");
  table.setAttribute("aria-label", "Verdicts");
  table.style.setProperty("--targets", columns.length);
  for (const group of groups) {
    const row = groupRow(group);
    shown.set(group.key, row);
    row.body = el("div", "rows", row.element);
    row.body.setAttribute("role", "rowgroup");
    table.append(row.body);
  }
  grid.replaceChildren(table);
}

function openGroup(row) {
  const open = opened.has(row.key);
  row.element.querySelector(".opener").setAttribute("aria-expanded", String(open));
  if (open && !row.inner) {
    row.inner = row.source.rows.map(clauseRow);
    for (const one of row.inner) {
      shown.set(one.key, one);
      row.body.append(one.element);
    }
  }
  for (const one of row.inner || []) {
    one.element.hidden = !open || !tell(one, one.source.vectors);
    vectorsOf(one);
  }
}

// Everything as the form wants it.
function update() {
  const wanted = wish();
  const now = JSON.stringify([wanted.by, wanted.sort ? wanted : "", wanted.target]);
  columns = wanted.target.length ? wanted.target.filter((column) => column < width) : targets.map((target, column) => column);
  const found = fit(wanted, columns);
  if (now !== layout) build(wanted);
  layout = now;
  for (const group of groups) {
    const row = shown.get(group.key);
    tell(row, row.vectors);
    openGroup(row);
  }
  document.getElementById("shown").textContent = `${found.toLocaleString("en")} of ${fits.length.toLocaleString("en")} vectors`;
}

function toggle(key, open) {
  if (open === opened.has(key)) return;
  if (open) opened.add(key);
  else opened.delete(key);
  const row = shown.get(key);
  if (row.body) return openGroup(row);
  row.element.querySelector(".opener").setAttribute("aria-expanded", String(open));
  vectorsOf(row);
}

function changed() {
  update();
  history.replaceState(null, "", address(wish()));
}

function startMatrix() {
  form.addEventListener("input", changed);
  form.addEventListener("submit", (event) => event.preventDefault());
  document.getElementById("clear").addEventListener("click", () => {
    form.reset();
    changed();
  });
  grid.addEventListener("click", (event) => {
    const button = event.target.closest(".opener");
    if (button) toggle(button.dataset.key, !opened.has(button.dataset.key));
  });
  grid.addEventListener("keydown", (event) => {
    const row = event.target.closest(".row");
    if (!row) return;
    const button = row.querySelector(".opener");
    if (button && (event.key === "ArrowRight" || event.key === "ArrowLeft")) {
      toggle(button.dataset.key, event.key === "ArrowRight");
      event.preventDefault();
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const rows = [...grid.querySelectorAll(".row:not(.top)")].filter((one) => !one.hidden);
    const next = rows[rows.indexOf(row) + (event.key === "ArrowDown" ? 1 : -1)];
    if (next) next.querySelector(".opener, a, button").focus();
    event.preventDefault();
  });
  document.getElementById("open-all").addEventListener("click", () => groups.forEach((group) => toggle(group.key, true)));
  document.getElementById("close-all").addEventListener("click", () => {
    opened.clear();
    layout = "";
    update();
  });
}
