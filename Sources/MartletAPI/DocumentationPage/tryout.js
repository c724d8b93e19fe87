// The form that fills an operation in, and what the server answers.

import { announce, codeBlock, copyButton, h } from './dom.js';
import { highlight } from './highlight.js';
import { object, list } from './description.js';
import { flattened, typesOf } from './example.js';
import { isFile, isJSON, isList, sendable } from './request.js';
import { literal } from './schema.js';

/** @typedef {import('./request.js').Inputs} Inputs */
/** @typedef {import('./request.js').PreparedRequest} PreparedRequest */

const MOST_SHOWN = 200_000;

/**
 * @param {Inputs} inputs
 * @param {() => void} changed called after each change of what is filled in
 * @param {() => PreparedRequest} prepared the request with its credentials
 */
export function tryoutForm(inputs, changed, prepared) {
  const { operation, description } = inputs;
  const answer = h('div', { class: 'answer' });
  const cancel = h('button', { type: 'button', hidden: true }, 'Cancel');
  const body = h('div');
  const form = h('form', { on: { submit: send } },
    operation.parameters.map(parameter => parameterField(inputs, parameter, changed)), body,
    h('div', { class: 'buttons' }, h('button', { type: 'submit', class: 'primary' }, 'Send'), cancel), answer);
  fillBody();
  return form;

  function fillBody() {
    // The choice that has the focus is made anew with the fields that it chose.
    const focused = [...body.querySelectorAll('select')].findIndex(select => select === document.activeElement);
    body.replaceChildren(...bodyFields(inputs, changed, fillBody));
    body.querySelectorAll('select')[focused]?.focus();
    changed();
  }

  /** @param {SubmitEvent} event */
  async function send(event) {
    event.preventDefault();
    const isSending = !cancel.hidden;
    if (isSending) return;
    const aborter = new AbortController();
    cancel.onclick = () => aborter.abort();
    cancel.hidden = false;
    const waiting = h('p', {}, 'Waiting for an answer…');
    answer.replaceChildren(waiting);
    const started = performance.now();
    try {
      const response = await sent(sendable(prepared()), aborter.signal);
      await showAnswer(answer, response, performance.now() - started);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const sentence = aborter.signal.aborted ? 'Cancelled.' : `Not sent, or no answer: ${reason}`;
      waiting.remove();
      answer.append(h('p', { class: 'notice' }, sentence));
      announce(sentence);
    } finally {
      cancel.hidden = true;
    }
  }
}

/**
 * Sends to the page's own origin, whichever server the document names.
 * @param {PreparedRequest} request @param {AbortSignal} signal
 */
async function sent({ method, url, headers, cookies, body }, signal) {
  const { pathname, search } = new URL(url);
  // Scripts may not send the field; the browser does for cookies that are there. They are there for this request alone, at
  // its own path where a cookie can name it, so that none that the application has set is replaced.
  const place = /^[^;]{1,1000}$/.test(pathname) ? pathname : '/';
  const write = (/** @type {string} */ name, /** @type {string} */ value, /** @type {number} */ seconds) => {
    document.cookie = `${name}=${value}; path=${place}; SameSite=Strict; Max-Age=${seconds}`;
  };
  for (const [name, value] of cookies) write(name, value, 60);
  try {
    return await fetch(location.origin + pathname + search, { method, headers, body: payload(body), signal, cache: 'no-store' });
  } finally {
    for (const [name] of cookies) write(name, '', 0);
  }
}

/** @param {import('./request.js').RequestBody} body */
function payload(body) {
  if (body.kind === 'text') return body.text;
  if (body.kind === 'file') return body.file;
  if (body.kind !== 'form' && body.kind !== 'multipart') return undefined;
  const form = new FormData();
  for (const { name, value } of body.parts) form.append(name, value);
  return body.kind === 'multipart' ? form : new URLSearchParams(/** @type {any} */ (form)).toString();
}

