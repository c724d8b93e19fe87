// What is said of a schema in a line each: its type, its rules, its values.

import { isObject, list, object, own, text } from './description.js';
import { h } from './dom.js';
import { flattened, onlyForm, typesOf } from './shape.js';
import { choicesOf } from './union.js';

/** @typedef {import('./description.js').Description} Description */

const MOST_ENUM_VALUES = 60;
const MOST_NAMED = 6;

/** Whether an object is a dictionary alone. @param {any} schema */
export const isMap = schema => isObject(schema.additionalProperties) && !Object.keys(object(schema.properties)).length;

/** The type, which leads to the schema where it has a name. @param {Description} description @param {any} schema */
export function typeLabel(description, schema) {
  const label = typeName(description, schema);
  const found = flattened(description, schema).schema;
  const inside = isObject(found) && isMap(found) ? found.additionalProperties : own(found, 'items');
  const reference = [schema, onlyForm(schema), inside].find(each => text(own(each, '$ref')).startsWith('#/components/schemas/'));
  const anchor = description.schemaAnchors.get(description.resolve(reference).name);
  return anchor ? h('a', { class: 'type', href: `#${anchor}` }, label) : h('span', { class: 'type' }, label);
}

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
    if (type === 'object' && isMap(found)) return `map of ${typeName(description, found.additionalProperties, depth + 1)}`;
    return text(found.format) ? `${type}<${found.format}>` : type;
  });
  if (!types.length) {
    if (name) types.push(name);
    else if (choices.length) {
      types.push(...choices.slice(0, MOST_NAMED).map(choice => typeName(description, choice, depth + 1)));
      if (choices.length > MOST_NAMED) types.push('…');
    } else if (found.type === 'null') return 'null';
    else if (Object.hasOwn(found, 'const')) types.push(typeof found.const === 'object' ? 'constant' : Number.isInteger(found.const) ? 'integer' : typeof found.const);
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
  add('minContains', value => `at least ${value} that ${value === 1 ? 'is' : 'are'} as said`);
  if (schema.additionalProperties === false) found.push('no other members');
  for (const [name, others] of Object.entries(object(schema.dependentRequired))) {
    if (list(others).length) found.push(`${name} needs ${others.join(', ')}`);
  }
  return found;
}

/** @param {any} value @returns {string} */
export const literal = value => (typeof value === 'string' ? value : JSON.stringify(value) ?? '');

/** @param {string} label @param {any[]} values */
const row = (label, values) => h('div', { class: 'facts' }, label && h('span', {}, `${label} `),
  values.map(value => [h('code', {}, literal(value)), ' ']));

/** Constraints and values of a schema. @param {string} whose empty for its own @param {any} schema @returns {HTMLElement[]} */
function rules(whose, schema) {
  const rows = [];
  const limits = constraints(schema);
  if (limits.length) rows.push(row(whose, limits));
  const values = list(schema.enum);
  if (values.length) {
    rows.push(row(whose ? `${whose} is one of` : 'One of',
      values.slice(0, MOST_ENUM_VALUES).concat(values.length > MOST_ENUM_VALUES ? '…' : [])));
  }
  if (Object.hasOwn(schema, 'const')) rows.push(row(whose ? `${whose} is always` : 'Always', [schema.const]));
  return rows;
}

/**
 * Constraints, values, default and example of a schema, with the constraints of the plain values inside of it.
 * @param {Description} description @param {any} schema @returns {HTMLElement[]}
 */
export function facts(description, schema) {
  const rows = rules('', schema);
  for (const [word, whose] of /** @type {const} */ ([
    ['items', 'Each item'], ['contains', 'An item'], ['propertyNames', 'Each name'], ['additionalProperties', 'Each value'],
  ])) {
    if (word === 'additionalProperties' && !isMap(schema)) continue;
    let inside = object(flattened(description, own(schema, word)).schema);
    // The innermost items of lists of lists have rules; what has members shows them by itself.
    let label = whose;
    for (let depth = 0; depth < 3 && typesOf(inside).includes('array'); depth += 1) {
      rows.push(...rules(label, inside));
      label = 'Each item of those';
      inside = object(flattened(description, inside.items).schema);
    }
    if (!typesOf(inside).includes('object') && !choicesOf(inside).length) rows.push(...rules(label, inside));
  }
  if (schema.default !== undefined) rows.push(row('Default', [schema.default]));
  const example = schema.example ?? list(schema.examples)[0];
  if (example !== undefined && !isObject(example) && !Array.isArray(example)) rows.push(row('Example', [example]));
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
