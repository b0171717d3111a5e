/** The routes of the page Sandbox, which only a local stack has. */
import { Hono } from 'hono';
import { z } from 'zod';
import { answer } from '../answers.ts';
import type { Guarded } from '../guard/guards.ts';
import { faultNames } from '../shapes/sandbox.ts';
import type { Stage } from '../stage.ts';
import { SandboxClient } from './sandbox-client.ts';

const faultRequest = z.strictObject({ fault: z.enum(faultNames) });
const accessChange = z.strictObject({
  username: z.string().min(1),
  entityId: z.string().min(1),
  deed: z.enum(['grant', 'deny', 'remove']),
});

/** @param url of the sandbox */
export function sandboxRoutes(stage: Stage, url: string): Hono<Guarded> {
  const sandbox = new SandboxClient(url);
  return new Hono<Guarded>()
    .get('/', async (context) => answer(context, await sandbox.read(await stage.nameEntity())))
    .post('/fault', async (context) => {
      const { fault } = faultRequest.parse(await context.req.json());
      await stage.log(`plants the fault ${fault} in the sandbox`);
      await sandbox.plant(fault);
      return answer(context, {});
    })
    .post('/clear-faults', async (context) => {
      await stage.log('clears the faults of the sandbox');
      await sandbox.clearFaults();
      return answer(context, {});
    })
    .post('/access', async (context) => {
      const change = accessChange.parse(await context.req.json());
      await stage.log(`changes access in the sandbox: ${change.deed} of ${change.username}`);
      await sandbox.change(change);
      return answer(context, {});
    });
}
