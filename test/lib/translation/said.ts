/** Events of the plain form, each some time after the one before. */
import { plain } from '../../../fuzz/fixtures/vendors.ts';
import type { Clock } from '../../clock.ts';
import { minute } from './translation.ts';

/**
 * @param type such as `user.joined`
 * @param later how long after the event before; milliseconds
 */
export function said(clock: Clock, type: string, data: object, later = minute) {
  clock.advance(later);
  const time = new Date(clock.now()).toISOString();
  return plain(`identity.${type}.v1`, data, { id: `${type} ${time}`, time });
}
