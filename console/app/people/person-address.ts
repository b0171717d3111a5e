/** Where a person is shown. */

/**
 * A login alone may be somebody else's by the time when the page opens, so it leads to the search.
 *
 * @param person their id, where it is known
 */
export function personAddress(login: string, person?: string): string {
  const search = `/people?query=${encodeURIComponent(login)}`;
  return person === undefined ? search : `${search}&person=${encodeURIComponent(person)}`;
}
