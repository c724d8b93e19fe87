// Schemas that are one of several: which there are, and by which member they are told apart.

import { isObject, list, object, own, text } from './description.js';
import { flattened } from './shape.js';

/** @typedef {import('./description.js').Description} Description */

/** What `oneOf` or `anyOf` allows, without null. @param {any} schema @returns {any[]} */
export function choicesOf(schema) {
  const choices = [own(schema, 'oneOf'), own(schema, 'anyOf')].map(list).find(each => each.length) ?? [];
  return choices.filter(choice => own(choice, 'type') !== 'null');
}

/** The one value that a schema allows, as text. @param {Description} description @param {any} schema @returns {string | undefined} */
export function constant(description, schema) {
  const found = flattened(description, schema).schema;
  const values = Object.hasOwn(object(found), 'const') ? [found.const] : list(own(found, 'enum'));
  return values.length === 1 && !isObject(values[0]) && !Array.isArray(values[0]) ? String(values[0]) : undefined;
}

/** @param {Description} description @param {any} choice */
const propertiesOf = (description, choice) => object(object(flattened(description, choice).schema).properties);

/**
 * The member by which choices are told apart: that of the discriminator, else the one that all of them have with the most
 * constants.
 * @param {Description} description @param {any} schema @param {any[]} choices @returns {string} empty where there is none
 */
export function tellingMember(description, schema, choices) {
  const named = text(object(schema.discriminator).propertyName);
  if (named || choices.length < 2) return named;
  const all = choices.map(choice => propertiesOf(description, choice));
  let telling = '';
  let most = 0;
  for (const name of Object.keys(all[0])) {
    if (!all.every(properties => Object.hasOwn(properties, name))) continue;
    const constants = new Set(all.map(properties => constant(description, properties[name])).filter(each => each !== undefined));
    if (constants.size > most) [telling, most] = [name, constants.size];
  }
  return telling;
}

/**
 * The value of that member by which a choice is told.
 * @param {Description} description @param {any} schema @param {any} choice @param {string} member
 * @returns {string} empty where nothing says it
 */
export function tellingValue(description, schema, choice, member) {
  const reference = text(own(choice, '$ref'));
  const name = reference.split('/').at(-1) ?? '';
  const mapping = Object.entries(object(object(schema.discriminator).mapping));
  const mapped = reference && mapping.find(([, target]) => target === reference || target === name)?.[0];
  return mapped || (constant(description, own(propertiesOf(description, choice), member)) ?? (isObject(schema.discriminator) ? name : ''));
}
