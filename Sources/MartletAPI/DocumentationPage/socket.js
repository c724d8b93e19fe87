// A console for a WebSocket: connects with the parameters that are filled in, sends texts, and shows what comes and goes.

import { announce, h } from './dom.js';
import { labelled, parameterField, sendByKey } from './fields.js';
import { Log } from './log.js';
import { addressHere, lendCookies } from './sending.js';
import { sendable } from './request.js';

/** @typedef {import('./request.js').Inputs} Inputs */
/** @typedef {import('./request.js').PreparedRequest} PreparedRequest */

const MOST_WAITING = 1_000_000;
const MOST_BYTES_SHOWN = 64;
const NORMAL = 1000;
const ABNORMAL = 1006;

/**
 * @param {Inputs} inputs
 * @param {() => void} changed called after each change of what is filled in
 * @param {() => PreparedRequest} prepared the request with its credentials
 */
export function socketConsole(inputs, changed, prepared) {
  const { operation } = inputs;
  /** @type {WebSocket | null} */
  let socket = null;
  const log = new Log('Messages', ['message', 'messages']);
  const state = h('p', { class: 'facts', role: 'status' }, 'Not connected.');
  const protocols = h('input', { autocomplete: 'off', spellcheck: 'false' });
  const connect = h('button', { type: 'submit', class: 'primary' }, 'Connect');
  const close = h('button', { type: 'button', hidden: true, on: { click: () => socket?.close(NORMAL) } }, 'Close');
  const message = h('textarea', { rows: 2, spellcheck: 'false', on: { input: () => { inputs.message = message.value; changed(); } } }, inputs.message);
  const send = h('button', { type: 'submit', disabled: true }, 'Send');
  const left = h('p', { class: 'facts' });
  const parameters = operation.parameters.filter(({ in: place }) => place !== 'header');
  return h('div', { class: 'socket' },
    h('form', { on: { submit: open, keydown: sendByKey } },
      parameters.map(parameter => parameterField(inputs, parameter, changed, prepared)),
      labelled('Subprotocols', false, protocols, 'parted by spaces'), left,
      h('div', { class: 'buttons' }, connect, close), state),
    h('form', { on: { submit: speak, keydown: sendByKey } },
      labelled('Message', false, message, 'text'), h('div', { class: 'buttons' }, send)),
    log.element);

  /** @param {string} sentence */
  function tell(sentence) {
    state.textContent = sentence;
    log.add({ kind: 'told', text: '', note: sentence });
  }

  /** @param {SubmitEvent} event */
  function open(event) {
    event.preventDefault();
    if (socket) return;
    left.textContent = '';
    try {
      const request = sendable(prepared());
      const address = addressHere(request);
      address.protocol = address.protocol.replace('http', 'ws');
      const fields = request.headers.map(([name]) => name).filter(name => name.toLowerCase() !== 'accept');
      if (fields.length) left.textContent = `A browser sends no header fields of a page's own with a WebSocket: not sent is ${fields.join(', ')}.`;
      const forget = lendCookies(request, address.pathname);
      socket = opened(address, protocols.value.split(/[\s,]+/).filter(Boolean), forget);
    } catch (error) {
      tell(`Not connected: ${error instanceof Error ? error.message : error}`);
    }
  }

  /** @param {URL} address @param {string[]} names @param {() => void} forget */
  function opened(address, names, forget) {
    const made = new WebSocket(address, names);
    made.binaryType = 'arraybuffer';
    let isOpen = false;
    connect.disabled = true;
    close.hidden = false;
    tell('Connecting…');
    made.addEventListener('open', () => {
      isOpen = true;
      forget();
      send.disabled = false;
      tell(`Connected${made.protocol ? ` with ${made.protocol}` : ''}.`);
      message.focus();
    });
    made.addEventListener('message', ({ data }) => log.add(typeof data === 'string' ? { text: data } : bytes(data)));
    made.addEventListener('close', ({ code, reason }) => {
      forget();
      socket = null;
      send.disabled = true;
      connect.disabled = false;
      if ([document.body, close, send, message].includes(/** @type {any} */ (document.activeElement))) connect.focus();
      close.hidden = true;
      const why = code === ABNORMAL ? 'the connection broke off' : `code ${code}${reason ? `, ${reason}` : ''}`;
      tell(isOpen ? `Closed: ${why}.` : 'Not connected: the server refused, or is not there. Browsers do not tell why.');
      announce(`${state.textContent} ${log.summary}.`);
    });
    return made;
  }

  /** @param {SubmitEvent} event */
  function speak(event) {
    event.preventDefault();
    if (socket?.readyState !== WebSocket.OPEN) return;
    if (socket.bufferedAmount > MOST_WAITING) {
      tell('The server has not taken what was sent before.');
      return;
    }
    socket.send(message.value);
    log.add({ kind: 'sent', text: message.value });
  }
}

/** @param {ArrayBuffer} data @returns {import('./log.js').Row} */
function bytes(data) {
  const shown = [...new Uint8Array(data, 0, Math.min(data.byteLength, MOST_BYTES_SHOWN))];
  const hexadecimal = shown.map(byte => byte.toString(16).padStart(2, '0')).join(' ');
  return { text: hexadecimal + (data.byteLength > shown.length ? ' …' : ''), note: `${data.byteLength} bytes` };
}
