// What a schema comes to: its types, and one schema in place of those that it is put together of.

import { isObject, list, object, own } from './description.js';

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
      if (word === 'properties') merged.properties = together(merged.properties, object(inner));
      else if (word === 'required') merged.required.push(...list(inner));
      else if (!Object.hasOwn(merged, word)) merged[word] = inner;
    }
  }
  if (!Object.keys(merged.properties).length) delete merged.properties;
  return { schema: merged, name, source: schema };
}

/**
 * Members of two schemas of which both hold: what one says of a member, the other may narrow.
 * @param {Record<string, any>} one @param {Record<string, any>} other
 */
function together(one, other) {
  const merged = { ...other, ...one };
  for (const name of Object.keys(other)) {
    if (Object.hasOwn(one, name) && one[name] !== other[name]) merged[name] = { allOf: [one[name], other[name]] };
  }
  return merged;
}
