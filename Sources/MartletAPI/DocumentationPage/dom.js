// Elements without markup in strings: whatever comes from a document becomes text.

/** @typedef {Node | string | number | false | null | undefined | Child[]} Child */

/**
 * Makes an element. An attribute of `true` is present, one of `false`, `null` or `undefined` is left out; `on` holds
 * event listeners by their names.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, any>} [attributes]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'on') {
      for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    } else if (value === true) {
      element.setAttribute(name, '');
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, String(value));
    }
  }
  append(element, children);
  return element;
}

/** @param {Node} parent @param {Child[]} children */
function append(parent, children) {
  for (const child of children) {
    if (Array.isArray(child)) append(parent, child);
    else if (child !== null && child !== undefined && child !== false && child !== '') {
      parent.appendChild(child instanceof Node ? child : document.createTextNode(String(child)));
    }
  }
}

/** Says something to screen readers. @param {string} sentence */
export function announce(sentence) {
  const region = document.getElementById('announcer');
  if (!region) return;
  region.textContent = '';
  // A sentence that is already there would not be read again.
  setTimeout(() => { region.textContent = sentence; }, 50);
}

/**
 * A button that copies what `text` returns.
 * @param {string} what what is copied, for its label: `Copy the path`
 * @param {() => string} text
 * @param {string} [label] what the button shows
 */
export function copyButton(what, text, label = 'Copy') {
  const button = h('button', { type: 'button', class: 'copy', 'aria-label': label === 'Copy' ? `Copy ${what}` : `${label}: ${what}` }, label);
  button.addEventListener('click', async () => {
    const copied = await copy(text());
    button.textContent = copied ? 'Copied' : 'Not allowed';
    announce(copied ? `Copied ${what}.` : 'The browser does not allow copying.');
    setTimeout(() => { button.textContent = label; }, 1500);
  });
  return button;
}

/** @param {string} text @returns {Promise<boolean>} whether the clipboard took it */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Pages that are not served over HTTPS have no clipboard but this one.
    const field = h('textarea', { class: 'hidden', 'aria-hidden': 'true' });
    field.value = text;
    const focused = document.activeElement;
    document.body.append(field);
    field.select();
    const copied = document.execCommand('copy');
    field.remove();
    if (focused instanceof HTMLElement) focused.focus();
    return copied;
  }
}

/**
 * A block of code that scrolls by keyboard too.
 * @param {string} label @param {Child} code
 */
export function codeBlock(label, code) {
  return h('pre', { tabindex: 0, role: 'group', 'aria-label': label }, h('code', {}, code));
}

let tabsMade = 0;

/**
 * Tabs after the pattern of the ARIA practices: arrow keys move, and what they reach is shown.
 * @param {string} label
 * @param {string[]} names
 * @param {number} selected
 * @param {(index: number, panel: HTMLElement) => void} show fills the panel
 */
export function tabs(label, names, selected, show) {
  const id = `tabs-${++tabsMade}`;
  const panel = h('div', { role: 'tabpanel', id: `${id}-panel` });
  const buttons = names.map((name, index) => h('button', {
    type: 'button', role: 'tab', id: `${id}-${index}`, 'aria-controls': panel.id, on: { click: () => select(index) },
  }, name));
  const list = h('div', { role: 'tablist', 'aria-label': label }, buttons);

  /** @param {number} index */
  function select(index) {
    buttons.forEach((button, position) => {
      button.setAttribute('aria-selected', String(position === index));
      button.tabIndex = position === index ? 0 : -1;
    });
    panel.setAttribute('aria-labelledby', buttons[index].id);
    show(index, panel);
  }

  list.addEventListener('keydown', event => {
    const current = buttons.findIndex(button => button === document.activeElement);
    const last = buttons.length - 1;
    const next = { ArrowRight: current === last ? 0 : current + 1, ArrowLeft: current === 0 ? last : current - 1,
      Home: 0, End: last }[event.key];
    if (current < 0 || next === undefined) return;
    event.preventDefault();
    select(next);
    buttons[next].focus();
  });
  select(Math.min(Math.max(selected, 0), buttons.length - 1));
  return { list, panel, select };
}

/** What the browser keeps, where it allows that. */
export const kept = {
  /** @param {() => Storage} storage which may throw @param {string} key @returns {string | null} */
  read(storage, key) {
    try { return storage().getItem(key); } catch { return null; }
  },
  /** @param {() => Storage} storage @param {string} key @param {string | null} value `null` removes it */
  write(storage, key, value) {
    try {
      if (value === null) storage().removeItem(key); else storage().setItem(key, value);
    } catch { /* Without storage a choice lasts as long as the page. */ }
  },
};
