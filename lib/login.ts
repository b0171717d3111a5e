/**
 * The spellings of a Zuora login name. Zuora does not publish whether it tells upper from lower case, or one form of
 * Unicode from another, so that the service has to be right under both.
 */

/** How a login is spelt, without the login itself: a record that has it still does not say who somebody is. */
export interface Spelling {
  /** Which characters of the folded login are capitals, counted from 0. */
  readonly capitals: readonly number[];
  /** Whether it is in Unicode's decomposed form. */
  readonly isDecomposed: boolean;
}

/**
 * As sent, then as it worked last, then without what no person types, then in lower case, then decomposed; each
 * once. What worked last comes early, because a spelling that nobody has used yet may be another person's.
 *
 * @param known the spelling by which Zuora knew the user last
 */
export function spellingsOf(login: string, known?: Spelling): readonly string[] {
  const tidy = tidyLogin(login);
  const others = [tidy, tidy.toLowerCase(), tidy.normalize('NFD')];
  const all = [login, ...(known ? [spell(login, known)] : []), ...others];
  return [...new Set(all)].filter((spelling) => spelling !== '');
}

/** @returns undefined if it has more to it than capitals and a Unicode form */
export function spellingOf(login: string): Spelling | undefined {
  const composed = [...login.normalize('NFC')];
  const spelling: Spelling = {
    capitals: [...foldLogin(login)].flatMap((character, index) => (composed[index] === character ? [] : [index])),
    isDecomposed: login !== composed.join(''),
  };
  return spell(login, spelling) === login ? spelling : undefined;
}

function spell(login: string, { capitals, isDecomposed }: Spelling): string {
  const characters = [...foldLogin(login)];
  for (const index of capitals) characters[index] = characters[index]?.toUpperCase() ?? '';
  return characters.join('').normalize(isDecomposed ? 'NFD' : 'NFC');
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
