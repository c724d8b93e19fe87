// Loads the description that the page's `meta` element names, and shows it.

import { authorisationDialog, Credentials, schemeSummary } from './authorisation.js';
import { Choices, themeSwitch } from './choices.js';
import { Description, isObject, text } from './description.js';
import { h } from './dom.js';
import { facts, typeName } from './facts.js';
import { inline, link, markdown } from './markdown.js';
import { schemaTree } from './schema.js';
import { searchDialog } from './search.js';
import { sidebar } from './sidebar.js';
import { tagSection, unfold } from './tags.js';

/** The documents of the API's versions, of which the first is shown unless the address names another: `?version=2`. */
const documents = [...document.querySelectorAll('meta[name=openapi]')].map(meta => ({
  address: new URL(meta.getAttribute('content') ?? '', document.baseURI).href,
  version: meta.getAttribute('data-version') ?? '',
}));
const wanted = new URLSearchParams(location.search).get('version');
const current = documents.find(each => each.version === wanted) ?? documents[0];

/** @template {HTMLElement} Kind @param {string} id @returns {Kind} */
const element = id => /** @type {Kind} */ (document.getElementById(id));
const main = element('main');

themeSwitch(element('theme'));
load();

async function load() {
  try {
    const response = await fetch(current.address, { headers: { Accept: 'application/json' } });
    if (!response.ok) throw new Error(`status ${response.status}`);
    show(new Description(await response.json(), current.address));
  } catch (error) {
    main.replaceChildren(h('div', { role: 'alert', class: 'notice' },
      h('h1', {}, 'The description of the API cannot be shown'),
      h('p', {}, h('code', {}, current.address), `: ${error instanceof Error ? error.message : error}`),
      h('button', { type: 'button', on: { click: load } }, 'Try again')));
  }
}

/** @param {Description} description */
function show(description) {
  const credentials = new Credentials(description);
  const choices = new Choices(description.servers[0]?.url ?? location.origin);
  const authorisation = authorisationDialog(credentials);
  const search = searchDialog(description, go);
  const context = { description, credentials, choices, authorise: () => authorisation.showModal() };

  document.title = description.title;
  element('brand').textContent = description.title;
  main.replaceChildren(introduction(description, choices),
    ...description.tags.map(tag => tagSection(context, tag)),
    ...schemaSections(description));
  main.classList.toggle('long', description.operations.length > 60);
  document.body.append(authorisation, search.dialog);
  sidebar(element('sidebar'), element('menu'), description);
  versionChoice();

  const authorise = element('authorise');
  const label = () => { authorise.textContent = credentials.size ? 'Authorised' : 'Authorise'; };
  authorise.hidden = description.schemes.size === 0;
  authorise.addEventListener('click', context.authorise);
  credentials.addEventListener('change', label);
  label();

  element('search').hidden = false;
  element('search').addEventListener('click', search.open);
  document.addEventListener('keydown', event => {
    const isTyping = event.target instanceof Element && event.target.closest('input, textarea, select') !== null;
    const isCommand = event.ctrlKey || event.metaKey;
    const isSearch = isCommand ? event.key === 'k' : event.key === '/' && !isTyping && !event.altKey;
    if (!isSearch || document.querySelector('dialog[open]')) return;
    event.preventDefault();
    search.open();
  });
  addEventListener('hashchange', arrive);
  addEventListener('beforeprint', () => {
    for (const part of main.querySelectorAll('.tag')) unfold(part);
    for (const details of main.querySelectorAll('.reference > div > details')) details.setAttribute('open', '');
  });
  if (location.hash) arrive();
}

/** @param {string} anchor */
function go(anchor) {
  if (location.hash === `#${anchor}`) arrive();
  else location.hash = anchor;
}

/** Stands on the part that the address names, with the focus on its heading. */
function arrive() {
  let anchor = location.hash.slice(1);
  try { anchor = decodeURIComponent(anchor); } catch { /* An address that somebody wrote by hand. */ }
  const part = document.getElementById(anchor);
  if (!part || !main.contains(part)) return;
  unfold(part);
  part.scrollIntoView();
  const heading = part.matches('h2, main') ? part : part.querySelector('h3');
  if (heading instanceof HTMLElement) heading.focus({ preventScroll: true });
}

