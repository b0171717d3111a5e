/** Finds what the ledger knows of a person and a kind of change: by their account, and by their login. */
import { foldLogin } from '../login.ts';
import { type EffectiveChange, newerChange, type Statement } from './effective-change.ts';

export interface FoundChange {
  /** Of the record that is to hold the change. */
  readonly identity: string;
  /** That record, as it was read; undefined if there is none. */
  readonly own: EffectiveChange | undefined;
  /** The record by the login, as it was read. */
  readonly ofLogin: EffectiveChange | undefined;
  /** What was said last, in either. */
  readonly known: EffectiveChange | undefined;
}

type Read = (identity: string) => Promise<EffectiveChange | undefined>;

export async function findChange(
  { identity, accountIdentity, username }: Pick<Statement, 'identity' | 'accountIdentity' | 'username'>,
  read: Read,
): Promise<FoundChange> {
  if (accountIdentity === undefined) return findByLogin(identity, read);
  const [ofLogin, own] = await Promise.all([read(identity), read(accountIdentity)]);
  const movedTo = ofLogin?.movedTo ?? accountIdentity;
  const other = own === undefined && movedTo !== accountIdentity ? await read(movedTo) : undefined;
  // Somebody hired again has another account, and the same login.
  if (other?.username !== undefined && foldLogin(other.username) === foldLogin(username)) {
    return { identity: movedTo, own: other, ofLogin, known: other };
  }
  return { identity: accountIdentity, own, ofLogin, known: lastOf(own, ofLogin, accountIdentity) };
}

async function findByLogin(identity: string, read: Read): Promise<FoundChange> {
  const ofLogin = await read(identity);
  if (ofLogin?.movedTo === undefined) return { identity, own: ofLogin, ofLogin, known: ofLogin };
  const own = await read(ofLogin.movedTo);
  return { identity: ofLogin.movedTo, own, ofLogin, known: own ?? ofLogin };
}

/** A record by the login may come from an earlier release, or from an event that did not name the account. */
function lastOf(
  own: EffectiveChange | undefined,
  ofLogin: EffectiveChange | undefined,
  accountIdentity: string,
): EffectiveChange | undefined {
  // Somebody else had the login then.
  if (ofLogin === undefined || (ofLogin.movedTo ?? accountIdentity) !== accountIdentity) return own;
  if (own === undefined) return ofLogin;
  return ofLogin.movedTo === undefined ? newerChange(own, ofLogin) : own;
}