/** @param {HTMLElement} place @param {Response} response @param {number} time milliseconds until the head of the response */
async function showAnswer(place, response, time) {
  const type = response.headers.get('content-type') ?? '';
  const status = h('p', { class: 'result' }, statusBadge(String(response.status)), ` ${response.statusText} · ${Math.round(time)} ms`);
  const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
  place.replaceChildren(status,
    h('details', {}, h('summary', {}, 'Header fields'), codeBlock('Header fields of the response', headers)));
  if (/^text\/event-stream/i.test(type) && response.body) {
    const shown = h('code');
    place.append(h('pre', { tabindex: 0, role: 'group', 'aria-label': 'Events' }, shown));
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) shown.append(part.value);
    return;
  }
  const blob = await response.blob();
  status.append(` · ${size(blob.size)}`);
  announce(`Answered with status ${response.status}.`);
  if (!blob.size) return;
  if (!isJSON(type) && !/^text\/|[/+](xml|x-ndjson|jsonl|yaml|javascript)\b/i.test(type)) {
    place.append(h('p', {}, `${type || 'A file'}: `, h('a', { href: URL.createObjectURL(blob), download: 'response' }, 'Save')));
    return;
  }
  const text = isJSON(type) ? pretty(await blob.text()) : await blob.text();
  const shown = text.slice(0, MOST_SHOWN);
  place.append(h('div', { class: 'code' }, copyButton('the response', () => text),
    codeBlock('Body of the response', isJSON(type) ? highlight(shown) : shown)));
  if (shown.length < text.length) {
    place.append(h('p', { class: 'facts' }, `The first ${shown.length} of ${text.length} characters; copying takes all.`));
  }
}

const JSON_TOKEN = /("(?:[^"\\]|\\.)*")|\s+|([{[])\s*([}\]])|([{[])|([}\]])|(,)|(:)/g;

/** JSON with line breaks. Only its white space changes: numbers and repeated names stay as they are. @param {string} json */
function pretty(json) {
  let depth = 0;
  const line = () => `\n${'  '.repeat(Math.min(depth, 40))}`;
  return json.replace(JSON_TOKEN, (_, string, empty, end, open, close, comma, colon) => {
    if (string !== undefined) return string;
    if (empty) return empty + end;
    if (open) { depth += 1; return open + line(); }
    if (close) { depth = Math.max(0, depth - 1); return line() + close; }
    if (comma) return `,${line()}`;
    return colon ? ': ' : '';
  });
}

