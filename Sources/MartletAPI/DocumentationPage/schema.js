// A schema as a list of its members; deeper ones are made when they are opened, so that recursion has no end to reach.

import { isObject, list, object, own, text } from './description.js';
import { h } from './dom.js';
import { facts, isMap, literal, marks, typeLabel, typeName } from './facts.js';
import { inline, markdown } from './markdown.js';
import { flattened, typesOf } from './shape.js';
import { choicesOf, constant, tellingMember, tellingValue } from './union.js';

/** @typedef {import('./description.js').Description} Description */
/** @typedef {import('./example.js').Direction} Direction */

const FEW = 3;

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
  const choices = choicesOf(found);
  if (choices.length) parts.push(alternatives(description, found, choices, direction, inside));
  else if (isObject(object(found.discriminator).mapping) && !isTold(description, found)) parts.push(mapped(description, found.discriminator));
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
  // The rules of plain values stand with those of the dictionary.
  if (isObject(schema.additionalProperties) && !(isMap(schema) && !hasMembersInside(description, schema.additionalProperties))) {
    rows.push(memberRow(description, isMap(schema) ? 'any name' : 'any other name', schema.additionalProperties, false, direction, around, open));
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
    facts(description, found),
    nested(description, schema, direction, around, open));
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
  const choices = choicesOf(found).length;
  const isDeep = count || hasMembersInside(description, found.additionalProperties) || choices ||
    list(found.prefixItems).length || Object.keys(object(found.patternProperties)).length;
  if (!isDeep) {
    // An array adds no level of its own to what it holds.
    return typesOf(found).includes('array') && found.items !== undefined
      ? nested(description, found.items, direction, [...around, source], open) : null;
  }
  const what = count ? `${count} ${count === 1 ? 'member' : 'members'}` : choices ? `${choices} alternatives` : 'What is inside';
  return lazyDetails(what, open, () => schemaTree(description, schema, direction, around));
}

/** Whether what a dictionary holds has more to show than its type and its rules. @param {Description} description @param {any} schema */
function hasMembersInside(description, schema) {
  const found = isObject(schema) ? flattened(description, schema).schema : undefined;
  return isObject(found) && (schemaHasParts(found) || text(found.description) !== '');
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

/** Whether a schema is itself one of those that its discriminator tells apart. @param {Description} description @param {any} schema */
const isTold = (description, { properties, discriminator }) =>
  constant(description, own(properties, text(discriminator.propertyName))) !== undefined;

/** The schemas that contain this one and are told apart by a member of it. @param {Description} description @param {any} discriminator */
function mapped(description, { propertyName, mapping }) {
  return h('div', { class: 'alternatives' }, h('p', { class: 'facts' }, 'Told apart by ', h('code', {}, literal(propertyName))),
    Object.entries(mapping).filter(([, target]) => text(target)).map(([value, target]) => h('p', { class: 'alternative' },
      h('code', {}, value), ' ', typeLabel(description, { $ref: target.includes('/') ? target : `#/components/schemas/${target}` }))));
}

/**
 * @param {Description} description @param {any} schema @param {any[]} choices
 * @param {Direction | null} direction @param {any[]} around
 */
function alternatives(description, schema, choices, direction, around) {
  const member = tellingMember(description, schema, choices);
  const label = list(schema.oneOf).length ? 'One of' : 'Any of';
  return h('div', { class: 'alternatives' },
    h('p', { class: 'facts' }, label, member && [', told apart by ', h('code', {}, member)]),
    choices.map((choice, index) => {
      const { schema: found, source } = flattened(description, choice);
      const title = text(own(found, 'title')) || typeName(description, choice);
      const value = member && tellingValue(description, schema, choice, member);
      const summary = [h('span', { class: 'type' }, title), ' ', value && h('code', {}, `${member} = ${value}`)];
      const isRecursive = around.includes(source);
      const isFlat = isRecursive || !isObject(found) || (!schemaHasParts(found) && !facts(description, found).length);
      if (isFlat) return h('p', { class: 'alternative' }, summary, isRecursive && ' contains itself; its members are above.');
      return lazyDetails(summary, index === 0 && around.length <= 2, () => h('div', {},
        text(found.description) && h('p', {}, inline(found.description)), facts(description, found),
        schemaTree(description, choice, direction, around)));
    }));
}

const PARTS = ['properties', 'additionalProperties', 'patternProperties', 'items', 'prefixItems', 'oneOf', 'anyOf'];
/** @param {any} schema */
const schemaHasParts = schema => PARTS.some(word => typeof own(schema, word) === 'object');
