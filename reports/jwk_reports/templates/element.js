// Elements. Every foreign text goes in as text, never as markup.

// Control and formatting characters as escapes, as the rest of the page has them.
function visible(text) {
  return String(text).replace(/(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (c) => `\\u{${c.codePointAt(0).toString(16)}}`);
}

function el(tag, kind, ...children) {
  const made = document.createElement(tag);
  if (kind) made.className = kind;
  for (const child of children) {
    if (child === null || child === undefined || child === "") continue;
    made.append(child instanceof Node ? child : visible(child));
  }
  return made;
}

function link(href, ...children) {
  const made = el("a", "", ...children);
  made.href = href;
  return made;
}

function outward(href, ...children) {
  const made = link(href, ...children);
  made.rel = "noreferrer";
  return made;
}

const placeOf = (kind, id) => `#${kind}/${encodeURIComponent(id)}`;

function badge(number, count) {
  const [glyph, word] = data.states[number];
  const mark = el("span", "glyph", glyph);
  mark.setAttribute("aria-hidden", "true");
  return el("span", `state ${data.names[number]}`, mark, count ? ` ${count}` : "", ` ${word}`);
}

function region(label, ...children) {
  const made = el("div", "wide", ...children);
  made.tabIndex = 0;
  made.setAttribute("role", "region");
  made.setAttribute("aria-label", label);
  return made;
}

function scrollable(label, text) {
  const made = el("pre", "", text);
  made.tabIndex = 0;
  made.setAttribute("role", "region");
  made.setAttribute("aria-label", visible(label));
  return made;
}

// Details that are written when they are first opened.
function lazily(summary, write) {
  const made = el("details", "", summary instanceof Node ? summary : el("summary", "", summary));
  made.addEventListener("toggle", () => {
    if (made.open && made.childElementCount === 1) made.append(...write());
  });
  return made;
}

function copyable(label, text) {
  const button = el("button", "copy", "Copy");
  const shown = scrollable(label, text);
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
  const list = el("dl", "facts");
  for (const [name, value] of pairs) {
    if (!value || (Array.isArray(value) && !value.length)) continue;
    const items = Array.isArray(value) ? value : [value];
    list.append(el("dt", "", name), el("dd", "foreign", ...items.map((item) => (item instanceof Node ? item : el("div", "", item)))));
  }
  return list;
}
