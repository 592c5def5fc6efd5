// Everything about one clause: what it says, who breaks it, and the vectors about it.
function verdictsOf(column, vectors) {
  const counts = data.states.map(() => 0);
  for (const index of vectors) counts[answers[index * width + column]] += 1;
  return counts;
}

function clausePage(name) {
  const clause = data.clauses[name];
  const about = data.vectors.map((vector, index) => index).filter((index) => data.vectors[index].clauses.includes(name));
  const told = targets.map((target, column) => ({ target, column, counts: verdictsOf(column, about) }));
  const FAIL = data.names.indexOf("fail");
  told.sort((a, b) => b.counts[FAIL] - a.counts[FAIL]);
  const breaking = told.filter(({ counts }) => counts[FAIL]).length;
  const hidden = told.filter(({ counts }) => counts[data.names.indexOf("withheld")]).length;
  const rows = told.map(({ target, column, counts }) => {
    const head = el("th", "", target.name);
    head.scope = "row";
    const shown = counts.map((count, number) => (count ? el("div", "", badge(number, count.toLocaleString("en"))) : null));
    const broken = about.filter((index) => answers[index * width + column] === FAIL);
    const list = broken.length ? lazily(`${broken.length} broken`, () => [el("ul", "", ...broken.map((index) => el("li", "", link(placeOf("v", data.vectors[index].id), data.vectors[index].title))))]) : null;
    return el("tr", "", head, el("td", "", ...shown), el("td", "", list));
  });
  const vectors = about.map((index) => {
    const head = el("th", "", link(placeOf("v", data.vectors[index].id), data.vectors[index].title));
    head.scope = "row";
    const counts = data.states.map(() => 0);
    for (let column = 0; column < width; column += 1) counts[answers[index * width + column]] += 1;
    return el("tr", "", head, el("td", "", data.more[index][1]), el("td", "", ...counts.map((count, number) => (count ? el("span", "who", badge(number, String(count)), " ") : null))));
  });
  const back = el("nav", "around", link(address(wish()), "Matrix"));
  back.setAttribute("aria-label", "Back");
  return [
    back,
    heading(clause.paraphrase),
    facts([
      ["Text", section(clause.document, clause.section)],
      ["Keyword", clause.keyword === "none" ? "none: a statement without one" : clause.keyword],
      ["Demands of a reader", clause.force === "none" ? "nothing" : clause.force],
      ["Binds", clause.binds.join(", ")],
      ["Definitional", clause.definitional ? "no key or operation is defined for what it excludes" : ""],
      ["How it follows", clause.derived],
      ["Errata", clause.errata || "not considered"],
      ["At hand", clause.at_hand === false ? "the text was not available when this was written" : ""],
      ["Id", el("code", "", name)],
    ]),
    el("h3", "", breaking ? `Broken by ${breaking} of ${width} targets` : hidden ? "Broken by no target as far as is told" : "Broken by no target"),
    hidden ? el("p", "quiet", `Of ${hidden} targets answers are withheld.`) : "",
    region("Targets", table(["Target", "Verdicts", "Vectors that fail"], rows)),
    el("h3", "", `Vectors about it: ${about.length.toLocaleString("en")}`),
    region("Vectors", table(["Vector", "Operation", "Verdicts of all targets"], vectors)),
  ];
}
