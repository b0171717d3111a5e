/** What somebody does in Zuora beside the service: nobody tells the service. */
import * as fc from 'fast-check';
import { seedEntity } from '../../local/zuora/seed.ts';
import { username } from './account-wishes.ts';
import { type Command, command } from './command.ts';
import type { World } from './world/world.ts';

/** The entities in which somebody else acted, by what they did. */
export type Outside = WeakMap<
  World,
  { readonly taken: Set<string>; readonly asked: Set<string>; readonly approved: Set<string> }
>;

export function outsideOf(outside: Outside, world: World) {
  const known = outside.get(world) ?? {
    taken: new Set<string>(),
    asked: new Set<string>(),
    approved: new Set<string>(),
  };
  outside.set(world, known);
  return known;
}

/** An administrator of Zuora acts there, or somebody asks for the access by hand. */
export function administrator(outside: Outside): fc.Arbitrary<Command> {
  const { germany, japan, france } = seedEntity;
  const acts = fc.oneof(
    {
      weight: 8,
      arbitrary: fc.tuple(fc.constantFrom('approve', 'approve', 'take', 'ask'), fc.constantFrom(germany, japan)),
    },
    { weight: 1, arbitrary: fc.constant(['take', france] as const) },
  );
  return acts.map(([act, entityId]) =>
    command(
      `an administrator is to ${act}`,
      (world) => {
        const [tenant] = world.tenants;
        const user = tenant.state.users.get(username);
        const isPending = user?.pending.has(entityId);
        const { taken, asked, approved } = outsideOf(outside, world);
        if (act === 'ask' && !isPending && !user?.accessible.has(entityId)) {
          tenant.change({ type: 'access-requested', username, entityId });
          asked.add(entityId);
        }
        if (act === 'approve' && isPending) {
          tenant.change({ type: 'access-granted', username, entityId });
          approved.add(entityId);
        }
        if (act !== 'take' || !(isPending || user?.accessible.has(entityId))) return;
        tenant.change({ type: 'access-denied', username, entityId });
        taken.add(entityId);
      },
      [entityId],
    ),
  );
}
