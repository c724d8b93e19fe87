// How the values of parameters stand in a path and in a query (OpenAPI 3.1, section 4.8.12).

import { isObject } from './description.js';

/** @typedef {import('./description.js').Parameter} Parameter */

/** @param {string} value */
export const encode = value => encodeURIComponent(value.toWellFormed());

/** @param {any} value */
export const written = value => (typeof value === 'string' ? value : JSON.stringify(value) ?? '');
/** @param {any} value @returns {string[]} the values of a list, the names and values of an object in turn */
export const flat = value => (isObject(value) ? Object.entries(value).flat() : [value].flat()).map(written);

/** @param {Parameter} parameter @param {any} value @returns {string} */
export function inQuery({ name, style, explode }, value) {
  const key = encode(name);
  const isDeep = style === 'deepObject';
  if (isObject(value) && (isDeep || explode)) {
    const named = (/** @type {string} */ member) => (isDeep ? `${key}%5B${encode(member)}%5D` : encode(member));
    return Object.entries(value).map(([member, each]) => `${named(member)}=${encode(written(each))}`).join('&');
  }
  if (explode && Array.isArray(value)) return value.map(each => `${key}=${encode(written(each))}`).join('&');
  const separator = { spaceDelimited: '%20', pipeDelimited: '%7C' }[style] ?? ',';
  return `${key}=${flat(value).map(encode).join(separator)}`;
}

/** @param {Parameter} parameter @param {any} value @returns {string} */
export function inPath({ name, style, explode }, value) {
  const values = flat(value).map(encode);
  if (style === 'label') return `.${values.join(explode ? '.' : ',')}`;
  if (style === 'matrix') return (explode ? values : [values.join(',')]).map(each => `;${encode(name)}=${each}`).join('');
  return values.join(',');
}