/** @param {number} bytes */
const size = bytes => (bytes < 1000 ? `${bytes} B` : bytes < 1e6 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`);

const STATUS_CLASSES = new Map([['1', 'ok'], ['2', 'ok'], ['3', 'moved'], ['4', 'refused'], ['5', 'failed']]);

/** @param {string} status such as `404`, `4XX` or `default` */
export function statusBadge(status) {
  return h('span', { class: `status ${STATUS_CLASSES.get(status[0]) ?? 'other'}` }, status);
}

/** @param {string} label @param {boolean} required @param {HTMLElement} control @param {string} [note] */
function labelled(label, required, control, note) {
  return h('label', { class: 'field' }, h('span', {}, label, required && h('span', { class: 'mark required' }, 'required'),
    note && h('span', { class: 'note' }, note)), control);
}

/**
 * A control for one value: a choice for an enumeration or a boolean, lines for a list, otherwise a field of text.
 * @param {any} schema @param {string} value @param {boolean} required @param {(value: string) => void} set
 */
function control(schema, value, required, set) {
  const [type] = typesOf(schema);
  const options = list(schema.enum).length ? schema.enum.map(literal) : type === 'boolean' ? ['true', 'false'] : [];
  const listener = { input: (/** @type {Event} */ event) => set(/** @type {HTMLInputElement} */ (event.target).value) };
  if (options.length) {
    return h('select', { on: listener }, ['', ...options].map(option =>
      h('option', { value: option, selected: option === value }, option || '—')));
  }
  if (type === 'array' || type === 'object' || value.includes('\n')) {
    return h('textarea', { rows: 2, required, spellcheck: 'false', on: listener }, value);
  }
  return h('input', {
    value, required, autocomplete: 'off', spellcheck: 'false',
    placeholder: schema.default === undefined ? null : literal(schema.default),
    inputmode: type === 'integer' ? 'numeric' : type === 'number' ? 'decimal' : null, on: listener,
  });
}

/** @param {Inputs} inputs @param {any} schema @returns {string} empty where a text is typed as it is */
function howToType(inputs, schema) {
  if (isList(inputs.description, schema)) return 'one a line';
  return typesOf(object(flattened(inputs.description, schema).schema))[0] === 'object' ? 'JSON' : '';
}

/** @param {Inputs} inputs @param {import('./description.js').Parameter} parameter @param {() => void} changed */
function parameterField(inputs, parameter, changed) {
  const schema = object(flattened(inputs.description, parameter.schema).schema);
  const note = [parameter.in, howToType(inputs, parameter.schema)].filter(Boolean).join(', ');
  const field = control(schema, inputs.values.get(parameter) ?? '', parameter.required, value => {
    inputs.values.set(parameter, value);
    changed();
  });
  return labelled(parameter.name, parameter.required, field, note);
}

/** @param {string[]} names @param {number} selected @param {(index: number) => void} choose */
function choice(names, selected, choose) {
  const select = h('select', { on: { change: () => choose(select.selectedIndex) } },
    names.map((name, index) => h('option', { selected: index === selected }, name)));
  return select;
}

/** @param {Inputs} inputs @param {() => void} changed @param {() => void} refill called when another body is chosen */
function bodyFields(inputs, changed, refill) {
  const { content, operation: { body } } = inputs;
  if (!body || !content) return [];
  const fields = [];
  const types = body.contents.map(each => each.type);
  if (types.length > 1) {
    fields.push(labelled('Media type', false, choice(types, inputs.contentIndex, index => {
      inputs.choose(index);
      refill();
    })));
  }
  if (content.examples.length > 1) {
    const names = content.examples.map(each => each.summary || each.name);
    fields.push(labelled('Example', false, choice(names, inputs.exampleIndex, index => {
      inputs.choose(inputs.contentIndex, index);
      refill();
    })));
  }
  if (inputs.kind === 'text') {
    const area = h('textarea', {
      rows: Math.min(18, inputs.text.split('\n').length + 1), spellcheck: 'false', required: body.required,
      on: { input: () => { inputs.text = area.value; changed(); } },
    }, inputs.text);
    fields.push(labelled('Body', body.required, area, content.type));
  } else if (inputs.kind === 'file') {
    const file = fileControl(false, body.required, ([chosen]) => { inputs.file = chosen ?? null; changed(); });
    fields.push(labelled('File', body.required, file, content.type));
  } else {
    const schema = object(flattened(inputs.description, content.schema).schema);
    for (const [name, property] of inputs.formFields()) {
      const required = list(schema.required).includes(name);
      const found = object(flattened(inputs.description, property).schema);
      const set = (/** @type {string | File[]} */ value) => { inputs.fields.set(name, value); changed(); };
      if (inputs.kind === 'multipart' && isFile(inputs.description, property)) {
        fields.push(labelled(name, required, fileControl(typesOf(found).includes('array'), required, set)));
      } else {
        fields.push(labelled(name, required, control(found, String(inputs.fields.get(name) ?? ''), required, set),
          howToType(inputs, property)));
      }
    }
  }
  return fields;
}

/** @param {boolean} multiple @param {boolean} required @param {(files: File[]) => void} set */
function fileControl(multiple, required, set) {
  const input = h('input', { type: 'file', multiple, required, on: { change: () => set([...input.files ?? []]) } });
  return input;
}
