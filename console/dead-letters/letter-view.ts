/** Dead letters as the page shows them. */
import { letterGroups } from '../../operator/dead-letters/letter-groups.ts';
import type { DeadLetterSummary } from '../../operator/dead-letters/summary.ts';
import { describeEventId } from '../../operator/event-subject.ts';
import type { NameEntity } from '../../operator/policy/entity-naming.ts';
import type { DeadLetterState, LetterRow } from '../shapes/dead-letters.ts';
import type { Shelf } from './letter-shelf.ts';

export function deadLetterState({ letters, ...shelf }: Shelf, nameEntity: NameEntity): DeadLetterState {
  const groups = letterGroups(letters).map(({ people, letters: ofGroup, ...group }) => ({
    ...group,
    people: people.length,
    letters: ofGroup.map((letter) => letterRow(letter, nameEntity)),
  }));
  return { ...shelf, groups };
}

function letterRow(letter: DeadLetterSummary, nameEntity: NameEntity): LetterRow {
  const { messageId, sentAt, username, connectionId, entityIds, operation, detail, attempts } = letter;
  return {
    ...{ messageId, sentAt, operation, detail, attempts },
    person: username ?? (connectionId && `connection ${connectionId}`),
    entities: entityIds.map(nameEntity),
    eventId: describeEventId(letter),
  };
}
