/**
 * The spellings of a Zuora login name. Zuora does not publish whether it tells upper from lower case, or one form of
 * Unicode from another, so that the service has to be right under both.
 */

/** As sent, then without what no person types, then in lower case; each once. */
export function spellingsOf(login: string): readonly string[] {
  const tidy = tidyLogin(login);
  return [...new Set([login, tidy, tidy.toLowerCase()])].filter((spelling) => spelling !== '');
}

/** One form for all spellings: two events about one user have the same. */
export function foldLogin(login: string): string {
  return tidyLogin(login).toLowerCase();
}

/** In Unicode's composed form, without invisible characters or white space around it. */
export function tidyLogin(login: string): string {
  return login
    .normalize('NFC')
    .replace(/\p{Cf}/gu, '')
    .trim();
}
