// Values that a schema allows, for requests and responses that come without an example.

import { isObject, list, object, text } from './description.js';
import { flattened, typesOf } from './shape.js';
import { choicesOf, tellingMember, tellingValue } from './union.js';

/** @typedef {'request' | 'response'} Direction */

const DEEPEST = 8;
const MOST_VALUES = 400;
const MOST_ITEMS = 10;
const MOST_VARIANTS = 12;

const FORMATS = new Map(Object.entries({
  'date-time': '2026-01-31T12:00:00Z', date: '2026-01-31', time: '12:00:00Z', duration: 'PT1H', email: 'jane@example.com',
  'idn-email': 'jane@example.com', hostname: 'example.com', ipv4: '192.0.2.1', ipv6: '2001:db8::1', uri: 'https://example.com/',
  url: 'https://example.com/', 'uri-reference': '/path', uuid: '0190f5c2-7a4e-7c3b-9d2e-3f1a5b6c7d8e',
  password: 'correct horse battery',
  byte: 'TWFydGxldA==', 'json-pointer': '/path', regex: '^[a-z]+$',
}));

/**
 * A value that the schema allows, as far as its keywords tell: patterns and conditions are not solved.
 *
 * One for a request has the members that have to be there and those of which an example is given: a text that is made up for
 * an optional one would break rules that the server has.
 * @param {import('./description.js').Description} description
 * @param {any} schema
 * @param {Direction} direction read-only members stay out of requests, write-only ones out of responses
 * @param {number} [variant] which of its choices is taken where the schema itself is a choice; further inside it is the first
 */
export function exampleOf(description, schema, direction, variant = 0) {
  let left = MOST_VALUES;

  /** @param {any} value @param {any[]} around the schemas that this one is inside of */
  function make(value, around) {
    const { schema: found, source } = flattened(description, value);
    left -= 1;
    if (!isObject(found) || left < 0 || around.length > DEEPEST || around.includes(source)) return undefined;
    const said = saidOf(found);
    if (said.length) return said[0];
    const inside = [...around, source];
    const choices = choicesOf(found);
    if (choices.length) return chosen(found, choices, around.length ? 0 : variant, inside);
    const [type] = typesOf(found);
    if (type === 'object') return members(found, inside);
    if (type === 'array') return elements(found, inside);
    if (type === 'string') return string(found);
    if (type === 'integer' || type === 'number') return number(found, type);
    if (type === 'boolean') return true;
    return list(found.type).includes('null') || found.type === 'null' ? null : {};
  }

  /** @param {any} schema @param {any[]} choices @param {number} index @param {any[]} around */
  function chosen(schema, choices, index, around) {
    const choice = choices[index] ?? choices[0];
    const value = make(choice, around);
    if (!isObject(value)) return value;
    const member = text(object(schema.discriminator).propertyName);
    const told = member && tellingValue(description, schema, choice, member);
    return entries(members(schema, around), value, told ? { [member]: told } : {});
  }

  /** @param {any} schema @param {any[]} around */
  function members(schema, around) {
    const found = Object.entries(object(schema.properties)).flatMap(([name, property]) => {
      const { value } = description.resolve(property);
      if (direction === 'request' ? value?.readOnly === true : value?.writeOnly === true) return [];
      if (direction === 'request' && !list(schema.required).includes(name) && !isExemplary(property)) return [];
      const made = make(property, around);
      return made === undefined ? [] : [[name, made]];
    });
    if (!found.length && isObject(schema.additionalProperties)) {
      const made = make(schema.additionalProperties, around);
      const name = isObject(schema.propertyNames) ? make({ type: 'string', ...schema.propertyNames }, around) : 'name';
      if (made !== undefined) found.push([String(name), made]);
    }
    // A schema that others contain by `allOf` lists them in the mapping alone; each of those says its own value.
    const { propertyName, mapping } = object(schema.discriminator);
    const [told] = Object.keys(object(mapping));
    const telling = object(schema.properties)[text(propertyName)];
    if (told && telling && !saidOf(object(flattened(description, telling).schema)).length) found.push([propertyName, told]);
    return Object.fromEntries(found);
  }

  /** Whether an optional member says what it may look like, and may be used. @param {any} property */
  function isExemplary(property) {
    const found = object(flattened(description, property).schema);
    return found.deprecated !== true && (found.example !== undefined || list(found.examples).length > 0);
  }

  /** @param {any} schema @param {any[]} around */
  function elements(schema, around) {
    const tuple = list(schema.prefixItems);
    if (schema.maxItems === 0) return [];
    const made = (tuple.length ? tuple : [schema.items ?? true]).map(item => make(item, around)).filter(value => value !== undefined);
    const least = Number.isInteger(schema.minItems) ? Math.min(schema.minItems, MOST_ITEMS) : 0;
    if (schema.uniqueItems === true) {
      const others = list(object(flattened(description, schema.items).schema).enum).filter(each => !made.includes(each));
      return made.concat(others.slice(0, Math.max(0, least - made.length)));
    }
    while (made.length && made.length < least) made.push(made.at(-1));
    return made;
  }

  return make(schema, []);
}

