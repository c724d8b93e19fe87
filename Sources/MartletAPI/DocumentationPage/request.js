// What a reader has filled in, and the request that it makes.

import { isObject, list, object } from './description.js';
import { exampleOf, examplesOf } from './example.js';
import { asContent, isJSON, isStream, isText } from './media.js';
import { flattened, typesOf } from './shape.js';
import { encode, flat, inPath, inQuery, written } from './styles.js';

/** @typedef {import('./description.js').Operation} Operation */
/** @typedef {import('./description.js').Parameter} Parameter */
/** @typedef {{name: string, value: string | File}} Part */
/** @typedef {{kind: 'none'} | {kind: 'text', text: string} | {kind: 'form', parts: Part[]} | {kind: 'multipart', parts: Part[]}
 *   | {kind: 'file', file: File | null}} RequestBody */
/** @typedef {[string, string][]} Pairs */
/** @typedef {{method: string, url: string, headers: Pairs, cookies: Pairs, body: RequestBody, streams: boolean}} PreparedRequest
 *   `streams` says that the answer is read while it arrives */

/** Visible ASCII without quotes, semicolons and backslashes (RFC 6265, section 4.1.1); commas stand in lists. */
const COOKIE_VALUE = /^[!#-:<-[\]-~]*$/;

/**
 * A request whose cookies have no encoding of their own: what they cannot hold is not sent.
 * @param {PreparedRequest} request
 */
export function sendable(request) {
  for (const [name, value] of request.cookies) {
    if (!COOKIE_VALUE.test(value)) {
      throw new Error(`the cookie ${name} can hold visible ASCII alone, without quotes, semicolons and backslashes`);
    }
  }
  return request;
}

/** The values of an operation's parameters and body, filled from its examples. */
export class Inputs {
  /** @type {Map<Parameter, string>} */
  values = new Map();
  text = '';
  /** @type {Map<string, string | File[]>} of a form's fields */
  fields = new Map();
  /** @type {File | null} */
  file = null;
  /** The media type that the answer shall have, of `offered`; empty for any. */
  accept = '';
  /** What is sent by a WebSocket. */
  message = 'Hello';

  /** @param {import('./description.js').Description} description @param {Operation} operation */
  constructor(description, operation) {
    this.description = description;
    this.operation = operation;
    for (const parameter of operation.parameters) this.values.set(parameter, this.#initial(parameter));
    this.contentIndex = 0;
    this.exampleIndex = 0;
    this.choose(0);
  }

  /** @returns {import('./description.js').Content | null} */
  get content() {
    return this.operation.body?.contents[this.contentIndex] ?? null;
  }

  /** How the body is filled in. @returns {'none' | 'text' | 'form' | 'multipart' | 'file'} */
  get kind() {
    const type = this.content?.type ?? '';
    if (!type) return 'none';
    if (/^multipart\/form-data/i.test(type)) return 'multipart';
    if (/^application\/x-www-form-urlencoded/i.test(type)) return 'form';
    return isJSON(type) || isText(type) ? 'text' : 'file';
  }

  /** The examples of the content that is chosen. */
  get examples() {
    return this.content ? examplesOf(this.description, this.content, 'request') : [];
  }

  /** The media types in which the operation answers when all is well. @returns {string[]} */
  get offered() {
    const good = this.operation.responses.filter(response => /^2/.test(response.status));
    return [...new Set(good.flatMap(response => response.contents.map(content => content.type)))];
  }

  /** Takes a media type and an example of its. @param {number} content @param {number} [example] */
  choose(content, example = 0) {
    this.contentIndex = content;
    this.exampleIndex = example;
    this.fields.clear();
    this.file = null;
    if (!this.content) return;
    const value = this.examples[example]?.value;
    this.text = asContent(this.content.type, value);
    for (const [name, schema] of this.formFields()) {
      const given = object(value)[name];
      this.fields.set(name, isFile(this.description, schema) || given === undefined ? '' : asTyped(given));
    }
  }

  /** @returns {[string, any][]} the fields of a form with their schemas */
  formFields() {
    const { schema } = flattened(this.description, this.content?.schema);
    return Object.entries(object(object(schema).properties));
  }

  /** @param {Parameter} parameter @returns {string} empty for what may be left out and has no example */
  #initial(parameter) {
    const { schema } = flattened(this.description, parameter.schema);
    const example = parameter.examples[0]?.value ?? object(schema).example ?? list(object(schema).examples)[0];
    const made = () => (madeUp(parameter) ?? exampleOf(this.description, parameter.schema, 'request'));
    const value = example ?? (parameter.required ? made() : undefined);
    if (value === undefined || value === null) return '';
    return parameter.mediaType ? written(value) : asTyped(value);
  }

  /** @param {string} server @returns {PreparedRequest} */
  request(server) {
    const { method, path, parameters } = this.operation;
    /** @type {Pairs} */
    const headers = [];
    /** @type {Pairs} */
    const cookies = [];
    const query = [];
    let filled = path;
    for (const parameter of parameters) {
      const typed = this.values.get(parameter) ?? '';
      if (parameter.in === 'path') {
        if (typed) filled = filled.replaceAll(`{${parameter.name}}`, () => inPath(parameter, this.#parsed(parameter)));
      } else if (typed) {
        const value = this.#parsed(parameter);
        if (parameter.in === 'query') query.push(inQuery(parameter, value));
        else if (parameter.in === 'header') {
          // A field of white space alone would be sent empty.
          const field = flat(value).join(',').trim();
          if (field) headers.push([parameter.name, field]);
        }
        else cookies.push([parameter.name, flat(value).join(',')]);
      }
    }
    const body = this.#body();
    if (body.kind !== 'none' && body.kind !== 'multipart') headers.push(['Content-Type', this.content?.type ?? '']);
    const { offered } = this;
    const types = this.operation.responses.flatMap(response => response.contents.map(content => content.type));
    const accepted = new Set(this.accept ? [this.accept, ...types.filter(type => !offered.includes(type))] : types);
    const isSaid = headers.some(([name]) => name.toLowerCase() === 'accept');
    if (accepted.size && !isSaid) headers.push(['Accept', [...accepted].join(', ')]);
    const streams = isStream(this.accept || offered[0] || '');
    // A brace that no parameter fills, or one of a path as it was written, has to be encoded like any other byte.
    const address = filled.replace(/[^\w\-.~!$&'()*+,;=:@%/]/gu, encode);
    return { method, url: server + address + (query.length ? `?${query.join('&')}` : ''), headers, cookies, body, streams };
  }

  /** @returns {RequestBody} */
  #body() {
    const kind = this.kind;
    if (kind === 'none') return { kind };
    if (kind === 'text') return this.text ? { kind, text: this.text.toWellFormed() } : { kind: 'none' };
    if (kind === 'file') return { kind, file: this.file };
    const schemas = new Map(this.formFields());
    const parts = [...this.fields].flatMap(([name, value]) => {
      if (typeof value !== 'string') return value.map(file => ({ name, value: file }));
      const values = isList(this.description, schemas.get(name)) ? lines(value) : [value].filter(Boolean);
      return values.map(each => ({ name, value: each }));
    });
    return { kind, parts };
  }

  /**
   * What was typed for a parameter, by its schema: lines of a list, JSON of an object, otherwise the text.
   * @param {Parameter} parameter
   */
  #parsed(parameter) {
    const typed = this.values.get(parameter) ?? '';
    if (parameter.mediaType) return typed;
    const [type] = typesOf(object(flattened(this.description, parameter.schema).schema));
    if (type === 'array') return lines(typed);
    if (type === 'object') {
      try {
        const value = JSON.parse(typed);
        if (isObject(value)) return value;
      } catch { /* It is sent as it was typed, so that the API can be seen refusing it. */ }
    }
    return typed;
  }
}

const IDEMPOTENCY_KEY = /^idempotency-key$/i;
const ENTITY_TAG = /^if-(none-)?match$/i;

/** What can be filled in for a parameter by a button. @param {any} schema @param {Parameter} parameter @returns {'key' | 'tag' | null} */
export function offerFor(schema, { name, in: place }) {
  if (place === 'header' && ENTITY_TAG.test(name)) return 'tag';
  return (place === 'header' && IDEMPOTENCY_KEY.test(name)) || object(schema).format === 'uuid' ? 'key' : null;
}

/** A value for a field of HTTP whose schema is any text, where it has to be there. @param {Parameter} parameter */
function madeUp({ name, in: place }) {
  if (place !== 'header') return undefined;
  if (IDEMPOTENCY_KEY.test(name)) return uuid();
  return ENTITY_TAG.test(name) ? '"version"' : undefined;
}

/** A random UUID of version 4; pages that are not served over HTTPS have no `randomUUID`. @returns {string} */
export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return [...bytes].map((byte, index) => ([4, 6, 8, 10].includes(index) ? '-' : '') + byte.toString(16).padStart(2, '0')).join('');
}

/** @param {import('./description.js').Description} description @param {any} schema */
export function isFile(description, schema) {
  const found = object(flattened(description, schema).schema);
  const item = typesOf(found).includes('array') ? object(flattened(description, found.items).schema) : found;
  return item.format === 'binary' || (item.contentMediaType !== undefined && item.contentEncoding === undefined);
}

/** Whether a field or a parameter is typed in lines. @param {import('./description.js').Description} description @param {any} schema */
export const isList = (description, schema) => typesOf(object(flattened(description, schema).schema))[0] === 'array';

/** @param {string} value */
const lines = value => value.split('\n').filter(Boolean);
/** A value as the reader types it: a list by lines. @param {any} value @returns {string} */
const asTyped = value => (Array.isArray(value) ? value.map(written).join('\n') : written(value));