/** @param {Description} description @param {Choices} choices */
function introduction(description, choices) {
  const { contact, license, termsOfService, externalDocs } = description;
  const yaml = description.address.replace(/json$/, 'yaml');
  const hasYAML = Array.from(document.querySelectorAll('link'), each => each.href).includes(yaml);
  const links = [
    text(externalDocs.url) && link(externalDocs.url, text(externalDocs.description) || 'More documentation'),
    text(contact.url) && link(contact.url, text(contact.name) || 'Contact'),
    text(contact.email) && link(`mailto:${contact.email}`, contact.email),
    text(license.name) && (text(license.url) ? link(license.url, license.name) : license.name),
    termsOfService && link(termsOfService, 'Terms of service'),
    link(description.address, 'Description as JSON'),
    hasYAML && link(yaml, 'as YAML'),
  ].filter(Boolean);
  return h('section', { class: 'introduction', 'aria-labelledby': 'title' },
    h('h1', { id: 'title' }, description.title),
    h('p', { class: 'versions' }, description.version && h('span', { class: 'mark' }, `Version ${description.version}`), ' ',
      description.openapi && h('span', { class: 'mark' }, `OpenAPI ${description.openapi}`)),
    description.summary && h('p', {}, inline(description.summary)),
    description.description && markdown(description.description, 2),
    serverChoice(description, choices),
    description.schemes.size > 0 && h('div', {}, h('h2', {}, 'Authorisation'), h('ul', { class: 'members' },
      [...description.schemes.values()].map(scheme => h('li', {},
        h('div', { class: 'signature' }, h('code', { class: 'name' }, scheme.name), ' ',
          h('span', { class: 'type' }, schemeSummary(scheme))),
        scheme.description && markdown(scheme.description, 3))))),
    h('ul', { class: 'links' }, links.map(each => h('li', {}, each))));
}

/** @param {Description} description @param {Choices} choices */
function serverChoice({ servers }, choices) {
  if (!servers.length) return null;
  const note = h('p', { class: 'facts' });
  const say = () => {
    const isHere = new URL(choices.server).origin === location.origin;
    note.textContent = isHere ? '' : `“Try it” sends to ${location.origin} instead, where this page comes from.`;
  };
  say();
  const names = servers.map(server => server.url + (server.description ? ` – ${server.description}` : ''));
  const select = h('select', { on: { change: () => { choices.server = servers[select.selectedIndex].url; say(); } } },
    names.map(name => h('option', {}, name)));
  const shown = servers.length > 1 ? h('label', { class: 'field' }, h('span', {}, 'Server'), select)
    : h('p', {}, 'Server ', h('code', {}, names[0]));
  return h('div', { class: 'servers' }, shown, note);
}

/** @param {Description} description */
function schemaSections(description) {
  if (!description.schemaAnchors.size) return [];
  return [h('section', { class: 'tag', 'aria-labelledby': 'schemas' },
    h('h2', { id: 'schemas', tabindex: -1 }, h('a', { href: '#schemas' }, 'Schemas')),
    [...description.schemaAnchors].map(([name, anchor]) => {
      const schema = description.schemas[name];
      const { value } = description.resolve(schema);
      return h('section', { class: 'schema-part', id: anchor, 'aria-labelledby': `${anchor}-title` },
        h('h3', { id: `${anchor}-title`, tabindex: -1 }, h('a', { href: `#${anchor}` }, name), ' ',
          value?.deprecated === true && h('span', { class: 'mark deprecated' }, 'deprecated')),
        h('p', { class: 'facts' }, typeName(description, value)),
        text(value?.description) && markdown(value.description, 4),
        isObject(value) && facts(description, value), schemaTree(description, schema, null));
    }))];
}

/** The versions of the API, where there are several. */
function versionChoice() {
  if (documents.length < 2) return;
  const select = /** @type {HTMLSelectElement} */ (element('versions'));
  select.replaceChildren(...documents.map(each =>
    h('option', { value: each.version, selected: each === current }, each.version)));
  select.hidden = false;
  select.addEventListener('change', () => { location.search = `?version=${encodeURIComponent(select.value)}`; });
}
