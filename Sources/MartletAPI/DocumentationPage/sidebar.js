// The list of operations beside the page, which says where the reader is.

import { h } from './dom.js';
import { kindOf, methodBadge } from './operation.js';

const FEW_OPERATIONS = 60;

/**
 * @param {HTMLElement} nav
 * @param {HTMLElement} menu the button that shows the list where there is no room beside the page
 * @param {import('./description.js').Description} description
 */
export function sidebar(nav, menu, description) {
  /** @type {Map<string, HTMLAnchorElement>} */
  const links = new Map();
  /** @param {string} anchor @param {import('./dom.js').Child[]} label @param {boolean} [deprecated] */
  const item = (anchor, label, deprecated = false) => {
    const link = h('a', { href: `#${anchor}`, class: deprecated ? 'deprecated' : null }, label);
    links.set(anchor, link);
    return h('li', {}, link);
  };
  const open = description.operations.length <= FEW_OPERATIONS;
  const tags = description.tags.map(tag => h('details', { open }, h('summary', {}, tag.name),
    h('ul', {}, tag.operations.map(operation =>
      item(operation.anchor, [h('span', {}, operation.summary), methodBadge(kindOf(operation))], operation.deprecated)))));
  const schemas = h('details', {}, h('summary', {}, 'Schemas'),
    h('ul', {}, [...description.schemaAnchors].map(([name, anchor]) => item(anchor, [name]))));
  nav.replaceChildren(...tags, ...(description.schemaAnchors.size ? [schemas] : []));
  follow(links);

  /** @param {boolean} isOpen */
  const show = isOpen => {
    nav.classList.toggle('open', isOpen);
    menu.setAttribute('aria-expanded', String(isOpen));
  };
  menu.addEventListener('click', () => show(!nav.classList.contains('open')));
  nav.addEventListener('click', event => { if (event.target instanceof Element && event.target.closest('a')) show(false); });
  addEventListener('keydown', event => {
    if (event.key !== 'Escape' || !nav.classList.contains('open')) return;
    show(false);
    menu.focus();
  });
}

/** Marks the link to the part that is at the top of the window. @param {Map<string, HTMLAnchorElement>} links */
function follow(links) {
  /** @type {HTMLAnchorElement | undefined} */
  let marked;
  const observer = new IntersectionObserver(entries => {
    const entry = entries.filter(each => each.isIntersecting).at(-1);
    const link = entry && links.get(entry.target.id);
    if (!link || link === marked) return;
    marked?.removeAttribute('aria-current');
    marked = link;
    link.setAttribute('aria-current', 'location');
    const group = link.closest('details');
    if (group) group.open = true;
    const list = link.closest('nav');
    const { top, bottom } = link.getBoundingClientRect();
    const isSeen = !list || (top >= list.getBoundingClientRect().top && bottom <= innerHeight);
    if (!isSeen) list.scrollTop = link.offsetTop - list.clientHeight / 2;
  }, { rootMargin: '-72px 0px -75% 0px' });
  for (const anchor of links.keys()) {
    const part = document.getElementById(anchor);
    if (part) observer.observe(part);
  }
}
