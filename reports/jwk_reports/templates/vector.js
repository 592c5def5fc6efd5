// Everything about one vector.
const DEMANDS = {
  accept: "must be accepted",
  reject: "must be refused",
  choice: "the answer is open",
  setup: "prepares the next step; if it is not accepted, the vector tells nothing",
};

function expectation(step) {
  const parts = [el("p", "", el("b", "", `Expected: ${DEMANDS[step.expect]}.`))];
  if (step.expect === "reject" && !step.witnessed) parts.push(el("p", "quiet", "An acceptance alone does not show that it matters."));
  if (step.facts && Object.keys(step.facts).length) parts.push(el("div", "label", "with"), scrollable("expected facts", JSON.stringify(step.facts, null, 2)));
  if (step.absent) parts.push(el("p", "", `None of these members may come out: ${step.absent.join(", ")}.`));
  if (step.check) parts.push(el("details", "", el("summary", "", `What it produces is checked independently (${step.check.kind})`), scrollable("check", JSON.stringify(step.check, null, 2))));
  if (step.options) {
    const items = step.options.map((option) => {
      const told = option.facts && Object.keys(option.facts).length ? ` with ${JSON.stringify(option.facts)}` : "";
      return el("li", "", el("b", "", option.option), `: ${option.outcome}${told}`);
    });
    parts.push(el("ul", "", ...items));
  }
  return parts;
}

// Where a section of a text can be read; null for texts that are not RFCs.
function textAt(document, section) {
  const number = /^RFC (\d+)$/.exec(document);
  if (!number) return null;
  const place = /^\d[\d.]*$/.test(section) ? `#section-${section}` : /^(?:Appendix )?[A-Z](?:\.[\d.]+)?$/.test(section) ? `#appendix-${section.replace("Appendix ", "")}` : "";
  return `https://www.rfc-editor.org/rfc/rfc${number[1]}${place}`;
}

function section(document, number) {
  const href = textAt(document, number);
  const name = `${document} section ${number}`;
  return href ? outward(href, name) : el("span", "", name);
}

function force(clause) {
  return [clause.keyword === "none" ? "" : clause.keyword, clause.force === "none" ? "" : clause.force].filter(Boolean).join(", ");
}

function clauseLine(name, why) {
  const told = data.clauses[name];
  if (!told) return el("div", "", name);
  const meta = force(told);
  return el("div", "", el("b", "", section(told.document, told.section)), meta ? ` (${meta})` : "", `: ${told.paraphrase}`, why ? el("div", "quiet", `implied: ${why}`) : null, el("div", "", link(placeOf("c", name), name)));
}

function dispute(one) {
  const whom = (one.targets || []).length ? ` for ${one.targets.join(", ")}` : "";
  return el("div", "", el("b", "", `${one.state || "open"}, by ${one.by} on ${one.date}${whom}: `), one.reason, one.url ? ` ${one.url}` : "", one.answer ? el("div", "", el("b", "", "Answer: "), one.answer) : null);
}

// What a target must offer to be asked.
function needs(requires) {
  return Object.entries(requires).map(([name, value]) => `${name}: ${[value].flat().join(", ")}`);
}

// What the URLs of a vector answer, one request after the other.
function served(serves) {
  const paths = Object.entries(serves);
  if (!paths.length) return [];
  const items = paths.flatMap(([path, answers]) => answers.map((answer, number) => {
    const { status = 200, headers = [], body = "", octets = "", ...rest } = answer;
    const head = status ? [`HTTP ${status}`, ...headers.map(([name, value]) => `${name}: ${value}`)] : ["the connection is closed without an answer"];
    const more = Object.entries(rest).map(([name, value]) => `(${name}: ${value})`);
    const name = `${path}, ${answers.length > 1 ? `answer ${number + 1}` : "every answer"}`;
    return el("div", "step", el("div", "", el("code", "", name)), scrollable(name, [...head, ...more, "", body || octets].join("\n")));
  }));
  return [el("h3", "", "What is served"), ...items];
}

// What was judged on looking into it, each reasoning once.
function triaged(judgements) {
  const alike = new Map();
  for (const { target, judged, reasoning } of judgements) {
    const words = JSON.stringify([judged, reasoning]);
    alike.set(words, [...(alike.get(words) || []), target]);
  }
  return [...alike].map(([words, whom]) => {
    const [judged, reasoning] = JSON.parse(words);
    return el("div", "", el("b", "", `${whom.join(", ")}, ${judged}: `), reasoning);
  });
}

