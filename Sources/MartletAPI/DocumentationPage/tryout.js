// The form that fills an operation in and sends it.

import { announce, h } from './dom.js';
import { showAnswer } from './answer.js';
import { rememberTag } from './entitytags.js';
import { acceptField, bodyFields, parameterField, sendByKey } from './fields.js';
import { sent } from './sending.js';

/** @typedef {import('./request.js').Inputs} Inputs */
/** @typedef {import('./request.js').PreparedRequest} PreparedRequest */

/**
 * @param {Inputs} inputs
 * @param {() => void} changed called after each change of what is filled in
 * @param {() => PreparedRequest} prepared the request with its credentials
 */
export function tryoutForm(inputs, changed, prepared) {
  const { operation } = inputs;
  const answer = h('div', { class: 'answer' });
  const cancel = h('button', { type: 'button', hidden: true }, 'Cancel');
  const body = h('div');
  const form = h('form', { on: { submit: send, keydown: sendByKey } },
    operation.parameters.map(parameter => parameterField(inputs, parameter, changed, prepared)),
    acceptField(inputs, changed), body,
    h('div', { class: 'buttons' }, h('button', { type: 'submit', class: 'primary' }, 'Send'), cancel), answer);
  fillBody();
  return form;

  function fillBody() {
    // The choice that has the focus is made anew with the fields that it chose.
    const focused = [...body.querySelectorAll('select')].findIndex(select => select === document.activeElement);
    body.replaceChildren(...bodyFields(inputs, changed, fillBody));
    body.querySelectorAll('select')[focused]?.focus();
    changed();
  }

  /** @param {SubmitEvent} event */
  async function send(event) {
    event.preventDefault();
    const isSending = !cancel.hidden;
    if (isSending) return;
    const aborter = new AbortController();
    const streaming = () => { cancel.textContent = 'Stop'; };
    cancel.onclick = () => aborter.abort();
    cancel.textContent = 'Cancel';
    cancel.hidden = false;
    const waiting = h('p', {}, 'Waiting for an answer…');
    answer.replaceChildren(waiting);
    const started = performance.now();
    try {
      const request = prepared();
      const response = await sent(request, aborter.signal);
      rememberTag(request.url, response);
      await showAnswer(answer, response, performance.now() - started, operation, streaming);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const stopped = cancel.textContent === 'Stop' ? 'Stopped.' : 'Cancelled.';
      const sentence = aborter.signal.aborted ? stopped : `Not sent, or no answer: ${reason}`;
      waiting.remove();
      answer.append(h('p', { class: 'notice' }, sentence));
      announce(sentence);
    } finally {
      const hadFocus = document.activeElement === cancel;
      cancel.hidden = true;
      // The button that was pressed is gone; what sends again is next to it.
      if (hadFocus) form.querySelector('button[type=submit]')?.focus();
    }
  }
}
