// Messages as they come and go: the newest at the end, and no more of them than a reader and a browser can take.

import { copyButton, h } from './dom.js';
import { highlight } from './highlight.js';

const MOST_ROWS = 500;
export const LONGEST_ROW = 20_000;
const LONGEST_COLOURED = 4000;
const MILLISECONDS = 100;

/** @typedef {{kind?: 'received' | 'sent' | 'told', text: string, name?: string, id?: string, note?: string}} Row */

/** What a stream or a WebSocket has told. What is older than the last 500 messages is dropped. */
export class Log {
  #rows = h('ol');
  #scroller;
  #count = h('p', { class: 'facts' });
  /** @type {(Row & {time: Date})[]} those that are not on the page yet */
  #pending = [];
  /** @type {Promise<void> | null} */
  #flushing = null;
  /** @type {Row[]} */
  #shown = [];
  #total = 0;
  #noun;

  /** @param {string} label @param {[string, string]} noun one of them, and several */
  constructor(label, noun) {
    this.#noun = noun;
    // The count is told at the end; to hear each message would leave no time for anything else.
    this.#scroller = h('div', { class: 'rows', role: 'log', 'aria-live': 'off', 'aria-label': label, tabindex: 0 }, this.#rows);
    this.element = h('div', { class: 'log' },
      h('div', { class: 'log-head' }, this.#count, copyButton(`the ${noun[1]}`, () => this.#shown.map(row => row.text).join('\n')),
        h('button', { type: 'button', class: 'copy', on: { click: () => this.clear() } }, 'Clear')),
      this.#scroller);
    this.#tell();
  }

  /** How many messages there were, in words. */
  get summary() {
    return `${this.#total.toLocaleString('en')} ${this.#noun[this.#total === 1 ? 0 : 1]}`;
  }

  /** @param {Row} row */
  add(row) {
    const length = row.text.length;
    const text = length > LONGEST_ROW ? `${row.text.slice(0, LONGEST_ROW)}… (${length} characters)` : row.text;
    if (row.kind !== 'told') this.#total += 1;
    this.#pending.push({ ...row, text, time: new Date() });
    if (this.#pending.length > MOST_ROWS) this.#pending.shift();
    this.#flushing ??= new Promise(resolve => setTimeout(() => { this.#flush(); resolve(); }, MILLISECONDS));
  }

  /** Resolves when what was added is on the page; who waits for it keeps a fast sender back. */
  async settled() {
    await this.#flushing;
  }

  /** Drops what is there. */
  clear() {
    this.#pending = [];
    this.#shown = [];
    this.#total = 0;
    this.#rows.replaceChildren();
    this.#tell();
  }

  #flush() {
    this.#flushing = null;
    const scroller = this.#scroller;
    const isAtEnd = scroller.scrollTop + scroller.clientHeight >= scroller.scrollHeight - 40;
    this.#rows.append(...this.#pending.map(rowElement));
    this.#shown.push(...this.#pending);
    this.#pending = [];
    this.#shown.splice(0, this.#shown.length - MOST_ROWS);
    while (this.#rows.childElementCount > MOST_ROWS) this.#rows.firstElementChild?.remove();
    if (isAtEnd) scroller.scrollTop = scroller.scrollHeight;
    this.#tell();
  }

  #tell() {
    const isCut = this.#total > MOST_ROWS;
    this.#count.textContent = this.#total ? `${this.summary}${isCut ? `, the last ${MOST_ROWS} shown` : ''}` : `No ${this.#noun[1]} yet`;
  }
}

const KINDS = { received: '', sent: 'Sent', told: '' };

/** @param {Row & {time: Date}} row */
function rowElement({ kind = 'received', text, name, id, note, time }) {
  const clock = `${time.toLocaleTimeString('en-GB')}.${String(time.getMilliseconds()).padStart(3, '0')}`;
  return h('li', { class: kind },
    h('p', { class: 'facts' }, h('time', { datetime: time.toISOString() }, clock), ' ', KINDS[kind], ' ',
      name && h('code', {}, name), ' ', id !== undefined && ['id ', h('code', {}, id || '(empty)')], ' ', note),
    text && h('code', { class: 'text' }, isStructured(text) ? highlight(text) : text));
}

/** @param {string} text whether it is worth being coloured as JSON */
function isStructured(text) {
  if (text.length > LONGEST_COLOURED || !/^\s*[[{]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
