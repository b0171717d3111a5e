/** Who administers the entities: each OAuth client tries a write that cannot change anything. */
import type { Credentials } from '../../lib/zuora/credentials.ts';
import { clientRoles } from '../zuora/client-roles.ts';
import type { CheckResult } from './check.ts';
import { type ClientCheckOptions, checkOAuthClients } from './oauth-clients.ts';

type ProbeOptions = Pick<ClientCheckOptions, 'http' | 'now' | 'stage'>;

/** @returns what was found of each entity, and what kept a client from trying */
export async function probeAdministrators(
  credentials: Credentials,
  options: ProbeOptions,
): Promise<readonly CheckResult[]> {
  const results = await checkOAuthClients(clientRoles(credentials, []), { ...options, probe: true });
  return results.filter(({ check, status }) => check === 'Administrator' || status === 'fail');
}
