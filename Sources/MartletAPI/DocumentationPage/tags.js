// The operations of a tag, which can be folded away.

import { h } from './dom.js';
import { markdown } from './markdown.js';
import { operationSection } from './operation.js';

/** @param {import('./operation.js').Context} context @param {import('./description.js').Tag} tag */
export function tagSection(context, tag) {
  const operations = h('div', { class: 'operations' }, tag.operations.map(operation => operationSection(context, operation)));
  const fold = h('button', { type: 'button', class: 'plain fold', 'aria-label': `Fold ${tag.name}`, 'aria-expanded': 'true' }, 'Fold');
  const show = (/** @type {boolean} */ isShown) => {
    // What is folded is still found by a search in the page, where the browser can do that.
    if (isShown) operations.removeAttribute('hidden');
    else operations.setAttribute('hidden', 'until-found');
    fold.setAttribute('aria-expanded', String(isShown));
    fold.textContent = isShown ? 'Fold' : 'Unfold';
    fold.setAttribute('aria-label', `${fold.textContent} ${tag.name}`);
  };
  fold.addEventListener('click', () => show(operations.hasAttribute('hidden')));
  operations.addEventListener('beforematch', () => show(true));
  const section = h('section', { class: 'tag', 'aria-labelledby': tag.anchor },
    h('div', { class: 'tag-head' }, h('h2', { id: tag.anchor, tabindex: -1 }, h('a', { href: `#${tag.anchor}` }, tag.name)),
      tag.operations.length > 0 && fold),
    tag.description && markdown(tag.description, 3), operations);
  section.addEventListener('unfold', () => show(true));
  return section;
}

/** Shows the operations around a part of the page. @param {Element} part */
export const unfold = part => part.closest('.tag')?.dispatchEvent(new Event('unfold'));
