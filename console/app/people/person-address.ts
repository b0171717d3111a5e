/** Where a person is shown. */
import type { PersonDetail } from '../../shapes/people.ts';

/**
 * A login alone may be somebody else's by the time when the page opens, so it leads to the search.
 *
 * @param person their id, where it is known
 */
export function personAddress(login: string, person?: string): string {
  const search = `/people?query=${encodeURIComponent(login)}`;
  return person === undefined ? search : `${search}&person=${encodeURIComponent(person)}`;
}

/** Of a question about a login, which nobody answers once it is somebody else's. */
export function ownerQuery({ login, id }: Pick<PersonDetail, 'login' | 'id'>): string {
  const ofLogin = `login=${encodeURIComponent(login)}`;
  return id === undefined ? ofLogin : `${ofLogin}&person=${encodeURIComponent(id)}`;
}
