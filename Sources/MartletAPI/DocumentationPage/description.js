// An OpenAPI document, 3.0 or 3.1, read without trust: what is missing or of another type than it should be is left out.

/** @typedef {Record<string, any>} Any */
/** @typedef {{name: string, in: 'path' | 'query' | 'header' | 'cookie', required: boolean, deprecated: boolean,
 *   description: string, schema: any, style: string, explode: boolean, mediaType: string, examples: Example[]}} Parameter */
/** @typedef {{name: string, summary: string, value: any}} Example */
/** @typedef {{type: string, schema: any, examples: Example[]}} Content */
/** @typedef {{description: string, required: boolean, contents: Content[]}} Body */
/** @typedef {{status: string, description: string, headers: Parameter[], contents: Content[], links: Link[]}} Response */
/** @typedef {{name: string, description: string, operation: string}} Link to an operation that takes what was answered */
/** @typedef {Record<string, string[]>} Requirement the scopes of the schemes that are needed together */
/** @typedef {{anchor: string, id: string, method: string, path: string, summary: string, description: string,
 *   tag: string, deprecated: boolean, isWebhook: boolean, isSocket: boolean, externalDocs: Any, parameters: Parameter[], body: Body | null,
 *   responses: Response[], security: Requirement[], servers: Server[], callbacks: Operation[]}} Operation `isSocket` says that it opens a WebSocket */
/** @typedef {{url: string, description: string}} Server */
/** @typedef {{name: string, anchor: string, description: string, operations: Operation[]}} Tag */
/** @typedef {{name: string, type: string, description: string, in: string, parameter: string, scheme: string,
 *   flows: Any}} SecurityScheme */

const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'trace'];
const LONGEST_CHAIN = 20;

/** @param {any} value @returns {value is Any} */
export const isObject = value => typeof value === 'object' && value !== null && !Array.isArray(value);
/** @param {any} value @returns {Any} */
export const object = value => (isObject(value) ? value : {});
/** @param {any} value @returns {any[]} */
export const list = value => (Array.isArray(value) ? value : []);
/** @param {any} value @returns {string} */
export const text = value => (typeof value === 'string' ? value : '');
/** A member of an object's own. @param {any} from @param {string} name */
export const own = (from, name) => (isObject(from) && Object.hasOwn(from, name) ? from[name] : undefined);

/** What the page shows, made once from the document. */
export class Description {
  /** @type {Map<string, string>} from names of schemas to anchors */
  schemaAnchors = new Map();
  /** Identifiers that are taken, at first by the page's own elements. @type {Set<string>} */
  #anchors = new Set(['title', 'schemas', ...Array.from(globalThis.document.querySelectorAll('[id]'), each => each.id)]);

  /** @param {any} document @param {string} address where it was loaded from */
  constructor(document, address) {
    this.document = object(document);
    this.address = address;
    const info = object(this.document.info);
    this.title = text(info.title) || 'API documentation';
    this.version = text(info.version);
    this.summary = text(info.summary);
    this.description = text(info.description);
    this.contact = object(info.contact);
    this.license = object(info.license);
    this.termsOfService = text(info.termsOfService);
    this.externalDocs = object(this.document.externalDocs);
    this.openapi = text(this.document.openapi);
    this.servers = this.#servers(this.document.servers);
    if (!this.servers.length) this.servers = this.#servers([{ url: '/' }]);
    this.schemes = this.#schemes();
    this.schemas = object(object(this.document.components).schemas);
    this.tags = this.#tags();
    for (const name of Object.keys(this.schemas)) this.schemaAnchors.set(name, this.#anchor(`schema-${name}`));
  }

  /** @returns {Operation[]} */
  get operations() {
    return this.tags.flatMap(tag => tag.operations);
  }

  /**
   * Follows references within the document. Members beside a `$ref` win over those it leads to.
   * @param {any} value
   * @returns {{value: any, name: string}} with the name of the last component on the way; `value` is undefined where
   *   a reference leads nowhere, to itself or to another document
   */
  resolve(value) {
    let name = '';
    let beside = {};
    for (let step = 0; step < LONGEST_CHAIN; step += 1) {
      const reference = own(value, '$ref');
      if (typeof reference !== 'string') {
        const whole = isObject(value) && Object.keys(beside).length ? { ...value, ...beside } : value;
        return { value: withNumericLimits(whole), name };
      }
      const { $ref: _, ...members } = value;
      beside = { ...members, ...beside };
      if (!reference.startsWith('#/')) return { value: undefined, name: reference };
      const parts = reference.slice(2).split('/').map(part => unescape(part));
      name = parts.at(-1) ?? '';
      value = parts.reduce((inside, part) => (Array.isArray(inside) ? inside[Number(part)] : own(inside, part)), this.document);
    }
    return { value: undefined, name };
  }

  /** @param {any} value @returns {Any} */
  #at(value) {
    return object(this.resolve(value).value);
  }

