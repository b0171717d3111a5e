/** The token that the pages of this browser send with every request. Pages on other ports cannot read it. */

const name = 'token';

function takeToken(): string {
  const given = new URLSearchParams(window.location.hash.slice(1)).get(name);
  if (given !== null) {
    window.localStorage.setItem(name, given);
    window.history.replaceState(null, '', window.location.pathname + window.location.search);
  }
  return window.localStorage.getItem(name) ?? '';
}

export const pageToken = takeToken();
