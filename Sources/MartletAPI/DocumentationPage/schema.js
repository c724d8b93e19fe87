// A schema as a list of its members; deeper ones are made when they are opened, so that recursion has no end to reach.

import { isObject, list, object, own, text } from './description.js';
import { h } from './dom.js';
import { discriminatorValue, flattened, onlyForm, typesOf } from './example.js';
import { inline, markdown } from './markdown.js';

/** @typedef {import('./description.js').Description} Description */
/** @typedef {import('./example.js').Direction} Direction */

const FEW = 3;
const MOST_ENUM_VALUES = 60;

/** Such as `string<date> | null` or `array of Article`. @param {Description} description @param {any} schema @returns {string} */
export function typeName(description, schema, depth = 0) {
  const { schema: found, name } = flattened(description, schema);
  if (found === true) return 'any';
  if (found === false) return 'nothing';
  if (!isObject(found)) return name ? `${name} (not in this document)` : 'any';
  if (depth > 4) return name || 'any';
  const nullable = list(found.type).includes('null') || found.nullable === true;
  const choices = [...list(found.oneOf), ...list(found.anyOf)];
  const types = typesOf(found).map(type => {
    if (type === 'array') return found.prefixItems ? 'tuple' : `array of ${typeName(description, found.items ?? true, depth + 1)}`;
    if (type === 'object' && name) return name;
    return text(found.format) ? `${type}<${found.format}>` : type;
  });
  if (!types.length) {
    if (name) types.push(name);
    else if (choices.length) types.push(...choices.slice(0, 6).map(choice => typeName(description, choice, depth + 1)));
    else if (found.type === 'null') return 'null';
    else if (Object.hasOwn(found, 'const')) types.push('constant');
    else if (list(found.enum).length) types.push('enumeration');
    else types.push('any');
  }
  if (nullable && !types.includes('null')) types.push('null');
  return [...new Set(types)].join(' | ');
}

/** What a value has to fulfil, in words. @param {any} schema @returns {string[]} */
export function constraints(schema) {
  const found = [];
  const add = (/** @type {string} */ word, /** @type {(value: any) => string} */ say) => {
    const value = own(schema, word);
    if (value !== undefined && value !== null && value !== false) found.push(say(value));
  };
  add('minimum', value => `≥ ${value}`);
  add('exclusiveMinimum', value => `> ${value}`);
  add('maximum', value => `≤ ${value}`);
  add('exclusiveMaximum', value => `< ${value}`);
  add('multipleOf', value => `multiple of ${value}`);
  add('minLength', value => `at least ${value} ${value === 1 ? 'character' : 'characters'}`);
  add('maxLength', value => `at most ${value} characters`);
  add('pattern', value => `matches ${value}`);
  add('minItems', value => `at least ${value} ${value === 1 ? 'item' : 'items'}`);
  add('maxItems', value => `at most ${value} items`);
  add('uniqueItems', () => 'no item twice');
  add('minProperties', value => `at least ${value} ${value === 1 ? 'member' : 'members'}`);
  add('maxProperties', value => `at most ${value} members`);
  add('contentMediaType', value => `content ${value}`);
  add('contentEncoding', value => `encoded as ${value}`);
  if (schema.additionalProperties === false) found.push('no other members');
  return found;
}

/** @param {any} value @returns {string} */
export const literal = value => (typeof value === 'string' ? value : JSON.stringify(value) ?? '');

/**
 * Constraints, values, default and example of a schema.
 * @param {any} schema @returns {HTMLElement[]}
 */
export function facts(schema) {
  const rows = [];
  const row = (/** @type {string} */ label, /** @type {any[]} */ values) => rows.push(h('div', { class: 'facts' },
    h('span', {}, `${label} `), values.map(value => [h('code', {}, literal(value)), ' '])));
  const limits = constraints(schema);
  if (limits.length) rows.push(h('div', { class: 'facts' }, limits.map(limit => [h('code', {}, limit), ' '])));
  const values = list(schema.enum);
  if (values.length) row('One of', values.slice(0, MOST_ENUM_VALUES).concat(values.length > MOST_ENUM_VALUES ? '…' : []));
  if (Object.hasOwn(schema, 'const')) row('Always', [schema.const]);
  if (schema.default !== undefined) row('Default', [schema.default]);
  const example = schema.example ?? list(schema.examples)[0];
  if (example !== undefined && !isObject(example) && !Array.isArray(example)) row('Example', [example]);
  return rows;
}

