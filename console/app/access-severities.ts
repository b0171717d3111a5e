/** How an answer about access is coloured. */
import type { Severity } from '../shapes/activity.ts';
import type { Answer } from '../shapes/people.ts';

export const accessSeverities: Readonly<Record<Answer, Severity>> = { yes: 'success', pending: 'warning', no: 'plain' };
