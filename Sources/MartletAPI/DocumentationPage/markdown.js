// The part of Markdown that descriptions use, as elements. HTML inside of it stays text, pictures become links.

import { codeBlock, h } from './dom.js';

const INLINE = new RegExp([
  /(?<tick>`+)(?<code>.+?)\k<tick>/,
  /(?<fence>\*\*|__)(?<strong>.+?)\k<fence>/,
  /\*(?<star>[^\s*](?:[^*]*[^\s*])?)\*|(?<!\w)_(?<under>[^\s_](?:[^_]*[^\s_])?)_(?!\w)/,
  /!?\[(?<label>[^\]]+)\]\((?<address>[^)\s]+)\)/,
  /<?(?<bare>https?:\/\/[^\s<>)]*[^\s<>).,;:!?'"])>?/,
  /\\(?<escaped>[!-/:-@[-`{-~])/,
].map(pattern => pattern.source).join('|'), 's');
const DEPTH = 6;

/** @param {string} address @returns {boolean} whether a link may lead there */
function isSafe(address) {
  try {
    return ['http:', 'https:', 'mailto:'].includes(new URL(address, location.href).protocol);
  } catch {
    return false;
  }
}

/**
 * A link, or its text where the address is not one of the web.
 * @param {string} address @param {import('./dom.js').Child} label
 */
export function link(address, label) {
  if (!isSafe(address)) return h('span', {}, label);
  const away = new URL(address, location.href).origin !== location.origin;
  return h('a', { href: address, rel: away ? 'noopener noreferrer' : null }, label);
}

/** @param {string} text @param {number} [depth] @returns {import('./dom.js').Child[]} */
export function inline(text, depth = 0) {
  const out = [];
  let rest = text;
  while (rest) {
    const match = depth < DEPTH ? INLINE.exec(rest) : null;
    if (!match) break;
    out.push(rest.slice(0, match.index));
    const { code, strong, star, under, label, address, bare, escaped } = match.groups ?? {};
    const emphasis = star ?? under;
    if (code) out.push(h('code', {}, code.trim()));
    else if (strong) out.push(h('strong', {}, inline(strong, depth + 1)));
    else if (emphasis) out.push(h('em', {}, inline(emphasis, depth + 1)));
    else if (label) out.push(link(address, inline(label, depth + 1)));
    else if (bare) out.push(link(bare, bare));
    else out.push(escaped);
    rest = rest.slice(match.index + match[0].length);
  }
  out.push(rest);
  return out;
}

const FENCE = /^ {0,3}(```+|~~~+)/;
const HEADING = /^ {0,3}(#{1,6})\s+(.*?)\s*#*$/;
const ITEM = /^( {0,3})([-*+]|\d{1,9}[.)])\s+/;
const QUOTE = /^ {0,3}> ?/;
const INDENTED = /^ {4}/;
const ROW = /^\s*\|.*\|\s*$/;
const RULE = /^\s*\|[\s:|-]+\|\s*$/;

/**
 * A description as elements.
 * @param {string} text
 * @param {number} [level] the level of its highest headings
 * @param {number} [depth] how many lists and quotes are around it
 * @returns {HTMLElement}
 */
export function markdown(text, level = 3, depth = 0) {
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  const out = h('div', { class: depth ? null : 'prose' });
  const highest = Math.min(...lines.map(line => HEADING.exec(line)?.[1].length ?? 6));
  let at = 0;

  /** Takes lines while they match. @param {(line: string) => boolean} wanted */
  const take = wanted => {
    const start = at;
    while (at < lines.length && wanted(lines[at])) at += 1;
    return lines.slice(start, at);
  };
  /** @param {string} line */
  const starts = line => !line.trim() || [FENCE, HEADING, ITEM, QUOTE, ROW].some(pattern => pattern.test(line));

  while (at < lines.length) {
    const line = lines[at];
    const fence = FENCE.exec(line);
    const heading = HEADING.exec(line);
    if (!line.trim()) {
      at += 1;
    } else if (fence) {
      at += 1;
      const code = take(candidate => !candidate.trimStart().startsWith(fence[1]));
      at += 1;
      out.append(codeLines(code));
    } else if (heading) {
      at += 1;
      const tag = /** @type {'h3'} */ (`h${Math.min(6, level + heading[1].length - highest)}`);
      out.append(h(tag, {}, inline(heading[2])));
    } else if (INDENTED.test(line)) {
      out.append(codeLines(take(candidate => INDENTED.test(candidate)).map(code => code.slice(4))));
    } else if (QUOTE.test(line) && depth < DEPTH) {
      const quoted = take(candidate => QUOTE.test(candidate)).map(candidate => candidate.replace(QUOTE, ''));
      out.append(h('blockquote', {}, markdown(quoted.join('\n'), level, depth + 1)));
    } else if (ITEM.test(line) && depth < DEPTH) {
      out.append(items(take, lines, () => at, level, depth));
    } else if (ROW.test(line) && RULE.test(lines[at + 1] ?? '')) {
      out.append(table(take(candidate => ROW.test(candidate))));
    } else {
      at += 1;
      const words = [line, ...take(candidate => !starts(candidate))];
      out.append(h('p', {}, inline(words.map(word => word.trim()).join('\n'))));
    }
  }
  return out;
}

/** @param {string[]} lines */
const codeLines = lines => codeBlock('Code', lines.join('\n'));

/**
 * A list with what is indented below its items.
 * @param {(wanted: (line: string) => boolean) => string[]} take @param {string[]} lines @param {() => number} at
 * @param {number} level @param {number} depth
 */
function items(take, lines, at, level, depth) {
  const ordered = /^\s*\d/.test(lines[at()]);
  const list = h(ordered ? 'ol' : 'ul');
  const next = () => ITEM.exec(lines[at()] ?? '');
  for (let mark = next(); mark && /\d/.test(mark[2]) === ordered; mark = next()) {
    const width = mark[0].length;
    let first = true;
    const own = take(line => {
      const belongs = first || (line.trim() !== '' && (/^ {2,}/.test(line) || !ITEM.test(line)));
      first = false;
      return belongs;
    });
    const text = own.map((line, index) => index === 0 ? line.slice(width) : line.replace(/^ {1,4}/, '')).join('\n');
    const content = markdown(text, level, depth + 1);
    const [paragraph] = content.children.length === 1 ? content.querySelectorAll(':scope > p') : [];
    list.append(h('li', {}, [...(paragraph ?? content).childNodes]));
  }
  return list;
}

/** @param {string[]} rows the second one is the rule between head and body */
function table(rows) {
  const cells = rows.map(row => row.trim().slice(1, -1).split('|').map(cell => inline(cell.trim())));
  return h('div', { class: 'wide', tabindex: 0, role: 'group', 'aria-label': 'Table' }, h('table', {},
    h('thead', {}, h('tr', {}, cells[0].map(cell => h('th', { scope: 'col' }, cell)))),
    h('tbody', {}, cells.slice(2).map(row => h('tr', {}, row.map(cell => h('td', {}, cell)))))));
}
