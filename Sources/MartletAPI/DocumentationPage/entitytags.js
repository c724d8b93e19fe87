// The entity tags that resources were answered with on this page, for the requests that have to name one.

const MOST_KEPT = 200;

/** @type {Map<string, string>} tags by the paths of their resources */
const tags = new Map();

/** @param {string} url @param {Response} response */
export function rememberTag(url, response) {
  const tag = response.headers.get('etag');
  if (!tag) return;
  const { pathname } = new URL(url);
  tags.delete(pathname);
  tags.set(pathname, tag);
  if (tags.size > MOST_KEPT) tags.delete(tags.keys().next().value ?? '');
}

/** The tag of the last answer from a path, whatever its query. @param {string} url @returns {string | undefined} */
export const lastTag = url => tags.get(new URL(url).pathname);
