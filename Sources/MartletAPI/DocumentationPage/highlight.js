// Colours for code: comments, strings, numbers and words. What is shown is the text itself, in spans.

import { h } from './dom.js';

const TOKEN = new RegExp([
  /(?<comment>\/\/.*$)/,
  /(?<string>(?<hash>#*)"""[^]*?"""\k<hash>|"(?:[^"\\\n]|\\.)*"|'[^']*')/,
  /(?<number>(?<![\w.])-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\b)/,
  /(?<word>\b(?:import|let|var|const|try|await|new|true|false|null|None|True|False|as)\b)/,
  /(?<option>(?<=\s)--?[A-Za-z][\w-]*)/,
].map(pattern => pattern.source).join('|'), 'gm');
const KINDS = ['comment', 'string', 'number', 'word', 'option'];
const LONGEST = 60_000;

/** @param {string} code @returns {import('./dom.js').Child[]} */
export function highlight(code) {
  if (code.length > LONGEST) return [code];
  const out = [];
  let end = 0;
  for (const match of code.matchAll(TOKEN)) {
    out.push(code.slice(end, match.index));
    end = match.index + match[0].length;
    const kind = KINDS.find(name => match.groups?.[name] !== undefined);
    const isKey = kind === 'string' && code[end] === ':';
    out.push(h('span', { class: `token-${isKey ? 'key' : kind}` }, match[0]));
  }
  out.push(code.slice(end));
  return out;
}
