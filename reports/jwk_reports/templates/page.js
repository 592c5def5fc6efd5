"use strict";
// Details are written when they are opened; every foreign text goes in as text, never as markup.
(async () => {
  const block = document.getElementById("data");
  if (typeof DecompressionStream === "undefined") {
    const said = document.createElement("p");
    said.className = "banner";
    said.textContent = "This browser cannot unpack the details of single vectors (it lacks DecompressionStream); everything else is here.";
    document.querySelector(".filter").replaceWith(said);
    return;
  }
  const packed = Uint8Array.from(atob(block.textContent), (c) => c.charCodeAt(0));
  const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  const data = await new Response(unpacked).json();
  const targets = data.targets;
  const places = new Map(data.vectors.map((vector, index) => [vector.id, index]));

  const texts = data.vectors.map((vector) => [vector.title, vector.id, ...vector.clauses].join(" ").toLowerCase());
  const fits = data.vectors.map(() => true);
  const written = new Map();

  // Control and formatting characters as escapes, as the rest of the page has them.
  const visible = (text) =>
    String(text).replace(/(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (c) => `\\u{${c.codePointAt(0).toString(16)}}`);

  function el(tag, kind, ...children) {
    const made = document.createElement(tag);
    if (kind) made.className = kind;
    for (const child of children) {
      if (child === null || child === undefined || child === "") continue;
      made.append(child instanceof Node ? child : visible(child));
    }
    return made;
  }

  function state(number) {
    const [glyph, word] = data.states[number];
    const mark = el("span", "glyph", glyph);
    mark.setAttribute("aria-hidden", "true");
    return el("span", `state ${data.names[number]}`, mark, ` ${word}`);
  }

  function copyable(text) {
    const button = el("button", "copy", "Copy");
    const shown = el("pre", "", text);
    button.type = "button";
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(text);
        button.textContent = "Copied";
      } catch {
        getSelection().selectAllChildren(shown);
        button.textContent = "Selected";
      }
    });
    return el("div", "", button, shown);
  }

  function facts(pairs) {
    const list = el("dl");
    for (const [name, value] of pairs) {
      if (!value || (Array.isArray(value) && !value.length)) continue;
      const items = Array.isArray(value) ? value : [value];
      list.append(el("dt", "", name), el("dd", "foreign", ...items.map((item) => (item instanceof Node ? item : el("div", "", item)))));
    }
    return list;
  }

  const octets = new Set(["payload", "plaintext", "detached", "aad", "b64"]);
  function decoded(name, value) {
    if (!octets.has(name) || typeof value !== "string") return null;
    try {
      const raw = atob(value.replaceAll("-", "+").replaceAll("_", "/"));
      const bytes = Uint8Array.from(raw, (c) => c.charCodeAt(0));
      return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch {
      return null;
    }
  }

  // JSON is laid out where that changes nothing but white space: a name that stands twice, an
  // escape or a number too large must stay as the target got it.
  function pretty(value, level) {
    if (typeof value !== "string") return Array.isArray(value) ? JSON.stringify(value) : JSON.stringify(value, null, 2);
    if (level === "text" || !/^\s*[{[]/.test(value)) return value;
    try {
      const laidOut = JSON.stringify(JSON.parse(value), null, 2);
      return laidOut.replace(/\s/g, "") === value.replace(/\s/g, "") ? laidOut : value;
    } catch {
      return value;
    }
  }

  function argument(name, value, level) {
    if (Array.isArray(value) && value.some((item) => item && typeof item === "object")) {
      return value.map((item, index) => Object.entries(item).map(([inner, part]) => argument(`${name} ${index + 1}: ${inner}`, part, level))).flat(2);
    }
    if (value && typeof value === "object" && "ref" in value) return [el("div", "label", `${name}: what `, el("code", "", value.ref), " names")];
    const raw = value && typeof value === "object" && "b64" in value;
    const shown = raw ? value.b64 : value;
    const text = decoded(raw ? "b64" : name, shown);
    const parts = [el("div", "label", raw ? `${name} (octets, base64url)` : name), el("pre", "", pretty(shown, level))];
    if (text !== null) parts.push(el("div", "label", `${name}, decoded`), el("pre", "", text));
    return parts;
  }

  const demands = {
    accept: "must be accepted",
    reject: "must be refused",
    choice: "the answer is open",
    setup: "prepares the next step; if it is not accepted, the vector tells nothing",
  };
  function expectation(step) {
    const parts = [el("p", "", `Expected: ${demands[step.expect]}.`)];
    if (step.expect === "reject" && !step.witnessed) parts.push(el("p", "quiet", "An acceptance alone does not show that it matters."));
    if (step.facts && Object.keys(step.facts).length) parts.push(el("div", "label", "with"), el("pre", "", JSON.stringify(step.facts, null, 2)));
    if (step.absent) parts.push(el("p", "", `None of these members may come out: ${step.absent.join(", ")}.`));
    if (step.check) parts.push(el("details", "", el("summary", "", `What it produces is checked independently (${step.check.kind})`), el("pre", "", JSON.stringify(step.check, null, 2))));
    if (step.options) {
      const items = step.options.map((option) => {
        const told = option.facts && Object.keys(option.facts).length ? ` with ${JSON.stringify(option.facts)}` : "";
        return el("li", "", el("b", "", option.option), `: ${option.outcome}${told}`);
      });
      parts.push(el("ul", "", ...items));
    }
    return parts;
  }

  function clause(name, why) {
    const told = data.clauses[name];
    if (!told) return el("div", "", name);
    const meta = [told.keyword === "none" ? "" : told.keyword, told.force === "none" ? "" : told.force].filter(Boolean).join(", ");
    return el("div", "", el("b", "", `${told.document} section ${told.section}`), meta ? ` (${meta})` : "", `: ${told.paraphrase}`, why ? el("div", "quiet", `implied: ${why}`) : null, el("div", "quiet", name));
  }

  function dispute(one) {
    const whom = (one.targets || []).length ? ` for ${one.targets.join(", ")}` : "";
    return el("div", "", el("b", "", `${one.state || "open"}, by ${one.by} on ${one.date}${whom}: `), one.reason, one.url ? ` ${one.url}` : "", one.answer ? el("div", "", el("b", "", "Answer: "), one.answer) : null);
  }

  function source(told) {
    return `${told.document} section ${told.section}${told.figure ? `, ${told.figure}` : ""}`;
  }

  const escaped = (value) => JSON.stringify(value).replace(/[\u007f-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);

  function outcome(vector, target, cell) {
    const [number, said, option, ...steps] = cell;
    const box = el("div", "outcome", el("div", "", el("b", "", target.name), " ", state(number), option ? ` ${option}` : ""), el("p", "foreign", data.said[said]));
    steps.forEach((index, position) => {
      const seen = data.seen[index];
      const step = vector.steps[position];
      const error = seen.error;
      const where = error && error.module ? `, raised in ${error.module}${error.function ? `.${error.function}` : ""}` : "";
      const stage = seen.stage ? ` at ${seen.stage}` : "";
      box.append(el("div", "foreign", el("span", "quiet", `${step.operation}: `), `${seen.outcome}${stage}`, error ? ` with ${error.type}${where}` : ""));
    });
    box.append(...reproduction(vector, target), ...lines(vector, steps));
    return box;
  }

  function reproduction(vector, target) {
    const number = vector.code[targets.indexOf(target)];
    if (number === null) return [];
    const literals = vector.literals[target.json];
    const filled = data.code[number].replace(/\{(\d+\.[\w.]+)\}/g, (whole, name) => (Object.hasOwn(literals, name) ? literals[name] : whole));
    return [el("details", "", el("summary", "", `Reproduce with ${target.name}`), copyable(filled))];
  }

  function lines(vector, steps) {
    if (!steps.length) return [];
    const shown = steps.map((index, position) => {
      const step = vector.steps[position];
      const request = { seq: position + 1, op: step.operation, args: step.args };
      if (step.as) request.as = step.as;
      return `→ ${escaped(request)}\n← ${escaped({ seq: position + 1, ...data.seen[index] })}`;
    });
    return [el("details", "", el("summary", "", "Protocol lines"), el("pre", "", shown.join("\n")))];
  }

  function body(index) {
    const vector = data.vectors[index];
    const chosen = vector.choice ? data.choices[vector.choice] : null;
    const box = el("div", "body");
    box.append(el("p", "", vector.why));
    box.append(facts([
      ["Id", el("code", "", vector.id)],
      ["Clauses", [...vector.clauses.map((name) => clause(name)), ...Object.entries(vector.implied || {}).map(([name, why]) => clause(name, why))]],
      ["Choice", chosen ? [chosen.question, ...chosen.options.map((option) => `${option.id}: ${option.meaning}`)] : ""],
      ["Defect", vector.reason],
      ["Witness", vector.witness],
      ["Source", source(vector.source)],
      ["Derived", vector.derived_from ? `${vector.derived_from}${vector.mutation ? `: ${vector.mutation}` : ""}` : ""],
      ["Severity", `${vector.severity}, set ${vector.set}${vector.aside ? " (not scored)" : ""}, ${vector.role || "vector"}, level ${vector.level || "value"}`],
      ["Controls", vector.controls],
      ["CVEs", vector.cves],
      ["Triage", (vector.triage || []).map((one) => el("div", "", el("b", "", `${one.target}, ${one.judged}: `), one.reasoning))],
      ["Disputed", (vector.disputes || []).map(dispute)],
      ["Mended", (vector.mended || []).map((one) => `${one.date}, on a report by ${one.by}: ${one.was} Now: ${one.now} ${one.url || ""}`)],
    ]));
    box.append(el("h4", "", vector.steps.length > 1 ? "Steps" : "Input and expectation"));
    for (const step of vector.steps) {
      const args = Object.entries(step.args).map(([name, value]) => argument(name, value, vector.level)).flat();
      box.append(el("div", "step", el("div", "", el("code", "", step.operation), step.as ? ` as ${step.as}` : ""), ...args, ...expectation(step)));
    }
    box.append(el("h4", "", "What each target did"));
    targets.forEach((target, position) => box.append(outcome(vector, target, data.cells[index][position])));
    return box;
  }

  function whenOpened(details, fill) {
    details.addEventListener("toggle", () => {
      if (details.open && !details.dataset.filled) {
        details.dataset.filled = "yes";
        fill();
      }
    });
  }

  function vectorEntry(index) {
    const vector = data.vectors[index];
    const verdicts = targets.map((target, position) => el("span", "", el("span", "target", `${target.name} `), state(data.cells[index][position][0])));
    const details = el("details", "vector", el("summary", "", el("span", "row", el("span", "", vector.title), ...verdicts)));
    details.id = `v/${vector.id}`;
    whenOpened(details, () => details.append(body(index)));
    return details;
  }

  function fillGroup(details) {
    if (details.dataset.written) return;
    details.dataset.written = "yes";
    const box = el("div", "vectors", el("div", "row head", el("span", "", "Vector"), ...targets.map((target) => el("span", "", target.name))));
    box.style.setProperty("--targets", targets.length);
    data.vectors.forEach((vector, index) => {
      if (vector.row !== Number(details.dataset.row)) return;
      const entry = vectorEntry(index);
      entry.hidden = !fits[index];
      written.set(index, entry);
      box.append(entry);
    });
    details.append(box);
  }

  const groups = [...document.querySelectorAll("details.group")];
  for (const details of groups) whenOpened(details, () => fillGroup(details));

  const words = document.getElementById("words");
  const having = document.getElementById("with");
  function filter() {
    const wanted = words.value.toLowerCase().split(/\s+/);
    const verdict = having.value === "" ? null : Number(having.value);
    const left = groups.map(() => 0);
    data.vectors.forEach((vector, index) => {
      fits[index] = (verdict === null || data.cells[index].some((cell) => cell[0] === verdict)) && wanted.every((word) => texts[index].includes(word));
      if (fits[index]) left[vector.row] += 1;
    });
    groups.forEach((group, row) => (group.hidden = !left[row]));
    for (const [index, entry] of written) entry.hidden = !fits[index];
    const found = left.reduce((sum, number) => sum + number, 0);
    document.getElementById("shown").textContent = `${found} of ${fits.length} vectors`;
  }
  words.addEventListener("input", filter);
  having.addEventListener("input", filter);
  filter();

  // A link to a vector opens the way to it, so that it can be sent to somebody.
  function follow() {
    let wanted;
    try {
      wanted = decodeURIComponent(location.hash.slice(1));
    } catch {
      return;
    }
    let found = null;
    if (wanted.startsWith("g/")) found = document.getElementById(wanted);
    if (wanted.startsWith("v/") && places.has(wanted.slice(2))) {
      words.value = having.value = "";
      filter();
      const group = groups[data.vectors[places.get(wanted.slice(2))].row];
      group.open = true;
      fillGroup(group);
      found = document.getElementById(wanted);
    }
    if (!found) return;
    found.open = true;
    found.scrollIntoView();
    found.querySelector("summary").focus({ preventScroll: true });
  }
  addEventListener("hashchange", follow);
  follow();
})();
