/** The records of effective-dated changes in the ledger. Each step of a change is written here first. */
import type { Dynamodb } from '../dynamodb/dynamodb.ts';
import type { CommonSettings } from '../settings.ts';
import {
  type EffectiveChange,
  effectiveChangeOf,
  type Judgement,
  judgeStatement,
  type Statement,
} from './effective-change.ts';
import { type FoundChange, findChange } from './found-change.ts';
import { LedgerTable, ledgerTable, type Update } from './ledger-table.ts';

/** What a look at a change on its date found. */
export type DueChange =
  | { readonly is: 'started' | 'early'; readonly change: EffectiveChange }
  | { readonly is: 'unknown' | 'cancelled' | 'done' };

/** What became of a statement. */
export interface Recorded extends Pick<Judgement, 'is'> {
  /** Of the record that holds the change. */
  readonly identity: string;
}

const day = 24 * 3_600_000;

export class EffectiveChanges {
  readonly #table: LedgerTable;
  readonly #settings: CommonSettings;
  readonly #now: () => number;

  constructor(client: Dynamodb, settings: CommonSettings, now: () => number) {
    this.#table = new LedgerTable(client, ledgerTable(settings), now);
    this.#settings = settings;
    this.#now = now;
  }

  /**
   * Records what a source says. Recording it again changes nothing.
   *
   * @param requireTime throws if no time is left for another call
   * @throws ServiceError `newer-record`
   */
  async record(statement: Statement, requireTime: () => void): Promise<Recorded> {
    for (;;) {
      const found = await findChange(statement, (identity) => {
        requireTime();
        return this.#read(identity);
      });
      const judgement = judgeStatement(found.known, statement, this.#now());
      const isWritten = await this.#carryOut(judgement, statement, found, requireTime);
      if (isWritten) return { is: judgement.is, identity: found.identity };
    }
  }

  /**
   * Starts a change on its date. From here on nobody can cancel it.
   *
   * @param requireTime throws if no time is left for another call
   * @returns `started` again for a change whose events may not all be sent
   * @throws ServiceError `newer-record`
   */
  async start(identity: string, requireTime: () => void): Promise<DueChange> {
    for (;;) {
      requireTime();
      const known = await this.#read(identity);
      if (known === undefined) return { is: 'unknown' };
      if (known.state === 'started') return { is: 'started', change: known };
      if (known.state !== 'pending') return { is: known.state };
      if (isAhead(known, this.#now())) return { is: 'early', change: known };
      requireTime();
      const started = await this.#table.update(this.#updateOf(known, known, { state: 'started' }));
      if (started) return { is: 'started', change: effectiveChangeOf(started) };
    }
  }

  /** After all events of a started change are sent. One that was replaced meanwhile stays as it is. */
  async finish(change: EffectiveChange): Promise<void> {
    await this.#table.write(this.#updateOf(change, change, { state: 'done', ...forgotten }));
  }

  /** @returns false if a record has changed since it was read */
  async #carryOut(
    { is, write }: Judgement,
    statement: Statement,
    found: FoundChange,
    requireTime: () => void,
  ): Promise<boolean> {
    const { effectiveAt } = statement;
    const { identity, own, known } = found;
    if (write === undefined) {
      if (is !== 'cancelled' || known === undefined) return true;
      requireTime();
      // What is cancelled is remembered for the ledger's retention from its last report on.
      return this.#table.write(this.#updateOf({ identity: known.identity, effectiveAt }, known, {}));
    }
    // First, so that a change is never pending twice. What a crash leaves here tells the repeat all that was known.
    if (!(await this.#leadToAccount(statement, found, requireTime))) return false;
    requireTime();
    const set = fieldsOf(statement, write, known);
    return this.#table.write(this.#updateOf({ identity, effectiveAt }, own, set));
  }

  /**
   * Lets the record by the login lead to that by the account.
   *
   * @returns false if it has changed since it was read
   */
  async #leadToAccount(
    statement: Statement,
    { identity: movedTo, ofLogin }: FoundChange,
    requireTime: () => void,
  ): Promise<boolean> {
    const { identity, effectiveAt } = statement;
    if (movedTo === identity) return true;
    const isOwn = ofLogin !== undefined && (ofLogin.movedTo ?? movedTo) === movedTo;
    const set = isOwn ? { state: 'done', ...forgotten } : fieldsOf(statement, 'done', undefined);
    const update = this.#updateOf({ identity, effectiveAt }, ofLogin, { ...set, movedTo });
    const keepUntil = Math.max(update.keepUntil ?? 0, this.#now() + this.#settings.ledgerRetention);
    // A day less is no reason for another write.
    const isKept = (ofLogin?.expiresAt ?? 0) * 1000 > keepUntil - day;
    if (isOwn && ofLogin.movedTo !== undefined && isKept) return true;
    requireTime();
    return this.#table.write(update);
  }

  #updateOf(
    { identity, effectiveAt }: Pick<Statement, 'identity'> & { readonly effectiveAt?: string | undefined },
    known: EffectiveChange | undefined,
    set: Update['set'],
  ): Update {
    const dates = [effectiveAt, known?.effectiveAt].map((date) => (date === undefined ? 0 : Date.parse(date)));
    return {
      kind: 'effective',
      identity,
      ...unchangedSince(known),
      set,
      keepUntil: Math.max(...dates) + this.#settings.ledgerRetention,
    };
  }

  async #read(identity: string): Promise<EffectiveChange | undefined> {
    const item = await this.#table.read(identity);
    return item && effectiveChangeOf(item);
  }
}

/** A change that is done needs no person. */
const forgotten = { username: undefined, said: undefined, events: [] };

/** @param known a repeat of the same announcement may be older than the report that is known */
function fieldsOf(
  { identity: _, accountIdentity: __, isWithdrawal, ...said }: Statement,
  state: 'pending' | 'done',
  known: EffectiveChange | undefined,
): Update['set'] {
  const isRepeat = known?.announcement === said.announcement;
  return {
    ...said,
    events: [],
    saidAt: isRepeat && known.saidAt > said.saidAt ? known.saidAt : said.saidAt,
    state,
    cancelled: isWithdrawal ? withdrawnToo(known, said) : (known?.cancelled ?? []),
    cancelledAt: undefined,
    cancelledBy: undefined,
    ...(state === 'done' && forgotten),
  };
}

/** What is withdrawn does not come back when the source repeats it alone, without what withdrew it. */
function withdrawnToo(
  known: EffectiveChange | undefined,
  { announcement, announcedBy }: Pick<Statement, 'announcement' | 'announcedBy'>,
): readonly string[] {
  const cancelled = known?.cancelled ?? [];
  // A source that takes back an announcement does so by another event, which announces nothing.
  return announcement === announcedBy || cancelled.includes(announcement) ? cancelled : [...cancelled, announcement];
}

/** The condition that nobody has changed the record since it was read. */
export function unchangedSince(known: EffectiveChange | undefined): Pick<Update, 'anyOf' | 'operands'> {
  if (known === undefined) return { anyOf: ['attribute_not_exists(#identity)'], operands: {} };
  const { announcement, state, saidAt } = known;
  return {
    anyOf: ['#announcement = :knownAnnouncement AND #state = :knownState AND #saidAt = :knownSaidAt'],
    operands: { knownAnnouncement: announcement, knownState: state, knownSaidAt: saidAt },
  };
}

function isAhead({ effectiveAt }: EffectiveChange, now: number): boolean {
  return effectiveAt !== undefined && Date.parse(effectiveAt) > now;
}
