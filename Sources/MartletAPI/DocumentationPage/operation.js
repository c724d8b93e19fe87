// One operation: what it takes and gives on the left, its code, form and examples on the right.

import { statusBadge } from './answer.js';
import { codeBlock, copyButton, h, tabs } from './dom.js';
import { list, object, text } from './description.js';
import { examplesOf } from './example.js';
import { facts, literal, marks, typeLabel } from './facts.js';
import { highlight } from './highlight.js';
import { link, markdown } from './markdown.js';
import { asContent, isJSON, isText } from './media.js';
import { Inputs } from './request.js';
import { LANGUAGES } from './samples.js';
import { lazyDetails, schemaTree } from './schema.js';
import { flattened } from './shape.js';
import { socketConsole } from './socket.js';
import { SOCKET_LANGUAGES } from './socketsamples.js';
import { tryoutForm } from './tryout.js';

/** @typedef {import('./description.js').Operation} Operation */
/** @typedef {import('./description.js').Content} Content */
/** @typedef {import('./description.js').Description} Description */
/** @typedef {{description: Description, credentials: import('./authorisation.js').Credentials,
 *   choices: import('./choices.js').Choices, authorise: () => void}} Context */

const LONGEST_NAME = 30;
const PLACES = { path: 'Path', query: 'Query', header: 'Header fields', cookie: 'Cookies' };

/** @param {string} method */
export const methodBadge = method => h('span', { class: `method ${method.toLowerCase()}` }, method);

/** What is done with the path, in a word: the method, or that a WebSocket is opened. @param {Operation} operation */
export const kindOf = ({ method, isSocket }) => (isSocket ? 'WS' : method);

/** @param {Context} context @param {Operation} operation */
export function operationSection(context, operation) {
  const { description } = context;
  const title = `${operation.anchor}-title`;
  const good = operation.responses.filter(response => /^[123]/.test(response.status));
  const problems = operation.responses.filter(response => !good.includes(response));
  return h('section', { class: 'operation', id: operation.anchor, 'aria-labelledby': title },
    h('div', { class: 'reference' },
      h('h3', { id: title, tabindex: -1 }, h('a', { href: `#${operation.anchor}` }, operation.summary), ' ', marks(operation)),
      h('p', { class: 'endpoint' }, methodBadge(operation.method), ' ', h('code', {}, operation.path), ' ',
        operation.isSocket && h('span', { class: 'mark' }, 'WebSocket'),
        copyButton(`the path ${operation.path}`, () => operation.path),
        copyButton(`the link to ${operation.summary}`, () => new URL(`#${operation.anchor}`, location.href).href, 'Copy link')),
      operation.description && markdown(operation.description, 4),
      text(operation.externalDocs.url) && h('p', {},
        link(operation.externalDocs.url, text(operation.externalDocs.description) || 'More documentation')),
      securityLine(context, operation),
      Object.entries(PLACES).map(([place, label]) =>
        parameterList(description, label, operation.parameters.filter(each => each.in === place))),
      operation.body && h('div', {}, h('h4', {}, 'Body ', marks(operation.body)),
        operation.body.description && markdown(operation.body.description, 5),
        contentViews(description, operation.body.contents, operation.isWebhook ? 'response' : 'request')),
      responseList(description, 'Responses', good),
      responseList(description, 'Problems', problems), callbackList(description, operation.callbacks)),
    h('div', { class: 'console' },
      operation.isWebhook ? null : requestCard(context, operation), exampleCard(description, operation)));
}

/** @param {Context} context @param {Operation} operation */
function securityLine({ description, authorise }, { security }) {
  const sets = security.map(set => Object.entries(set)
    .map(([name, scopes]) => name + (list(scopes).length ? ` (${scopes.join(', ')})` : '')).join(' and '));
  const needed = sets.filter(Boolean);
  if (!needed.length) return null;
  return h('p', { class: 'security' },
    sets.length > needed.length ? 'Authorisation is optional: ' : 'Authorisation: ', needed.join(' or '), ' ',
    description.schemes.size > 0 && h('button', { type: 'button', class: 'plain', on: { click: authorise } }, 'Authorise'));
}

/**
 * @param {Description} description @param {string} label
 * @param {import('./description.js').Parameter[]} parameters @param {'h4' | 'h5'} [heading]
 */
function parameterList(description, label, parameters, heading = 'h4') {
  if (!parameters.length) return null;
  return h('div', {}, h(heading, {}, label), h('ul', { class: 'members' }, parameters.map(parameter => {
    const schema = object(flattened(description, parameter.schema).schema);
    const [example] = parameter.examples;
    return h('li', {},
      h('div', { class: 'signature' }, h('code', { class: 'name' }, parameter.name), ' ',
        typeLabel(description, parameter.schema), ' ', marks(parameter)),
      (parameter.description || schema.description) && markdown(parameter.description || String(schema.description), 5),
      facts(description, schema), example && h('div', { class: 'facts' }, 'Example ', h('code', {}, literal(example.value))),
      schemaTree(description, parameter.schema, 'request', [null, null, null]));
  })));
}

