// Values that a schema allows, for requests and responses that come without an example.

import { isObject, list, object, own, text } from './description.js';

/** @typedef {'request' | 'response'} Direction */

const DEEPEST = 8;
const MOST_VALUES = 400;

const FORMATS = new Map(Object.entries({
  'date-time': '2026-01-31T12:00:00Z', date: '2026-01-31', time: '12:00:00Z', duration: 'PT1H', email: 'jane@example.com',
  'idn-email': 'jane@example.com', hostname: 'example.com', ipv4: '192.0.2.1', ipv6: '2001:db8::1', uri: 'https://example.com/',
  url: 'https://example.com/', 'uri-reference': '/path', uuid: '0190f5c2-7a4e-7c3b-9d2e-3f1a5b6c7d8e',
  password: 'correct horse battery',
  byte: 'TWFydGxldA==', 'json-pointer': '/path', regex: '^[a-z]+$',
}));

/** @param {any} schema @returns {string[]} its types without `null`, told by its keywords where it names none */
export function typesOf(schema) {
  const named = list(schema.type).length ? list(schema.type) : [schema.type];
  const types = named.filter(type => typeof type === 'string' && type !== 'null');
  if (types.length) return types;
  if (['properties', 'additionalProperties', 'patternProperties'].some(word => Object.hasOwn(schema, word))) return ['object'];
  if (['items', 'prefixItems'].some(word => Object.hasOwn(schema, word))) return ['array'];
  return [];
}

/** What may be null and otherwise has one form, as in `anyOf: [Book, null]`: that form. @param {any} schema */
export function onlyForm(schema) {
  const choices = [own(schema, 'oneOf'), own(schema, 'anyOf')].map(list).find(each => each.length) ?? [];
  const forms = choices.filter(choice => own(choice, 'type') !== 'null');
  return forms.length === 1 && choices.length > 1 ? forms[0] : undefined;
}

/**
 * One schema in place of an `allOf`, or of a choice between a form and null, and what stands beside it.
 * @param {import('./description.js').Description} description
 * @param {any} value
 * @returns {{schema: any, name: string, source: any}} the schema is `true`, `false`, an object, or undefined if it is
 *   not there; `source` is what it is in the document, by which it is known again
 */
export function flattened(description, value, merging = new Set()) {
  const { value: schema, name } = description.resolve(value);
  const form = onlyForm(schema);
  if (!isObject(schema) || (form === undefined && !Array.isArray(schema.allOf))) return { schema, name, source: schema };
  // Each is merged once, so that those which contain each other come to an end.
  const key = schema.allOf ?? schema.oneOf ?? schema.anyOf;
  if (merging.has(key)) return { schema: undefined, name, source: schema };
  merging.add(key);
  if (form !== undefined) {
    const { oneOf, anyOf, ...beside } = schema;
    const inner = flattened(description, form, merging);
    return { ...inner, schema: isObject(inner.schema) ? { ...inner.schema, ...beside, nullable: true } : inner.schema };
  }
  const { allOf, ...merged } = schema;
  merged.properties = { ...object(schema.properties) };
  merged.required = [...list(schema.required)];
  for (const part of allOf) {
    const { schema: from } = flattened(description, part, merging);
    if (!isObject(from)) continue;
    for (const [word, inner] of Object.entries(from)) {
      if (word === 'properties') merged.properties = { ...object(inner), ...merged.properties };
      else if (word === 'required') merged.required.push(...list(inner));
      else if (!Object.hasOwn(merged, word)) merged[word] = inner;
    }
  }
  if (!Object.keys(merged.properties).length) delete merged.properties;
  return { schema: merged, name, source: schema };
}

/**
 * A value that the schema allows, as far as its keywords tell: patterns and conditions are not solved.
 *
 * One for a request has the members that have to be there and those of which an example is given: a text that is made up for
 * an optional one would break rules that the server has.
 * @param {import('./description.js').Description} description
 * @param {any} schema
 * @param {Direction} direction read-only members stay out of requests, write-only ones out of responses
 */
export function exampleOf(description, schema, direction) {
  let left = MOST_VALUES;

  /** @param {any} value @param {any[]} around the schemas that this one is inside of */
  function make(value, around) {
    const { schema: found, source } = flattened(description, value);
    left -= 1;
    if (!isObject(found) || left < 0 || around.length > DEEPEST || around.includes(source)) return undefined;
    if (found.example !== undefined) return found.example;
    if (list(found.examples).length) return found.examples[0];
    if (found.default !== undefined) return found.default;
    if (Object.hasOwn(found, 'const')) return found.const;
    if (list(found.enum).length) return found.enum[0];
    const inside = [...around, source];
    const [choice] = [found.oneOf, found.anyOf].map(list).find(choices => choices.length) ?? [];
    if (choice !== undefined) return chosen(found, choice, inside);
    const [type] = typesOf(found);
    if (type === 'object') return members(found, inside);
    if (type === 'array') return elements(found, inside);
    if (type === 'string') return string(found);
    if (type === 'integer' || type === 'number') return number(found, type);
    if (type === 'boolean') return true;
    return list(found.type).includes('null') || found.type === 'null' ? null : {};
  }

  /** @param {any} schema @param {any} choice @param {any[]} around */
  function chosen(schema, choice, around) {
    const value = make(choice, around);
    const shared = members(schema, around);
    const property = text(object(schema.discriminator).propertyName);
    if (!isObject(value)) return value;
    return property ? entries(shared, value, { [property]: discriminatorValue(schema, choice) }) : entries(shared, value);
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
      if (made !== undefined) found.push(['name', made]);
    }
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
    const made = (tuple.length ? tuple : [schema.items ?? true]).map(item => make(item, around));
    return made.filter(value => value !== undefined);
  }

  return make(schema, []);
}

/** The text by which a choice is told. @param {any} schema @param {any} choice @returns {string} */
export function discriminatorValue(schema, choice) {
  const reference = text(own(choice, '$ref'));
  const mapping = Object.entries(object(object(schema.discriminator).mapping));
  const name = reference.split('/').at(-1) ?? '';
  return mapping.find(([, target]) => target === reference || target === name)?.[0] ?? name;
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
  if (Number.isFinite(schema.minimum) && value < schema.minimum) value = schema.minimum;
  if (Number.isFinite(schema.exclusiveMinimum) && value <= schema.exclusiveMinimum) value = schema.exclusiveMinimum + step;
  if (Number.isFinite(schema.maximum) && value > schema.maximum) value = schema.maximum;
  if (Number.isFinite(schema.exclusiveMaximum) && value >= schema.exclusiveMaximum) value = schema.exclusiveMaximum - step;
  return schema.multipleOf > 0 ? Math.ceil(value / step) * step : value;
}
