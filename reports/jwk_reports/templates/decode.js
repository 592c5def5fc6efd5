// An input as a person wants to see it: laid out, as octets, and with its parts decoded.
const MOST_OCTETS = 2048;

function octetsOf(text) {
  if (typeof text !== "string" || !/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) return null;
  try {
    return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  } catch {
    return null;
  }
}

function textOf(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");

// Sixteen octets a line: where they stand, what they are, and what they are in ASCII.
function dump(bytes) {
  const lines = [];
  for (let start = 0; start < Math.min(bytes.length, MOST_OCTETS); start += 16) {
    const part = bytes.slice(start, start + 16);
    const ascii = [...part].map((byte) => (byte > 31 && byte < 127 ? String.fromCharCode(byte) : ".")).join("");
    lines.push(`${start.toString(16).padStart(4, "0")}  ${hex(part).padEnd(47)}  ${ascii}`);
  }
  if (bytes.length > MOST_OCTETS) lines.push(`… (${bytes.length.toLocaleString("en")} octets)`);
  return lines.join("\n");
}

// JSON is laid out where that changes nothing but white space: a name that stands twice, an
// escape or a number too large must stay as the target got it.
function laidOut(text) {
  if (!/^\s*[{[]/.test(text)) return null;
  try {
    const again = JSON.stringify(JSON.parse(text), null, 2);
    return again.replace(/\s/g, "") === text.replace(/\s/g, "") ? again : null;
  } catch {
    return null;
  }
}

// The number in some octets, where it is short enough to be read.
function small(bytes) {
  return bytes.length <= 6 ? ` = ${bytes.reduce((sum, byte) => sum * 256 + byte, 0).toLocaleString("en")}` : "";
}

const NUMBERS = new Set(["n", "e", "d", "p", "q", "dp", "dq", "qi", "x", "y"]);
function members(key, name) {
  const rows = [];
  for (const [member, value] of Object.entries(key)) {
    const bytes = NUMBERS.has(member) || member === "k" ? octetsOf(value) : null;
    if (!bytes) continue;
    const shown = hex(bytes.slice(0, 64)) + (bytes.length > 64 ? " …" : "");
    const about = el("div", "quiet", `${bytes.length.toLocaleString("en")} octets${member === "e" ? small(bytes) : ""}`);
    rows.push([`${name}${member}`, el("div", "", about, el("code", "", shown))]);
  }
  return rows;
}

// What a key, a set or a compact token holds, decoded; nothing where it is none of these.
function decoded(text) {
  const parts = text.split(".");
  if (parts.length === 3 || parts.length === 5) {
    const names = parts.length === 3 ? ["header", "payload", "signature"] : ["header", "encrypted key", "iv", "ciphertext", "tag"];
    const rows = parts.map((part, index) => {
      const bytes = octetsOf(part);
      if (!bytes) return [names[index], "no base64url"];
      const plain = index === 0 || names[index] === "payload" ? textOf(bytes) : null;
      if (plain !== null) return [names[index], el("pre", "", laidOut(plain) || plain)];
      return [names[index], `${bytes.length.toLocaleString("en")} octets: ${hex(bytes.slice(0, 64))}${bytes.length > 64 ? " …" : ""}`];
    });
    if (octetsOf(parts[0])) return facts(rows);
  }
  let value = null;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (!value || typeof value !== "object") return null;
  const keys = Array.isArray(value.keys) ? value.keys : [value];
  const rows = keys.filter((key) => key && typeof key === "object").flatMap((key, index) => members(key, keys.length > 1 ? `${index + 1}: ` : ""));
  for (const name of ["protected", "payload"]) {
    const bytes = octetsOf(value[name]);
    const plain = bytes && bytes.length ? textOf(bytes) : null;
    if (plain) rows.push([name, el("pre", "", laidOut(plain) || plain)]);
  }
  return rows.length ? facts(rows) : null;
}

const OCTETS = new Set(["payload", "plaintext", "detached", "aad"]);
const holds = (value) => value && typeof value === "object";

function argument(name, value, level) {
  if (Array.isArray(value) && value.some(holds)) {
    return value.flatMap((item, index) => Object.entries(holds(item) ? item : { "": item }).flatMap(([inner, part]) => argument(`${name} ${index + 1}: ${inner}`, part, level)));
  }
  if (holds(value) && "ref" in value) return [el("div", "label", `${name}: what `, el("code", "", value.ref), " names")];
  const raw = holds(value) && typeof value.b64 === "string";
  const text = raw ? value.b64 : typeof value === "string" ? value : JSON.stringify(value, null, 2);
  const bytes = raw || OCTETS.has(name) ? octetsOf(text) : null;
  const laid = level === "text" || raw ? null : laidOut(text);
  const parts = [el("div", "label", raw ? `${name} (octets, in base64url)` : name), scrollable(name, laid || text)];
  const plain = bytes ? textOf(bytes) : null;
  if (plain !== null) parts.push(el("div", "label", `${name}, decoded`), scrollable(`${name}, decoded`, plain));
  const inner = typeof value === "string" ? decoded(text) : plain === null ? null : decoded(plain);
  if (inner) parts.push(el("details", "", el("summary", "", `${name}, its parts decoded`), inner));
  const sent = bytes || (typeof value === "string" ? new TextEncoder().encode(text) : null);
  if (sent) parts.push(lazily(`${name} as octets (${sent.length.toLocaleString("en")})`, () => [scrollable(`${name} as octets`, dump(sent))]));
  return parts;
}
