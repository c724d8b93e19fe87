// The controls of a form: one for each parameter, those of the body.

import { announce, h } from './dom.js';
import { object, list } from './description.js';
import { lastTag } from './entitytags.js';
import { literal } from './facts.js';
import { isJSON } from './media.js';
import { isFile, isList, offerFor, uuid } from './request.js';
import { flattened, typesOf } from './shape.js';

const LONGEST_CHECKED = 200_000;
const MOST_CHOICES = 50;
const MOST_ROWS = 6;

/** @typedef {import('./request.js').Inputs} Inputs */
/** @typedef {import('./request.js').PreparedRequest} PreparedRequest */

/** @param {string} label @param {boolean} required @param {HTMLElement} control @param {string} [note] */
export function labelled(label, required, control, note) {
  return h('label', { class: 'field' }, h('span', {}, label, required && h('span', { class: 'mark required' }, 'required'),
    note && h('span', { class: 'note' }, note)), control);
}

/**
 * A control for one value: a choice for an enumeration or a boolean, several for a list of such, lines for another list,
 * otherwise a field of text.
 * @param {Inputs} inputs @param {any} schema @param {string} value @param {boolean} required @param {(value: string) => void} set
 */
function control(inputs, schema, value, required, set) {
  const [type] = typesOf(schema);
  const several = choicesOfList(inputs, schema);
  if (several.length) {
    const chosen = value.split('\n');
    const select = h('select', { multiple: true, size: Math.min(several.length, MOST_ROWS), required,
      on: { input: () => set(Array.from(select.selectedOptions, option => option.value).join('\n')) } },
    several.map(option => h('option', { value: option, selected: chosen.includes(option) }, option)));
    return select;
  }
  const options = list(schema.enum).length ? schema.enum.map(literal) : type === 'boolean' ? ['true', 'false'] : [];
  const listener = { input: (/** @type {Event} */ event) => set(/** @type {HTMLInputElement} */ (event.target).value) };
  if (options.length) {
    const nothing = schema.default === undefined ? '—' : `— (${literal(schema.default)})`;
    return h('select', { on: listener }, ['', ...options].map(option =>
      h('option', { value: option, selected: option === value }, option || nothing)));
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

/** The values that a list may hold, where they are few. @param {Inputs} inputs @param {any} schema @returns {string[]} */
function choicesOfList({ description }, schema) {
  if (typesOf(schema)[0] !== 'array') return [];
  const values = list(object(flattened(description, schema.items).schema).enum).filter(value => value !== null).map(literal);
  return values.length <= MOST_CHOICES && !values.some(value => value.includes('\n')) ? values : [];
}

/** @param {Inputs} inputs @param {any} schema @returns {string} empty where a text is typed as it is */
function howToType(inputs, schema) {
  if (choicesOfList(inputs, object(flattened(inputs.description, schema).schema)).length) return 'any of them';
  if (isList(inputs.description, schema)) return 'one a line';
  return typesOf(object(flattened(inputs.description, schema).schema))[0] === 'object' ? 'JSON' : '';
}

/**
 * @param {Inputs} inputs @param {import('./description.js').Parameter} parameter @param {() => void} changed
 * @param {() => PreparedRequest} prepared
 */
export function parameterField(inputs, parameter, changed, prepared) {
  const schema = object(flattened(inputs.description, parameter.schema).schema);
  const note = [parameter.in, howToType(inputs, parameter.schema)].filter(Boolean).join(', ');
  const field = control(inputs, schema, inputs.values.get(parameter) ?? '', parameter.required, value => {
    inputs.values.set(parameter, value);
    changed();
  });
  const offer = offerFor(schema, parameter);
  return offer ? h('div', { class: 'offered' }, labelled(parameter.name, parameter.required, field, note),
    offerButton(offer, parameter.name, field, prepared)) : labelled(parameter.name, parameter.required, field, note);
}

/**
 * A button that fills a field: with a new key, or with the entity tag that the address was answered with last.
 * @param {'key' | 'tag'} offer @param {string} name @param {HTMLElement} field @param {() => PreparedRequest} prepared
 */
function offerButton(offer, name, field, prepared) {
  const button = h('button', { type: 'button', 'aria-label': offer === 'key' ? `New value for ${name}` : `Last ETag for ${name}` },
    offer === 'key' ? 'New' : 'Last ETag');
  button.addEventListener('click', () => {
    const value = offer === 'key' ? uuid() : lastTag(prepared().url);
    if (value === undefined) {
      announce('No answer from this address had an ETag yet. Get it first.');
      button.textContent = 'None yet';
      setTimeout(() => { button.textContent = 'Last ETag'; }, 1500);
      return;
    }
    /** @type {HTMLInputElement} */ (field).value = value;
    field.dispatchEvent(new Event('input'));
    announce(`${name} is filled in.`);
  });
  return button;
}

/** Sends a form by Control and Enter, from fields of several lines too. @param {KeyboardEvent} event */
export function sendByKey(event) {
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  /** @type {HTMLFormElement} */ (event.currentTarget).requestSubmit();
}

/** Which of several media types the answer shall have. @param {Inputs} inputs @param {() => void} changed */
export function acceptField(inputs, changed) {
  const { offered, operation } = inputs;
  const isParameter = operation.parameters.some(({ in: place, name }) => place === 'header' && /^accept$/i.test(name));
  if (offered.length < 2 || isParameter) return null;
  return labelled('Answer in', false, choice(['any of them', ...offered], 0, index => {
    inputs.accept = offered[index - 1] ?? '';
    changed();
  }));
}

/** @param {string[]} names @param {number} selected @param {(index: number) => void} choose */
function choice(names, selected, choose) {
  const select = h('select', { on: { change: () => choose(select.selectedIndex) } },
    names.map((name, index) => h('option', { selected: index === selected }, name)));
  return select;
}

/** @param {Inputs} inputs @param {() => void} changed @param {() => void} refill called when another body is chosen */
export function bodyFields(inputs, changed, refill) {
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
  const { examples } = inputs;
  if (examples.length > 1) {
    const names = examples.map(each => each.summary || each.name);
    fields.push(labelled('Example', false, choice(names, inputs.exampleIndex, index => {
      inputs.choose(inputs.contentIndex, index);
      refill();
    })));
  }
  if (inputs.kind === 'text') {
    const wrong = h('p', { class: 'facts', role: 'status' });
    const area = h('textarea', {
      rows: Math.min(18, inputs.text.split('\n').length + 1), spellcheck: 'false', required: body.required,
      on: { input: () => { inputs.text = area.value; wrong.textContent = notJSON(content.type, area.value); changed(); } },
    }, inputs.text);
    fields.push(labelled('Body', body.required, area, content.type), wrong);
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
        fields.push(labelled(name, required, control(inputs, found, String(inputs.fields.get(name) ?? ''), required, set),
          howToType(inputs, property)));
      }
    }
  }
  return fields;
}

/**
 * What is wrong with a text that shall be JSON; it can be sent all the same, to see what the server says.
 * @param {string} type @param {string} text @returns {string} empty where nothing is
 */
function notJSON(type, text) {
  if (!isJSON(type) || !text || text.length > LONGEST_CHECKED) return '';
  try {
    JSON.parse(text);
    return '';
  } catch (error) {
    return `Not JSON yet: ${error instanceof Error ? error.message : error}`;
  }
}

/** @param {boolean} multiple @param {boolean} required @param {(files: File[]) => void} set */
function fileControl(multiple, required, set) {
  const input = h('input', { type: 'file', multiple, required, on: { change: () => set([...input.files ?? []]) } });
  return input;
}
