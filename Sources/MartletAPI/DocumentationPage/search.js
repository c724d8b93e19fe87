// Search over operations and schemas: a dialog with a combobox, after the pattern of the ARIA practices.

import { object, text } from './description.js';
import { h } from './dom.js';
import { kindOf, methodBadge } from './operation.js';

/** @typedef {{anchor: string, title: string, detail: string, method: string, words: string}} Entry */

const MOST_RESULTS = 30;

/** @param {import('./description.js').Description} description @returns {Entry[]} */
function entriesOf(description) {
  const operations = description.operations.map(operation => ({
    anchor: operation.anchor, title: operation.summary, detail: operation.path, method: kindOf(operation),
    words: [operation.summary, operation.path, operation.method, operation.isSocket ? 'websocket' : '', operation.id, operation.tag, operation.description,
      ...operation.parameters.map(parameter => parameter.name)].join('\n').toLowerCase(),
  }));
  const schemas = [...description.schemaAnchors].map(([name, anchor]) => {
    const schema = object(description.resolve(description.schemas[name]).value);
    return { anchor, title: name, detail: 'Schema', method: '',
      words: [name, text(schema.description), ...Object.keys(object(schema.properties))].join('\n').toLowerCase() };
  });
  return [...operations, ...schemas];
}

/** Those that have every word; a word in the title counts most. @param {Entry[]} entries @param {string} typed */
function found(entries, typed) {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const rank = (/** @type {Entry} */ entry) => words.reduce((sum, word) => {
    const title = entry.title.toLowerCase();
    return sum + (title.startsWith(word) ? 0 : title.includes(word) ? 1 : entry.detail.toLowerCase().includes(word) ? 2 : 3);
  }, 0);
  return entries.filter(entry => words.every(word => entry.words.includes(word)))
    .map(entry => ({ entry, rank: rank(entry) })).sort((a, b) => a.rank - b.rank).map(({ entry }) => entry);
}

/**
 * @param {import('./description.js').Description} description
 * @param {(anchor: string) => void} go
 * @returns {{dialog: HTMLDialogElement, open: () => void}}
 */
export function searchDialog(description, go) {
  const entries = entriesOf(description);
  const results = h('ul', { role: 'listbox', id: 'search-results', 'aria-label': 'Results' });
  const count = h('p', { class: 'facts', role: 'status' });
  const input = h('input', {
    type: 'text', role: 'combobox', 'aria-label': 'Search operations and schemas', 'aria-controls': 'search-results',
    'aria-expanded': 'true', 'aria-autocomplete': 'list', autocomplete: 'off', spellcheck: 'false',
    placeholder: 'Path, summary or schema', on: { input: fill, keydown: move },
  });
  const close = h('button', { type: 'button', on: { click: () => dialog.close() } }, 'Close');
  const dialog = h('dialog', { class: 'search', 'aria-label': 'Search' },
    h('div', { class: 'search-head' }, input, close), count, results);
  dialog.addEventListener('click', event => { if (event.target === dialog) dialog.close(); });
  /** @type {Entry[]} */
  let shown = [];
  let active = 0;
  return { dialog, open };

  function open() {
    if (dialog.open) return;
    input.value = '';
    fill();
    dialog.showModal();
    input.focus();
  }

  function fill() {
    const all = found(entries, input.value);
    shown = all.slice(0, MOST_RESULTS);
    const more = all.length > shown.length ? `, the first ${shown.length} shown` : '';
    count.textContent = input.value ? `${all.length || 'No'} ${all.length === 1 ? 'result' : 'results'}${more}` : '';
    results.replaceChildren(...shown.map((entry, index) => h('li', {
      role: 'option', id: `search-${index}`, on: { click: () => choose(index) },
    }, entry.method && methodBadge(entry.method), h('span', { class: 'title' }, entry.title), h('code', {}, entry.detail))));
    activate(0);
  }

  /** @param {number} index */
  function activate(index) {
    active = index;
    [...results.children].forEach((option, position) => option.setAttribute('aria-selected', String(position === index)));
    if (shown.length) input.setAttribute('aria-activedescendant', `search-${index}`);
    else input.removeAttribute('aria-activedescendant');
    results.children[index]?.scrollIntoView({ block: 'nearest' });
  }

  /** @param {KeyboardEvent} event */
  function move(event) {
    const last = shown.length - 1;
    if (last < 0) return;
    if (event.key === 'ArrowDown') activate(active === last ? 0 : active + 1);
    else if (event.key === 'ArrowUp') activate(active === 0 ? last : active - 1);
    else if (event.key === 'Enter') choose(active);
    else return;
    event.preventDefault();
  }

  /** @param {number} index */
  function choose(index) {
    dialog.close();
    go(shown[index].anchor);
  }
}
