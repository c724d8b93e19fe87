// Content that is shown while it arrives: server-sent events and JSON a line, in bounded memory.

import { LONGEST_ROW, Log } from './log.js';
import { isEvents } from './media.js';

/** Room for the name of a field before what a row shows. */
const LONGEST_LINE = LONGEST_ROW + 100;

/** @typedef {import('./log.js').Row} Row */

/** Text in lines, of which each is kept up to a length. */
class Lines {
  #line = '';
  #length = 0;
  #isAfterReturn = false;

  /**
   * @param {boolean} alsoByReturn whether a carriage return ends a line too
   * @param {(line: string, length: number) => void} take is given what was kept of a line, and how long it was
   */
  constructor(alsoByReturn, take) {
    this.alsoByReturn = alsoByReturn;
    this.take = take;
  }

  /** @param {string} text */
  push(text) {
    if (!text) return;
    // A line feed that follows a carriage return belongs to it, in whichever part it comes.
    const part = this.#isAfterReturn && text.startsWith('\n') ? text.slice(1) : text;
    this.#isAfterReturn = this.alsoByReturn && text.endsWith('\r');
    let start = 0;
    for (const match of part.matchAll(this.alsoByReturn ? /\r\n|\r|\n/g : /\n/g)) {
      this.#keep(part.slice(start, match.index));
      this.end();
      start = match.index + match[0].length;
    }
    this.#keep(part.slice(start));
  }

  end() {
    const [line, length] = [this.#line, this.#length];
    this.#line = '';
    this.#length = 0;
    this.take(line, length);
  }

  /** @param {string} text */
  #keep(text) {
    this.#length += text.length;
    if (this.#line.length < LONGEST_LINE) this.#line += text.slice(0, LONGEST_LINE - this.#line.length);
  }
}

/** @param {number} kept @param {number} length */
const cutNote = (kept, length) => (kept < length ? `the first ${kept} of ${length} characters` : undefined);

/** Server-sent events (WHATWG HTML, section 9.2.6). @param {(row: Row) => void} show */
function eventReader(show) {
  let data = '';
  let length = 0;
  let hasData = false;
  let name = '';
  /** @type {string | undefined} */
  let id;
  return new Lines(true, (line, whole) => {
    if (!line) {
      if (hasData) show({ text: data, name: name || 'message', id, note: cutNote(data.length, length) });
      [data, length, hasData, name, id] = ['', 0, false, '', undefined];
      return;
    }
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + (line[colon + 1] === ' ' ? 2 : 1));
    if (field === 'data') {
      const more = hasData ? `\n${value}` : value;
      length += more.length + whole - line.length;
      if (data.length < LONGEST_ROW) data += more.slice(0, LONGEST_ROW - data.length);
      hasData = true;
    } else if (field === 'event') {
      name = value;
    } else if (field === 'id' && !value.includes('\0')) {
      id = value;
    } else if (field === 'retry' && /^\d+$/.test(value)) {
      show({ kind: 'told', text: '', note: `Browsers connect again after ${value} ms` });
    }
  });
}

/** A JSON text a line; an empty line says nothing. @param {(row: Row) => void} show */
const lineReader = show => new Lines(false, (line, length) => {
  const text = line.slice(0, LONGEST_ROW);
  if (text.trim()) show({ text, note: cutNote(text.length, length) });
});

/**
 * Shows what arrives until it ends or the signal says so.
 * @param {HTMLElement} place @param {ReadableStream<Uint8Array>} body @param {string} type
 * @param {() => void} seen called when something is there
 * @returns {Promise<string>} how many there were
 */
export async function showStream(place, body, type, seen) {
  const isOfEvents = isEvents(type);
  const log = isOfEvents ? new Log('Events', ['event', 'events']) : new Log('Lines', ['line', 'lines']);
  const lines = (isOfEvents ? eventReader : lineReader)(row => log.add(row));
  place.append(log.element);
  seen();
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      lines.push(part.value);
      // The server is kept back while the page shows what it sent: a page that is not looked at takes little.
      await log.settled();
    }
    // An event that no empty line ends is none; a last line without an end is one.
    if (!isOfEvents) lines.end();
  } finally {
    await log.settled();
  }
  return log.summary;
}
