/** The Zuora sandbox of a local stack, over its own routes for tests and people. */
import { z } from 'zod';
import { OperatorError } from '../../operator/errors.ts';
import type { NameEntity } from '../../operator/policy/entity-naming.ts';
import type { AccessChange, FaultName, SandboxState } from '../shapes/sandbox.ts';

const ids = z.array(z.string());

/** What of the state is shown: its OAuth clients have secrets, and are left out. */
const state = z.object({
  users: z.array(
    z.object({
      username: z.string(),
      status: z.string().default('active'),
      homeEntityId: z.string(),
      accessibleEntityIds: ids,
      pendingEntityIds: ids,
    }),
  ),
  connections: z.array(
    z.object({ id: z.string(), sourceEntityId: z.string(), targetEntityId: z.string(), status: z.string() }),
  ),
});

const calls = z.array(
  z.object({
    time: z.string(),
    method: z.string(),
    path: z.string(),
    status: z.number().nullable(),
    success: z.boolean(),
    startedAt: z.number(),
    finishedAt: z.number().nullable(),
  }),
);

/** Calls that a page shows. */
const maxCalls = 200;

/** Each strikes the next calls of the service. A token is not asked for each time, so only calls are meant. */
const faults: Readonly<Record<FaultName, object>> = {
  'server-error': { match: { path: '/v1/*' }, times: 1, fault: { status: 500, body: 'planted in the console' } },
  'rate-limit': { match: { path: '/v1/*' }, times: 3, fault: { status: 429, headers: { 'retry-after': '2' } } },
  slow: { match: { path: '/v1/*' }, times: 5, fault: { delayMs: 2000 } },
  reset: { match: { path: '/v1/*' }, times: 1, fault: { reset: true } },
  'lost-answer': { match: { method: 'PUT' }, times: 1, fault: { dropResponse: true } },
};

export class SandboxClient {
  readonly #url: string;

  /** @param url of the sandbox, without a slash at its end */
  constructor(url: string) {
    this.#url = url;
  }

  async read(nameEntity: NameEntity): Promise<SandboxState> {
    const { users, connections } = state.parse(await this.#send('GET', 'state'));
    const listed = calls
      .parse(await this.#send('GET', 'calls'))
      .slice(-maxCalls)
      .toReversed();
    const named = (all: readonly string[]) => all.map((id) => ({ id, name: nameEntity(id) }));
    return {
      users: users.map(({ username, status, homeEntityId, accessibleEntityIds, pendingEntityIds }) => ({
        ...{ username, status, home: nameEntity(homeEntityId), pending: named(pendingEntityIds) },
        access: named(accessibleEntityIds.filter((id) => id !== homeEntityId)),
      })),
      connections: connections.map(({ id, sourceEntityId, targetEntityId, status }) => ({
        ...{ id, status, source: nameEntity(sourceEntityId), target: nameEntity(targetEntityId) },
      })),
      calls: listed.map(({ time, method, path, status, success, startedAt, finishedAt }) => ({
        ...{ time, method, path, status: status ?? undefined, isSuccess: success },
        durationMs: finishedAt === null ? undefined : finishedAt - startedAt,
      })),
    };
  }

  async plant(fault: FaultName): Promise<void> {
    await this.#send('POST', 'faults', faults[fault]);
  }

  async clearFaults(): Promise<void> {
    await this.#send('DELETE', 'faults');
  }

  /** @throws OperatorError for an unknown user */
  async change({ username, entityId, deed }: AccessChange): Promise<void> {
    const { users } = state.parse(await this.#send('GET', 'state'));
    const user = users.find((one) => one.username === username);
    if (user === undefined) throw new OperatorError(`The sandbox has no user ${username}.`);
    const others = user.accessibleEntityIds.filter((id) => id !== entityId);
    const changed = {
      ...{ username, homeEntityId: user.homeEntityId },
      accessibleEntityIds: deed === 'grant' ? [...others, entityId] : others,
      pendingEntityIds: user.pendingEntityIds.filter((id) => id !== entityId),
    };
    await this.#send('POST', 'users', { users: [changed] });
  }

  async #send(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${this.#url}/_sandbox/${path}`, {
      method,
      ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const text = await response.text();
    if (!response.ok) throw new OperatorError(`The sandbox refused it: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }
}
