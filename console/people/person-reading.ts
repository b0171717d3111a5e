/** Reads all that is known of one person. */
import type { LinkedAccount } from '../../lib/account/account-item.ts';
import type { AuditEntry } from '../../lib/audit/audit-entry.ts';
import { foldLogin } from '../../lib/login.ts';
import type { KnownPerson } from '../../lib/people/known-person.ts';
import type { SourceOrder } from '../../lib/people/ranked-accounts.ts';
import { AccountReader } from '../../operator/accounts/account-reader.ts';
import { blockedEntities } from '../../operator/accounts/blocked-entities.ts';
import { AuditReader } from '../../operator/audit/audit-reader.ts';
import { describeDeed, describeRequester, describeWhy } from '../../operator/audit/entry-words.ts';
import { readHistory } from '../../operator/audit/user-history.ts';
import { NotFound } from '../../operator/errors.ts';
import { describeEventId } from '../../operator/event-subject.ts';
import { isPersonId, PeopleReader } from '../../operator/people/people-reader.ts';
import { describeKnownState } from '../../operator/people/person-words.ts';
import { entityNaming, type NameEntity } from '../../operator/policy/entity-naming.ts';
import type { Session } from '../../operator/stack/session.ts';
import type { BlockRow, HistoryRow, PersonDetail } from '../shapes/people.ts';
import type { Stage } from '../stage.ts';
import { loginsOf } from './login-owner.ts';
import { decisionRows, entityRows, sourceViews } from './person-view.ts';

/** More entries than a page shows. The command `history` has all. */
const maxEntries = 500;

/**
 * What is known of the person, and of one of their logins. Each login has an account of its own.
 *
 * @param name a login, or the id of the person
 * @param chosen the login; the newest one if it is not theirs
 * @throws NotFound if neither a source nor an event told of them
 */
export async function readPersonDetail(stage: Stage, name: string, chosen = name): Promise<PersonDetail> {
  const { session } = stage;
  const { aws, stack } = session;
  const now = session.now();
  const people = new PeopleReader(aws.dynamodb, stack.people);
  const person = (await people.find(name))?.person;
  const { own, lost } = person
    ? await loginsOf(people, person)
    : { own: isPersonId(name) ? await unownedLogin(people, chosen) : [name], lost: [] };
  const login = own.find((one) => foldLogin(one) === foldLogin(chosen)) ?? own.at(-1);
  const { linked, entries, others } = login === undefined ? nothing : await readLogin(session, login);
  if (person === undefined && linked === undefined && entries.length + others === 0) {
    throw new NotFound(`Stage ${stack.stage} knows nobody with the login or the id ${name}.`);
  }
  const policy = await stage.policy();
  const nameEntity = entityNaming(policy);
  return {
    ...{ id: person?.id, login: login ?? lost.at(-1) ?? name, lostLogins: lost },
    otherLogins: own.filter((one) => one !== login),
    facts: factsOf(person, linked, policy?.sources),
    sources: person ? sourceViews(person) : [],
    decisions: person ? decisionRows(person, nameEntity) : [],
    entities: entityRows({ linked, policy, entries, nameEntity, now }),
    blocks: linked ? blockRows(linked, nameEntity) : [],
    readAt: new Date(now).toISOString(),
    history: entries
      .toReversed()
      .slice(0, maxEntries)
      .map((entry) => historyRow(entry, nameEntity)),
    ...{ entries: entries.length, otherEntries: others },
  };
}

/** Somebody who was erased leads to the account of their login, as long as no other person has it. */
async function unownedLogin(people: PeopleReader, login: string): Promise<readonly string[]> {
  return (await people.read(login)) === undefined ? [login] : [];
}

/** What is known of a login, as far as it is about who has it now. */
interface KnownLogin {
  readonly linked: LinkedAccount | undefined;
  /** Of the linked account, in the order in which they were written. */
  readonly entries: readonly AuditEntry[];
  /** How many entries other accounts have that had the login before. */
  readonly others: number;
}

const nothing: KnownLogin = { linked: undefined, entries: [], others: 0 };

export async function readLogin(session: Session, login: string): Promise<KnownLogin> {
  const linked = await new AccountReader(session.aws.dynamodb, session.stack.accounts).read(login);
  const all = await readEntries(session, login);
  const entries = all.filter(({ account }) => account === linked?.id);
  return { linked, entries, others: all.length - entries.length };
}

/**
 * The entries of all accounts that have or had the login, in the order in which they were written; none if the log knows no
 * account of it.
 */
export async function readEntries({ aws, stack }: Session, login: string): Promise<readonly AuditEntry[]> {
  try {
    const reader = new AuditReader(aws.dynamodb, stack.audit);
    return (await readHistory(reader, stack.stage, login, {})).entries;
  } catch (error) {
    if (error instanceof NotFound) return [];
    throw error;
  }
}

function factsOf(
  person: KnownPerson | undefined,
  linked: LinkedAccount | undefined,
  order: SourceOrder,
): PersonDetail['facts'] {
  const logins = person?.logins.map(({ login }) => login) ?? [];
  return {
    Person: person?.id ?? 'no source told of them',
    State: person && describeKnownState(person, order),
    Logins: logins.length > 1 ? logins.join(', ') : undefined,
    'Linked account': linked?.id ?? 'no event about their access',
    'Left at': person?.decided.leftAt,
    'Last decision': person && person.revision > 0 ? `revision ${person.revision}` : undefined,
    Waits: person?.quarantined?.length ? `${person.quarantined.length} changes wait for an operator` : undefined,
  };
}

function blockRows(linked: LinkedAccount, nameEntity: NameEntity): readonly BlockRow[] {
  return blockedEntities(linked).map(({ entityId, orderedAt, isHeld }) => ({
    ...{ entityId, entity: nameEntity(entityId), revokedAt: new Date(orderedAt).toISOString(), isHeld },
  }));
}

function historyRow(entry: AuditEntry, nameEntity: NameEntity): HistoryRow {
  const { recordedAt, entityId, detail, eventId, source, identityEventId, correlationId } = entry;
  return {
    ...{ at: recordedAt, entity: entityId === undefined ? undefined : nameEntity(entityId), detail },
    ...{ deed: describeDeed(entry), why: describeWhy(entry), by: describeRequester(entry) },
    eventId: describeEventId({ eventId, source, identityEventId, correlationId }),
  };
}
