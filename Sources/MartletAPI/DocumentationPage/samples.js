// The request as code. Every value goes through the quoting of its language: what a reader copies does what it shows.

/** @typedef {import('./request.js').PreparedRequest} PreparedRequest */

/** @type {{name: string, write: (request: PreparedRequest) => string}[]} */
export const LANGUAGES = [
  { name: 'curl', write: curl }, { name: 'Swift', write: swift },
  { name: 'Python', write: python }, { name: 'JavaScript', write: javascript },
];

/** @param {PreparedRequest} request with cookies among the fields */
export const allHeaders = ({ headers, cookies }) => cookies.length
  ? [...headers, ['Cookie', cookies.map(([name, value]) => `${name}=${value}`).join('; ')]] : headers;

const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff]/g;
const fileName = (/** @type {string | File | null} */ file) => (file instanceof File ? file.name : 'file.bin');

/** @param {string} value in single quotes, in which a shell reads nothing */
export const shell = value => `'${value.replaceAll("'", `'\\''`).replaceAll('\0', '')}'`;

/** @param {PreparedRequest} request */
function curl(request) {
  const { method, url, body } = request;
  const first = method === 'GET' && body.kind === 'none' ? 'curl' : method === 'HEAD' ? 'curl --head' : `curl -X ${method}`;
  const lines = [`${first}${request.streams ? ' --no-buffer' : ''} ${shell(url)}`];
  // A field without a value is written with a semicolon; with a colon curl would leave it out.
  for (const [name, value] of allHeaders(request)) lines.push(`-H ${shell(value ? `${name}: ${value}` : `${name};`)}`);
  if (body.kind === 'text') lines.push(`--data-raw ${shell(body.text)}`);
  if (body.kind === 'file') lines.push(`--data-binary ${shell(`@${fileName(body.file)}`)}`);
  if (body.kind === 'form') for (const part of body.parts) lines.push(`--data-raw ${shell(urlEncoded([part]))}`);
  if (body.kind === 'multipart') {
    for (const { name, value } of body.parts) {
      const quoted = `"${fileName(value).replace(/["\\]/g, '\\$&')}"`;
      lines.push(value instanceof File ? `-F ${shell(`${name}=@${quoted}`)}` : `--form-string ${shell(`${name}=${value}`)}`);
    }
  }
  return lines.join(' \\\n  ');
}

/** @param {import('./request.js').Part[]} parts @returns {string} */
const urlEncoded = parts => new URLSearchParams(
  parts.map(({ name, value }) => [name, typeof value === 'string' ? value : value.name])).toString();

/** @param {string} value */
export function swiftString(value) {
  const escaped = value.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n')
    .replace(CONTROL, each => `\\u{${each.charCodeAt(0).toString(16)}}`);
  return `"${escaped}"`;
}

/** @param {string} path */
const swiftFile = path => `Data(contentsOf: URL(fileURLWithPath: ${swiftString(path)}))`;

/** A text of several lines as it is, where Swift would read it as it is. @param {string} value */
function swiftText(value) {
  if (!value.includes('\n') || /[^\P{C}\n]/u.test(value)) return swiftString(value);
  let hashes = '#';
  while (value.includes(`"""${hashes}`) || value.includes(`\\${hashes}`)) hashes += '#';
  return `${hashes}"""\n${value}\n"""${hashes}`;
}

/** @param {string} url @param {[string, string][]} fields @param {string} [method] */
export function swiftRequest(url, fields, method) {
  return ['import Foundation', '#if canImport(FoundationNetworking)', 'import FoundationNetworking', '#endif', '',
    `${method || fields.length ? 'var' : 'let'} request = URLRequest(url: URL(string: ${swiftString(url)})!)`,
    ...(method ? [`request.httpMethod = ${swiftString(method)}`] : []),
    ...fields.map(([name, value]) => `request.setValue(${swiftString(value)}, forHTTPHeaderField: ${swiftString(name)})`)];
}

/** Ends of a sample: the whole answer, or what comes while it comes; on Linux, `URLSession` tells that to a delegate alone. */
const SWIFT_ANSWER = ['let (data, response) = try await URLSession.shared.data(for: request)',
  'print((response as? HTTPURLResponse)?.statusCode ?? 0, String(decoding: data, as: UTF8.self))'];
const SWIFT_STREAM = ['final class Printer: NSObject, URLSessionDataDelegate, Sendable {',
  '    func urlSession(_: URLSession, dataTask _: URLSessionDataTask, didReceive data: Data) {',
  '        print(String(decoding: data, as: UTF8.self), terminator: "")', '    }',
  '    func urlSession(_: URLSession, task _: URLSessionTask, didCompleteWithError error: (any Error)?) {',
  '        exit(error == nil ? 0 : 1)', '    }', '}',
  'URLSession(configuration: .default, delegate: Printer(), delegateQueue: nil).dataTask(with: request).resume()',
  'RunLoop.main.run()'];

