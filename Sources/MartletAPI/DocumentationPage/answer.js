// What the server answers, as its reader can take it in.

import { announce, codeBlock, copyButton, h } from './dom.js';
import { highlight } from './highlight.js';
import { isJSON, isStream, isText } from './media.js';
import { showStream } from './stream.js';

const MOST_SHOWN = 200_000;
/** Bytes beyond which content is shown as it came, and saved rather than copied. */
const MOST_READ = 5_000_000;

/** Fields that say what to do next, whether the description has them or not. */
const TELLING = new Set([
  'location', 'etag', 'retry-after', 'ratelimit', 'ratelimit-policy', 'deprecation', 'sunset', 'link', 'idempotency-replayed',
  'allow', 'www-authenticate',
]);

/**
 * @param {HTMLElement} place @param {Response} response @param {number} time milliseconds until the head of the response
 * @param {import('./description.js').Operation} operation
 * @param {() => void} streaming called when what comes is shown while it arrives
 */
export async function showAnswer(place, response, time, operation, streaming) {
  const type = response.headers.get('content-type') ?? '';
  const status = h('p', { class: 'result' }, statusBadge(String(response.status)), ` ${response.statusText} · ${Math.round(time)} ms`);
  place.replaceChildren(status, ...headerFields(response, operation).filter(each => each !== null));
  if (response.ok && isStream(type) && response.body) {
    announce(`Answered with status ${response.status}. What comes is shown as it arrives.`);
    const summary = await showStream(place, response.body, type, streaming);
    status.append(` · ${summary}`);
    place.append(h('p', { class: 'facts' }, 'The stream has ended.'));
    announce(`The stream has ended after ${summary}.`);
    return;
  }
  const blob = await response.blob();
  status.append(` · ${size(blob.size)}`);
  announce(`Answered with status ${response.status}.`);
  if (!blob.size) return;
  const isLong = blob.size > MOST_READ;
  const save = () => h('p', {}, `${type || 'A file'}: `, h('a', { href: URL.createObjectURL(blob), download: 'response' }, 'Save'));
  if (!isJSON(type) && !isText(type)) {
    place.append(save());
    return;
  }
  const raw = await (isLong ? blob.slice(0, MOST_SHOWN) : blob).text();
  const text = isJSON(type) && !isLong ? pretty(raw) : raw;
  const shown = text.slice(0, MOST_SHOWN);
  place.append(h('div', { class: 'code' }, !isLong && copyButton('the response', () => text),
    codeBlock('Body of the response', isJSON(type) ? highlight(shown) : shown)));
  if (isLong) place.append(h('p', { class: 'facts' }, `The first ${size(MOST_SHOWN)} of ${size(blob.size)}.`), save());
  else if (shown.length < text.length) {
    place.append(h('p', { class: 'facts' }, `The first ${shown.length} of ${text.length} characters; copying takes all.`));
  }
}

/**
 * Those that the description has for the status, or that matter anyway, before all of them.
 * @param {Response} response @param {import('./description.js').Operation} operation
 */
function headerFields(response, operation) {
  const all = [...response.headers];
  const described = operation.responses
    .filter(({ status }) => [String(response.status), `${String(response.status)[0]}XX`, 'default'].includes(status))
    .flatMap(({ headers }) => headers.map(({ name }) => name.toLowerCase()));
  const telling = all.filter(([name]) => described.includes(name) || TELLING.has(name));
  const lines = all.map(([name, value]) => `${name}: ${value}`).join('\n');
  return [
    telling.length ? h('ul', { class: 'fields' }, telling.map(([name, value]) => h('li', {}, h('code', {}, `${name}: ${value}`)))) : null,
    h('details', {}, h('summary', {}, telling.length ? 'All header fields' : 'Header fields'), codeBlock('Header fields of the response', lines)),
  ];
}

const JSON_TOKEN = /("(?:[^"\\]|\\.)*")|\s+|([{[])\s*([}\]])|([{[])|([}\]])|(,)|(:)/g;

/** JSON with line breaks. Only its white space changes: numbers and repeated names stay as they are. @param {string} json */
function pretty(json) {
  let depth = 0;
  const line = () => `\n${'  '.repeat(Math.min(depth, 40))}`;
  return json.replace(JSON_TOKEN, (_, string, empty, end, open, close, comma, colon) => {
    if (string !== undefined) return string;
    if (empty) return empty + end;
    if (open) { depth += 1; return open + line(); }
    if (close) { depth = Math.max(0, depth - 1); return line() + close; }
    if (comma) return `,${line()}`;
    return colon ? ': ' : '';
  });
}

/** @param {number} bytes */
const size = bytes => (bytes < 1000 ? `${bytes} B` : bytes < 1e6 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`);

const STATUS_CLASSES = new Map([['1', 'ok'], ['2', 'ok'], ['3', 'moved'], ['4', 'refused'], ['5', 'failed']]);

/** @param {string} status such as `404`, `4XX` or `default` */
export function statusBadge(status) {
  return h('span', { class: `status ${STATUS_CLASSES.get(status[0]) ?? 'other'}` }, status);
}

