// Credentials for trying operations out: where they are kept, how a request carries them, the dialog that asks for them.

import { announce, h, kept } from './dom.js';
import { object, text } from './description.js';
import { markdown } from './markdown.js';
import { encode } from './styles.js';

/** @typedef {import('./description.js').SecurityScheme} SecurityScheme */
/** @typedef {import('./request.js').PreparedRequest} PreparedRequest */

const session = () => sessionStorage;

/** Credentials by the names of their schemes. They live as long as the page, or as the tab if the reader wants that. */
export class Credentials extends EventTarget {
  /** @type {Map<string, string>} the token or key; `user:password` for Basic */
  #values = new Map();

  /** @param {import('./description.js').Description} description */
  constructor(description) {
    super();
    this.schemes = description.schemes;
    this.key = `martlet-credentials ${description.address}`;
    const stored = kept.read(session, this.key);
    this.isKept = stored !== null;
    try {
      const values = Object.entries(object(JSON.parse(stored ?? '{}')));
      this.#values = new Map(values.filter(([, value]) => text(value)));
    } catch { /* What another page has written there is no credential. */ }
  }

  get size() {
    return this.#values.size;
  }

  /** @param {string} name */
  get(name) {
    return this.#values.get(name) ?? '';
  }

  /** @param {Map<string, string>} values @param {boolean} keep in the storage of the tab */
  replace(values, keep) {
    this.#values = new Map([...values].filter(([, value]) => value));
    this.isKept = keep;
    kept.write(session, this.key, keep && this.size ? JSON.stringify(Object.fromEntries(this.#values)) : null);
    this.dispatchEvent(new Event('change'));
  }

  /**
   * The schemes to use for an operation: the first set for which everything is there, otherwise the first one.
   * @param {import('./description.js').Operation} operation
   */
  #requirement({ security }) {
    const names = security.map(Object.keys);
    const complete = names.find(set => set.length && set.every(name => this.get(name)));
    const isOptional = names.some(set => !set.length);
    return complete ?? (isOptional ? [] : names[0] ?? []);
  }

  /**
   * The request with the credentials that its operation asks for.
   * @param {PreparedRequest} request
   * @param {import('./description.js').Operation} operation
   * @param {boolean} placeholders whether credentials that are not there are shown as `YOUR_TOKEN`
   * @returns {PreparedRequest}
   */
  applied(request, operation, placeholders) {
    const made = { ...request, headers: [...request.headers], cookies: [...request.cookies] };
    /** @param {string} name @param {string} value */
    const header = (name, value) => {
      if (!made.headers.some(([present]) => present.toLowerCase() === name.toLowerCase())) made.headers.push([name, value]);
    };
    for (const name of this.#requirement(operation)) {
      const scheme = this.schemes.get(name);
      const value = this.get(name);
      if (!scheme || (!value && !placeholders)) continue;
      if (scheme.type === 'apiKey') {
        const key = value || 'YOUR_KEY';
        if (scheme.in === 'header') header(scheme.parameter, key);
        else if (scheme.in === 'cookie') made.cookies.push([scheme.parameter, key]);
        else made.url += `${made.url.includes('?') ? '&' : '?'}${encode(scheme.parameter)}=${encode(key)}`;
      } else if (scheme.scheme === 'basic') {
        header('Authorization', `Basic ${value ? base64(value) : 'YOUR_CREDENTIALS'}`);
      } else if (scheme.scheme && scheme.scheme !== 'bearer') {
        header('Authorization', `${scheme.scheme} ${value || 'YOUR_CREDENTIALS'}`);
      } else if (scheme.type !== 'mutualTLS') {
        header('Authorization', `Bearer ${value || 'YOUR_TOKEN'}`);
      }
    }
    return made;
  }
}

/** @param {string} value */
const base64 = value => btoa(String.fromCharCode(...new TextEncoder().encode(value)));

/** How a scheme works, in words. @param {SecurityScheme} scheme */
export function schemeSummary(scheme) {
  if (scheme.type === 'apiKey') return `API key in the ${scheme.in === 'query' ? 'query parameter' : scheme.in} ${scheme.parameter}`;
  if (scheme.type === 'oauth2') return 'OAuth 2.0';
  if (scheme.type === 'openIdConnect') return 'OpenID Connect';
  if (scheme.type === 'mutualTLS') return 'Certificate of the client';
  return `HTTP ${scheme.scheme === 'basic' ? 'Basic' : scheme.scheme === 'bearer' ? 'bearer token' : scheme.scheme}`;
}

/** @param {Credentials} credentials @returns {HTMLDialogElement} opened by `showModal` */
export function authorisationDialog(credentials) {
  /** @type {Map<string, () => string>} */
  const readers = new Map();
  const keep = h('input', { type: 'checkbox' });
  const fields = h('div');
  const dialog = h('dialog', { 'aria-labelledby': 'authorise-title', class: 'authorise' },
    h('form', { method: 'dialog', on: { submit: store } },
      h('h2', { id: 'authorise-title' }, 'Authorise'), fields,
      h('label', { class: 'choice' }, keep, ' Keep this in the tab until it is closed'),
      h('div', { class: 'buttons' },
        h('button', { type: 'submit', class: 'primary' }, 'Use'),
        h('button', { type: 'button', on: { click: forget } }, 'Forget all'),
        h('button', { type: 'button', on: { click: () => dialog.close() } }, 'Cancel'))));
  fill();
  // What was typed and not used is gone when the dialog opens again.
  dialog.addEventListener('close', fill);
  return dialog;

  function fill() {
    readers.clear();
    keep.checked = credentials.isKept;
    fields.replaceChildren(...[...credentials.schemes.values()].map(scheme => schemeFields(scheme, credentials, readers)));
  }

  function store() {
    credentials.replace(new Map([...readers].map(([name, read]) => [name, read()])), keep.checked);
    announce(credentials.size ? 'Requests carry these credentials now.' : 'Requests carry no credentials.');
  }

  function forget() {
    credentials.replace(new Map(), false);
    announce('The credentials are forgotten.');
    dialog.close();
  }
}

/** @param {string} label @param {Record<string, any>} attributes */
function field(label, attributes) {
  const input = h('input', { autocomplete: 'off', spellcheck: 'false', ...attributes });
  return { input, element: h('label', { class: 'field' }, h('span', {}, label), input) };
}

/** @param {SecurityScheme} scheme @param {Credentials} credentials @param {Map<string, () => string>} readers */
function schemeFields(scheme, credentials, readers) {
  const value = credentials.get(scheme.name);
  const set = h('fieldset', {}, h('legend', {}, scheme.name), h('p', { class: 'facts' }, schemeSummary(scheme)),
    scheme.description && markdown(scheme.description, 3));
  if (scheme.scheme === 'basic') {
    const colon = value.indexOf(':');
    const user = field('User name', { value: colon < 0 ? '' : value.slice(0, colon) });
    const password = field('Password', { type: 'password', value: colon < 0 ? '' : value.slice(colon + 1) });
    readers.set(scheme.name, () => (user.input.value ? `${user.input.value}:${password.input.value}` : ''));
    set.append(user.element, password.element);
  } else if (scheme.type !== 'mutualTLS') {
    const token = field(scheme.type === 'apiKey' ? 'Key' : 'Token', { value });
    readers.set(scheme.name, () => token.input.value.trim());
    set.append(token.element);
    for (const grant of ['password', 'clientCredentials']) {
      const flow = object(scheme.flows[grant]);
      const address = addressOf(flow.tokenUrl);
      if (address) set.append(tokenRequest(grant, flow, address, credentials, token.input));
    }
  }
  return set;
}

/** @param {any} value an address, relative to the page @returns {URL | null} `null` for what is none, or not of the web */
function addressOf(value) {
  try {
    const url = text(value) ? new URL(value, location.href) : null;
    return url && /^https?:$/.test(url.protocol) ? url : null;
  } catch {
    return null;
  }
}

/**
 * Asks the API's own token endpoint (RFC 6749, sections 4.3 and 4.4).
 * @param {string} grant @param {Record<string, any>} flow @param {URL} address @param {Credentials} credentials
 * @param {HTMLInputElement} token
 */
function tokenRequest(grant, flow, address, credentials, token) {
  const isPassword = grant === 'password';
  const user = field(isPassword ? 'User name' : 'Client identifier', {});
  const password = field(isPassword ? 'Password' : 'Client secret', { type: 'password' });
  const scopes = field('Scopes', { value: Object.keys(object(flow.scopes)).join(' ') });
  const status = h('p', { class: 'facts', role: 'status' });
  const button = h('button', { type: 'button', on: { click: ask } }, 'Get a token');
  const isHere = address.origin === location.origin;
  return h('details', {}, h('summary', {}, isPassword ? 'Get one with a password' : 'Get one as a client'),
    isHere ? [user.element, password.element, scopes.element, button, status]
      : h('p', { class: 'facts' }, 'Tokens come from ', h('code', {}, address.href),
        ', which this page may not ask. Paste one above.'));

  async function ask() {
    status.textContent = 'Asking…';
    const form = new URLSearchParams({
      grant_type: isPassword ? 'password' : 'client_credentials',
      [isPassword ? 'username' : 'client_id']: user.input.value,
      [isPassword ? 'password' : 'client_secret']: password.input.value,
    });
    if (scopes.input.value) form.set('scope', scopes.input.value);
    try {
      const response = await fetch(address, { method: 'POST', body: form });
      const answer = object(await response.json());
      if (!response.ok || !text(answer.access_token)) {
        throw new Error(text(answer.error_description) || text(answer.error) || `status ${response.status}`);
      }
      token.value = answer.access_token;
      status.textContent = 'The token is filled in above.';
    } catch (error) {
      status.textContent = `No token: ${error instanceof Error ? error.message : error}`;
    }
  }
}
