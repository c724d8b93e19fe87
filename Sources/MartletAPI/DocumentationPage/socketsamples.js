// A WebSocket as code: connects, sends a message and shows what comes.

import { allHeaders, quoted, shell, swiftRequest, swiftString } from './samples.js';

/** @typedef {import('./request.js').PreparedRequest} PreparedRequest */

/** @type {{name: string, write: (request: PreparedRequest, message: string) => string}[]} in the order of those of requests */
export const SOCKET_LANGUAGES = [
  { name: 'websocat', write: websocat }, { name: 'Swift', write: swift },
  { name: 'Python', write: python }, { name: 'JavaScript', write: javascript },
];

/** @param {PreparedRequest} request */
const address = ({ url }) => url.replace(/^http/, 'ws');

/** Fields that mean something where a WebSocket is opened. @param {PreparedRequest} request */
const fieldsOf = request => allHeaders(request).filter(([name]) => name.toLowerCase() !== 'accept');

/** @param {PreparedRequest} request @param {string} message */
function websocat(request, message) {
  const lines = [`printf '%s\\n' ${shell(message)} | websocat --no-close ${shell(address(request))}`];
  for (const [name, value] of fieldsOf(request)) lines.push(`-H=${shell(`${name}: ${value}`)}`);
  return lines.join(' \\\n  ');
}

/** @param {PreparedRequest} request @param {string} message */
function swift(request, message) {
  return [...swiftRequest(address(request), fieldsOf(request)), '',
    'let socket = URLSession.shared.webSocketTask(with: request)', 'socket.resume()',
    `try await socket.send(.string(${swiftString(message)}))`,
    'while true {', '    switch try await socket.receive() {', '    case .string(let text): print(text)',
    '    case .data(let data): print(data)', '    @unknown default: break', '    }', '}'].join('\n');
}

/** @param {PreparedRequest} request @param {string} message */
function python(request, message) {
  const fields = fieldsOf(request).map(([name, value]) => `        ${quoted(name)}: ${quoted(value)},`);
  return ['from websockets.sync.client import connect', '', 'with connect(', `    ${quoted(address(request))},`,
    ...(fields.length ? ['    additional_headers={', ...fields, '    },'] : []), ') as socket:',
    `    socket.send(${quoted(message)})`, '    for message in socket:', '        print(message)'].join('\n');
}

/** @param {PreparedRequest} request @param {string} message */
function javascript(request, message) {
  const fields = fieldsOf(request);
  return [...(fields.length ? [`// Browsers do not send ${fields.map(([name]) => quoted(name)).join(', ')} with a WebSocket.`] : []),
    `const socket = new WebSocket(${quoted(address(request))});`,
    `socket.addEventListener("open", () => socket.send(${quoted(message)}));`,
    'socket.addEventListener("message", ({ data }) => console.log(data));',
    'socket.addEventListener("close", ({ code, reason }) => console.log(code, reason));'].join('\n');
}