/** The values that a schema names itself, the best first. @param {any} schema @returns {any[]} */
function saidOf(schema) {
  if (Object.hasOwn(schema, 'const')) return [schema.const];
  return [schema.example, ...list(schema.examples), schema.default, ...list(schema.enum)].filter(value => value !== undefined);
}

/**
 * The examples of content: those that are given, otherwise one for each of the forms that it may have.
 * @param {import('./description.js').Description} description @param {import('./description.js').Content} content
 * @param {Direction} direction
 * @returns {import('./description.js').Example[]}
 */
export function examplesOf(description, { schema, examples }, direction) {
  if (examples.length) return examples;
  const found = object(flattened(description, schema).schema);
  const choices = saidOf(found).length ? [] : choicesOf(found).slice(0, MOST_VARIANTS);
  const member = tellingMember(description, found, choices);
  return (choices.length > 1 ? choices : [schema]).flatMap((choice, index) => {
    const value = exampleOf(description, schema, direction, index);
    const { schema: form, name } = flattened(description, choice);
    const told = member && tellingValue(description, found, choice, member);
    const title = choices.length > 1 ? text(object(form).title) || name || told || `Form ${index + 1}` : '';
    return value === undefined ? [] : [{ name: title, summary: '', value }];
  });
}

/** Members of several objects in one, whatever they are called. @param {...any} objects */
const entries = (...objects) => Object.fromEntries(objects.flatMap(each => Object.entries(each)));

/** @param {any} schema */
function string(schema) {
  const made = FORMATS.get(text(schema.format)) ?? 'text';
  const longest = Number.isInteger(schema.maxLength) ? Math.max(0, schema.maxLength) : Infinity;
  const shortest = Number.isInteger(schema.minLength) ? Math.min(schema.minLength, 200) : 0;
  return made.padEnd(shortest, '.').slice(0, longest);
}

/** @param {any} schema @param {string} type */
function number(schema, type) {
  const step = schema.multipleOf > 0 ? schema.multipleOf : 1;
  let value = type === 'integer' ? 1 : 1.5;
  if (Number.isFinite(schema.minimum) && value < schema.minimum) value = type === 'integer' ? Math.ceil(schema.minimum) : schema.minimum;
  if (Number.isFinite(schema.exclusiveMinimum) && value <= schema.exclusiveMinimum) value = schema.exclusiveMinimum + step;
  if (Number.isFinite(schema.maximum) && value > schema.maximum) value = schema.maximum;
  if (Number.isFinite(schema.exclusiveMaximum) && value >= schema.exclusiveMaximum) value = schema.exclusiveMaximum - step;
  return schema.multipleOf > 0 ? Math.ceil(value / step) * step : value;
}
