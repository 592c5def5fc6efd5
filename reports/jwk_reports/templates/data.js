// The data of the page, unpacked, and the answers of all targets as a table of numbers.
const block = document.getElementById("data");
if (typeof DecompressionStream === "undefined") {
  const said = el("p", "banner", "This browser cannot unpack the details of single vectors (it lacks DecompressionStream); everything else is here.");
  document.querySelector("main").prepend(said);
  document.documentElement.classList.remove("js");
  return;
}
const packed = Uint8Array.from(atob(block.textContent), (c) => c.charCodeAt(0));
const data = await new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"))).json();
block.textContent = "";

const targets = data.targets;
const width = targets.length;
const places = new Map(data.vectors.map((vector, index) => [vector.id, index]));
const PASS = data.names.indexOf("pass");
const answers = new Uint8Array(data.vectors.length * width);
data.cells.forEach((row, index) => row.forEach((cell, column) => (answers[index * width + column] = cell[0])));

// What an answer is for a comparison: the verdict, and of a choice the option. 0 says nothing.
const TELLING = new Set(["fail", "disputed", "warn", "choice", "pass"].map((name) => data.names.indexOf(name)));
const options = new Map();
const positions = new Uint16Array(answers.length);
data.cells.forEach((row, index) => row.forEach((cell, column) => {
  if (!TELLING.has(cell[0])) return;
  const answer = `${cell[0]} ${cell[2]}`;
  if (!options.has(answer)) options.set(answer, options.size + 1);
  positions[index * width + column] = options.get(answer);
}));

// How many of the targets answer otherwise than most of them.
const votes = new Uint16Array(options.size + 1);
function disagreement(index, columns) {
  votes.fill(0);
  let told = 0, most = 0;
  for (const column of columns) {
    const answer = positions[index * width + column];
    if (!answer) continue;
    told += 1;
    most = Math.max(most, (votes[answer] += 1));
  }
  return told - most;
}

const operationOf = (index) => data.more[index][1];
const FACETS = {
  rfc: (vector) => vector.clauses.map((name) => (data.clauses[name] ? data.clauses[name].document : "")),
  kty: (vector) => vector.requires.kty || [],
  crv: (vector) => vector.requires.crv || [],
  alg: (vector) => vector.requires.alg || [],
  enc: (vector) => vector.requires.enc || [],
  serialisation: (vector) => vector.requires.serialisations || [],
  feature: (vector) => vector.requires.features || [],
  operation: (vector, index) => [operationOf(index)],
  level: (vector) => [vector.level || "value"],
  axis: (vector, index) => [data.more[index][2]],
  severity: (vector) => [vector.severity],
};
// Each vector as one text to look words up in, and the vectors of each value of a facet.
const texts = data.vectors.map((vector) => [vector.title, vector.id, ...vector.clauses].join(" ").toLowerCase());
const having = {};
for (const [name, values] of Object.entries(FACETS)) {
  having[name] = new Map();
  data.vectors.forEach((vector, index) => {
    for (const value of values(vector, index)) {
      if (!having[name].has(value)) having[name].set(value, new Uint8Array(data.vectors.length));
      having[name].get(value)[index] = 1;
    }
  });
}

// Which vectors fit a filter, and how many.
const fits = new Uint8Array(data.vectors.length).fill(1);
function fit(wanted, columns) {
  const words = (wanted.words || "").toLowerCase().split(/\s+/).filter(Boolean);
  const sets = Object.keys(FACETS).filter((name) => wanted[name]).map((name) => having[name].get(wanted[name]));
  const verdict = wanted.verdict ? data.names.indexOf(wanted.verdict) : -1;
  let found = 0;
  for (let index = 0; index < fits.length; index += 1) {
    let good = sets.every((set) => set && set[index]);
    if (good && wanted.verdict) good = columns.some((column) => answers[index * width + column] === verdict);
    if (good && words.length) good = words.every((word) => texts[index].includes(word));
    fits[index] = good ? 1 : 0;
    found += fits[index];
  }
  return found;
}

// Groups of rows of vectors, in the order of the texts or of the subjects.
function bySubject() {
  const rows = data.subjects.map((name, number) => ({ key: `s${number}`, name, href: "", note: "", vectors: [] }));
  data.more.forEach(([row], index) => rows[row].vectors.push(index));
  return [{ key: "subjects", name: "All subjects", rows }];
}

function sectionOrder(a, b) {
  const numbers = (section) => section.split(/[.\s]+/).map((part) => (/^\d+$/.test(part) ? part.padStart(4, "0") : part)).join(".");
  return numbers(a.section) < numbers(b.section) ? -1 : 1;
}

function byClause() {
  const about = new Map();
  data.vectors.forEach((vector, index) => {
    for (const name of vector.clauses.length ? vector.clauses : [""]) {
      if (!about.has(name)) about.set(name, []);
      about.get(name).push(index);
    }
  });
  const texts = new Map();
  for (const [name, vectors] of about) {
    const clause = data.clauses[name] || { document: "Other", section: "", paraphrase: name || "about no clause" };
    if (!texts.has(clause.document)) texts.set(clause.document, []);
    texts.get(clause.document).push({
      key: `c${name}`, name: clause.section ? `Section ${clause.section}` : "", href: data.clauses[name] ? placeOf("c", name) : "",
      note: clause.paraphrase, section: clause.section, vectors,
    });
  }
  return [...texts].sort().map(([name, rows]) => ({ key: `d${name}`, name, rows: rows.sort(sectionOrder) }));
}