  /** @param {string} wanted @returns {string} an identifier that nothing else on the page has */
  #anchor(wanted) {
    const base = wanted.replace(/[^\p{L}\p{N}._~-]+/gu, '-').replace(/^-+|-+$/g, '') || 'part';
    let anchor = base;
    for (let number = 2; this.#anchors.has(anchor); number += 1) anchor = `${base}-${number}`;
    this.#anchors.add(anchor);
    return anchor;
  }

  /** @param {any} value @returns {Server[]} */
  #servers(value) {
    return list(value).filter(isObject).flatMap(server => {
      const variables = object(server.variables);
      const filled = text(server.url)
        .replace(/\{([^}]*)\}/g, (whole, name) => String(own(own(variables, name), 'default') ?? whole));
      try {
        const url = new URL(filled, this.address);
        if (!/^https?:$/.test(url.protocol)) return [];
        return [{ url: (url.origin + url.pathname).replace(/\/+$/, ''), description: text(server.description) }];
      } catch {
        return [];
      }
    });
  }

  /** @returns {Map<string, SecurityScheme>} */
  #schemes() {
    const found = new Map();
    for (const [name, value] of Object.entries(object(object(this.document.components).securitySchemes))) {
      const scheme = this.#at(value);
      found.set(name, {
        name, type: text(scheme.type), description: text(scheme.description),
        in: text(scheme.in), parameter: text(scheme.name),
        scheme: text(scheme.scheme).toLowerCase(), flows: object(scheme.flows),
      });
    }
    return found;
  }

  /** @returns {Tag[]} those of the document in their order, then others as operations name them, then webhooks */
  #tags() {
    /** @type {Map<string, Tag>} */
    const tags = new Map();
    const tag = (/** @type {string} */ name, description = '') => {
      const known = tags.get(name);
      if (known) return known;
      const made = { name, anchor: this.#anchor(`tag-${name}`), description, operations: [] };
      tags.set(name, made);
      return made;
    };
    for (const declared of list(this.document.tags)) {
      if (text(own(declared, 'name'))) tag(declared.name, text(declared.description));
    }
    for (const [source, isWebhook] of /** @type {const} */ ([['paths', false], ['webhooks', true]])) {
      for (const [path, value] of Object.entries(object(this.document[source]))) {
        const item = this.#at(value);
        for (const method of METHODS.filter(candidate => isObject(own(item, candidate)))) {
          const operation = this.#operation(item[method], item, method, path, isWebhook);
          tag(operation.tag).operations.push(operation);
        }
      }
    }
    return [...tags.values()].filter(candidate => candidate.operations.length || candidate.description);
  }

  /**
   * @param {Any} value @param {Any} item that of its path @param {string} method @param {string} path
   * @param {boolean} isWebhook @param {boolean} [isCallback] whether it stands within the operation that causes it
   * @returns {Operation}
   */
  #operation(value, item, method, path, isWebhook, isCallback = false) {
    const id = text(value.operationId);
    const servers = this.#servers(value.servers);
    const body = value.requestBody === undefined ? null : this.#at(value.requestBody);
    /** @type {Map<string, Parameter>} those of the operation replace those of its path */
    const parameters = new Map();
    for (const each of [...list(item.parameters), ...list(value.parameters)]) {
      const parameter = this.#parameter(this.#at(each));
      if (parameter) parameters.set(`${parameter.in} ${parameter.name}`, parameter);
    }
    const responses = Object.entries(object(value.responses)).map(([status, response]) => this.#response(status, this.#at(response)));
    return {
      id, method: method.toUpperCase(), path, isWebhook, responses, externalDocs: object(value.externalDocs),
      isSocket: method === 'get' && responses.some(({ status }) => status === '101'),
      anchor: isCallback ? '' : this.#anchor(`operation-${id || `${method}-${path}`}`),
      callbacks: isCallback ? [] : this.#callbacks(value.callbacks),
      summary: text(value.summary) || humanised(id) || `${method.toUpperCase()} ${path}`,
      description: text(value.description) || text(item.description),
      tag: list(value.tags).map(text).find(Boolean) ?? (isWebhook ? 'Webhooks' : 'Operations'),
      deprecated: value.deprecated === true,
      parameters: [...parameters.values()],
      body: body && {
        description: text(body.description), required: body.required === true, contents: this.#contents(body.content),
      },
      security: list(value.security ?? this.document.security).filter(isObject),
      servers: servers.length ? servers : this.#servers(item.servers),
    };
  }

  /** What the API sends because of an operation, by the expressions for where to. @param {any} value @returns {Operation[]} */
  #callbacks(value) {
    return Object.entries(object(value)).flatMap(([name, callback]) =>
      Object.entries(this.#at(callback)).flatMap(([expression, inner]) => {
        const item = this.#at(inner);
        return METHODS.filter(method => isObject(own(item, method))).map(method => ({
          ...this.#operation(item[method], item, method, expression, true, true),
          summary: text(item[method].summary) || humanised(name) || name,
        }));
      }));
  }

  /** @param {Any} value @returns {Parameter | null} */
  #parameter(value) {
    const place = text(value.in);
    if (!text(value.name) || !isPlace(place)) return null;
    const [content] = this.#contents(value.content);
    const style = text(value.style) || (place === 'query' || place === 'cookie' ? 'form' : 'simple');
    return {
      name: value.name, in: place, description: text(value.description), style,
      required: place === 'path' || value.required === true, deprecated: value.deprecated === true,
      schema: content ? content.schema : value.schema ?? {},
      explode: typeof value.explode === 'boolean' ? value.explode : style === 'form', mediaType: content?.type ?? '',
      examples: content?.examples.length ? content.examples : this.#examples(value),
    };
  }

  /** @param {string} status @param {Any} value @returns {Response} */
  #response(status, value) {
    const headers = Object.entries(object(value.headers))
      .flatMap(([name, header]) => this.#parameter({ ...this.#at(header), name, in: 'header' }) ?? []);
    const links = Object.entries(object(value.links)).map(([name, link]) => {
      const { description, operationId, operationRef } = this.#at(link);
      return { name, description: text(description), operation: text(operationId) || text(operationRef) };
    });
    return { status, description: text(value.description), headers, contents: this.#contents(value.content), links };
  }

  /** @param {any} value @returns {Content[]} */
  #contents(value) {
    return Object.entries(object(value)).map(([type, content]) => {
      const media = this.#at(content);
      return { type, schema: media.schema ?? media.itemSchema ?? {}, examples: this.#examples(media) };
    });
  }

  /** @param {Any} value @returns {Example[]} */
  #examples(value) {
    if (value.example !== undefined) return [{ name: 'Example', summary: '', value: value.example }];
    return Object.entries(object(value.examples)).flatMap(([name, each]) => {
      const example = this.#at(each);
      return example.value === undefined ? [] : [{ name, summary: text(example.summary), value: example.value }];
    });
  }
}

/** @param {string} value @returns {value is Parameter['in']} */
const isPlace = value => ['path', 'query', 'header', 'cookie'].includes(value);

/** A schema of OpenAPI 3.0, which says by a boolean that a limit itself is not allowed, as 3.1 has it. @param {any} schema */
function withNumericLimits(schema) {
  let read = schema;
  for (const [limit, exclusive] of [['minimum', 'exclusiveMinimum'], ['maximum', 'exclusiveMaximum']]) {
    if (own(schema, exclusive) !== true) continue;
    const { [limit]: bound, [exclusive]: _, ...others } = read;
    read = bound === undefined ? others : { ...others, [exclusive]: bound };
  }
  return read;
}

/** @param {string} part of a JSON pointer in a fragment */
function unescape(part) {
  try { part = decodeURIComponent(part); } catch { /* A per cent sign of its own stays. */ }
  return part.replace(/~1/g, '/').replace(/~0/g, '~');
}

/** `getUserByName` as `Get user by name`. @param {string} id */
function humanised(id) {
  const words = id.replace(/[_.\-/]+/g, ' ').replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2').trim().toLowerCase();
  return words && words[0].toUpperCase() + words.slice(1);
}
