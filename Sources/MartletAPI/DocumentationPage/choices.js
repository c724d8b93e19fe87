// What the reader has chosen for the whole page.

import { kept } from './dom.js';
import { LANGUAGES } from './samples.js';

const storage = () => localStorage;
const LANGUAGE = 'martlet-language';
const THEME = 'martlet-theme';

/** Language of the samples and server; tells of changes by the event `change`. */
export class Choices extends EventTarget {
  #language = Math.max(0, LANGUAGES.findIndex(language => language.name === kept.read(storage, LANGUAGE)));
  #server;

  /** @param {string} server */
  constructor(server) {
    super();
    this.#server = server;
  }

  get language() {
    return this.#language;
  }

  set language(index) {
    if (index === this.#language) return;
    this.#language = index;
    kept.write(storage, LANGUAGE, LANGUAGES[index].name);
    this.dispatchEvent(new Event('change'));
  }

  get server() {
    return this.#server;
  }

  set server(url) {
    this.#server = url;
    this.dispatchEvent(new Event('change'));
  }
}

/** Colours as the system has them until the button is pressed. @param {HTMLElement} button */
export function themeSwitch(button) {
  const system = matchMedia('(prefers-color-scheme: dark)');
  const isDark = () => (document.documentElement.dataset.theme ?? (system.matches ? 'dark' : 'light')) === 'dark';
  const show = () => button.setAttribute('aria-pressed', String(isDark()));
  const chosen = kept.read(storage, THEME);
  if (chosen === 'dark' || chosen === 'light') document.documentElement.dataset.theme = chosen;
  show();
  system.addEventListener('change', show);
  button.addEventListener('click', () => {
    document.documentElement.dataset.theme = isDark() ? 'light' : 'dark';
    kept.write(storage, THEME, document.documentElement.dataset.theme);
    show();
  });
}
