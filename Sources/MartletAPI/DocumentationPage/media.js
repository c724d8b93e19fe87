// Media types: what is text, what is a stream, and how a value is written in one.

import { isObject } from './description.js';
import { written } from './styles.js';

/** @param {string} type */
export const isJSON = type => /^application\/([\w.+-]+\+)?json\b/i.test(type);

/** Server-sent events (WHATWG HTML, section 9.2). @param {string} type */
export const isEvents = type => /^text\/event-stream\b/i.test(type);

/** A JSON text a line. @param {string} type */
export const isLines = type => /^application\/((x-)?ndjson|jsonl|x-jsonlines)\b/i.test(type);

/** What is read while it arrives. @param {string} type */
export const isStream = type => isEvents(type) || isLines(type);

/** What is shown as it is. @param {string} type */
export const isText = type => /^text\//i.test(type) || isLines(type) || /[/+](xml|yaml|toml|javascript)\b/i.test(type);

/** A value as content of a type. @param {string} type @param {any} value @returns {string} */
export function asContent(type, value) {
  if (value === undefined) return '';
  if (isJSON(type)) return JSON.stringify(value, null, 2) ?? '';
  if (isLines(type) && Array.isArray(value)) return value.map(each => JSON.stringify(each)).join('\n');
  if (isEvents(type)) return asEvent(value);
  return written(value);
}

/** An event with the value, or of its members where they are those of an event. @param {any} value */
function asEvent(value) {
  if (typeof value === 'string' && /^(data|event|id|retry)?:/m.test(value)) return value;
  const isEvent = isObject(value) && Object.hasOwn(value, 'data');
  const fields = isEvent ? ['id', 'event', 'data'].filter(name => value[name] !== undefined).map(name => [name, value[name]]) : [['data', value]];
  return fields.flatMap(([name, each]) => written(each).split('\n').map(line => `${name}: ${line}`)).join('\n');
}