const escaped = (value) => JSON.stringify(value).replace(/[\u007f-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);

function happened(step, seen) {
  const error = seen.error;
  const where = error && error.module ? `, raised in ${error.module}${error.function ? `.${error.function}` : ""}` : "";
  const stage = seen.stage ? ` at ${seen.stage}` : "";
  const message = error && error.message ? el("div", "quiet foreign", error.message) : null;
  return el("div", "foreign", el("span", "quiet", `${step.operation}: `), `${seen.outcome}${stage}`, error ? ` with ${error.type}${where}` : "", message);
}

function outcome(index, column) {
  const vector = data.vectors[index];
  const target = targets[column];
  const [number, said, option, ...steps] = data.cells[index][column];
  const observed = steps.map((seen, position) => happened(vector.steps[position], data.seen[seen]));
  const many = observed.length > 6 ? [el("details", "", el("summary", "", `${observed.length} steps`), ...observed)] : observed;
  const name = el("th", "", target.name);
  name.scope = "row";
  return el("tr", "", name, el("td", "", badge(number), option ? el("div", "", option) : null),
    el("td", "", el("div", "foreign", data.said[said]), ...many, ...reproduction(index, column), ...lines(vector, target, steps)));
}

function reproduction(index, column) {
  const [, , , , code, literals] = data.more[index];
  const target = targets[column];
  if (code[column] === undefined || code[column] === null) return [];
  const held = literals[target.json] || {};
  const filled = data.code[code[column]].replace(/\{(\d+\.[\w.]+)\}/g, (whole, name) => (Object.hasOwn(held, name) ? held[name] : whole));
  return [lazily(`Reproduce with ${target.name}`, () => [copyable(`code for ${target.name}`, filled)])];
}

function lines(vector, target, steps) {
  if (!steps.length) return [];
  return [lazily(`Protocol lines of ${target.name}`, () => {
    const shown = steps.map((seen, position) => {
      const step = vector.steps[position];
      const request = { seq: position + 1, op: step.operation, args: step.args };
      if (step.as) request.as = step.as;
      return `→ ${escaped(request)}\n← ${escaped({ seq: position + 1, ...data.seen[seen] })}`;
    });
    return [copyable(`protocol lines of ${target.name}`, shown.join("\n"))];
  })];
}

function heading(text) {
  const made = el("h2", "foreign", text);
  made.tabIndex = -1;
  return made;
}

function table(names, rows) {
  const head = names.map((name) => {
    const cell = el("th", "", name);
    cell.scope = "col";
    return cell;
  });
  return el("table", "list", el("thead", "", el("tr", "", ...head)), el("tbody", "", ...rows));
}

// Links to the vectors before and after, among those that the matrix shows.
function neighbours(index) {
  const around = [[-1, "Previous"], [1, "Next"]].map(([step, word]) => {
    let other = index + step;
    while (other >= 0 && other < fits.length && !fits[other]) other += step;
    if (other < 0 || other >= fits.length) return null;
    const made = link(placeOf("v", data.vectors[other].id), word);
    made.setAttribute("aria-label", visible(`${word}: ${data.vectors[other].title}`));
    return made;
  });
  const made = el("nav", "around", link(address(wish()), "Matrix"), ...around.filter(Boolean));
  made.setAttribute("aria-label", "Vectors");
  return made;
}

function vectorPage(index) {
  const vector = data.vectors[index];
  const [row, , axis, aside] = data.more[index];
  const chosen = vector.choice ? data.choices[vector.choice] : null;
  const derived = vector.derived_from && places.has(vector.derived_from) ? link(placeOf("v", vector.derived_from), vector.derived_from) : vector.derived_from;
  const order = targets.map((target, column) => column).sort((a, b) => answers[index * width + a] - answers[index * width + b]);
  return [
    neighbours(index),
    heading(vector.title),
    el("p", "", vector.why),
    facts([
      ["Id", el("code", "", vector.id)],
      ["Subject", data.subjects[row]],
      ["Clauses", [...vector.clauses.map((name) => clauseLine(name)), ...Object.entries(vector.implied || {}).map(([name, why]) => clauseLine(name, why))]],
      ["Choice", chosen ? [chosen.question, ...chosen.options.map((option) => `${option.id}: ${option.meaning}`)] : ""],
      ["Defect", vector.reason],
      ["Witness", vector.witness],
      ["Source", el("div", "", section(vector.source.document, vector.source.section), vector.source.figure ? `, ${vector.source.figure}` : "")],
      ["Derived", vector.derived_from ? el("div", "", derived, vector.mutation ? `: ${vector.mutation}` : "") : ""],
      ["Counts for", `${axis}${aside ? `, not scored: ${aside}` : ""}`],
      ["Severity", `${vector.severity}, set ${vector.set}, ${vector.role || "vector"}, level ${vector.level || "value"}`],
      ["Controls", (vector.controls || []).map((name) => (places.has(name) ? el("div", "", link(placeOf("v", name), name)) : name))],
      ["Needs", needs(vector.requires)],
      ["No two alike", (vector.distinct || []).join(", ")],
      ["The same of all errors", (vector.alike || []).join(", ")],
      ["CVEs", vector.cves],
      ["Triage", triaged(vector.triage || [])],
      ["Disputed", (vector.disputes || []).map(dispute)],
      ["Mended", (vector.mended || []).map((one) => `${one.date}, on a report by ${one.by}: ${one.was} Now: ${one.now} ${one.url || ""}`)],
    ]),
    el("h3", "", vector.steps.length > 1 ? "Steps" : "Input and expectation"),
    ...vector.steps.map((step) => el("div", "step", el("div", "", el("code", "", step.operation), step.as ? ` as ${step.as}` : ""),
      ...Object.entries(step.args).flatMap(([name, value]) => argument(name, value, vector.level)), ...expectation(step))),
    ...served(vector.serves || {}),
    el("h3", "", "What each target did"),
    region("What each target did", table(["Target", "Verdict", "What happened"], order.map((column) => outcome(index, column)))),
  ];
}
