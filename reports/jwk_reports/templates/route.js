// The address says what is shown, so that everything can be sent to somebody as a link.
const page = document.getElementById("page");
const title = document.title;

function pageFor(hash) {
  let name;
  try {
    name = decodeURIComponent(hash.slice(3));
  } catch {
    name = hash.slice(3);
  }
  if (hash.startsWith("#v/") && places.has(name)) return vectorPage(places.get(name));
  if (hash.startsWith("#c/") && Object.hasOwn(data.clauses, name)) return clausePage(name);
  return [heading("Not in this report"), el("p", "", `There is no ${hash.startsWith("#v/") ? "vector" : "clause"} ${name} in this run.`)];
}

function show(first) {
  const hash = location.hash;
  const place = hash.length > 1 && !/[/?]/.test(hash) ? document.getElementById(hash.slice(1)) : null;
  const home = place ? place.closest("main > section") : null;
  const view = home && home !== page ? home.id : viewOf(hash);
  document.documentElement.dataset.view = view;
  for (const one of document.querySelectorAll("header nav a")) {
    if (one.hash === `#${view}`) one.setAttribute("aria-current", "page");
    else one.removeAttribute("aria-current");
  }
  page.hidden = view !== "page";
  if (view === "page") page.replaceChildren(...pageFor(hash));
  else page.replaceChildren();
  if (view === "matrix") {
    fillForm(new URLSearchParams(hash.split("?")[1] || ""));
    update();
  }
  const section = document.getElementById(view);
  const headline = section.querySelector("h2");
  document.title = `${headline.textContent} · ${title}`;
  if (place && place !== section) place.scrollIntoView();
  else if (!first) scrollTo(0, 0);
  if (!first) (place && place !== section && place.tabIndex >= 0 ? place : headline).focus({ preventScroll: true });
}

// Findings by target and severity.
const picks = document.getElementById("picks");
if (picks) {
  const [target, severity] = picks.querySelectorAll("select");
  const pick = () => {
    let left = 0;
    for (const box of document.querySelectorAll(".found")) {
      let here = 0;
      for (const row of box.querySelectorAll("tbody > tr")) {
        row.hidden = Boolean(severity.value) && row.cells[0].textContent !== severity.value;
        if (!row.hidden) here += 1;
      }
      box.hidden = !here || (target.value !== "" && box.dataset.target !== target.value);
      if (!box.hidden) left += here;
    }
    document.getElementById("picked").textContent = `${left.toLocaleString("en")} finding${left === 1 ? "" : "s"}`;
  };
  picks.addEventListener("input", pick);
  pick();
}

if (form) startMatrix();
if (form) fillForm(new URLSearchParams(location.hash.startsWith("#matrix?") ? location.hash.split("?")[1] : ""));
if (form) update();
// The way past the navigation changes nothing about what is shown.
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  document.getElementById(document.documentElement.dataset.view).querySelector("h2").focus();
});
addEventListener("hashchange", () => show(false));
show(true);
document.documentElement.dataset.ready = "";