/** @param {PreparedRequest} request */
function swift(request) {
  const { method, url, body } = request;
  const lines = swiftRequest(url, allHeaders(request), method);
  if (body.kind === 'text') lines.push(`request.httpBody = Data(${swiftText(body.text)}.utf8)`);
  if (body.kind === 'file') lines.push(`request.httpBody = try ${swiftFile(fileName(body.file))}`);
  if (body.kind === 'form') lines.push(`request.httpBody = Data(${swiftString(urlEncoded(body.parts))}.utf8)`);
  if (body.kind === 'multipart') {
    lines.push('', 'let boundary = UUID().uuidString', 'var body = Data()',
      'request.setValue("multipart/form-data; boundary=\\(boundary)", forHTTPHeaderField: "Content-Type")');
    for (const { name, value } of body.parts) {
      const attributes = [['name', name], ...(value instanceof File ? [['filename', value.name]] : [])]
        .map(([key, each]) => `; ${key}="${each.replace(/["\r\n]/g, character => encodeURIComponent(character))}"`).join('');
      const head = swiftString(`Content-Disposition: form-data${attributes}`);
      lines.push(`body += Data(("--" + boundary + "\\r\\n" + ${head} + "\\r\\n\\r\\n").utf8)`,
        `body += ${value instanceof File ? `try ${swiftFile(value.name)}` : `Data(${swiftString(value)}.utf8)`}`,
        'body += Data("\\r\\n".utf8)');
    }
    lines.push('body += Data("--\\(boundary)--\\r\\n".utf8)', 'request.httpBody = body');
  }
  lines.push('', ...(request.streams ? SWIFT_STREAM : SWIFT_ANSWER));
  return lines.join('\n');
}

/** A string of JSON, which Python and JavaScript read alike. @param {string} value */
export const quoted = value => JSON.stringify(value).replace(CONTROL, each => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`);

/**
 * The value of a JSON text, if writing it again gives the same: a number that JavaScript rounds, a repeated name or
 * `__proto__` would not survive.
 * @param {string} json @returns {{value: any} | null}
 */
function exactly(json) {
  try {
    const value = JSON.parse(json);
    const tight = json.replace(/("(?:[^"\\]|\\.)*")|\s+/g, '$1');
    return tight === JSON.stringify(value) && !tight.includes('"__proto__"') ? { value } : null;
  } catch {
    return null;
  }
}

/** @param {any} value @param {string} indent @returns {string} */
function pythonValue(value, indent) {
  const inner = `${indent}    `;
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object') return String(value);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const items = Array.isArray(value) ? value.map(each => pythonValue(each, inner))
    : Object.entries(value).map(([name, each]) => `${quoted(name)}: ${pythonValue(each, inner)}`);
  return items.length ? `${open}\n${items.map(item => `${inner}${item},\n`).join('')}${indent}${close}` : open + close;
}

/** @param {PreparedRequest} request */
function python(request) {
  const { method, url, body } = request;
  const lines = ['import requests', '', 'response = requests.request(', `    ${quoted(method)},`, `    ${quoted(url)},`];
  const headers = allHeaders(request);
  const fields = headers.map(([name, value]) => `        ${quoted(name)}: ${quoted(value)},`);
  if (fields.length) lines.push('    headers={', ...fields, '    },');
  if (body.kind === 'text') {
    const exact = exactly(body.text);
    lines.push(exact ? `    json=${pythonValue(exact.value, '    ')},` : `    data=${quoted(body.text)}.encode(),`);
  }
  if (body.kind === 'file') lines.push(`    data=open(${quoted(fileName(body.file))}, "rb"),`);
  if (body.kind === 'form' || body.kind === 'multipart') {
    const pairs = body.parts.map(({ name, value }) => value instanceof File
      ? `(${quoted(name)}, (${quoted(value.name)}, open(${quoted(value.name)}, "rb")))`
      : body.kind === 'form' ? `(${quoted(name)}, ${quoted(value)})` : `(${quoted(name)}, (None, ${quoted(value)}))`);
    lines.push(`    ${body.kind === 'form' ? 'data' : 'files'}=[`, ...pairs.map(pair => `        ${pair},`), '    ],');
  }
  if (request.streams) {
    lines.push('    stream=True,', ')', 'print(response.status_code)',
      'for line in response.iter_lines(decode_unicode=True):', '    print(line)');
  } else {
    lines.push(')', 'print(response.status_code, response.text)');
  }
  return lines.join('\n');
}

/** @param {PreparedRequest} request */
function javascript(request) {
  const { method, url, body } = request;
  const before = [];
  const options = [`  method: ${quoted(method)},`];
  const fields = allHeaders(request).map(([name, value]) => `    ${quoted(name)}: ${quoted(value)},`);
  if (fields.length) options.push('  headers: {', ...fields, '  },');
  if (body.kind === 'text') {
    const exact = exactly(body.text);
    const value = exact && JSON.stringify(exact.value, null, 2).replaceAll('\n', '\n  ');
    options.push(`  body: ${value === null ? quoted(body.text) : `JSON.stringify(${value})`},`);
  }
  if (body.kind === 'file') options.push('  body: file, // a File or Blob');
  if (body.kind === 'form' || body.kind === 'multipart') {
    before.push(`const form = new ${body.kind === 'form' ? 'URLSearchParams' : 'FormData'}();`,
      ...body.parts.map(({ name, value }) => value instanceof File
        ? `form.append(${quoted(name)}, file, ${quoted(value.name)}); // a File or Blob`
        : `form.append(${quoted(name)}, ${quoted(value)});`), '');
    options.push('  body: form,');
  }
  const end = request.streams
    ? ['const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();',
      'for (let part = await reader.read(); !part.done; part = await reader.read()) {', '  console.log(part.value);', '}']
    : ['console.log(response.status, await response.text());'];
  return [...before, `const response = await fetch(${quoted(url)}, {`, ...options, '});', ...end].join('\n');
}
