// Colours for code: comments, strings, numbers and words. What is shown is the text itself, in spans.

import { h } from './dom.js';

const TOKEN = /(?<comment>\/\/.*$)|(?<string>(?<hash>#*)"""[^]*?"""\k<hash>|"(?:[^"\\\n]|\\.)*"|'[^']*')|(?<number>(?<![\w.])-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\b)|(?<word>\b(?:import|let|var|const|try|await|new|true|false|null|None|True|False|as)\b)|(?<option>(?<=\s)--?[A-Za-z][\w-]*)/gm;
const LONGEST = 60_000;

/** @param {string} code @returns {import('./dom.js').Child[]} */
export function highlight(code) {
  if (code.length > LONGEST) return [code];
  const out = [];
  let end = 0;
  for (const match of code.matchAll(TOKEN)) {
    const groups = match.groups ?? {};
    let kind = ['comment', 'string', 'number', 'word', 'option'].find(name => groups[name] !== undefined) ?? 'word';
    if (kind === 'string' && /^\s*:/.test(code.slice(match.index + match[0].length, match.index + match[0].length + 4))) kind = 'key';
    out.push(code.slice(end, match.index), h('span', { class: `token-${kind}` }, match[0]));
    end = match.index + match[0].length;
  }
  out.push(code.slice(end));
  return out;
}
