/** Whether the stage protects any login: the users of its own OAuth clients at least. */
import { NotFound } from '../errors.ts';
import { readProtectedUsernames } from '../mappings/queue-receiver.ts';
import type { Stack } from '../stack/stack.ts';
import type { Account } from './account.ts';
import type { Check } from './check.ts';
import { type Finding, ok, skipped, warn } from './finding.ts';
import { readFix } from './read-fix.ts';

/** Undefined without an event source mapping, which names the function. */
type Logins = readonly string[] | undefined;

export function protectedLoginsCheck({ aws }: Account, stack: Stack): Check<Logins> {
  return {
    name: 'Protected logins',
    read: () => readProtectedUsernames({ aws, stack }).catch(undefinedIfMissing),
    judge: judgeProtectedLogins,
    fix: readFix('lambda:GetFunctionConfiguration', 'lambda:ListEventSourceMappings', 'sqs:GetQueueAttributes'),
  };
}

function undefinedIfMissing(error: unknown): undefined {
  if (!(error instanceof NotFound)) throw error;
}

/** Zuora does not tell which login a client belongs to, so that only an empty list is a sure mistake. */
export function judgeProtectedLogins(usernames: Logins): Finding {
  if (!usernames) return skipped('cannot be checked: no function receives the revocations');
  if (usernames.length > 0) return ok(usernames.join(', '));
  return warn(
    "none, so an event can end the access of the OAuth clients' own users",
    'Put their logins into the parameter protectedUsernames, and deploy.',
  );
}
