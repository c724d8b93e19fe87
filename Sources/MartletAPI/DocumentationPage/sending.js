// How a request leaves the page: to its own origin alone, with cookies that are there for it alone.

import { sendable } from './request.js';

/** @typedef {import('./request.js').PreparedRequest} PreparedRequest */

/** The address on the page's own origin, whichever server the document names. @param {PreparedRequest} request */
export function addressHere({ url }) {
  const { pathname, search } = new URL(url);
  return new URL(location.origin + pathname + search);
}

/** @param {PreparedRequest} request @param {AbortSignal} signal */
export async function sent(request, signal) {
  const { method, headers, body } = sendable(request);
  const address = addressHere(request);
  const forget = lendCookies(request, address.pathname);
  try {
    return await fetch(address, { method, headers, body: payload(body), signal, cache: 'no-store' });
  } finally {
    forget();
  }
}

/**
 * Scripts may not send the field of cookies; the browser does for cookies that are there. They are there until the function
 * that this returns is called, at the path of the request where a cookie can name it, so that none that the application has
 * set is replaced.
 * @param {PreparedRequest} request @param {string} pathname
 */
export function lendCookies({ cookies }, pathname) {
  const place = /^[^;]{1,1000}$/.test(pathname) ? pathname : '/';
  const write = (/** @type {string} */ name, /** @type {string} */ value, /** @type {number} */ seconds) => {
    document.cookie = `${name}=${value}; path=${place}; SameSite=Strict; Max-Age=${seconds}`;
  };
  for (const [name, value] of cookies) write(name, value, 60);
  return () => { for (const [name] of cookies) write(name, '', 0); };
}

/** @param {import('./request.js').RequestBody} body */
function payload(body) {
  if (body.kind === 'text') return body.text;
  if (body.kind === 'file') return body.file;
  if (body.kind !== 'form' && body.kind !== 'multipart') return undefined;
  const form = new FormData();
  for (const { name, value } of body.parts) form.append(name, value);
  return body.kind === 'multipart' ? form : new URLSearchParams(/** @type {any} */ (form)).toString();
}