/** @param {Description} description @param {Content[]} contents @param {'request' | 'response'} direction */
function contentViews(description, contents, direction) {
  return contents.map(content => h('div', { class: 'content' },
    h('p', { class: 'facts' }, h('code', {}, content.type), ' ', typeLabel(description, content.schema)),
    facts(description, { ...object(flattened(description, content.schema).schema), example: undefined, examples: undefined }),
    schemaTree(description, content.schema, direction)));
}

/** @param {Description} description @param {string} label @param {import('./description.js').Response[]} responses */
function responseList(description, label, responses) {
  if (!responses.length) return null;
  return h('div', {}, h('h4', {}, label), responses.map((response, index) => {
    const fields = response.headers.map(({ name }) => h('code', { class: 'note' }, name));
    const title = [statusBadge(response.status), ' ', response.description.split('\n')[0] || 'No description',
      fields.length > 0 && h('span', { class: 'said-fields' }, fields)];
    if (!response.contents.length && !response.headers.length && !response.links.length) return h('p', { class: 'alternative' }, title);
    return lazyDetails(title, index === 0 && label === 'Responses', () => h('div', {},
      response.description.includes('\n') && markdown(response.description, 5),
      contentViews(description, response.contents, 'response'),
      parameterList(description, 'Header fields', response.headers, 'h5'), linkList(description, response.links)));
  }));
}

/** Where an answer leads. @param {Description} description @param {import('./description.js').Link[]} links */
function linkList(description, links) {
  if (!links.length) return null;
  return h('div', {}, h('h5', {}, 'Links'), h('ul', { class: 'members' }, links.map(each => {
    const operation = description.operations.find(({ id }) => id && id === each.operation);
    return h('li', {}, h('code', { class: 'name' }, each.name), ' ',
      operation ? h('a', { href: `#${operation.anchor}` }, operation.summary) : h('code', {}, each.operation),
      each.description && markdown(each.description, 5));
  })));
}

/** What the API sends because of an operation. @param {Description} description @param {Operation[]} callbacks */
function callbackList(description, callbacks) {
  if (!callbacks.length) return null;
  return h('div', {}, h('h4', {}, 'Callbacks'), callbacks.map(callback => lazyDetails(
    [callback.summary, ' ', methodBadge(callback.method), ' ', h('code', {}, callback.path)], false, () => h('div', {},
      callback.description && markdown(callback.description, 5),
      contentViews(description, callback.body?.contents ?? [], 'response'),
      callback.responses.map(({ status, description: said }) =>
        h('p', { class: 'alternative' }, 'Answer with ', statusBadge(status), ' ', said.split('\n')[0]))))));
}

/** The code of the request, and the form below it. @param {Context} context @param {Operation} operation */
function requestCard({ description, credentials, choices }, operation) {
  const inputs = new Inputs(description, operation);
  /** @param {boolean} placeholders */
  const request = placeholders => credentials.applied(
    inputs.request(operation.servers[0]?.url ?? choices.server), operation, placeholders);
  const languages = operation.isSocket ? SOCKET_LANGUAGES : LANGUAGES;
  let code = '';
  const samples = tabs('Language', languages.map(language => language.name), choices.language, (index, panel) => {
    choices.language = index;
    code = languages[index].write(request(true), inputs.message);
    panel.replaceChildren(codeBlock(`${languages[index].name} for ${operation.summary}`, highlight(code)));
  });
  const refresh = () => samples.select(choices.language);
  credentials.addEventListener('change', refresh);
  choices.addEventListener('change', refresh);
  return h('div', { class: 'card' },
    h('div', { class: 'card-head' }, samples.list, copyButton('the request in code', () => code)), samples.panel,
    lazyDetails('Try it', false, () => (operation.isSocket ? socketConsole : tryoutForm)(inputs, refresh, () => request(false))));
}

/**
 * What the operation answers, and what a webhook is sent, where the document has a body for it.
 * @param {Description} description @param {Operation} operation
 */
function exampleCard(description, operation) {
  const payload = operation.isWebhook ? [{ status: 'Payload', contents: operation.body?.contents ?? [] }] : [];
  const bodies = [...payload, ...operation.responses];
  const examples = bodies.flatMap(({ status, contents }) => contents.slice(0, 1).flatMap(content => {
    const given = examplesOf(description, content, 'response');
    return given.map(({ name, value }, index) => ({
      name: given.length > 1 ? `${status} · ${name.slice(0, LONGEST_NAME) || index + 1}` : status,
      code: isText(content.type) || isJSON(content.type) || typeof value === 'string' ? asContent(content.type, value)
        : JSON.stringify(value, null, 2) ?? '',
    }));
  }));
  if (!examples.length) return null;
  let shown = 0;
  const names = examples.map(example => example.name);
  const views = tabs(`Examples of what ${operation.summary} answers`, names, 0, (index, panel) => {
    shown = index;
    panel.replaceChildren(codeBlock(`Example ${names[index]}`, highlight(examples[index].code)));
  });
  return h('div', { class: 'card' },
    h('div', { class: 'card-head' }, views.list, copyButton('the example', () => examples[shown].code)), views.panel);
}
