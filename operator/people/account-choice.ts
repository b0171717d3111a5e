/** Finds the account of a person that an operator means. */
import type { KnownPerson, SourceAccount } from '../../lib/people/known-person.ts';
import { keysOfAccount } from '../../lib/people/source-accounts.ts';
import { NotFound, OperatorError } from '../errors.ts';

/** Which account of a person. */
export interface AccountChoice {
  /** The source's name. */
  readonly source: string;
  /** One of the source's keys of the account, if it has several of the person. */
  readonly key?: string | undefined;
}

/** @throws NotFound, or OperatorError if there are several, or no other account */
export function chooseAccount({ accounts }: KnownPerson, { source, key }: AccountChoice): SourceAccount {
  const ofSource = accounts.filter((account) => account.source === source);
  const chosen = key === undefined ? ofSource : ofSource.filter((account) => keyTexts(account).includes(key));
  const [account, ...others] = chosen;
  if (account === undefined) {
    const known = accounts.map((one) => `${one.source} (${keyTexts(one).join(', ')})`);
    throw new NotFound(`The person has no such account. Their accounts: ${known.join('; ')}.`);
  }
  if (others.length > 0) {
    const keys = chosen.map((one) => keyTexts(one)[0]);
    throw new OperatorError(`The person has ${chosen.length} accounts there. Give --account: ${keys.join(' or ')}.`);
  }
  if (accounts.length === 1) throw new OperatorError('The person has no other account, so nothing was unlinked.');
  return account;
}

/** Names exactly this account: the person may have another one in the source by the time of an answer. */
export function choiceOf(account: SourceAccount): AccountChoice {
  return { source: account.source, key: keyTexts(account)[0] };
}

function keyTexts(account: SourceAccount): readonly string[] {
  return [...keysOfAccount(account).values()];
}