/** @param {{required?: boolean, deprecated?: boolean, readOnly?: boolean, writeOnly?: boolean}} of */
export function marks(of) {
  return [
    of.required && h('span', { class: 'mark required' }, 'required'),
    of.deprecated && h('span', { class: 'mark deprecated' }, 'deprecated'),
    of.readOnly && h('span', { class: 'mark' }, 'read only'),
    of.writeOnly && h('span', { class: 'mark' }, 'write only'),
  ];
}

/**
 * What a schema allows, as a tree.
 * @param {Description} description
 * @param {any} schema
 * @param {Direction | null} direction `null` shows members of both directions
 * @param {any[]} around the schemas that this one is inside of
 * @returns {HTMLElement | null} `null` where its type says everything
 */
export function schemaTree(description, schema, direction, around = []) {
  const { schema: found, source } = flattened(description, schema);
  if (!isObject(found)) return null;
  const inside = [...around, source];
  const parts = [];
  const members = propertyRows(description, found, direction, inside);
  if (members.length) parts.push(h('ul', { class: 'members' }, members));
  for (const [word, label] of /** @type {const} */ ([['oneOf', 'One of'], ['anyOf', 'Any of']])) {
    const choices = list(found[word]).filter(choice => own(choice, 'type') !== 'null');
    if (choices.length) parts.push(alternatives(description, found, choices, label, direction, inside));
  }
  if (typesOf(found).includes('array')) {
    const tuple = list(found.prefixItems);
    const items = tuple.map((item, index) => memberRow(description, `[${index}]`, item, false, direction, inside));
    if (items.length) parts.push(h('ul', { class: 'members' }, items));
    const tree = tuple.length || found.items === undefined ? null : nested(description, found.items, direction, inside);
    if (tree) parts.push(tree);
  }
  if (isObject(found.not)) parts.push(h('p', { class: 'facts' }, `Not ${typeName(description, found.not)}`));
  return parts.length ? h('div', { class: 'schema' }, parts) : null;
}

/** @param {Description} description @param {any} schema @param {Direction | null} direction @param {any[]} around */
function propertyRows(description, schema, direction, around) {
  const required = new Set(list(schema.required));
  const properties = Object.entries(object(schema.properties)).filter(([, property]) => {
    const { value } = description.resolve(property);
    const hidden = { request: 'readOnly', response: 'writeOnly' }[direction ?? ''] ?? '';
    return own(value, hidden) !== true;
  });
  const open = properties.length <= FEW && around.length <= 2;
  const rows = properties.map(([name, property]) =>
    memberRow(description, name, property, required.has(name), direction, around, open));
  for (const [pattern, property] of Object.entries(object(schema.patternProperties))) {
    rows.push(memberRow(description, `/${pattern}/`, property, false, direction, around));
  }
  if (isObject(schema.additionalProperties)) {
    rows.push(memberRow(description, 'any other name', schema.additionalProperties, false, direction, around, open));
  }
  return rows;
}

/**
 * @param {Description} description @param {string} name @param {any} schema @param {boolean} required
 * @param {Direction | null} direction @param {any[]} around @param {boolean} [open] whether what is inside shows at once
 */
function memberRow(description, name, schema, required, direction, around, open = false) {
  const found = object(flattened(description, schema).schema);
  const [deprecated, readOnly, writeOnly] = ['deprecated', 'readOnly', 'writeOnly'].map(word => found[word] === true);
  return h('li', {},
    h('div', { class: 'signature' }, h('code', { class: 'name' }, name), ' ', typeLabel(description, schema), ' ',
      marks({ required, deprecated, readOnly, writeOnly })),
    text(found.description) && markdown(found.description, 5),
    facts(found),
    nested(description, schema, direction, around, open));
}

