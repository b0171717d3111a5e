/** Dead letters as the page shows them: made once for all pages, and the newest alone if there are thousands. */
import { letterGroups } from '../../operator/dead-letters/letter-groups.ts';
import type { DeadLetterSummary } from '../../operator/dead-letters/summary.ts';
import { describeEventId } from '../../operator/event-subject.ts';
import type { NameEntity } from '../../operator/policy/entity-naming.ts';
import type { DeadLetterNews, LetterGroupRow, LetterRow } from '../shapes/dead-letters.ts';
import type { Shelf } from './letter-shelf.ts';
import { digestOf } from './shown-letters.ts';

/** Letters that a page gets of all groups together, and those that each group has at least. */
const maxLetters = 1000;
const minOfGroup = 20;

export class LetterView {
  #letters: Shelf['letters'] | undefined;
  #groups: readonly LetterGroupRow[] = [];
  #shelf: Shelf | undefined;
  #news: DeadLetterNews | undefined;
  #brief: DeadLetterNews | undefined;

  /**
   * The same object for the same shelf, so that it is also written once.
   *
   * @param before the letters that the page has already; their groups are left out then
   */
  newsOf(shelf: Shelf, before: Shelf['letters'] | undefined, nameEntity: NameEntity): DeadLetterNews {
    if (this.#shelf !== shelf) {
      this.#shelf = shelf;
      this.#news = undefined;
      this.#brief = undefined;
    }
    const { letters, ...others } = shelf;
    if (letters === before) {
      this.#brief ??= others;
      return this.#brief;
    }
    this.#news ??= { ...others, groups: this.#groupsOf(letters, nameEntity) };
    return this.#news;
  }

  #groupsOf(letters: Shelf['letters'], nameEntity: NameEntity): readonly LetterGroupRow[] {
    if (this.#letters !== letters) {
      this.#letters = letters;
      this.#groups = groupRows(letters, nameEntity);
    }
    return this.#groups;
  }
}

function groupRows(letters: Shelf['letters'], nameEntity: NameEntity): readonly LetterGroupRow[] {
  const groups = letterGroups(letters);
  const share = Math.max(minOfGroup, Math.floor(maxLetters / groups.length));
  return groups.map(({ people, letters: ofGroup, ...group }) => ({
    ...{ ...group, people: people.length, count: ofGroup.length, digest: digestOf(ofGroup) },
    letters: ofGroup.slice(-share).map((letter) => letterRow(letter, nameEntity)),
  }));
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