/** The type, which leads to the schema where it has a name. @param {Description} description @param {any} schema */
export function typeLabel(description, schema) {
  const label = typeName(description, schema);
  const items = own(flattened(description, schema).schema, 'items');
  const reference = [schema, onlyForm(schema), items].find(each => text(own(each, '$ref')).startsWith('#/components/schemas/'));
  const anchor = description.schemaAnchors.get(description.resolve(reference).name);
  return anchor ? h('a', { class: 'type', href: `#${anchor}` }, label) : h('span', { class: 'type' }, label);
}

/**
 * What is inside of a member, closed at first unless there is little of it.
 * @param {Description} description @param {any} schema @param {Direction | null} direction
 * @param {any[]} around @param {boolean} [open]
 */
function nested(description, schema, direction, around, open = false) {
  const { schema: found, source } = flattened(description, schema);
  if (!isObject(found)) return null;
  if (around.includes(source)) {
    return h('p', { class: 'facts' }, 'Contains itself; its members are above.');
  }
  const count = Object.keys(object(found.properties)).length;
  const choices = list(found.oneOf).length + list(found.anyOf).length;
  const isDeep = count || isObject(found.additionalProperties) || choices ||
    list(found.prefixItems).length || Object.keys(object(found.patternProperties)).length;
  if (!isDeep) {
    // An array adds no level of its own to what it holds.
    return typesOf(found).includes('array') && found.items !== undefined
      ? nested(description, found.items, direction, [...around, source], open) : null;
  }
  const what = count ? `${count} ${count === 1 ? 'member' : 'members'}` : choices ? `${choices} alternatives` : 'What is inside';
  return lazyDetails(what, open, () => schemaTree(description, schema, direction, around));
}

/**
 * Details whose content is made when they are opened first.
 * @param {import('./dom.js').Child} summary @param {boolean} open @param {() => Node | null} make
 */
export function lazyDetails(summary, open, make) {
  let made = false;
  const fill = () => {
    if (made) return;
    made = true;
    details.append(make() ?? h('p', { class: 'facts' }, 'Any value.'));
  };
  // A click fills before the next key is pressed; scripts, searches in the page and printing open without one.
  const details = h('details', { open, on: { toggle: () => details.open && fill() } }, h('summary', { on: { click: fill } }, summary));
  if (open) fill();
  return details;
}

/**
 * @param {Description} description @param {any} schema @param {any[]} choices @param {string} label
 * @param {Direction | null} direction @param {any[]} around
 */
function alternatives(description, schema, choices, label, direction, around) {
  const property = text(object(schema.discriminator).propertyName);
  return h('div', { class: 'alternatives' },
    h('p', { class: 'facts' }, label, property && [', told apart by ', h('code', {}, property)]),
    choices.map((choice, index) => {
      const { schema: found, source } = flattened(description, choice);
      const title = text(own(found, 'title')) || typeName(description, choice);
      const summary = [h('span', { class: 'type' }, title), ' ',
        property && h('code', {}, `${property} = ${discriminatorValue(schema, choice)}`)];
      const isRecursive = around.includes(source);
      const isFlat = isRecursive || !isObject(found) || (!schemaHasParts(found) && !facts(found).length);
      if (isFlat) return h('p', { class: 'alternative' }, summary, isRecursive && ' contains itself; its members are above.');
      return lazyDetails(summary, index === 0 && around.length <= 2, () => h('div', {},
        text(found.description) && h('p', {}, inline(found.description)), facts(found),
        schemaTree(description, choice, direction, around)));
    }));
}

const PARTS = ['properties', 'additionalProperties', 'patternProperties', 'items', 'prefixItems', 'oneOf', 'anyOf'];
/** @param {any} schema */
const schemaHasParts = schema => PARTS.some(word => typeof own(schema, word) === 'object');
